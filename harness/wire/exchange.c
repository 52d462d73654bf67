/* SPDX-License-Identifier: MIT */
/* Life cycle of an exchange. */
#include "wire/exchange.h"

#include <stdarg.h>
#include <stdio.h>

void exchange_init(struct exchange *x, bool to_head)
{
    *x = (struct exchange){.closed = -1};
    reply_init(&x->reply, to_head);
    bytes_init(&x->sent, EXCHANGE_TRANSCRIPT);
    bytes_init(&x->received, EXCHANGE_TRANSCRIPT);
}

void exchange_release(struct exchange *x)
{
    reply_release(&x->reply);
    bytes_release(&x->sent);
    bytes_release(&x->received);
}

void exchange_problem(struct exchange *x, const char *format, ...)
{
    if (x->problem[0])
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(x->problem, sizeof x->problem, format, args);
    va_end(args);
}
