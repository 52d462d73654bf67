/* SPDX-License-Identifier: MIT */
/*
 * Signals as a descriptor that engines can wait for, so that none arrives in the middle of
 * anything.
 */
#ifndef ENGINES_SIGNALS_H
#define ENGINES_SIGNALS_H

/* Blocks SIGTERM, SIGINT, SIGHUP and SIGPIPE and returns a descriptor (the caller's) that is
   readable when one of the first three has come; -1 with errno. */
__attribute__((warn_unused_result)) int signals_open(void);

/* Takes what has come; how many of them ask to stop (SIGHUP does not). */
unsigned signals_take(int signals);

#endif
