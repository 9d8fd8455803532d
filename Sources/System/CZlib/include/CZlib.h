#ifndef CZLIB_H
#define CZLIB_H

#include <stdbool.h>
#include <stddef.h>

#pragma clang assume_nonnull begin

/// Whether this machine can compress at all.
///
/// zlib is on every Debian and Ubuntu, but its headers need not be, so it is looked for when the
/// program runs and not linked when it is built. It may be called from any thread.
bool gzipIsAvailable(void) __attribute__((swift_name("getter:Gzip.isAvailable()")));

/// How many octets `gzipCompress` may need for `count` octets of content; 0 without zlib.
size_t gzipBound(size_t count) __attribute__((swift_name("Gzip.bound(of:)")));

/// Writes `content` in the gzip format (RFC 1952) and answers its length.
///
/// Answers 0 when zlib is missing or `coded`, of `room` octets, is too small. It may be called from
/// any thread.
///
/// \param level From 1, quick, to 9, small.
size_t gzipCompress(const void *content, size_t count, int level, void *coded, size_t room)
    __attribute__((swift_name("Gzip.compress(_:count:level:into:room:)")));

/// The name under which Swift sees the functions above.
typedef struct {
    int unused;
} Gzip;

#pragma clang assume_nonnull end

#endif
