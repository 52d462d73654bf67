/* SPDX-License-Identifier: MIT */
/*
 * Both verdicts in words: they are compared as such, and shown as such.
 */
#include "fuzz/agreement.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "fuzz/grammar/head.h"
#include "fuzz/violation.h"
#include "http/request.h"

enum { TEXT = 128 };

static const char *const words[] = {"no body", "a length", "chunks", "refused"};

static void say(char text[TEXT], size_t length, enum framing framing, uint64_t content)
{
    snprintf(text, TEXT, "a head of %zu octets, %s %" PRIu64, length, words[framing],
             framing == FRAMING_LENGTH ? content : 0);
}

/* False if a limit decided. */
static bool ask_server(const char *octets, size_t length, char text[TEXT])
{
    static struct request request;
    struct fault fault = {.status = 0};
    struct body body;
    enum parse result = head_parse(octets, length, &request, &fault);
    snprintf(text, TEXT, "no whole head");
    if (result == PARSE_BAD && fault.status != 400 && fault.status != 505)
        return false;
    if (result != PARSE_DONE)
        return true;
    bool framed = body_begin(&body, &request, &fault) == PARSE_DONE;
    bool measured = request.count[NAME_CONTENT_LENGTH] > 0;
    say(text, request.length,
        !framed        ? FRAMING_REFUSED
        : body.chunked ? FRAMING_CHUNKED
        : measured     ? FRAMING_LENGTH
                       : FRAMING_NONE,
        body.left);
    return framed || fault.status != 413;
}

static void ask_grammar(const char *octets, size_t length, char text[TEXT])
{
    struct grammar_head head;
    if (!grammar_head(octets, length, &head))
        snprintf(text, TEXT, "no whole head");
    else if (head.framing == FRAMING_LENGTH && head.content_length == UINT64_MAX)
        say(text, head.length, FRAMING_REFUSED, 0);
    else
        say(text, head.length, head.framing, head.content_length);
}

void agreement_check(const char *octets, size_t length)
{
    char server[TEXT], grammar[TEXT];
    if (!ask_server(octets, length, server))
        return;
    ask_grammar(octets, length, grammar);
    if (strcmp(server, grammar) != 0)
        violation("the grammar says the same", (struct side){"the server", server, strlen(server)},
                  (struct side){"the grammar", grammar, strlen(grammar)});
}
