/* SPDX-License-Identifier: MIT */
/*
 * One row per rule. None of them knows which requests are good ones.
 */
#include "fuzz/books.h"

const char *books_broken(const struct heard *h, struct reading head)
{
    unsigned closing = (h->facts.wants & (CONN_SHUT_WRITE | CONN_CLOSE)) != 0;
    const struct {
        bool kept;
        const char *rule;
    } rules[] = {
        {!h->overflow, "the input explains the length of the output"},
        {!h->outside, "octets are read into one buffer"},
        {h->facts.left == 0, "all input is taken"},
        {h->facts.finals == h->facts.requests + h->facts.refused,
         "one final answer to each request"},
        {h->facts.refused <= closing && h->closes == closing, "one refusal, and the end behind it"},
        {h->interims == h->asked, "one 100 for each time that the handler wants a body"},
        {h->facts.wants_at_end == CONN_CLOSE, "nothing left to do after the end of input"},
        {h->begun == h->done && h->kept == 0, "everything is given back"},
        {head.result != PARSE_BAD || h->facts.requests == 0, "a bad head is no request"},
        {head.result != PARSE_MORE || h->facts.finals == 0, "half a head has no answer"},
    };
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (!rules[i].kept)
            return rules[i].rule;
    return NULL;
}
