/* SPDX-License-Identifier: MIT */
/* Seeded fault: every answer says 200, whatever happened.
 *
 * scenario: routing
 * check: status == 404
 * wrap: answer_write_head
 */
#include "http/answer.h"

size_t __real_answer_write_head(const struct answer *a, struct answer_terms terms, char *space,
                                size_t room);
size_t __wrap_answer_write_head(const struct answer *a, struct answer_terms terms, char *space,
                                size_t room);

size_t __wrap_answer_write_head(const struct answer *a, struct answer_terms terms, char *space,
                                size_t room)
{
    struct answer fine = *a;
    fine.status = 200;
    return __real_answer_write_head(&fine, terms, space, room);
}
