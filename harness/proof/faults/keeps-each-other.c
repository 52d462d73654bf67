/* SPDX-License-Identifier: MIT */
/* Seeded fault: each chain leaves two blocks that refer to each other, and to which nobody refers.
 *
 * scenario: cancelled-chains
 * check: heap leaked == 0
 * wrap: request_close
 */
#include <stdlib.h>

#include "resources.h"

struct half {
    struct half *other;
};

void __real_request_close(struct tracked_request *r);
void __wrap_request_close(struct tracked_request *r);

void __wrap_request_close(struct tracked_request *r)
{
    struct half *volatile chain = r->memory != NULL ? malloc(sizeof *chain) : NULL;
    struct half *volatile call = chain != NULL ? malloc(sizeof *call) : NULL;
    if (call != NULL) {
        chain->other = call;
        call->other = chain;
    }
    __real_request_close(r);
}
