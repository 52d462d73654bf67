/* SPDX-License-Identifier: MIT */
/*
 * Target: from the path of a request to the name of a file below the document root. A name that is
 * taken cannot leave the root: no empty, hidden or parent segment, whatever it was written as; and
 * it stays what it is when it is written with an escape for each octet.
 */
#include "fuzz/target.h"
#include "fuzz/violation.h"
#include "handlers/site.h"

#include <stdio.h>

static size_t slashes(struct span s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.length; i++)
        count += s.at[i] == '/';
    return count;
}

/* A slash that was escaped is none between segments. */
static void check_inside(struct span path, const char *name)
{
    struct span rest = span_of(name);
    bool inside = strlen(name) < LIMIT_PATH && strlen(name) > 0 && slashes(rest) == slashes(path);
    while (inside && rest.at != NULL) {
        bool last = span_find(rest, '/') == rest.length;
        struct span segment = span_cut(&rest, '/');
        inside = segment.length > 0 && segment.at[0] != '.';
        if (last)
            break;
    }
    if (!inside)
        violation("a name stays below the root", (struct side){"path", path.at, path.length},
                  (struct side){"name", name, strlen(name)});
}

/* "a/b" as "%61/%62": a slash that is escaped is refused. */
static void check_escaped(struct span path, const char *name)
{
    char escaped[3 * LIMIT_PATH + 1], again[LIMIT_PATH];
    size_t length = 0;
    for (const char *at = name; *at; at++)
        length += (size_t)snprintf(escaped + length, sizeof escaped - length,
                                   *at == '/' ? "/" : "%%%02x", (unsigned)(unsigned char)*at);
    int error = files_decode((struct span){escaped, length}, again);
    if (error != 0 || strcmp(name, again) != 0)
        violation("an escaped name is the same name", (struct side){"path", path.at, path.length},
                  (struct side){"escaped", escaped, length});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span path = {(const char *)data, size};
    char name[LIMIT_PATH];
    if (files_decode(path, name) != 0)
        return 0;
    check_inside(path, name);
    check_escaped(path, name);
    return 0;
}
