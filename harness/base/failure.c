/* SPDX-License-Identifier: MIT */
/* First failure wins. */
#include "base/failure.h"

#include <stdio.h>

bool failure_set(struct failure *why, enum failure_code code, const char *format, ...)
{
    if (why->code != FAILURE_NONE)
        return false;
    why->code = code;
    va_list args;
    va_start(args, format);
    vsnprintf(why->sentence, sizeof why->sentence, format, args);
    va_end(args);
    return false;
}
