/* SPDX-License-Identifier: MIT */
/* Seeded fault: no more than fifty connections are accepted at a time; the others wait in the
 * queue.
 *
 * scenario: connections-100
 * check: connections answered == 100
 * wrap: accept4 connection_close
 */
enum { MOST = 50 };

#include "serves_few.h"
