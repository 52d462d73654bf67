/* SPDX-License-Identifier: MIT */
/* Two opinions, in words only if they differ. */
#include "fuzz/agreement.h"

#include <inttypes.h>
#include <stdio.h>

#include "fuzz/grammar/head.h"
#include "fuzz/violation.h"
#include "http/request.h"

enum { TEXT = 128 };

struct opinion {
    bool whole; /* else there is no whole head, and nothing below counts */
    size_t length;
    enum framing framing;
    uint64_t content; /* with FRAMING_LENGTH */
};

/* False if a limit decided. */
static bool ask_server(const char *octets, size_t length, struct opinion *o)
{
    static struct request request;
    struct fault fault = {.status = 0};
    struct body body;
    enum parse result = head_parse(octets, length, &request, &fault);
    *o = (struct opinion){.whole = result == PARSE_DONE};
    if (result != PARSE_DONE)
        return result == PARSE_MORE || fault.status == 400 || fault.status == 505;
    bool framed = body_begin(&body, &request, &fault) == PARSE_DONE;
    bool measured = request.count[NAME_CONTENT_LENGTH] > 0;
    o->length = request.length;
    o->framing = !framed        ? FRAMING_REFUSED
                 : body.chunked ? FRAMING_CHUNKED
                 : measured     ? FRAMING_LENGTH
                                : FRAMING_NONE;
    o->content = o->framing == FRAMING_LENGTH ? body.left : 0;
    return framed || fault.status != 413;
}

static void ask_grammar(const char *octets, size_t length, struct opinion *o)
{
    struct grammar_head head;
    *o = (struct opinion){.whole = grammar_head(octets, length, &head)};
    if (!o->whole)
        return;
    bool over = head.framing == FRAMING_LENGTH && head.content_length == UINT64_MAX;
    o->length = head.length;
    o->framing = over ? FRAMING_REFUSED : head.framing;
    o->content = o->framing == FRAMING_LENGTH ? head.content_length : 0;
}

static struct side say(const char *who, const struct opinion *o, char text[TEXT])
{
    static const char *const words[] = {"no body", "a length", "chunks", "refused"};
    int length = snprintf(text, TEXT, "no whole head");
    if (o->whole)
        length = snprintf(text, TEXT, "a head of %zu octets, %s %" PRIu64, o->length,
                          words[o->framing], o->content);
    return (struct side){who, text, (size_t)length};
}

void agreement_check(const char *octets, size_t length)
{
    struct opinion server, grammar;
    char one[TEXT], other[TEXT];
    if (!ask_server(octets, length, &server))
        return;
    ask_grammar(octets, length, &grammar);
    if (server.whole != grammar.whole || server.length != grammar.length ||
        server.framing != grammar.framing || server.content != grammar.content)
        violation("the grammar says the same", say("the server", &server, one),
                  say("the grammar", &grammar, other));
}
