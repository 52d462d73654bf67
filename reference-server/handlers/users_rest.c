/* SPDX-License-Identifier: MIT */
/*
 * /api/users and /api/users/:id: REST over the store. Refusals in order: 404 unknown id, 412 a
 * condition, 415 not JSON by its type, 400 not a JSON object, 507 full.
 */
#include "handlers/site.h"

#include <inttypes.h>

static enum handled answer_document(struct exchange *x, unsigned status, const json_t *document)
{
    char *text = json_dumps(document, JSON_COMPACT);
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
    json_t *object = json_loadb(x->body.at, x->body.length, 0, &error);
    if (json_is_object(object))
        return object;
    (void)refuse(x, 400, object == NULL ? error.text : "the body must be a JSON object");
    json_decref(object);
    return NULL;
}

/* The user that the path names; NULL when the refusal has been written. */
static struct user *find(struct exchange *x)
{
    uint64_t id = 0;
    struct user *user =
        span_number(job_of(x)->part, &id) ? users_find(&site_of(x)->users, id) : NULL;
    if (user == NULL)
        (void)refuse(x, 404, "no such user");
    return user;
}

/* Users have no versions: of conditions, only what says `*` holds (RFC 9110 §13.1). */
static struct user *find_to_change(struct exchange *x)
{
    static const struct version none = {.etag = "", .modified = -1};
    struct user *user = find(x);
    if (user == NULL || condition_status(x->request, &none) == 0)
        return user;
    (void)refuse(x, 412, "there is a user already, without a version");
    return NULL;
}

enum handled users_list(struct exchange *x)
{
    const struct users *u = &site_of(x)->users;
    json_t *list = json_array();
    for (size_t i = 0; i < u->count; i++)
        json_array_append(list, u->rows[i].object);
    enum handled handled = answer_document(x, 200, list);
    json_decref(list);
    return handled;
}

enum handled users_post(struct exchange *x)
{
    json_t *object = take_object(x);
    if (object == NULL)
        return HANDLED_ANSWERED;
    const struct user *user = users_add(&site_of(x)->users, object, x->body.length);
    if (user == NULL)
        return refuse(x, 507, "no room for another user");
    answer_format(&x->answer, "Location", "/api/users/%" PRIu64, user->id);
    return answer_document(x, 201, user->object);
}

enum handled users_get(struct exchange *x)
{
    const struct user *user = find(x);
    return user != NULL ? answer_document(x, 200, user->object) : HANDLED_ANSWERED;
}

enum handled users_put(struct exchange *x)
{
    struct user *user = find_to_change(x);
    json_t *object = user != NULL ? take_object(x) : NULL;
    if (object == NULL)
        return HANDLED_ANSWERED;
    if (!users_replace(&site_of(x)->users, user, object, x->body.length))
        return refuse(x, 507, "no room for so long a document");
    return answer_document(x, 200, user->object);
}

enum handled users_delete(struct exchange *x)
{
    struct user *user = find_to_change(x);
    if (user == NULL)
        return HANDLED_ANSWERED;
    users_remove(&site_of(x)->users, user);
    return answer_bytes(&x->answer, 204, NULL, SPAN(""));
}
