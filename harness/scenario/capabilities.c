/* SPDX-License-Identifier: MIT */
/* The one table of capabilities. Knows no candidate and no scenario.
 */
#include "scenario/capabilities.h"

#include <string.h>

static const struct capability table[] = {
    {.name = "http",
     .in_contract = true,
     .explanation = "GET on the path `ping` (default /api/test) answers 200"},
    {.name = "status",
     .in_contract = true,
     .explanation = "GET /api/status answers 200 with a JSON object"},
    {.name = "rest",
     .in_contract = true,
     .explanation = "users are made, read, replaced and deleted below /api/users"},
    {.name = "middleware",
     .in_contract = true,
     .explanation = "every answer carries X-Request-Id, the request's own if it sent one"},
    {.name = "echo",
     .in_contract = true,
     .explanation = "POST /api/echo answers with the body and its Content-Type"},
    {.name = "counter",
     .in_contract = true,
     .explanation = "POST /api/counter adds one, GET reads, both answer {\"value\": N}"},
    {.name = "slow",
     .in_contract = true,
     .explanation = "GET /api/slow?ms=N answers after N ms without holding up others"},
    {.name = "bytes",
     .in_contract = true,
     .explanation = "GET /api/bytes/N answers N octets of the pattern 0123456789abcdef"},
    {.name = "static",
     .in_contract = true,
     .explanation = "/static/PATH is file PATH of the document root, with its type"},
    {.name = "graceful",
     .in_contract = true,
     .explanation = "the graceful signal lets requests in flight finish, then the process ends"},
    {.name = "keep-alive-switch",
     .options = {"--no-keep-alive", "--admin"},
     .explanation = "--no-keep-alive, and with --admin PUT /api/admin/keep-alive, switch kept "
                    "connections off and on"},
    {.name = "max-connections",
     .options = {"--max-connections"},
     .explanation = "--max-connections N limits how many connections are open at once"},
    {.name = "access-log",
     .options = {"--access-log"},
     .explanation = "--access-log FILE gets a line for each request: its X-Request-Id, method, "
                    "target and query, then the status and the octets"},
    {.name = "reload",
     .explanation = "the reload signal takes the configuration up anew and cuts nobody off"},
    {.name = "forced-stop",
     .explanation = "the stop signal ends a graceful stop at once, whatever is under way"},
    {.name = "ranges",
     .explanation = "a Range of one part of a static file is answered with 206 and that part"},
    {.name = "entity-tags",
     .explanation = "static files have an ETag, and If-None-Match with it is answered with 304"},
    {.name = "preconditions",
     .explanation = "If-Match, If-Unmodified-Since and If-Range of a static file are heeded"},
    {.name = "bounded",
     .explanation =
         "a declared body of more than 1 GiB and chunk extensions of more than 1 MiB are "
         "refused as soon as that is known"},
    {.name = "write-timeout",
     .explanation = "whoever takes nothing of an answer for 40 s is disconnected"},
    {.name = "answer", .explanation = "GET /api/answer/N answers with status N"},
    {.name = "work", .explanation = "GET /api/work?us=N computes for N microseconds"},
    {.name = "tracker",
     .explanation = "the last line on stdout counts what was left open, and it is nothing"},
    {.name = "fuzz", .explanation = "its request parser is built as a fuzzing target beside assay"},
    {.name = "photo", .explanation = "the photo page asks three back ends, side by side"},
    {.name = "cache", .explanation = "three caches are asked one after the other"},
};

enum { ROWS = sizeof table / sizeof table[0] };

const struct capability *capabilities(size_t *count)
{
    *count = ROWS;
    return table;
}

const struct capability *capability_find(const char *name)
{
    for (size_t i = 0; i < ROWS; i++) {
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    }
    return NULL;
}

const char *const *capability_names(void)
{
    static const char *names[ROWS + 1];
    for (size_t i = 0; i < ROWS; i++)
        names[i] = table[i].name;
    return names;
}
