/* SPDX-License-Identifier: MIT */
/*
 * The table of routes: which handler answers which method and path. Everything that no cell answers
 * (404, 405 with Allow, 501, OPTIONS) is answered here.
 */
#ifndef HANDLERS_ROUTES_H
#define HANDLERS_ROUTES_H

#include "http/exchange.h"

/* For every event but EXCHANGE_REFUSED and EXCHANGE_DONE. */
NONNULL enum handled routes_handle(struct exchange *x);

/* Whether the path has the shape of the pattern. At its end `:name` stands for one segment that is
   not empty, `*` for the rest; what they stand for is put into `part`. */
NONNULL CHECKED bool route_matches(const char *pattern, struct span path, struct span *part);

#endif
