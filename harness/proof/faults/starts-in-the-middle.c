/* SPDX-License-Identifier: MIT */
/* Seeded fault: a range that is not served, the whole file being sent instead, still moves its
 * start, and what is sent goes on behind the end.
 *
 * scenario: static-files
 * check: body ~ ^hello
 * wrap: range_of
 */
#include "handlers/site.h"

enum range __real_range_of(const struct request *r, const struct version *v, uint64_t size,
                           uint64_t *first, uint64_t *count);
enum range __wrap_range_of(const struct request *r, const struct version *v, uint64_t size,
                           uint64_t *first, uint64_t *count);

enum range __wrap_range_of(const struct request *r, const struct version *v, uint64_t size,
                           uint64_t *first, uint64_t *count)
{
    enum range range = __real_range_of(r, v, size, first, count);
    if (range == RANGE_WHOLE && r->count[NAME_RANGE] > 0)
        *first = size / 2;
    return range;
}
