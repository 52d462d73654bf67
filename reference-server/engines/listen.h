/* SPDX-License-Identifier: MIT */
/*
 * The listening socket: made, named, and asked for newcomers. May call the socket functions; must
 * not know what is done with a connection.
 */
#ifndef ENGINES_LISTEN_H
#define ENGINES_LISTEN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

enum { ADDRESS_ROOM = 64 };

enum newcomer {
    NEWCOMER_TAKEN = 0,
    NEWCOMER_NONE,  /* nobody waits */
    NEWCOMER_LATER, /* descriptors or memory are short: try again after a pause */
};

/* A non-blocking listener (the caller's); port 0 picks a free one. -1: `why` is a sentence with
   the address and a remedy. */
__attribute__((nonnull, warn_unused_result)) int listen_open(const char *host, unsigned port,
                                                             char *why, size_t room);

/* "127.0.0.1:8080" or "[::1]:8080" for the address that a socket is bound to. */
__attribute__((nonnull)) void listen_text(int listener, char text[ADDRESS_ROOM]);

/* Takes one newcomer: a non-blocking descriptor (the caller's) and its peer. Newcomers who have
   gone already are passed over. */
__attribute__((nonnull, warn_unused_result)) enum newcomer listen_accept(
    int listener, int *fd, struct sockaddr_storage *peer);

/* An address in words, and whether it is this host's own. */
__attribute__((nonnull)) void address_text(const struct sockaddr_storage *address,
                                           char text[ADDRESS_ROOM]);
__attribute__((nonnull)) bool address_is_loopback(const struct sockaddr_storage *address);

#endif
