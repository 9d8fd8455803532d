#ifndef CZLIB_H
#define CZLIB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// Whether zlib is installed. Thread-safe.
///
/// zlib is loaded at run time, because Debian and Ubuntu have the library but not always its headers.
bool gzipIsAvailable(void) __attribute__((swift_name("getter:Gzip.isAvailable()")));

/// The maximum size of `count` bytes of content after compression; 0 without zlib.
size_t gzipBound(size_t count) __attribute__((swift_name("Gzip.bound(of:)")));

/// Compresses `content` in the gzip format (RFC 1952) and returns the size. Thread-safe.
///
/// Returns 0 if zlib is missing or `coded`, of `room` bytes, is too small.
///
/// \param level From 1, fastest, to 9, smallest.
size_t gzipCompress(const void *content, size_t count, int level, void *coded, size_t room)
    __attribute__((swift_name("Gzip.compress(_:count:level:into:room:)")));

/// The CRC-32 of `count` bytes, as in gzip and PNG; 0 without zlib. Thread-safe.
uint32_t gzipChecksum(const void *content, size_t count)
    __attribute__((swift_name("Gzip.crc32(of:count:)")));

/// The functions' namespace in Swift.
typedef struct {
    int unused;
} Gzip;

#pragma clang assume_nonnull end

#endif
