/* SPDX-License-Identifier: MIT */
/*
 * Target: the request parser beside Debian's http-parser, which is the more lenient of the two.
 * What ours takes for a good head is one to the other, too, with the same end and the same say on
 * the body. The exceptions are in differences.c.
 */
#include "fuzz/differences.h"
#include "fuzz/target.h"
#include "fuzz/violation.h"

#include <http_parser.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { TEXT = 128, UPGRADED = 2 };

static void say(char text[TEXT], size_t length, bool chunked, bool measured, uint64_t content)
{
    snprintf(text, TEXT, "a head of %zu octets, %s %" PRIu64, length,
             chunked    ? "chunks"
             : measured ? "a length"
                        : "no body",
             measured ? content : 0);
}

/* False if it is no good head to ours, so that there is nothing to ask the other. */
static bool ask_ours(const char *octets, size_t length, struct request *r, char text[TEXT])
{
    struct fault fault;
    struct body body;
    if (head_parse(octets, length, r, &fault) != PARSE_DONE ||
        body_begin(&body, r, &fault) != PARSE_DONE)
        return false;
    say(text, r->length, body.chunked, r->count[NAME_CONTENT_LENGTH] > 0, body.left);
    return true;
}

/* As if another protocol came behind the head: it stops there. */
static int stop_behind(http_parser *parser)
{
    (void)parser;
    return UPGRADED;
}

static void ask_other(const char *octets, size_t length, char text[TEXT])
{
    static const http_parser_settings settings = {.on_headers_complete = stop_behind};
    http_parser parser;
    http_parser_init(&parser, HTTP_REQUEST);
    size_t used = http_parser_execute(&parser, &settings, octets, length);
    if (HTTP_PARSER_ERRNO(&parser) != HPE_OK)
        snprintf(text, TEXT, "%s", http_errno_description(HTTP_PARSER_ERRNO(&parser)));
    else
        say(text, used, (parser.flags & F_CHUNKED) != 0, (parser.flags & F_CONTENTLENGTH) != 0,
            parser.content_length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct request request;
    char ours[TEXT], other[TEXT];
    const char *octets = (const char *)data;
    if (!ask_ours(octets, size, &request, ours) || differences_known(&request))
        return 0;
    ask_other(octets, size, other);
    if (strcmp(ours, other) != 0)
        violation("http-parser says the same", (struct side){ours, octets, request.length},
                  (struct side){other, "", 0});
    return 0;
}
