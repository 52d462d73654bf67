/* SPDX-License-Identifier: MIT */
/* Seeded fault: POST /api/users answers 201 and keeps nothing.
 *
 * scenario: rest-crud
 * check: status == 200
 * wrap: users_add
 */
#include "handlers/site.h"

struct user *__real_users_add(struct users *u, json_t *object, size_t octets);
struct user *__wrap_users_add(struct users *u, json_t *object, size_t octets);

struct user *__wrap_users_add(struct users *u, json_t *object, size_t octets)
{
    static struct user
        forgotten; /* what the answer shows; its object lives as long as the last one */
    struct user *added = __real_users_add(u, json_incref(object), octets);
    if (!added)
        return NULL;
    if (forgotten.object)
        json_decref(forgotten.object);
    forgotten = *added;
    users_remove(u, added);
    return &forgotten;
}
