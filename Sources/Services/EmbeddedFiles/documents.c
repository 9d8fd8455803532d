#include "OpenAPIDocument.h"

// The compiler lists embedded files among the dependencies that it writes out, so a build notices
// when one of them changes.
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
