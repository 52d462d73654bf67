/* SPDX-License-Identifier: MIT */
/* A target with a fault: it looks at nothing. */
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t length)
{
    (void)octets;
    (void)length;
    return 0;
}
