/* SPDX-License-Identifier: MIT */
/*
 * Target: a whole connection on a clock that moves. The first line of the input is a script (see
 * session.h), the rest are the octets of the peer. Whatever happens when, each request has one
 * answer that the judge's own reader can read, and the connection ends.
 */
#include "fuzz/session.h"
#include "fuzz/target.h"
#include "fuzz/violation.h"

#include <string.h>

#include "fuzz/peer.h"

enum { MOVES = 256 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *octets = (const char *)data;
    size_t length = size < PEER_INPUT ? size : PEER_INPUT;
    const char *end = memchr(octets, '\n', length < MOVES ? length : MOVES);
    if (end == NULL)
        return 0;
    struct span script = {octets, (size_t)(end - octets)};
    struct span rest = span_from((struct span){octets, length}, script.length + 1);
    const char *broken = session_play(script, rest);
    if (broken != NULL)
        violation(broken, (struct side){"script", script.at, script.length},
                  (struct side){"octets", rest.at, rest.length});
    return 0;
}
