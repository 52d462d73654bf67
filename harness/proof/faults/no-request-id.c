/* SPDX-License-Identifier: MIT */
/* Seeded fault: no answer carries X-Request-Id.
 *
 * scenario: middleware
 * check: header X-Request-Id is not empty
 * wrap: answer_field
 */
#include <string.h>

#include "http/exchange.h"

bool __real_answer_field(struct answer *a, const char *name, struct span value);
bool __wrap_answer_field(struct answer *a, const char *name, struct span value);

bool __wrap_answer_field(struct answer *a, const char *name, struct span value)
{
    return strcmp(name, "X-Request-Id") == 0 || __real_answer_field(a, name, value);
}
