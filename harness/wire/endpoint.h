/* SPDX-License-Identifier: MIT */
/* Where a server listens. A name is resolved once, so that no request waits for that.
 */
#ifndef ASSAY_WIRE_ENDPOINT_H
#define ASSAY_WIRE_ENDPOINT_H

#include <netinet/in.h>
#include <sys/socket.h>

#include "base/failure.h"

enum { ENDPOINT_AUTHORITY_MAX = 272 }; /* a host name of 253 octets, a colon, a port */

struct endpoint {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address;
    socklen_t size; /* of the address */
    int port;
    char host[INET6_ADDRSTRLEN + 2];        /* the address as a URL has it: 127.0.0.1, [::1] */
    char authority[ENDPOINT_AUTHORITY_MAX]; /* what Host says (RFC 9110 section 7.2) */
};

/* To a server on 127/8 one source address has as many connections as there are ports. Where they
 * are used up (EADDRNOTAVAIL), all of this process go on from the next of so many addresses. Any
 * thread.
 */
enum { ENDPOINT_SOURCES = 200 };
/* connect(2) from wherever there is a port; false with errno. */
bool endpoint_connect(const struct endpoint *to, int fd) __attribute__((nonnull));
/* For who connects by other means: before it, and after that error. True: it may be tried again. */
void endpoint_bind_source(const struct endpoint *to, int fd) __attribute__((nonnull));
bool endpoint_next_source(const struct endpoint *to, int error)
    __attribute__((nonnull, warn_unused_result));

/* 127.0.0.1 and that port. */
void endpoint_loopback(struct endpoint *e, int port) __attribute__((nonnull));

/* Of http://HOST[:PORT][/], the port being 80 if none is there. Of several addresses of a name the
 * first that takes a connection, or else the first. False with FAILURE_USAGE: not such a URL, or no
 * such name. */
bool endpoint_of_url(struct endpoint *e, const char *url, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

#endif
