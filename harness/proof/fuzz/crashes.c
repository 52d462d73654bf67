/* SPDX-License-Identifier: MIT */
/* A target with a fault: it crashes on a percent sign. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t length)
{
    if (memchr(octets, '%', length))
        abort();
    return 0;
}
