/* SPDX-License-Identifier: MIT */
/* Seeded fault: the switch of kept connections moves, and nothing happens.
 *
 * scenario: keep-alive-switch
 * check: closed within 1s
 * wrap: keep_alive_put
 */
#include "handlers/site.h"
#include <string.h>

enum handled __wrap_keep_alive_put(struct exchange *x);

enum handled __wrap_keep_alive_put(struct exchange *x)
{
    bool valid = x->body.length > 0 && memmem(x->body.at, x->body.length, "perhaps", 7) == NULL;
    return answer_bytes(&x->answer, valid ? 204 : 400, NULL, SPAN(""));
}
