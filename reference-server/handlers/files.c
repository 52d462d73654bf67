/* SPDX-License-Identifier: MIT */
/*
 * Static files. What may be opened is decided by the kernel (openat2) or, where that is missing
 * (old kernels, valgrind), by walking one component at a time; the decoded path is only checked for
 * what no file may be called here. A file that shrinks while it is sent ends the connection: its
 * length has been promised.
 *
 * All that an engine finds ready in one round was asked at the same time. So a small file is looked
 * at once in a round, and whoever else asks for it then is told the same: for as long as many ask,
 * that spares four system calls of six.
 */
#include "handlers/site.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
#define FILES_FLAGS (O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

/* A file as this thread found it last. */
static _Thread_local struct view {
    uint64_t round;          /* of the instant; 0: it is not kept for others */
    const struct site *site; /* where */
    char path[LIMIT_PATH];   /* as it was asked for */
    struct span type;
    uint64_t size;
    struct version version;
    char date[DATE_LENGTH + 1];
    char octets[JOB_TEXT]; /* all of them, if it is kept */
} last;

/* Answers nearly always and first, so that the common types are the same everywhere. */
static const struct {
    const char *extension, *type;
} own[] = {
    {"html", "text/html; charset=utf-8"},
    {"txt", "text/plain; charset=utf-8"},
    {"css", "text/css; charset=utf-8"},
    {"js", "text/javascript; charset=utf-8"},
    {"json", "application/json"},
    {"svg", "image/svg+xml"},
    {"png", "image/png"},
    {"jpg", "image/jpeg"},
};

/* The system's table is searched as the text that it is. */
struct span media_load(const char *path)
{
    struct span table = {NULL, 0};
    FILE *f = fopen(path, "re");
    char *text = f != NULL ? malloc(LIMIT_MEDIA_TABLE) : NULL;
    if (text != NULL)
        table = (struct span){text, fread(text, 1, LIMIT_MEDIA_TABLE, f)};
    if (f != NULL)
        fclose(f);
    return table;
}

/* Cuts the next word off a line of words between blanks; empty at its end and before a '#'. */
static struct span next_word(struct span *line)
{
    *line = span_trim(*line);
    struct span word = {line->at, span_run(*line, OCTET_TARGET)};
    *line = span_from(*line, word.length);
    return word;
}

struct span media_type(struct span system, const char *name)
{
    const char *dot = strrchr(name, '.');
    const char *extension = dot != NULL && strchr(dot, '/') == NULL ? dot + 1 : "";
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (span_like(span_of(extension), own[i].extension))
            return span_of(own[i].type);
    while (system.length > 0) {
        struct span line = span_cut(&system, '\n');
        struct span type = next_word(&line);
        for (struct span word; (word = next_word(&line)).length > 0;)
            if (span_like(word, extension))
                return type;
    }
    return SPAN("application/octet-stream");
}

int files_decode(struct span path, char name[LIMIT_PATH])
{
    size_t length = 0;
    for (size_t at = 0; at < path.length; at++) {
        char octet = path.at[at];
        bool starts = length == 0 || name[length - 1] == '/';
        if (octet == '%') {
            int high = path.length - at > 2 ? octet_hex(path.at[at + 1]) : -1;
            int low = high != -1 ? octet_hex(path.at[at + 2]) : -1;
            if (low == -1 || high * 16 + low == '/')
                return EILSEQ;
            octet = (char)(high * 16 + low);
            at += 2;
        }
        if (octet == '\0')
            return EILSEQ;
        if (length == LIMIT_PATH - 1 || (starts && (octet == '.' || octet == '/')))
            return ENOENT;
        name[length++] = octet;
    }
    name[length] = '\0';
    return length == 0 || name[length - 1] == '/' ? ENOENT : 0;
}

/* One component after the other, each beneath the one before, because none is `..` and no symbolic
   link is followed. */
static int walk(int root, char *path)
{
    int at = root;
    while (at != -1 && path != NULL) {
        char *name = strsep(&path, "/");
        int flags = path != NULL ? O_PATH | O_DIRECTORY | O_CLOEXEC : FILES_FLAGS;
        int next = openat(at, name, flags | O_NOFOLLOW);
        int saved = errno;
        if (at != root)
            close(at);
        errno = saved;
        at = next;
    }
    return at;
}

/* Beneath the document root without following any symbolic link: a descriptor (the caller's) or -1
   with errno. Both ways give the same answers; the second one cuts the path into pieces. */
static int open_beneath(struct site *s, char *path)
{
    const struct open_how how = {.flags = FILES_FLAGS,
                                 .resolve =
                                     RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
    int fd = s->walks ? -1 : (int)syscall(SYS_openat2, s->docroot, path, &how, sizeof how);
    if (fd == -1 && (errno == ENOSYS || errno == EPERM))
        s->walks = true;
    return fd == -1 && s->walks ? walk(s->docroot, path) : fd;
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

static enum handled refuse_file(struct exchange *x, int error)
{
    switch (error) {
    case EILSEQ: return refuse(x, 400, "a path has a bad escape, or one that no path may have");
    case EACCES:
    case EPERM: return refuse(x, 403, "this file may not be read");
    case EMFILE:
    case ENFILE:
    case ENOMEM: return refuse(x, 503, "too many files are open");
    default: return refuse(x, 404, "nothing is found at this path");
    }
}

static void describe(struct view *v, const struct stat *file, int64_t now)
{
    struct timespec t = file->st_mtim;
    v->size = (uint64_t)file->st_size;
    v->version.modified = t.tv_sec > 0 ? t.tv_sec : 0;
    if (v->version.modified > now)
        v->version.modified = now; /* never later than Date (RFC 9110 §8.8.2.1) */
    date_text(v->version.modified, v->date);
    memcpy(v->version.etag, "\"size............-nanoseconds.....\"", ETAG_ROOM);
    put_hex(v->version.etag + 1, v->size);
    put_hex(v->version.etag + 18, (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec);
}

/* 0, or why not. The request holds the file; a small one is kept. */
static int look(struct view *v, struct exchange *x)
{
    char name[LIMIT_PATH];
    struct stat file;
    struct job *job = job_of(x);
    int error = files_decode(job->part, name);
    v->round = 0;
    if (error != 0)
        return error;
    v->type = media_type(site_of(x)->media, name);
    int fd = open_beneath(site_of(x), name);
    if (fd == -1)
        return errno;
    request_hold_file(&job->tracked, fd);
    if (fstat(fd, &file) == -1 || !S_ISREG(file.st_mode))
        return ENOENT;
    describe(v, &file, x->now.wall);
    if (v->size <= sizeof v->octets && job->part.length < sizeof v->path &&
        pread(fd, v->octets, sizeof v->octets, 0) == file.st_size) {
        memcpy(v->path, job->part.at, job->part.length);
        v->path[job->part.length] = '\0';
        v->site = site_of(x);
        v->round = x->now.round;
    }
    return 0;
}

/* From a copy, if there is one: by the time that they are sent, the view may be another. */
static enum handled answer_part(struct exchange *x, const struct view *v, unsigned status,
                                uint64_t first, uint64_t count)
{
    struct job *job = job_of(x);
    job->position = first;
    if (v->round == 0)
        return answer_pulled(&x->answer, status, count, pull_file, job);
    memcpy(job->text, v->octets + first, count);
    return answer_bytes(&x->answer, status, NULL, (struct span){job->text, count});
}

enum handled files_get(struct exchange *x)
{
    struct view *v = &last;
    struct answer *a = &x->answer;
    char part[80];
    bool known = v->round != 0 && v->round == x->now.round && v->site == site_of(x) &&
                 span_is(job_of(x)->part, v->path);
    int error = known ? 0 : look(v, x);
    if (error != 0)
        return refuse_file(x, error);
    answer_field(a, "ETag", span_of(v->version.etag));
    answer_field(a, "Last-Modified", span_of(v->date));
    unsigned status = condition_status(x->request, &v->version);
    if (status == 412)
        return refuse(x, 412, "the file is not the version that was asked for");
    if (status != 0)
        return answer_bytes(a, status, NULL, SPAN(""));
    uint64_t first = 0, count = v->size;
    enum range range = range_of(x->request, &v->version, v->size, &first, &count);
    if (range == RANGE_OUTSIDE)
        snprintf(part, sizeof part, "bytes */%" PRIu64, v->size);
    else if (range == RANGE_PART)
        snprintf(part, sizeof part, "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64, first,
                 first + count - 1, v->size);
    if (range != RANGE_WHOLE)
        answer_field(a, "Content-Range", span_of(part));
    if (range == RANGE_OUTSIDE)
        return refuse(x, 416, "the file is shorter than that");
    answer_field(a, "Accept-Ranges", SPAN("bytes"));
    answer_field(a, "Content-Type", v->type);
    return answer_part(x, v, range == RANGE_PART ? 206 : 200, first, count);
}
