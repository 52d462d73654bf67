/* SPDX-License-Identifier: MIT */
/* Seeded fault: an answer says that it is compressed to a client that has refused that.
 *
 * scenario: answer-fields
 * check: header Content-Encoding is absent
 * wrap: test_get
 */
#include "handlers/site.h"

enum handled __real_test_get(struct exchange *x);
enum handled __wrap_test_get(struct exchange *x);

enum handled __wrap_test_get(struct exchange *x)
{
    answer_field(&x->answer, "Content-Encoding", SPAN("gzip"));
    return __real_test_get(x);
}
