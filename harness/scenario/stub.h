/* SPDX-License-Identifier: MIT */
/* What a stub, a back end that the harness plays, does with a call. Types only: the door through
 * which wire/stubs.c sees a scenario.
 */
#ifndef ASSAY_SCENARIO_STUB_H
#define ASSAY_SCENARIO_STUB_H

#include <stddef.h>
#include <stdint.h>

enum stub_reply {
    STUB_STATUS = 0, /* a response with `status` */
    STUB_CLOSE,      /* the connection is closed, and nothing was said */
    STUB_RESET,      /* the same with a reset */
    STUB_HANG,       /* nothing, for ever */
    STUB_GARBAGE,    /* octets that are no response, then the end */
    STUB_REFUSE,     /* nobody listens */
    STUB_REPLIES
};

/* Those but the first, as they are written, ended by NULL. */
extern const char *const stub_reply_names[STUB_REPLIES];

enum { STUBS_MAX = 16, STUB_STATUS_MIN = 200, STUB_STATUS_MAX = 599 };

struct stub_behaviour {
    enum stub_reply reply;
    int status;
    int64_t delay;          /* ns from the end of the call's head to the reply */
    const char *body;       /* of a response; borrowed, may be NULL if body_length is 0 */
    size_t body_length;     /* octets */
    const char *media_type; /* or NULL */
    size_t reset_after;     /* octets of the response, then a reset; 0: all of it leaves */
};

#endif
