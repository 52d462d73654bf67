/* SPDX-License-Identifier: MIT */
/* Seeded fault: a file that cannot be opened is shown as an empty one.
 *
 * scenario: open-fails
 * check: status >= 400
 * wrap: syscall
 */
#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>

long __real_syscall(long number, ...);
long __wrap_syscall(long number, int folder, const char *path, const void *how, size_t size);

/* openat2(2), the only one that the server makes in this way. */
long __wrap_syscall(long number, int folder, const char *path, const void *how, size_t size)
{
    long fd = __real_syscall(number, folder, path, how, size);
    return fd == -1 && errno != ENOSYS ? memfd_create("empty", MFD_CLOEXEC) : fd;
}
