/* SPDX-License-Identifier: MIT */
/* SIGINT, SIGTERM and SIGHUP as something that poll(2) can wait for.
 *
 * Every wait of the harness also waits for this descriptor, so Ctrl-C ends a run within
 * milliseconds, from one place, with the candidate stopped and the report written.
 */
#ifndef ASSAY_BASE_INTERRUPT_H
#define ASSAY_BASE_INTERRUPT_H

#include <signal.h>

/* Blocks the three signals and ignores SIGPIPE for the rest of the program. Call once, early. */
void interrupt_open(void);

/* The descriptor to poll for POLLIN; -1 before interrupt_open. */
int interrupt_fd(void);

/* The first of the signals that arrived, or 0. Sticky. */
int interrupt_signal(void);

/* Undoes the blocking and ignoring in a child between fork and exec, also what whoever started us
 * ignores, such as a shell the SIGINT of a background job; async-signal-safe. */
void interrupt_restore_child(void);

#endif
