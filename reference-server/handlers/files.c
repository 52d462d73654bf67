/* SPDX-License-Identifier: MIT */
/*
 * Static files. What may be opened is decided by the kernel (openat2) or, where that is missing, by
 * walking one component at a time; the decoded path is only checked for what no file may be called
 * here. A file that shrinks while it is sent ends the connection: its length has been promised.
 */
#include "handlers/files.h"

#include "handlers/conditions.h"
#include "handlers/handlers.h"
#include "http/date.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { ETAG_ROOM = 64, CONTENT_RANGE_ROOM = 80 };

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

/* One component beneath `at`, which is closed unless it is the root. */
static int open_step(int root, int at, const char *name, int flags)
{
    int fd = openat(at, name, flags | O_NOFOLLOW);
    int saved = errno;
    if (at != root)
        close(at);
    errno = saved;
    return fd;
}

static int open_by_steps(int directory, char *name)
{
    int at = directory;
    for (char *slash; at != -1 && (slash = strchr(name, '/')) != NULL; name = slash + 1) {
        *slash = '\0';
        at = open_step(directory, at, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
    }
    return at != -1 ? open_step(directory, at, name, FILES_FLAGS) : -1;
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

static void put_validators(struct exchange *x, const struct stat *file, struct version *v,
                           char etag[ETAG_ROOM])
{
    static const char digits[] = "0123456789abcdef";
    const uint64_t parts[] = {(uint64_t)file->st_size, (uint64_t)file->st_mtim.tv_sec,
                              (uint64_t)file->st_mtim.tv_nsec};
    char date[DATE_LENGTH + 1];
    char *at = etag;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        *at++ = i == 0 ? '"' : '-';
        for (int shift = parts[i] >> 32 != 0 ? 60 : 28; shift >= 0; shift -= 4)
            *at++ = digits[parts[i] >> shift & 15];
    }
    memcpy(at, "\"", 2);
    v->modified = file->st_mtim.tv_sec > 0 ? file->st_mtim.tv_sec : 0;
    if (v->modified > x->now.wall)
        v->modified = x->now.wall; /* never later than Date (RFC 9110 §8.8.2.1) */
    date_text(v->modified, date);
    (void)answer_field(&x->answer, "ETag", span_of(etag));
    (void)answer_field(&x->answer, "Last-Modified", (struct span){date, DATE_LENGTH});
}

static void put_content_range(struct exchange *x, enum range range, uint64_t first, uint64_t count,
                              uint64_t size)
{
    char space[CONTENT_RANGE_ROOM];
    struct text t = {.at = space, .room = sizeof space};
    text_put(&t, SPAN("bytes "));
    if (range == RANGE_PART) {
        text_put_number(&t, first);
        text_put(&t, SPAN("-"));
        text_put_number(&t, first + count - 1);
    } else {
        text_put(&t, SPAN("*"));
    }
    text_put(&t, SPAN("/"));
    text_put_number(&t, size);
    (void)answer_field(&x->answer, "Content-Range", (struct span){t.at, t.length});
}

static enum handled answer_file(struct exchange *x, const char *name, const struct stat *file)
{
    char etag[ETAG_ROOM];
    struct version version = {.etag = etag};
    uint64_t size = (uint64_t)file->st_size;
    uint64_t first = 0;
    uint64_t count = size;
    put_validators(x, file, &version, etag);
    unsigned status = condition_status(x->request, &version);
    if (status == 412)
        return refuse(x, 412, "the file is not the version that was asked for");
    if (status != 0)
        return answer_empty(x, status);
    enum range range = range_of(x->request, &version, size, &first, &count);
    if (range != RANGE_WHOLE)
        put_content_range(x, range, first, count, size);
    if (range == RANGE_OUTSIDE)
        return refuse(x, 416, "the file is shorter than that");
    (void)answer_field(&x->answer, "Accept-Ranges", SPAN("bytes"));
    (void)answer_field(&x->answer, "Content-Type", media_type(&site_of(x)->media, name));
    job_of(x)->position = first;
    answer_pulled(&x->answer, range == RANGE_PART ? 206 : 200, count,
                  (struct answer_source){pull_file, job_of(x)});
    return HANDLED_ANSWERED;
}

enum handled files_get(struct exchange *x, struct span part)
{
    char name[LIMIT_PATH];
    struct stat file;
    unsigned status = files_decode(part, name);
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
