/* SPDX-License-Identifier: MIT */
/* Nothing may outlive a run, not even one that is killed. So `assay run` is three processes: the
 * one that was started waits, below it a keeper in a session of its own waits, below that the judge
 * works. Whichever of them is killed, another one ends what is left of the tree and tidies up.
 */
#ifndef ASSAY_CANDIDATE_KEEPER_H
#define ASSAY_CANDIDATE_KEEPER_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/failure.h"

typedef void keeper_bereaved(pid_t judge, int signal);

/* Returns in the judge, which goes on as the program; the other two never return and end with its
 * exit status, or 128 + n if signal n ended it. SIGINT, SIGTERM and SIGHUP go on to the judge.
 * `bereaved` is called in the process that is left when the judge did not end by itself: to remove
 * what that judge had on disk, and to say which signal it was; 0: nobody waits for an answer. Call
 * after interrupt_open and before any thread is started. False: there is no process to be had. */
bool keeper_start(keeper_bereaved *bereaved, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

#endif
