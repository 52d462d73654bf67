/* SPDX-License-Identifier: MIT */
/* Seeded fault: entity tags without their quotes, which no cache can send back.
 *
 * scenario: entity-tags
 * check: header ETag ~ ^(W/)?"[^" ]*"$
 * wrap: answer_field
 */
#include "handlers/site.h"

bool __real_answer_field(struct answer *a, const char *name, struct span value);
bool __wrap_answer_field(struct answer *a, const char *name, struct span value);

bool __wrap_answer_field(struct answer *a, const char *name, struct span value)
{
    bool is_tag = strcmp(name, "ETag") == 0;
    return __real_answer_field(a, name, is_tag ? span_from(value, 1) : value);
}
