/* SPDX-License-Identifier: MIT */
/*
 * /api/users and /api/users/:id: REST over an array in order of ids. Adding goes to its end,
 * finding is a binary search, removing closes the gap; with LIMIT_USERS rows none of it needs more.
 * Refusals in order: 404 unknown id, 412 a condition, 415 not JSON by its type, 400 not a JSON
 * object, 507 full.
 */
#include "handlers/site.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

void users_release(struct users *u)
{
    for (size_t i = 0; i < u->count; i++)
        json_decref(u->rows[i].object);
    u->count = 0;
}

/* Puts the object, owned from here on, in the place of the user's, with its id. False: full. */
static bool put(struct users *u, struct user *user, json_t *object, size_t octets)
{
    if (user == &u->rows[LIMIT_USERS] || octets > LIMIT_USERS_OCTETS - (u->octets - user->octets) ||
        json_object_set_new(object, "id", json_integer((json_int_t)user->id)) == -1) {
        json_decref(object);
        return false;
    }
    json_decref(user->object);
    u->octets += octets - user->octets;
    user->octets = octets;
    user->object = object;
    return true;
}

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

static int compare(const void *key, const void *row)
{
    uint64_t id = *(const uint64_t *)key;
    const struct user *user = row;
    return (id > user->id) - (id < user->id);
}

/* The user that the path names; NULL when the refusal has been written. Users have no versions: of
   conditions on a change, only what says `*` holds (RFC 9110 §13.1). */
static struct user *named(struct exchange *x, bool to_change)
{
    static const struct version none = {.etag = "", .modified = -1};
    const struct users *u = &site_of(x)->users;
    uint64_t id = 0;
    struct user *user = NULL;
    if (span_number(job_of(x)->part, &id))
        user = bsearch(&id, u->rows, u->count, sizeof *u->rows, compare);
    if (user != NULL && (!to_change || condition_status(x->request, &none) == 0))
        return user;
    (void)(user == NULL ? refuse(x, 404, "no such user")
                        : refuse(x, 412, "there is a user already, without a version"));
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
    char location[48];
    struct users *u = &site_of(x)->users;
    struct user *user = &u->rows[u->count]; /* behind the last one until it is filled */
    json_t *object = take_object(x);
    if (object == NULL)
        return HANDLED_ANSWERED;
    *user = (struct user){.id = u->last_id + 1};
    if (!put(u, user, object, x->body.length))
        return refuse(x, 507, "no room for another user");
    u->count++;
    u->last_id++;
    snprintf(location, sizeof location, "/api/users/%" PRIu64, user->id);
    answer_field(&x->answer, "Location", span_of(location));
    return answer_document(x, 201, user->object);
}

enum handled users_get(struct exchange *x)
{
    const struct user *user = named(x, false);
    return user != NULL ? answer_document(x, 200, user->object) : HANDLED_ANSWERED;
}

enum handled users_put(struct exchange *x)
{
    struct user *user = named(x, true);
    json_t *object = user != NULL ? take_object(x) : NULL;
    if (object == NULL)
        return HANDLED_ANSWERED;
    if (!put(&site_of(x)->users, user, object, x->body.length))
        return refuse(x, 507, "no room for so long a document");
    return answer_document(x, 200, user->object);
}

enum handled users_delete(struct exchange *x)
{
    struct users *u = &site_of(x)->users;
    struct user *user = named(x, true);
    if (user == NULL)
        return HANDLED_ANSWERED;
    json_decref(user->object);
    u->octets -= user->octets;
    u->count--;
    memmove(user, user + 1, (size_t)(u->rows + u->count - user) * sizeof *user);
    return answer_bytes(&x->answer, 204, NULL, SPAN(""));
}
