/* SPDX-License-Identifier: MIT */
/*
 * The two answers that test programs ask for: GET /api/test, as cheap as an answer can be, and
 * GET /api/answer/N, an answer with any final status.
 */
#include "handlers/handlers.h"

enum handled test_get(struct exchange *x, struct span part)
{
    (void)part;
    answer_bytes(&x->answer, 200, "text/plain; charset=utf-8", SPAN("It works.\n"));
    return HANDLED_ANSWERED;
}

enum handled answer_get(struct exchange *x, struct span part)
{
    uint64_t status = 0;
    if (!span_number(part, &status) || status < 200 || status > 599)
        return refuse(x, 400, "a status is a number from 200 to 599");
    bool bare = !answer_has_body((unsigned)status) || status == 205; /* RFC 9110 §15.3.6 */
    answer_bytes(&x->answer, (unsigned)status, bare ? NULL : "text/plain; charset=utf-8",
                 bare ? SPAN("") : SPAN("As asked.\n"));
    return HANDLED_ANSWERED;
}
