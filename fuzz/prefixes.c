/* SPDX-License-Identifier: MIT */
/* Every prefix is read at the end of one block. */
#include "fuzz/prefixes.h"

#include <stdlib.h>

#include "fuzz/violation.h"

static struct reading check_verdict(struct reading before, struct reading after)
{
    char one[READING_TEXT];
    char other[READING_TEXT];
    bool in_time = before.result != PARSE_MORE || after.result == PARSE_MORE ||
                   after.place >= before.length + (after.result == PARSE_DONE);
    bool final = before.result == PARSE_MORE || reading_same(before, after);
    if (after.outside)
        violation("what was read lies within the octets",
                  (struct side){"a prefix", one, reading_text(before, one)},
                  (struct side){"a longer one", other, reading_text(after, other)});
    if (final && in_time && after.place <= after.length)
        return after;
    violation("a verdict comes with the octet that decides it, and is final",
              (struct side){"a prefix", one, reading_text(before, one)},
              (struct side){"a longer one", other, reading_text(after, other)});
}

/* The octet that decides and the one before it, whatever the steps are. */
static void check_decision(const char *octets, struct reading last, char *block, size_t all)
{
    size_t decided = last.place + (last.result == PARSE_BAD);
    if (last.result != PARSE_MORE && decided > 0 && decided <= last.length)
        (void)check_verdict(check_verdict(reading_of(octets, decided - 1, block, all),
                                          reading_of(octets, decided, block, all)),
                            last);
}

/* Behind a verdict in ever longer steps: what follows it was not looked at. */
struct reading prefixes_check(const char *octets, size_t length, size_t step, size_t first)
{
    struct reading last = {.result = PARSE_MORE};
    char *block = reading_block(length);
    for (size_t n = 0, next = first; n < length; next = step) {
        n = length - n > next ? n + next : length;
        last = check_verdict(last, reading_of(octets, n, block, length));
        step = last.result == PARSE_MORE ? step : 2 * step;
    }
    check_decision(octets, last, block, length);
    free(block);
    return last;
}
