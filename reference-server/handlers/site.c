/* SPDX-License-Identifier: MIT */
/*
 * Making and releasing the site, and the small helpers that handlers share.
 */
#include "handlers/site.h"

#include "handlers/files.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static_assert(sizeof(struct job) <= LIMIT_HANDLER_MEMORY, "a job lives in exchange.memory");

static bool open_log(struct site *s, const char *name, char *why, size_t room)
{
    if (name == NULL)
        return true;
    s->log = strcmp(name, "-") == 0 ? stdout : fopen(name, "ae");
    if (s->log == NULL) {
        snprintf(why, room, "cannot write the access log %s: %s", name, strerror(errno));
        return false;
    }
    setvbuf(s->log, NULL, _IOLBF, BUFSIZ);
    return true;
}

static bool open_docroot(struct site *s, const char *name, char *why, size_t room)
{
    s->docroot = open(name, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (s->docroot == -1) {
        snprintf(why, room, "cannot open the document root %s: %s", name, strerror(errno));
        return false;
    }
    tracker_file_opened(s->tracker);
    s->kernel_resolves = files_probe_kernel(s->docroot);
    return true;
}

bool site_init(struct site *s, struct tracker *t, const struct site_options *o, char *why,
               size_t room)
{
    *s = (struct site){
        .tracker = t, .admin = o->admin, .docroot = -1, .seed = o->seed, .started_ms = o->now_ms};
    atomic_init(&s->keep_alive, o->keep_alive);
    users_init(&s->users);
    if (!open_docroot(s, o->docroot, why, room) || !open_log(s, o->access_log, why, room)) {
        site_release(s);
        return false;
    }
    media_init(&s->media, "/etc/mime.types");
    return true;
}

void site_release(struct site *s)
{
    media_release(&s->media);
    users_release(&s->users);
    if (s->log != NULL && s->log != stdout)
        fclose(s->log);
    s->log = NULL;
    if (s->docroot != -1) {
        tracker_file_close(s->tracker, s->docroot);
        s->docroot = -1;
    }
}

struct site *site_of(const struct exchange *x)
{
    return x->site;
}

struct job *job_of(struct exchange *x)
{
    return (struct job *)(void *)x->memory;
}

enum handled answer_json(struct exchange *x, const char *format, ...)
{
    struct job *job = job_of(x);
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(job->text, sizeof job->text, format, arguments);
    va_end(arguments);
    assert(length >= 0 && (size_t)length < sizeof job->text);
    answer_bytes(&x->answer, 200, "application/json", (struct span){job->text, (size_t)length});
    return HANDLED_ANSWERED;
}

enum handled refuse(struct exchange *x, unsigned status, const char *sentence)
{
    answer_error(&x->answer, status, sentence);
    return HANDLED_ANSWERED;
}

bool query_number(const struct exchange *x, const char *key, uint64_t *number)
{
    struct span rest = x->request->query;
    while (rest.length > 0) {
        size_t end = span_find(rest, '&');
        struct span pair = {rest.at, end};
        size_t equals = span_find(pair, '=');
        if (equals < pair.length && span_is((struct span){pair.at, equals}, key))
            return span_number(span_from(pair, equals + 1), number);
        rest = span_from(rest, end < rest.length ? end + 1 : end);
    }
    return false;
}

bool request_is_type(const struct exchange *x, const char *type)
{
    struct span value = request_field(x->request, "Content-Type", NULL);
    if (value.at == NULL)
        return false;
    return span_like(span_trim((struct span){value.at, span_find(value, ';')}), type);
}
