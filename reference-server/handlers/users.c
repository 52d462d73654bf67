/* SPDX-License-Identifier: MIT */
/*
 * The store of users: an array in order of ids. Adding goes to its end, finding is a binary search,
 * removing closes the gap; with LIMIT_USERS rows none of it needs more. Knows no requests.
 */
#include "handlers/site.h"

#include <stdlib.h>

void users_release(struct users *u)
{
    for (size_t i = 0; i < u->count; i++)
        json_decref(u->rows[i].object);
    free(u->rows);
    *u = (struct users){.rows = NULL};
}

static int compare(const void *key, const void *row)
{
    uint64_t id = *(const uint64_t *)key;
    const struct user *user = row;
    return (id > user->id) - (id < user->id);
}

struct user *users_find(const struct users *u, uint64_t id)
{
    return u->count > 0 ? bsearch(&id, u->rows, u->count, sizeof *u->rows, compare) : NULL;
}

static bool grow(struct users *u)
{
    if (u->count < u->room)
        return true;
    size_t room = u->room > 0 ? u->room * 2 : 16;
    struct user *rows = realloc(u->rows, room * sizeof *rows);
    if (rows == NULL)
        return false;
    u->rows = rows;
    u->room = room;
    return true;
}

bool users_replace(struct users *u, struct user *user, json_t *object, size_t octets)
{
    if (octets > LIMIT_USERS_OCTETS - (u->octets - user->octets) ||
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

struct user *users_add(struct users *u, json_t *object, size_t octets)
{
    if (u->count == LIMIT_USERS || !grow(u)) {
        json_decref(object);
        return NULL;
    }
    struct user *user = &u->rows[u->count];
    *user = (struct user){.id = u->last_id + 1}; /* an empty one, outside until it is filled */
    if (!users_replace(u, user, object, octets))
        return NULL;
    u->count++;
    u->last_id++;
    return user;
}

void users_remove(struct users *u, struct user *user)
{
    json_decref(user->object);
    u->octets -= user->octets;
    u->count--;
    memmove(user, user + 1, (size_t)(u->rows + u->count - user) * sizeof *user);
}
