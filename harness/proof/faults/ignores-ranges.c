/* SPDX-License-Identifier: MIT */
/* Seeded fault: a part is asked for, and the whole is sent, by a server that says it serves parts.
 *
 * scenario: static-files
 * check: status == 206
 * wrap: range_of
 */
#include "handlers/site.h"

enum range __wrap_range_of(const struct request *r, const struct version *v, uint64_t size,
                           uint64_t *first, uint64_t *count);

enum range __wrap_range_of(const struct request *r, const struct version *v, uint64_t size,
                           uint64_t *first, uint64_t *count)
{
    (void)r;
    (void)v;
    (void)size;
    (void)first;
    (void)count;
    return RANGE_WHOLE;
}
