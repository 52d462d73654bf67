/* SPDX-License-Identifier: MIT */
/* Seeded fault: now and then who asks for a file is told what somebody else had said.
 *
 * scenario: load-mix
 * check: body ~ ^hello
 * wrap: files_get
 */
#include "handlers/site.h"

enum handled __real_files_get(struct exchange *x);
enum handled __wrap_files_get(struct exchange *x);

enum handled __wrap_files_get(struct exchange *x)
{
    static unsigned count;
    if (++count % 1000 == 0)
        return answer_bytes(&x->answer, 200, "text/plain", SPAN("what was said"));
    return __real_files_get(x);
}
