/* SPDX-License-Identifier: MIT */
/* Seeded fault: Content-Length says one octet more than is sent.
 *
 * scenario: static-files
 * check: status == 200
 * options: --timeout-scale 0.2
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
    struct answer longer = *a;
    longer.length++;
    return __real_answer_write_head(&longer, terms, space, room);
}
