/* SPDX-License-Identifier: MIT */
/* Seeded fault: the first file after a HEAD is one octet short, and Content-Length agrees.
 *
 * scenario: static-files
 * check: header Content-Length == 6
 * wrap: files_get
 */
#include "handlers/site.h"

enum handled __real_files_get(struct exchange *x);
enum handled __wrap_files_get(struct exchange *x);

enum handled __wrap_files_get(struct exchange *x)
{
    static bool after_head;
    enum handled done = __real_files_get(x);
    if (x->event != EXCHANGE_REQUEST)
        return done;
    bool to_head = x->request->method == METHOD_HEAD;
    if (after_head && !to_head && x->answer.length)
        x->answer.length--;
    after_head = to_head;
    return done;
}
