/* SPDX-License-Identifier: MIT */
/* Opens, checks that it is a regular file (a FIFO would block for ever), reads to the end.
 * Knows nothing of what is in the file.
 */
#include "data/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_AT_ONCE = 64 * 1024 };

static bool unreadable(const char *path, struct failure *why)
{
    return failure_set(why, FAILURE_USAGE, "cannot read '%s': %s", path, strerror(errno));
}

static bool read_all(int fd, struct bytes *out, const char *path, struct failure *why)
{
    for (;;) {
        size_t room = bytes_space(out, READ_AT_ONCE);
        char beyond;
        ssize_t n = room ? read(fd, out->data + out->length, room) : read(fd, &beyond, 1);
        if (n == -1 && errno == EINTR)
            continue;
        if (n == -1)
            return unreadable(path, why);
        if (n == 0)
            return true;
        if (room == 0)
            return failure_set(why, FAILURE_USAGE, "'%s' is larger than %zu octets", path,
                               out->cap);
        bytes_added(out, (size_t)n);
    }
}

bool file_read(struct bytes *out, const char *path, struct failure *why)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd == -1)
        return unreadable(path, why);
    bool done;
    if (fstat(fd, &info) == -1)
        done = unreadable(path, why);
    else if (!S_ISREG(info.st_mode))
        done = failure_set(why, FAILURE_USAGE, "'%s' is not a regular file", path);
    else
        done = read_all(fd, out, path, why);
    close(fd);
    return done;
}
