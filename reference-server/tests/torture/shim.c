/* SPDX-License-Identifier: MIT */
/*
 * Preloaded into the server by make torture: counts every allocation and every fallible system
 * call, and makes the chosen one fail, once or for good, with the error that it would have.
 */
#include "tests/torture/shared.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);

static struct torture nowhere;
static struct torture *torture = &nowhere;

__attribute__((constructor)) static void attach(void)
{
    const char *name = getenv(TORTURE_PAGE);
    int file = name != NULL ? (int)syscall(SYS_openat, AT_FDCWD, name, O_RDWR | O_CLOEXEC) : -1;
    void *page = mmap(NULL, sizeof *torture, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    syscall(SYS_close, file);
    if (page == MAP_FAILED)
        _exit(99);
    torture = page;
}

/* Whether this call is to fail; then errno is set. */
static bool fails(int error)
{
    if (!atomic_load(&torture->armed))
        return false;
    long call = atomic_fetch_add(&torture->calls, 1) + 1;
    long chosen = atomic_load(&torture->fail);
    bool now = chosen > 0 && !atomic_load(&torture->over) &&
               (call == chosen || (call > chosen && atomic_load(&torture->for_good)));
    if (now)
        errno = error;
    return now;
}

static void *counted(void *block)
{
    if (block != NULL)
        atomic_fetch_add(&torture->live, 1);
    return block;
}

void *malloc(size_t size)
{
    return fails(ENOMEM) ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return fails(ENOMEM) ? NULL : counted(__libc_calloc(count, size));
}

void *realloc(void *block, size_t size)
{
    if (fails(ENOMEM))
        return NULL;
    return block == NULL ? counted(__libc_realloc(block, size)) : __libc_realloc(block, size);
}

void free(void *block)
{
    if (block != NULL)
        atomic_fetch_sub(&torture->live, 1);
    __libc_free(block);
}

/* A function of libc with its own error: `return fails(...) ? -1 : the real one`. */
#define FAILING(type, name, error, parameters, arguments)                                          \
    type name parameters;                                                                          \
    type name parameters                                                                           \
    {                                                                                              \
        static type(*real) parameters;                                                             \
        if (real == NULL)                                                                          \
            *(void **)&real = dlsym(RTLD_NEXT, #name);                                             \
        return fails(error) ? (type)-1 : real arguments;                                           \
    }

FAILING(int, socket, EMFILE, (int a, int b, int c), (a, b, c))
FAILING(int, bind, EADDRINUSE, (int a, __CONST_SOCKADDR_ARG b, socklen_t c), (a, b, c))
FAILING(int, listen, EADDRINUSE, (int a, int b), (a, b))
FAILING(int, connect, EADDRNOTAVAIL, (int a, __CONST_SOCKADDR_ARG b, socklen_t c), (a, b, c))
FAILING(int, setsockopt, ENOBUFS, (int a, int b, int c, const void *d, socklen_t e),
        (a, b, c, d, e))
FAILING(int, accept4, EMFILE, (int a, __SOCKADDR_ARG b, socklen_t *c, int d), (a, b, c, d))
FAILING(ssize_t, recv, ECONNRESET, (int a, void *b, size_t c, int d), (a, b, c, d))
FAILING(ssize_t, send, EPIPE, (int a, const void *b, size_t c, int d), (a, b, c, d))
FAILING(int, shutdown, ENOTCONN, (int a, int b), (a, b))
FAILING(int, poll, ENOMEM, (struct pollfd * a, nfds_t b, int c), (a, b, c))
FAILING(int, epoll_create1, EMFILE, (int a), (a))
FAILING(int, epoll_ctl, ENOMEM, (int a, int b, int c, struct epoll_event *d), (a, b, c, d))
FAILING(int, epoll_wait, EINTR, (int a, struct epoll_event *b, int c, int d), (a, b, c, d))
FAILING(int, signalfd, EMFILE, (int a, const sigset_t *b, int c), (a, b, c))
FAILING(int, fstat, EIO, (int a, struct stat *b), (a, b))
FAILING(ssize_t, read, EIO, (int a, void *b, size_t c), (a, b, c))
FAILING(ssize_t, pread, EIO, (int a, void *b, size_t c, off_t d), (a, b, c, d))
FAILING(ssize_t, getrandom, EAGAIN, (void *a, size_t b, unsigned c), (a, b, c))

/* refserver creates no file, so there is no third argument. */
int open(const char *name, int flags, ...)
{
    return fails(EMFILE) ? -1 : (int)syscall(SYS_openat, AT_FDCWD, name, flags);
}

int openat(int folder, const char *name, int flags, ...)
{
    return fails(ENFILE) ? -1 : (int)syscall(SYS_openat, folder, name, flags);
}

/* refserver calls it for openat2 alone. */
long syscall(long number, ...)
{
    static long (*real)(long, ...);
    va_list list;
    long a[4];
    va_start(list, number);
    for (int i = 0; i < 4; i++)
        a[i] = va_arg(list, long);
    va_end(list);
    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "syscall");
    return number == SYS_openat2 && fails(EMFILE) ? -1 : real(number, a[0], a[1], a[2], a[3]);
}
