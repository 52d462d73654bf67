/* SPDX-License-Identifier: MIT */
/* Seeded fault: no more than five thousand connections are accepted at a time; the others wait in
 * the queue.
 *
 * scenario: ladder-10000
 * check: connections answered == 10000
 * wrap: accept4 connection_close
 */
enum { MOST = 5000 };

#include "serves_few.h"
