/* SPDX-License-Identifier: MIT */
/* Seeded fault: a range that ends behind the file is said to be outside of it.
 *
 * scenario: dates-and-ranges
 * check: status == 206
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
    struct span text = request_field(r, NAME_RANGE);
    struct span before = span_cut(&text, '-');
    uint64_t last = 0;
    enum range range = __real_range_of(r, v, size, first, count);
    bool counts = range == RANGE_PART && before.length > sizeof "bytes=" - 1;
    return counts && span_number(text, &last) && last >= size ? RANGE_OUTSIDE : range;
}
