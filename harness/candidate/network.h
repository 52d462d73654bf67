/* SPDX-License-Identifier: MIT */
/* A network of the candidate's own (network_namespaces(7)): loopback and nothing else. No port of
 * somebody else is in its way, the table of sockets holds only what it and its clients opened, and
 * a stranger calls nobody outside.
 *
 * The calling thread enters it, and with it whatever it opens or starts from then on. Root needs no
 * more; others take a user namespace in which they are who they were (user_namespaces(7)).
 */
#ifndef ASSAY_CANDIDATE_NETWORK_H
#define ASSAY_CANDIDATE_NETWORK_H

#include "base/failure.h"

/* Whether this host permits one; tried in a child. False with FAILURE_HARNESS. */
bool network_is_permitted(struct failure *why) __attribute__((nonnull, warn_unused_result));

/* Once per process, before its first thread and before network_renew. */
bool network_prepare(struct failure *why) __attribute__((nonnull, warn_unused_result));

/* Enters a new one; the one before goes with the last process and socket in it. */
bool network_renew(struct failure *why) __attribute__((nonnull, warn_unused_result));

#endif
