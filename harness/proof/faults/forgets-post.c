/* SPDX-License-Identifier: MIT */
/* Seeded fault: POST /api/users answers 201 and keeps nothing.
 *
 * scenario: rest-crud
 * check: status == 200
 * wrap: users_post
 */
#include "handlers/site.h"

#include <stdlib.h>

enum handled __real_users_post(struct exchange *x);
enum handled __wrap_users_post(struct exchange *x);

enum handled __wrap_users_post(struct exchange *x)
{
    struct store *u = &site_of(x)->users;
    size_t before = u->count;
    enum handled done = __real_users_post(x);
    if (u->count > before) {
        const struct user *forgotten = &u->rows[--u->count];
        u->octets -= forgotten->length;
        free(forgotten->text);
    }
    return done;
}
