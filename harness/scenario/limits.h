/* SPDX-License-Identifier: MIT */
/* How much a scenario may ask for. Readers refuse more; the word table tells it to people and
 * editors.
 */
#ifndef ASSAY_SCENARIO_LIMITS_H
#define ASSAY_SCENARIO_LIMITS_H

enum {
    CONNECTIONS_MAX = 10000,   /* descriptors that one process may have */
    THREADS_MAX = 64,          /* of the load side */
    PIPELINE_MAX = 64,         /* answers that a server may owe on one connection */
    MIX_MAX = 16,              /* requests of a load */
    WEIGHT_MAX = 1000,         /* of one of them */
    CYCLES_MAX = 1000000,      /* more is a soak, which has a duration */
    REQUESTS_MAX = 1000000000, /* about a day at the most that a machine can ask */
    TIMES_MAX = 100000,        /* of a repeat */
    RESET_AFTER_MAX = 1 << 24, /* octets of a stub's response */
    CASE_REQUESTS_MAX = 4      /* in the octets of one raw case */
};

#endif
