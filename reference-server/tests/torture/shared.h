/* SPDX-License-Identifier: MIT */
/*
 * What the driver of make torture and the shim inside the server tell each other, in a page that
 * both have mapped. The driver sets the first part, the shim counts in the second.
 */
#ifndef TESTS_TORTURE_SHARED_H
#define TESTS_TORTURE_SHARED_H

#include <stdatomic.h>

#define TORTURE_PAGE "TORTURE_PAGE" /* the environment variable that names the file */

struct torture {
    atomic_bool armed; /* calls count from here on */
    atomic_bool over;  /* no call fails any more */
    atomic_long fail;  /* which call fails; 0 for none */
    atomic_bool for_good;

    atomic_long calls; /* that could fail, since armed */
    atomic_long live;  /* blocks of heap that were not freed */
    atomic_int failed; /* which kind of call did, for messages: an index into torture_calls */
};

#endif
