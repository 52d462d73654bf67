/* SPDX-License-Identifier: MIT */
/*
 * A handler made for testing the core: by path it answers, echoes, waits, pulls or breaks, and it
 * counts how often exchanges began and ended.
 */
#ifndef TESTS_FAKE_H
#define TESTS_FAKE_H

#include "http/exchange.h"

struct fake {
    unsigned begun, done, broken, refused;
    unsigned asked;     /* EXCHANGE_HEAD events */
    size_t body_length; /* of the last request */
};

extern struct fake fake;

/* /later waits 100 ms, /echo, /pull/N of N octets, /broken promises 10 octets and gives 4, /no does
   not want the body; every other path is answered with itself. */
enum handled fake_handle(struct exchange *x);

#endif
