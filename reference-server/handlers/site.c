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

static_assert(sizeof(struct job) <= LIMIT_HANDLER_MEMORY, "a job lives in exchange.memory");

static bool open_log(struct site *s, const char *name)
{
    if (name == NULL)
        return true;
    s->log = strcmp(name, "-") == 0 ? stdout : fopen(name, "ae");
    return s->log != NULL && setvbuf(s->log, NULL, _IOLBF, BUFSIZ) == 0;
}

static bool open_docroot(struct site *s, const char *name)
{
    s->docroot = open(name, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (s->docroot == -1)
        return false;
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
    media_init(&s->media, "/etc/mime.types");
    if (!open_docroot(s, o->docroot)) {
        snprintf(why, room, "cannot open the document root %s: %s; give a folder with --docroot",
                 o->docroot, strerror(errno));
    } else if (!open_log(s, o->access_log)) {
        snprintf(why, room, "cannot write the access log %s: %s; give a file with --access-log",
                 o->access_log, strerror(errno));
    } else {
        return true;
    }
    site_release(s);
    return false;
}

void site_release(struct site *s)
{
    media_release(&s->media);
    users_release(&s->users);
    if (s->log != NULL && s->log != stdout)
        fclose(s->log);
    s->log = NULL;
    if (s->docroot != -1)
        tracker_file_close(s->tracker, s->docroot);
    s->docroot = -1;
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

enum handled answer_empty(struct exchange *x, unsigned status)
{
    answer_bytes(&x->answer, status, NULL, SPAN(""));
    return HANDLED_ANSWERED;
}

enum handled refuse(struct exchange *x, unsigned status, const char *sentence)
{
    answer_error(&x->answer, status, sentence);
    return HANDLED_ANSWERED;
}
