/* SPDX-License-Identifier: MIT */
/* Seeded fault: every answer says 200, whatever happened.
 *
 * scenario: routing
 * check: status == 404
 * wrap: answer_write_head
 */
#include "http/exchange.h"

size_t __real_answer_write_head(const struct answer *a, unsigned minor, bool keep, int64_t wall,
                                char *space);
size_t __wrap_answer_write_head(const struct answer *a, unsigned minor, bool keep, int64_t wall,
                                char *space);

size_t __wrap_answer_write_head(const struct answer *a, unsigned minor, bool keep, int64_t wall,
                                char *space)
{
    struct answer fine = *a;
    fine.status = 200;
    return __real_answer_write_head(&fine, minor, keep, wall, space);
}
