/* SPDX-License-Identifier: MIT */
/* Seeded fault: a client asks whether its version is still the one, and gets the whole file again.
 *
 * scenario: entity-tags
 * check: status == 304
 * wrap: condition_status
 */
#include "handlers/site.h"

unsigned __real_condition_status(const struct request *r, const struct version *v);
unsigned __wrap_condition_status(const struct request *r, const struct version *v);

unsigned __wrap_condition_status(const struct request *r, const struct version *v)
{
    return r->count[NAME_IF_NONE_MATCH] > 0 ? 0 : __real_condition_status(r, v);
}
