/* SPDX-License-Identifier: MIT */
/*
 * /api/users and /api/users/:id: REST over the store of users.h. Refusals in order: 404 unknown id,
 * 415 not JSON by its type, 400 not a JSON object, 507 full.
 */
#include "handlers/conditions.h"
#include "handlers/handlers.h"

static struct user *find(const struct exchange *x, struct span id)
{
    uint64_t number = 0;
    return span_number(id, &number) ? users_find(&site_of(x)->users, number) : NULL;
}

static enum handled answer_document(struct exchange *x, unsigned status, const json_t *document)
{
    char *text = json_dumps(document, JSON_COMPACT);
    if (text == NULL)
        return refuse(x, 500, "the document cannot be written");
    request_hold_memory(&job_of(x)->tracked, text);
    answer_bytes(&x->answer, status, "application/json", span_of(text));
    return HANDLED_ANSWERED;
}

static bool is_json(const struct request *r)
{
    struct span value = request_field(r, NAME_CONTENT_TYPE);
    return span_like(span_trim(span_cut(&value, ';')), "application/json");
}

/* The object in the body, owned by the caller; NULL when the refusal has been written. */
static json_t *take_object(struct exchange *x)
{
    json_error_t error;
    if (!is_json(x->request)) {
        (void)refuse(x, 415, "the body must be application/json");
        return NULL;
    }
    json_t *object = json_loadb(x->body.at, x->body.length, 0, &error);
    if (object == NULL) {
        (void)refuse(x, 400, error.text);
        return NULL;
    }
    if (!json_is_object(object)) {
        json_decref(object);
        (void)refuse(x, 400, "the body must be a JSON object");
        return NULL;
    }
    return object;
}

enum handled users_list(struct exchange *x, struct span part)
{
    const struct users *u = &site_of(x)->users;
    json_t *list = json_array();
    (void)part;
    for (size_t i = 0; i < u->count; i++)
        json_array_append(list, u->rows[i].object);
    enum handled handled = answer_document(x, 200, list);
    json_decref(list);
    return handled;
}

enum handled users_post(struct exchange *x, struct span part)
{
    char location[48];
    json_t *object = take_object(x);
    (void)part;
    if (object == NULL)
        return HANDLED_ANSWERED;
    const struct user *user = users_add(&site_of(x)->users, object, x->body.length);
    if (user == NULL)
        return refuse(x, 507, "no room for another user");
    snprintf(location, sizeof location, "/api/users/%llu", (unsigned long long)user->id);
    (void)answer_field(&x->answer, "Location", span_of(location));
    return answer_document(x, 201, user->object);
}

enum handled users_get(struct exchange *x, struct span part)
{
    const struct user *user = find(x, part);
    return user != NULL ? answer_document(x, 200, user->object) : refuse(x, 404, "no such user");
}

/* Users have no versions: only what says `*` holds (RFC 9110 §13.1). */
static bool condition_fails(const struct exchange *x)
{
    return condition_status(x->request, &(struct version){.etag = "", .modified = -1}) != 0;
}

enum handled users_put(struct exchange *x, struct span part)
{
    struct user *user = find(x, part);
    if (user == NULL)
        return refuse(x, 404, "no such user");
    if (condition_fails(x))
        return refuse(x, 412, "there is a user already, without a version");
    json_t *object = take_object(x);
    if (object == NULL)
        return HANDLED_ANSWERED;
    if (!users_replace(&site_of(x)->users, user, object, x->body.length))
        return refuse(x, 507, "no room for so long a document");
    return answer_document(x, 200, user->object);
}

enum handled users_delete(struct exchange *x, struct span part)
{
    struct user *user = find(x, part);
    if (user == NULL)
        return refuse(x, 404, "no such user");
    if (condition_fails(x))
        return refuse(x, 412, "there is a user already, without a version");
    users_remove(&site_of(x)->users, user);
    return answer_empty(x, 204);
}
