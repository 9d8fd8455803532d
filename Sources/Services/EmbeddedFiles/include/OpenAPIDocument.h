#ifndef OPENAPI_DOCUMENT_H
#define OPENAPI_DOCUMENT_H

#include <stddef.h>

#pragma clang assume_nonnull begin

/// The description of a service in OpenAPI 3.1, as it is served: JSON in UTF-8.
///
/// The octets are part of the program, so they live as long as the process and never change.
typedef struct {
    const void *octets;
    /// How many octets there are; no NUL stands behind them.
    size_t count;
} OpenAPIDocument;

/// What `Sources/Services/MainAPI/openapi.json` held when the program was built.
OpenAPIDocument openAPIDocumentOfMainAPI(void)
    __attribute__((swift_name("getter:OpenAPIDocument.mainAPI()")));

/// What `Sources/Services/CRMAPI/openapi.json` held when the program was built.
OpenAPIDocument openAPIDocumentOfCRMAPI(void)
    __attribute__((swift_name("getter:OpenAPIDocument.crmAPI()")));

#pragma clang assume_nonnull end

#endif
