/* SPDX-License-Identifier: MIT */
/* One function for each; README.md has them in words. */
#include "fuzz/differences.h"

#include <strings.h>

/* It knows some forty methods and no other. */
static bool has_strange_method(const struct request *r)
{
    return r->method == METHOD_UNKNOWN;
}

/* It takes a longer name for this one, as far as the ban on Content-Length beside it goes. */
static bool has_longer_name(const struct request *r)
{
    static const char name[] = "transfer-encoding";
    for (size_t i = 0; i < r->field_count; i++)
        if (r->fields[i].name.length > sizeof name - 1 &&
            strncasecmp(r->fields[i].name.at, name, sizeof name - 1) == 0)
            return true;
    return false;
}

/* A blank behind the value is none of it (RFC 9112 section 5); it knows no such tab. */
static bool has_tab_behind_framing(const struct request *r)
{
    for (size_t i = 0; i < r->field_count; i++) {
        const struct field *f = &r->fields[i];
        bool frames = f->id == NAME_TRANSFER_ENCODING || f->id == NAME_CONTENT_LENGTH;
        for (const char *at = f->value.at + f->value.length; frames && *at != '\r'; at++)
            if (*at == '\t')
                return true;
    }
    return false;
}

bool differences_known(const struct request *r)
{
    return has_strange_method(r) || has_longer_name(r) || has_tab_behind_framing(r);
}
