/* SPDX-License-Identifier: MIT */
/*
 * The one function that a fuzz target defines and that fuzzers and the replay call. It returns 0;
 * a violated oracle ends the process with abort().
 */
#ifndef FUZZ_TARGET_H
#define FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

/* The name is libFuzzer's; AFL++'s driver looks for the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

#endif
