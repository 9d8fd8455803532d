#include "CZlib.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>

// zlib's functions, as zlib.h declares them; its interface has been stable since 1995.
typedef unsigned long (*Bound)(unsigned long count);
typedef int (*Compress)(unsigned char *coded, unsigned long *room, const unsigned char *content,
                        unsigned long count, int level);
typedef unsigned long (*Checksum)(unsigned long crc, const unsigned char *content, unsigned count);

static Bound bound;
static Compress compress;
static Checksum checksum;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
    void *library = dlopen("libz.so.1", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return;
    bound = (Bound)dlsym(library, "compressBound");
    checksum = (Checksum)dlsym(library, "crc32");
    if (bound != NULL && checksum != NULL) compress = (Compress)dlsym(library, "compress2");
}

bool gzipIsAvailable(void) {
    pthread_once(&once, load);
    return compress != NULL;
}

// compress2 writes the zlib format (RFC 1950): a header of two bytes, the deflated content and a
// trailer of four. The gzip format has a header of ten bytes and a trailer of eight instead.
enum { zlibHeader = 2, zlibTrailer = 4, gzipHeader = 10, gzipTrailer = 8 };

size_t gzipBound(size_t count) {
    if (!gzipIsAvailable() || count > UINT32_MAX) return 0;
    return bound(count) + gzipHeader + gzipTrailer;
}

static void writeLittleEndian(uint32_t number, unsigned char *bytes) {
    for (int index = 0; index < 4; index++) bytes[index] = (unsigned char)(number >> 8 * index);
}

size_t gzipCompress(const void *content, size_t count, int level, void *coded, size_t room) {
    static const unsigned char header[gzipHeader] = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF};
    size_t needed = gzipBound(count);
    if (needed == 0 || room < needed) return 0;
    // The gzip header is written later; its last two bytes replace the zlib header.
    unsigned char *start = coded;
    unsigned long length = room - (gzipHeader - zlibHeader);
    if (compress(start + gzipHeader - zlibHeader, &length, content, count, level) != 0) return 0;
    memcpy(start, header, gzipHeader);
    size_t end = gzipHeader - zlibHeader + length - zlibTrailer;
    writeLittleEndian((uint32_t)checksum(0, content, (unsigned)count), start + end);
    writeLittleEndian((uint32_t)count, start + end + 4);
    return end + gzipTrailer;
}

uint32_t gzipChecksum(const void *content, size_t count) {
    return gzipIsAvailable() && count <= UINT32_MAX
        ? (uint32_t)checksum(0, content, (unsigned)count)
        : 0;
}
