/* SPDX-License-Identifier: MIT */
/* Seeded fault: no more than 500 connections are served at a time; others wait.
 *
 * scenario: connections-1000
 * check: connections answered == 1000
 * also: ladder: connections answered == 1000
 * wrap: accept4 connection_close
 */
enum { MOST = 500 };

#include "serves_few.h"
