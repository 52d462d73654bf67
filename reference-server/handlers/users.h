/* SPDX-License-Identifier: MIT */
/*
 * The store behind /api/users: JSON objects kept whole under ids that are never used twice. Bounded
 * in number and in size. Must not know requests: users_rest.c does.
 */
#ifndef HANDLERS_USERS_H
#define HANDLERS_USERS_H

#include "http/text.h"

#include <jansson.h>

struct user {
    uint64_t id;
    size_t octets;
    json_t *object; /* owned; holds "id" too */
};

struct users {
    struct user *rows; /* owned; ids ascend */
    size_t count, room;
    size_t octets;
    uint64_t last_id;
};

NONNULL void users_init(struct users *u);
NONNULL void users_release(struct users *u);

/* The user with that id, or NULL; valid until the next add or remove. */
NONNULL CHECKED struct user *users_find(const struct users *u, uint64_t id);

/* Keeps the object (owned from here on, whatever comes back) and adds "id" to it. NULL: full. */
NONNULL CHECKED struct user *users_add(struct users *u, json_t *object, size_t octets);

/* Puts another object in its place under the same id; ownership as above. False: full. */
NONNULL CHECKED bool users_replace(struct users *u, struct user *user, json_t *object,
                                   size_t octets);

NONNULL void users_remove(struct users *u, struct user *user);

#endif
