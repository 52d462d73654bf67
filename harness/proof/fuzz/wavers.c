/* SPDX-License-Identifier: MIT */
/* A target with a fault: it does not do the same for the same input. */
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t length)
{
    struct timespec now;
    volatile unsigned ways = 0;
    (void)octets;
    (void)length;
    clock_gettime(CLOCK_MONOTONIC, &now);
    for (int bit = 4; bit < 20; bit++) {
        if (now.tv_nsec >> bit & 1)
            ways++;
    }
    return 0;
}
