/* SPDX-License-Identifier: MIT */
/*
 * /api/users and /api/users/:id: REST over the store. Refusals in order: 404 unknown id, 412 a
 * condition, 415 not JSON by its type, 400 not a JSON object, 507 full.
 */
#include "handlers/site.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

/* Takes the text over. */
static enum handled answer_text(struct exchange *x, unsigned status, char *text)
{
    if (text == NULL)
        return refuse(x, 500, "the document cannot be written");
    request_hold_memory(&job_of(x)->tracked, text);
    return answer_bytes(&x->answer, status, "application/json", span_of(text));
}

/* The object in the body, owned by the caller; NULL when the refusal has been written. */
static json_t *take_object(struct exchange *x)
{
    json_error_t error;
    struct span type = request_field(x->request, NAME_CONTENT_TYPE);
    if (!span_like(span_trim(span_cut(&type, ';')), "application/json")) {
        (void)refuse(x, 415, "the body must be application/json");
        return NULL;
    }
    errno = 0; /* for want of memory the parser blames the document */
    json_t *object = json_loadb(x->body.at, x->body.length, 0, &error);
    if (json_is_object(object))
        return object;
    if (object == NULL && errno == ENOMEM)
        (void)refuse(x, 507, "no memory for the document");
    else
        (void)refuse(x, 400, object == NULL ? error.text : "the body must be a JSON object");
    json_decref(object);
    return NULL;
}

static enum handled refuse_unknown(struct exchange *x)
{
    return refuse(x, 404, "no such user");
}

/* What the user that the path names is answered with, with its id; NULL: nobody has it. */
static char *named(struct exchange *x, uint64_t *id)
{
    return span_number(job_of(x)->part, id) ? store_get(&site_of(x)->users, *id) : NULL;
}

/* Whether the path names a user that may be changed; else the refusal has been written. Users have
   no versions: of conditions on a change, only what says `*` holds (RFC 9110 §13.1). */
static bool may_change(struct exchange *x, uint64_t *id)
{
    static const struct version none = {.etag = "", .modified = -1};
    char *text = named(x, id);
    free(text);
    if (text != NULL && condition_status(x->request, &none) == 0)
        return true;
    (void)(text == NULL ? refuse_unknown(x)
                        : refuse(x, 412, "there is a user already, without a version"));
    return false;
}

/* The object with its id in it, as text, the caller's; takes the object over. */
static char *write_user(json_t *object, uint64_t id)
{
    bool set = json_object_set_new(object, "id", json_integer((json_int_t)id)) == 0;
    char *text = set ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    return text;
}

enum handled users_list(struct exchange *x)
{
    return answer_text(x, 200, store_all(&site_of(x)->users));
}

enum handled users_post(struct exchange *x)
{
    char location[48];
    struct store *store = &site_of(x)->users;
    json_t *object = take_object(x);
    if (object == NULL)
        return HANDLED_ANSWERED;
    uint64_t id = store_new(store);
    char *text = write_user(object, id);
    if (text == NULL || store_set(store, id, strdup(text)) != 0) {
        store_remove(store, id);
        free(text);
        return refuse(x, 507, "no room for another user");
    }
    snprintf(location, sizeof location, "/api/users/%" PRIu64, id);
    answer_field(&x->answer, "Location", span_of(location));
    return answer_text(x, 201, text);
}

enum handled users_get(struct exchange *x)
{
    uint64_t id = 0;
    char *text = named(x, &id);
    return text != NULL ? answer_text(x, 200, text) : refuse_unknown(x);
}

enum handled users_put(struct exchange *x)
{
    uint64_t id = 0;
    json_t *object = may_change(x, &id) ? take_object(x) : NULL;
    if (object == NULL)
        return HANDLED_ANSWERED;
    char *text = write_user(object, id);
    unsigned status = text != NULL ? store_set(&site_of(x)->users, id, strdup(text)) : 507;
    if (status == 0)
        return answer_text(x, 200, text);
    free(text);
    return status == 404 ? refuse_unknown(x) : refuse(x, 507, "no room for so long a document");
}

enum handled users_delete(struct exchange *x)
{
    uint64_t id = 0;
    if (!may_change(x, &id))
        return HANDLED_ANSWERED;
    if (!store_remove(&site_of(x)->users, id))
        return refuse_unknown(x);
    return answer_bytes(&x->answer, 204, NULL, SPAN(""));
}
