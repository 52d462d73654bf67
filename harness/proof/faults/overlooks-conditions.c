/* SPDX-License-Identifier: MIT */
/* Seeded fault: a version that is not the one which was meant is sent all the same.
 *
 * scenario: preconditions
 * check: status == 412
 * wrap: condition_status
 */
#include "handlers/site.h"

unsigned __real_condition_status(const struct request *r, const struct version *v);
unsigned __wrap_condition_status(const struct request *r, const struct version *v);

unsigned __wrap_condition_status(const struct request *r, const struct version *v)
{
    unsigned status = __real_condition_status(r, v);
    return status == 412 ? 0 : status;
}
