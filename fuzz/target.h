/* SPDX-License-Identifier: MIT */
/*
 * The one function that a fuzz target defines and that fuzzers and the replay call. It returns 0;
 * a violated oracle ends the process with abort().
 */
#ifndef FUZZ_TARGET_H
#define FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

/* The names are libFuzzer's; AFL++'s driver looks for the same. The first is called once, before.
 */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

#endif
