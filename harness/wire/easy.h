/* SPDX-License-Identifier: MIT */
/* A libcurl easy handle made ready for one of our requests; shared by the functional client and the
 * load engine so that both send the same octets.
 */
#ifndef ASSAY_WIRE_EASY_H
#define ASSAY_WIRE_EASY_H

#include <curl/curl.h>

#include "wire/curl.h"

/* Starts libcurl once per program. */
void easy_global(void);

/* Sets method, target, fields, body, and what keeps libcurl from tidying: no Expect, no proxy, no
 * decoding. Callbacks and reuse of connections are the caller's. Returns the field list, which must
 * outlive the transfer and is freed with curl_slist_free_all. */
struct curl_slist *easy_prepare(CURL *easy, const struct client_request *q)
    __attribute__((nonnull, warn_unused_result));

/* Among all handles that share a stock of connections this one, which easy_prepare has made ready,
 * gets its own, by a host name of its own; the Host field stays as it was. Returns a list that must
 * outlive the transfer and is freed with curl_slist_free_all. */
struct curl_slist *easy_tie(CURL *easy, const struct client_request *q, unsigned number)
    __attribute__((nonnull, warn_unused_result));

#endif
