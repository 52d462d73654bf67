/* SPDX-License-Identifier: MIT */
/*
 * The store behind /api/users: an array in order of ids. Adding goes to its end, finding is a
 * binary search, removing closes the gap; with LIMIT_USERS rows none of it needs more. One lock
 * around the array; nobody else's function is called under it but jansson's, and nothing is written
 * out or freed there, so it is held for moments.
 */
#include "handlers/site.h"

#include <stdlib.h>

static int compare(const void *key, const void *row)
{
    uint64_t id = *(const uint64_t *)key;
    const struct user *user = row;
    return (id > user->id) - (id < user->id);
}

/* To be called under the lock; or NULL. */
static struct user *find(struct store *s, uint64_t id)
{
    return bsearch(&id, s->rows, s->count, sizeof *s->rows, compare);
}

static bool set_id(json_t *object, uint64_t id)
{
    return json_object_set_new(object, "id", json_integer((json_int_t)id)) == 0;
}

json_t *store_get(struct store *s, uint64_t id)
{
    pthread_mutex_lock(&s->lock);
    const struct user *user = find(s, id);
    json_t *object = user != NULL ? json_incref(user->object) : NULL;
    pthread_mutex_unlock(&s->lock);
    return object;
}

json_t *store_all(struct store *s)
{
    json_t *list = json_array();
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < s->count; i++)
        json_array_append(list, s->rows[i].object);
    pthread_mutex_unlock(&s->lock);
    return list;
}

uint64_t store_add(struct store *s, json_t *object, size_t octets)
{
    uint64_t id = 0;
    pthread_mutex_lock(&s->lock);
    if (s->count < LIMIT_USERS && octets <= LIMIT_USERS_OCTETS - s->octets &&
        set_id(object, s->last_id + 1)) {
        id = ++s->last_id;
        s->rows[s->count++] =
            (struct user){.id = id, .octets = octets, .object = json_incref(object)};
        s->octets += octets;
    }
    pthread_mutex_unlock(&s->lock);
    return id;
}

enum stored store_replace(struct store *s, uint64_t id, json_t *object, size_t octets)
{
    bool whole = set_id(object, id);
    json_t *before = NULL;
    pthread_mutex_lock(&s->lock);
    struct user *user = find(s, id);
    if (user != NULL && whole && octets <= LIMIT_USERS_OCTETS - (s->octets - user->octets)) {
        before = user->object;
        s->octets += octets - user->octets;
        user->octets = octets;
        user->object = json_incref(object);
    }
    pthread_mutex_unlock(&s->lock);
    if (before == NULL)
        return user == NULL ? STORE_UNKNOWN : STORE_FULL;
    json_decref(before);
    return STORED;
}

enum stored store_remove(struct store *s, uint64_t id)
{
    json_t *before = NULL;
    pthread_mutex_lock(&s->lock);
    struct user *user = find(s, id);
    if (user != NULL) {
        before = user->object;
        s->octets -= user->octets;
        s->count--;
        memmove(user, user + 1, (size_t)(s->rows + s->count - user) * sizeof *user);
    }
    pthread_mutex_unlock(&s->lock);
    json_decref(before);
    return before != NULL ? STORED : STORE_UNKNOWN;
}

void store_release(struct store *s)
{
    for (size_t i = 0; i < s->count; i++)
        json_decref(s->rows[i].object);
    s->count = 0;
    pthread_mutex_destroy(&s->lock);
}
