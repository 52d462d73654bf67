/* SPDX-License-Identifier: MIT */
/* Where assay finds its own files: beside the executable in a build tree, below share/ when
 * installed.
 */
#ifndef ASSAY_COMMANDS_PLACES_H
#define ASSAY_COMMANDS_PLACES_H

/* The folder that holds acceptance/, candidates/, docroot/ and requirements.yaml; "scenarios" if
 * none is found, so that an error message names something. */
const char *place_scenarios(void) __attribute__((returns_nonnull));

/* The folder of the inputs that fuzzing begins with, of which head/ and chunk/ are taken;
 * "fuzz/corpus" if none is found. */
const char *place_corpus(void) __attribute__((returns_nonnull));

/* The folder of the running executable. */
const char *place_programs(void) __attribute__((returns_nonnull));

#endif
