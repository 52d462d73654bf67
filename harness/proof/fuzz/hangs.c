/* SPDX-License-Identifier: MIT */
/* A target with a fault: it never ends where there is a percent sign. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t length)
{
    volatile int goes_on = memchr(octets, '%', length) != NULL;
    while (goes_on)
        continue;
    return 0;
}
