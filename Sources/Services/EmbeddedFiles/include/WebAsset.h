#ifndef WEB_ASSET_H
#define WEB_ASSET_H

#include <stddef.h>

#pragma clang assume_nonnull begin

/// A file of `Site`, as it was when the program was built.
///
/// The octets are part of the program, so they live as long as the process and never change.
typedef struct {
    /// The path below `Site`, such as `pages/event.js`.
    const char *path;
    const void *octets;
    /// How many octets there are; no NUL stands behind them.
    size_t count;
} WebAsset;

/// How many files there are.
size_t webAssetCount(void) __attribute__((swift_name("getter:WebAsset.count()")));

/// The file at that place, which has to be below `webAssetCount`.
WebAsset webAssetAt(size_t index) __attribute__((swift_name("WebAsset.at(_:)")));

#pragma clang assume_nonnull end

#endif
