/* SPDX-License-Identifier: MIT */
/*
 * The version of the reference server, for --version and /api/status. The build may give another
 * one (-DREFSERVER_VERSION='"1.2.3"').
 */
#ifndef VERSION_H
#define VERSION_H

#ifndef REFSERVER_VERSION
#define REFSERVER_VERSION "0.1.0"
#endif

#endif
