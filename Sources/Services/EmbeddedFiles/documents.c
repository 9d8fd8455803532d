#include "EmbeddedFiles.h"

// The compiler records embedded files as dependencies, so a change to one of them rebuilds this file.
static const unsigned char mainAPI[] = {
#embed "../MainAPI/openapi.json"
};

static const unsigned char crmAPI[] = {
#embed "../CRMAPI/openapi.json"
};

OpenAPIDocument openAPIDocumentOfMainAPI(void) {
    return (OpenAPIDocument){mainAPI, sizeof mainAPI};
}

OpenAPIDocument openAPIDocumentOfCRMAPI(void) {
    return (OpenAPIDocument){crmAPI, sizeof crmAPI};
}
