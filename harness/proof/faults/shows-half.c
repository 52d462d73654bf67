/* SPDX-License-Identifier: MIT */
/* Seeded fault: who reads a user while others replace it may get half of it.
 *
 * scenario: users-at-once
 * check: errors == 0
 * wrap: store_get
 */
#include "handlers/site.h"

char *__real_store_get(struct store *s, uint64_t id);
char *__wrap_store_get(struct store *s, uint64_t id);

char *__wrap_store_get(struct store *s, uint64_t id)
{
    static unsigned asked;
    char *text = __real_store_get(s, id);
    if (text != NULL && ++asked % 500 == 0)
        text[strlen(text) / 2] = '\0';
    return text;
}
