/* SPDX-License-Identifier: MIT */
/*
 * Static files. What may be opened is decided by the kernel (openat2) or, where that is missing, by
 * walking one component at a time; the decoded path is only checked for what no file may be called
 * here. A file that shrinks while it is sent ends the connection: its length has been promised.
 */
#include "handlers/files.h"

#include "handlers/handlers.h"
#include "http/date.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
#define FILES_FLAGS (O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

static int hex_digit(char octet)
{
    char letter = (char)(octet | 0x20);
    if (octet_is(octet, OCTET_DIGIT))
        return octet - '0';
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/* One octet of the path at *at, decoded; 0 for what is not allowed. */
static char decode_octet(struct span path, size_t *at)
{
    if (path.at[*at] != '%')
        return path.at[(*at)++];
    if (path.length - *at < 3)
        return '\0';
    int high = hex_digit(path.at[*at + 1]);
    int low = hex_digit(path.at[*at + 2]);
    *at += 3;
    if (high == -1 || low == -1 || high * 16 + low == '/')
        return '\0';
    return (char)(high * 16 + low);
}

unsigned files_decode(struct span path, char name[FILES_PATH_ROOM])
{
    size_t length = 0;
    for (size_t at = 0; at < path.length;) {
        char octet = decode_octet(path, &at);
        bool starts = length == 0 || name[length - 1] == '/';
        if (octet == '\0')
            return 400;
        if (length == FILES_PATH_ROOM - 1 || (starts && (octet == '.' || octet == '/')))
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
    if (fd == -1)
        return false;
    close(fd);
    return true;
}

static int open_by_steps(int directory, char *name)
{
    int at = directory;
    char *slash;
    while ((slash = strchr(name, '/')) != NULL) {
        *slash = '\0';
        int next = openat(at, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int saved = errno;
        if (at != directory)
            close(at);
        if (next == -1) {
            errno = saved;
            return -1;
        }
        at = next;
        name = slash + 1;
    }
    int fd = openat(at, name, FILES_FLAGS | O_NOFOLLOW);
    int saved = errno;
    if (at != directory)
        close(at);
    errno = saved;
    return fd;
}

int files_open(int directory, const char *name, bool kernel_resolves)
{
    char copy[FILES_PATH_ROOM];
    if (kernel_resolves)
        return open_by_kernel(directory, name, FILES_FLAGS);
    snprintf(copy, sizeof copy, "%s", name);
    return open_by_steps(directory, copy);
}

/* Weak comparison: our tags are strong, and the client's prefix does not matter (§8.8.3.2). */
static bool lists_etag(const struct request *r, const char *etag)
{
    for (size_t i = 0; i < r->field_count; i++) {
        struct span rest = r->fields[i].value;
        struct span tag;
        while (span_like(r->fields[i].name, "If-None-Match") && span_list_next(&rest, &tag))
            if (span_is(tag, "*") ||
                span_is(span_starts(tag, "W/") ? span_from(tag, 2) : tag, etag))
                return true;
    }
    return false;
}

bool files_unchanged(const struct request *r, const char *etag, int64_t modified)
{
    size_t tags = 0;
    size_t dates = 0;
    int64_t since = 0;
    (void)request_field(r, "If-None-Match", &tags);
    if (tags > 0)
        return lists_etag(r, etag);
    struct span date = request_field(r, "If-Modified-Since", &dates);
    return dates == 1 && date_parse(date, &since) && modified <= since;
}

static ssize_t pull_file(void *context, char *space, size_t room)
{
    const struct job *job = context;
    ssize_t n;
    do {
        n = read(job->tracked.file, space, room);
    } while (n == -1 && errno == EINTR);
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
    char etag[ETAG_ROOM];
    char date[DATE_LENGTH + 1];
    int64_t modified = file->st_mtim.tv_sec > 0 ? file->st_mtim.tv_sec : 0;
    if (modified > x->now.wall)
        modified = x->now.wall; /* never later than Date (RFC 9110 §8.8.2.1) */
    snprintf(etag, sizeof etag, "\"%llx-%llx-%lx\"", (unsigned long long)file->st_size,
             (unsigned long long)file->st_mtim.tv_sec, (unsigned long)file->st_mtim.tv_nsec);
    date_text(modified, date);
    (void)answer_field(&x->answer, "ETag", span_of(etag));
    (void)answer_field(&x->answer, "Last-Modified", span_of(date));
    if (files_unchanged(x->request, etag, modified)) {
        answer_bytes(&x->answer, 304, NULL, SPAN(""));
        return HANDLED_ANSWERED;
    }
    (void)answer_field(&x->answer, "Content-Type", media_type(&site_of(x)->media, span_of(name)));
    answer_pulled(&x->answer, 200, (uint64_t)file->st_size,
                  (struct answer_source){pull_file, job_of(x)});
    return HANDLED_ANSWERED;
}

enum handled files_get(struct exchange *x, struct span part)
{
    char name[FILES_PATH_ROOM];
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
