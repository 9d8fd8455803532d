// Headers of the C library that Swift's Glibc module leaves out.
#include <crypt.h>
#include <malloc.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>

// GNU extensions, which the headers declare only with _GNU_SOURCE.
int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);
char *strptime(const char *text, const char *format, struct tm *time);
