#ifndef EMBEDDED_FILES_H
#define EMBEDDED_FILES_H

#include <stddef.h>

#pragma clang assume_nonnull begin

// The bytes of both types are constants of the program: they live as long as the process, and no
// NUL follows them.

/// A file of `Site`, as it was when the program was built.
typedef struct {
    /// The path below `Site`, such as `pages/event.js`.
    const char *path;
    const void *bytes;
    /// Number of bytes.
    size_t count;
} WebAsset;

/// Number of files.
size_t webAssetCount(void) __attribute__((swift_name("getter:WebAsset.count()")));

/// The file at `index`, which must be less than `webAssetCount`.
WebAsset webAssetAt(size_t index) __attribute__((swift_name("WebAsset.at(_:)")));

/// A service's description in OpenAPI 3.1: JSON in UTF-8.
typedef struct {
    const void *bytes;
    /// Number of bytes.
    size_t count;
} OpenAPIDocument;

/// `Sources/Services/MainAPI/openapi.json`, as it was when the program was built.
OpenAPIDocument openAPIDocumentOfMainAPI(void)
    __attribute__((swift_name("getter:OpenAPIDocument.mainAPI()")));

/// `Sources/Services/CRMAPI/openapi.json`, as it was when the program was built.
OpenAPIDocument openAPIDocumentOfCRMAPI(void)
    __attribute__((swift_name("getter:OpenAPIDocument.crmAPI()")));

#pragma clang assume_nonnull end

#endif
