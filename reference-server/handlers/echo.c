/* SPDX-License-Identifier: MIT */
/*
 * POST /api/echo: the body back as it came, with its Content-Type. Copies nothing: the answer
 * borrows the request's own octets, which stay until the exchange is done.
 */
#include "handlers/handlers.h"

enum handled echo_post(struct exchange *x, struct span part)
{
    struct span type = request_field(x->request, "Content-Type", NULL);
    (void)part;
    if (type.length == 0)
        type = SPAN("application/octet-stream");
    if (!answer_field(&x->answer, "Content-Type", type))
        return refuse(x, 415, "the Content-Type is too long to be repeated");
    answer_bytes(&x->answer, 200, NULL, x->body);
    return HANDLED_ANSWERED;
}
