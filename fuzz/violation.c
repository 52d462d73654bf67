/* SPDX-License-Identifier: MIT */
/*
 * Octets as a reader can take them in: a line of output per line of octets, the rest as C escapes.
 */
#include "fuzz/violation.h"

#include <stdio.h>
#include <stdlib.h>

static void print_octet(unsigned char octet)
{
    if (octet == '\n')
        fputs("\\n\n    ", stderr);
    else if (octet == '\r')
        fputs("\\r", stderr);
    else if (octet == '\\')
        fputs("\\\\", stderr);
    else if (octet < ' ' || octet > '~')
        fprintf(stderr, "\\x%02x", octet);
    else
        putc(octet, stderr);
}

static void print_side(struct side s)
{
    fprintf(stderr, "  %s (%zu octets):\n    ", s.name, s.length);
    for (size_t i = 0; i < s.length; i++)
        print_octet((unsigned char)s.octets[i]);
    putc('\n', stderr);
}

void violation(const char *oracle, struct side one, struct side other)
{
    fprintf(stderr, "violated: %s\n", oracle);
    print_side(one);
    print_side(other);
    abort();
}
