/* SPDX-License-Identifier: MIT */
/* Seeded fault: Content-Length says one octet more than is sent.
 *
 * scenario: static-files
 * check: status == 200
 * options: --timeout-scale 0.2 --fail-fast
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
    struct answer longer = *a;
    longer.length++;
    return __real_answer_write_head(&longer, minor, keep, wall, space);
}
