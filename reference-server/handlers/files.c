/* SPDX-License-Identifier: MIT */
/*
 * Static files. What may be opened is decided by the kernel (openat2) or, where that is missing, by
 * walking one component at a time; the decoded path is only checked for what no file may be called
 * here. A file that shrinks while it is sent ends the connection: its length has been promised.
 */
#include "handlers/site.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { ETAG_ROOM = 64 };

/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
#define FILES_FLAGS (O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

/* One octet of the path at *at, decoded; 0 for what is not allowed. */
static char decode_octet(struct span path, size_t *at)
{
    if (path.at[*at] != '%')
        return path.at[(*at)++];
    if (path.length - *at < 3)
        return '\0';
    int high = octet_hex(path.at[*at + 1]);
    int low = octet_hex(path.at[*at + 2]);
    *at += 3;
    if (high == -1 || low == -1 || high * 16 + low == '/')
        return '\0';
    return (char)(high * 16 + low);
}

unsigned files_decode(struct span path, char name[LIMIT_PATH])
{
    size_t length = 0;
    for (size_t at = 0; at < path.length;) {
        char octet = decode_octet(path, &at);
        bool starts = length == 0 || name[length - 1] == '/';
        if (octet == '\0')
            return 400;
        if (length == LIMIT_PATH - 1 || (starts && (octet == '.' || octet == '/')))
            return 404;
        name[length++] = octet;
    }
    name[length] = '\0';
    return length == 0 || name[length - 1] == '/' ? 404 : 0;
}

static int open_by_kernel(int directory, const char *name, int flags)
{
    struct open_how how = {.flags = (unsigned)flags,
                           .resolve =
                               RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
    return (int)syscall(SYS_openat2, directory, name, &how, sizeof how);
}

bool files_probe_kernel(int directory)
{
    int fd = open_by_kernel(directory, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd != -1)
        close(fd);
    return fd != -1;
}

/* One component after the other, each beneath the one before. */
static int open_by_steps(int directory, char *name)
{
    int at = directory;
    do {
        char *slash = strchr(name, '/');
        int flags = slash != NULL ? O_PATH | O_DIRECTORY | O_CLOEXEC : FILES_FLAGS;
        if (slash != NULL)
            *slash++ = '\0';
        int next = openat(at, name, flags | O_NOFOLLOW);
        int saved = errno;
        if (at != directory)
            close(at);
        errno = saved;
        at = next;
        name = slash;
    } while (at != -1 && name != NULL);
    return at;
}

int files_open(int directory, const char *name, bool kernel_resolves)
{
    char copy[LIMIT_PATH];
    if (kernel_resolves)
        return open_by_kernel(directory, name, FILES_FLAGS);
    snprintf(copy, sizeof copy, "%s", name);
    return open_by_steps(directory, copy);
}

static ssize_t pull_file(void *context, char *space, size_t room)
{
    struct job *job = context;
    ssize_t n;
    do {
        n = pread(job->tracked.file, space, room, (off_t)job->position);
    } while (n == -1 && errno == EINTR);
    job->position += n > 0 ? (uint64_t)n : 0;
    return n;
}

static enum handled refuse_open(struct exchange *x)
{
    switch (errno) {
    case EACCES:
    case EPERM: return refuse(x, 403, "this file may not be read");
    case EMFILE:
    case ENFILE:
    case ENOMEM: return refuse(x, 503, "too many files are open");
    default: return refuse(x, 404, "nothing is found at this path");
    }
}

static enum handled answer_file(struct exchange *x, const char *name, const struct stat *file)
{
    struct answer *a = &x->answer;
    char etag[ETAG_ROOM];
    char date[DATE_LENGTH + 1];
    uint64_t first = 0;
    uint64_t size = (uint64_t)file->st_size;
    uint64_t count = size;
    int64_t modified = file->st_mtim.tv_sec > 0 ? file->st_mtim.tv_sec : 0;
    if (modified > x->now.wall)
        modified = x->now.wall; /* never later than Date (RFC 9110 §8.8.2.1) */
    snprintf(etag, sizeof etag, "\"%08" PRIx64 "-%08" PRIx64 "-%08lx\"", size,
             (uint64_t)file->st_mtim.tv_sec, (unsigned long)file->st_mtim.tv_nsec);
    date_text(modified, date);
    answer_field(a, "ETag", span_of(etag));
    answer_field(a, "Last-Modified", span_of(date));
    const struct version version = {.etag = etag, .modified = modified};
    unsigned status = condition_status(x->request, &version);
    if (status == 412)
        return refuse(x, 412, "the file is not the version that was asked for");
    if (status != 0)
        return answer_bytes(a, status, NULL, SPAN(""));
    enum range range = range_of(x->request, &version, size, &first, &count);
    if (range == RANGE_OUTSIDE) {
        answer_format(a, "Content-Range", "bytes */%" PRIu64, size);
        return refuse(x, 416, "the file is shorter than that");
    }
    if (range == RANGE_PART)
        answer_format(a, "Content-Range", "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64, first,
                      first + count - 1, size);
    answer_field(a, "Accept-Ranges", SPAN("bytes"));
    answer_field(a, "Content-Type", media_type(site_of(x)->media, name));
    job_of(x)->position = first;
    return answer_pulled(a, range == RANGE_PART ? 206 : 200, count, pull_file, job_of(x));
}

enum handled files_get(struct exchange *x)
{
    char name[LIMIT_PATH];
    struct stat file;
    unsigned status = files_decode(job_of(x)->part, name);
    if (status != 0)
        return refuse(x, status, "no path of a file");
    int fd = files_open(site_of(x)->docroot, name, site_of(x)->kernel_resolves);
    if (fd == -1)
        return refuse_open(x);
    request_hold_file(&job_of(x)->tracked, fd);
    if (fstat(fd, &file) == -1 || !S_ISREG(file.st_mode))
        return refuse(x, 404, "nothing is found at this path");
    return answer_file(x, name, &file);
}
