/* SPDX-License-Identifier: MIT */
/* The requests of which http-parser is known to make something else. */
#ifndef FUZZ_DIFFERENCES_H
#define FUZZ_DIFFERENCES_H

#include "http/request.h"

__attribute__((nonnull)) bool differences_known(const struct request *r);

#endif
