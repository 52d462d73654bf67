/* SPDX-License-Identifier: MIT */
/* A target with a fault: an input takes it 40 ms. */
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t length)
{
    const struct timespec pause = {.tv_nsec = 40000000};
    volatile int ways = length > 3 && octets[0] == 'G';
    nanosleep(&pause, NULL);
    return ways & 0;
}
