/* SPDX-License-Identifier: MIT */
/* A server with back ends, for the end-to-end tests: GET on anything but /photo is answered at
 * once; /photo asks `auth`, then `friends`, and `userinfo` beside both. One way of doing so per
 * MODE: rightly (parallel), one after the other (serial), friends whatever auth says (careless),
 * userinfo to its end whatever the others say (clings). /trailer is answered in chunks, with a
 * trailer unless the MODE is curt; everything else with 500 if it is errs.
 *
 * usage: caller MODE --port N. Ends by itself after a minute whatever happens.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/doubles/serve.h"

enum { LIFETIME = 60, PATIENCE_MS = 500, BAD_GATEWAY = 502, TIMED_OUT = 504 };

static const char *mode;

static bool is_mode(const char *name)
{
    return strcmp(mode, name) == 0;
}

/* A connection on which the back end was asked; -1: it cannot be reached. */
static int ask(const char *variable)
{
    static const char request[] = "GET / HTTP/1.1\r\nHost: stub\r\n\r\n";
    const char *url = getenv(variable), *colon = url ? strrchr(url, ':') : NULL;
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port =
                                 htons(colon ? (unsigned short)strtol(colon + 1, NULL, 10) : 1),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&at, sizeof at) == 0 &&
        send(fd, request, sizeof request - 1, MSG_NOSIGNAL) > 0)
        return fd;
    close(fd);
    return -1;
}

/* The status that it answers, or what a gateway says instead. Takes the connection. */
static int answer_of(int fd)
{
    char head[4096] = "";
    struct pollfd there = {.fd = fd, .events = POLLIN};
    int ready = fd == -1 ? -1 : poll(&there, 1, PATIENCE_MS);
    ssize_t n = ready == 1 ? recv(fd, head, sizeof head - 1, 0) : 0;
    if (fd != -1)
        close(fd);
    if (ready == 0)
        return TIMED_OUT;
    bool whole = n > 0 && strncmp(head, "HTTP/1.1 ", 9) == 0 && strstr(head, "\r\n\r\n");
    return whole ? (int)strtol(head + 9, NULL, 10) : BAD_GATEWAY;
}

static int photo(void)
{
    int userinfo = is_mode("serial") ? -1 : ask("ASSAY_STUB_USERINFO");
    int status = answer_of(ask("ASSAY_STUB_AUTH"));
    if (status == 200 || is_mode("careless")) {
        int friends = answer_of(ask("ASSAY_STUB_FRIENDS"));
        status = status == 200 ? friends : status;
    }
    if (status != 200 && !is_mode("clings")) {
        close(userinfo);
        return status;
    }
    int last = answer_of(is_mode("serial") ? ask("ASSAY_STUB_USERINFO") : userinfo);
    return status == 200 ? last : status;
}

static void answer_in_chunks(int client)
{
    dprintf(client,
            "HTTP/1.1 200 Done\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
            "6\r\nhello\n\r\n0\r\n%s\r\n",
            is_mode("curt") ? "" : "Digest: abc\r\n");
}

static void answer(int client)
{
    char request[4096] = "";
    int status = is_mode("errs") ? 500 : 200;
    ssize_t n = read(client, request, sizeof request - 1);
    if (n > 0 && strncmp(request, "GET /trailer", 12) == 0) {
        answer_in_chunks(client);
        close(client);
        return;
    }
    if (n > 0 && strncmp(request, "GET /photo", 10) == 0)
        status = photo();
    dprintf(client, "HTTP/1.1 %d Done\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n",
            status);
    close(client);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: caller MODE --port N\n");
        return 2;
    }
    alarm(LIFETIME);
    mode = argv[1];
    int client, fd = listen_on((int)strtol(argv[3], NULL, 10));
    while ((client = accept(fd, NULL, NULL)) != -1)
        answer(client);
    return 4;
}
