/* SPDX-License-Identifier: MIT */
/*
 * HTTP dates (RFC 9110 §5.6.7) from and to seconds since 1970, UTC. Pure arithmetic: it must not
 * ask a clock, a locale or a time zone.
 */
#ifndef HTTP_DATE_H
#define HTTP_DATE_H

#include "http/text.h"

enum { DATE_LENGTH = 29 };

/* Writes the 29 octets of an IMF-fixdate; seconds from 0 to the end of year 9999. */
NONNULL void date_text(int64_t seconds, char space[DATE_LENGTH + 1]);

/* Reads all three forms that a recipient must accept; false if it is none of them. */
NONNULL CHECKED bool date_parse(struct span s, int64_t *seconds);

#endif
