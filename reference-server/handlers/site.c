/* SPDX-License-Identifier: MIT */
/*
 * The life of the site; what wraps every answer, refusals included; the table of routes: one row
 * per resource, one cell per method. HEAD goes where GET goes (the core leaves the body out),
 * OPTIONS is answered from the row.
 */
#include "handlers/site.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>

static_assert(sizeof(struct job) <= LIMIT_HANDLER_MEMORY, "a job lives in exchange.memory");

bool site_open(struct site *s, const char *docroot, const char *access_log, char why[LIMIT_WHY])
{
    pthread_mutex_init(&s->users.lock, NULL);
    s->docroot = open(docroot, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (s->docroot == -1) {
        snprintf(why, LIMIT_WHY,
                 "cannot open the document root %s: %s; give a folder with --docroot", docroot,
                 strerror(errno));
        return false;
    }
    tracker_open(s->tracker, TRACKED_FILES);
    if (access_log != NULL)
        s->log = strcmp(access_log, "-") == 0 ? stdout : fopen(access_log, "ae");
    if (access_log != NULL && (s->log == NULL || setvbuf(s->log, NULL, _IOLBF, BUFSIZ) != 0)) {
        snprintf(why, LIMIT_WHY,
                 "cannot write the access log %s: %s; give a file with --access-log", access_log,
                 strerror(errno));
        site_close(s);
        return false;
    }
    s->media = media_load("/etc/mime.types");
    return true;
}

void site_close(struct site *s)
{
    free((void *)s->media.at);
    store_release(&s->users);
    if (s->log != NULL && s->log != stdout)
        fclose(s->log);
    tracker_close(s->tracker, TRACKED_FILES, s->docroot);
}

enum handled answer_json(struct exchange *x, const char *format, ...)
{
    struct job *job = job_of(x);
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(job->text, sizeof job->text, format, arguments);
    va_end(arguments);
    assert(length >= 0 && (size_t)length < sizeof job->text);
    return answer_bytes(&x->answer, 200, "application/json",
                        (struct span){job->text, (size_t)length});
}

struct route {
    const char *pattern;
    bool admin; /* only with --admin and for peers on this host; else there is nothing here */
    handler *cell[METHOD_COUNT]; /* empty: not allowed */
};

static const struct route routes[] = {
    {.pattern = "/api/status", .cell = {[METHOD_GET] = status_get}},
    {.pattern = "/api/test", .cell = {[METHOD_GET] = test_get}},
    {.pattern = "/api/users", .cell = {[METHOD_GET] = users_list, [METHOD_POST] = users_post}},
    {.pattern = "/api/users/:id",
     .cell = {[METHOD_GET] = users_get, [METHOD_PUT] = users_put, [METHOD_DELETE] = users_delete}},
    {.pattern = "/api/counter", .cell = {[METHOD_GET] = counter_get, [METHOD_POST] = counter_post}},
    {.pattern = "/api/echo", .cell = {[METHOD_POST] = echo_post}},
    {.pattern = "/api/slow", .cell = {[METHOD_GET] = slow_get}},
    {.pattern = "/api/work", .cell = {[METHOD_GET] = work_get}},
    {.pattern = "/api/bytes/:count", .cell = {[METHOD_GET] = bytes_get}},
    {.pattern = "/api/answer/:status", .cell = {[METHOD_GET] = answer_get}},
    {.pattern = "/api/admin/keep-alive", .admin = true, .cell = {[METHOD_PUT] = keep_alive_put}},
    {.pattern = "/photo/*", .cell = {[METHOD_GET] = photo_get}},
    {.pattern = "/cache/:key", .cell = {[METHOD_GET] = cache_get}},
    {.pattern = "/static/*", .cell = {[METHOD_GET] = files_get}},
};

enum { ROUTES = sizeof routes / sizeof routes[0] };

bool route_matches(const char *pattern, struct span path, struct span *part)
{
    const char *at = path.at;
    const char *end = path.at + path.length;
    while (at < end && *at == *pattern && *pattern != ':' && *pattern != '*') {
        at++;
        pattern++;
    }
    if (*pattern != ':' && *pattern != '*')
        return at == end && *pattern == '\0';
    *part = (struct span){at, (size_t)(end - at)};
    return *pattern == '*' || (part->length > 0 && span_find(*part, '/') == part->length);
}

static const struct route *find_route(struct exchange *x)
{
    const struct tracked_connection *peer = x->owner;
    for (const struct route *r = routes; r < routes + ROUTES; r++)
        if (route_matches(r->pattern, x->request->path, &job_of(x)->part))
            return r->admin && !(site_of(x)->admin && peer->loopback) ? NULL : r;
    return NULL;
}

static bool offers(const struct route *route, enum method m)
{
    return m == METHOD_OPTIONS || route->cell[m == METHOD_HEAD ? METHOD_GET : m] != NULL;
}

/* What any of so many rows offers. */
static void put_allow(struct exchange *x, const struct route *rows, size_t count)
{
    char space[64];
    struct text t = {.at = space, .room = sizeof space};
    for (enum method m = METHOD_GET; m < METHOD_COUNT; m++) {
        size_t i = 0;
        while (i < count && !offers(&rows[i], m))
            i++;
        if (i < count) {
            text_put(&t, t.length > 0 ? SPAN(", ") : SPAN(""));
            text_put(&t, method_word(m));
        }
    }
    answer_field(&x->answer, "Allow", (struct span){t.at, t.length});
}

static enum handled follow_route(struct exchange *x)
{
    enum method method = x->request->method;
    bool whole_server = span_is(x->request->path, "*");
    const struct route *route = whole_server ? routes : find_route(x);
    if (method == METHOD_UNKNOWN)
        return refuse(x, 501, "no such method is known here");
    if (route == NULL)
        return refuse(x, 404, "nothing is found at this path");
    if (!offers(route, method)) {
        put_allow(x, route, 1);
        return refuse(x, 405, "the methods that this path has are in Allow");
    }
    if (x->event == EXCHANGE_HEAD && !whole_server)
        return HANDLED_BODY;
    if (method == METHOD_OPTIONS) {
        put_allow(x, route, whole_server ? ROUTES : 1);
        return answer_bytes(&x->answer, 204, NULL, SPAN(""));
    }
    return route->cell[method == METHOD_HEAD ? METHOD_GET : method](x);
}

void put_hex(char space[16], uint64_t number)
{
    for (size_t i = 16; i-- > 0; number >>= 4)
        space[i] = "0123456789abcdef"[number & 15];
}

/* Made ids look random and never repeat: an odd-constant mix of seed and count. */
static void begin(struct exchange *x)
{
    struct job *job = job_of(x);
    struct site *s = site_of(x);
    job->started_ms = x->now.ms;
    job->position = 0;
    request_open(&job->tracked, x->owner);
    job->id = request_field(x->request, NAME_X_REQUEST_ID);
    if (job->id.length == 0 || job->id.length > LIMIT_REQUEST_ID ||
        span_run(job->id, OCTET_TARGET) < job->id.length) {
        uint64_t id = s->seed + s->shared->ids++ * 0x9e3779b97f4a7c15U;
        id = (id ^ (id >> 31)) * 0xd6e8feb86659fd93U;
        put_hex(job->id_text, id ^ (id >> 32));
        job->id = (struct span){job->id_text, sizeof job->id_text};
    }
    answer_field(&x->answer, "X-Request-Id", job->id);
}

static void write_log(struct exchange *x)
{
    const struct tracked_connection *connection = x->owner;
    const struct request *r = x->request;
    const struct job *job = job_of(x);
    fprintf(site_of(x)->log, "%s %.*s \"%.*s %.*s\" %u %llu %llums%s\n", connection->peer,
            (int)job->id.length, job->id.at, (int)r->method_text.length, r->method_text.at,
            (int)r->target.length, r->target.at, x->answer.status, (unsigned long long)x->sent,
            (unsigned long long)(x->now.ms - job->started_ms), x->broken ? " broken" : "");
}

enum handled site_handle(struct exchange *x)
{
    if (x->event == EXCHANGE_DONE) {
        if (site_of(x)->log != NULL)
            write_log(x);
        request_close(&job_of(x)->tracked);
        return HANDLED_ANSWERED;
    }
    if (!x->begun)
        begin(x);
    return x->event == EXCHANGE_REFUSED ? HANDLED_ANSWERED : follow_route(x);
}
