/* SPDX-License-Identifier: MIT */
/* A URL is taken apart by hand: what assay can ask of one is little, and the rest is refused in
 * words.
 */
#include "wire/endpoint.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/words.h"
#include "wire/raw.h"

#define CONNECT_WITHIN (1 * CLOCK_S)

enum { ADDRESSES_MAX = 8, PORT_MAX = 65535, HTTP_PORT = 80 };

static const char scheme[] = "http://";

static void set_port(struct endpoint *e, int port)
{
    e->port = port;
    if (e->address.any.sa_family == AF_INET6)
        e->address.v6.sin6_port = htons((uint16_t)port);
    else
        e->address.v4.sin_port = htons((uint16_t)port);
}

void endpoint_loopback(struct endpoint *e, int port)
{
    *e = (struct endpoint){
        .address.v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)},
        .size = sizeof e->address.v4,
        .host = "127.0.0.1"};
    set_port(e, port);
    snprintf(e->authority, sizeof e->authority, "127.0.0.1:%d", port);
}

static atomic_uint source; /* its address is so many behind 127.0.0.1 */

static bool is_loopback(const struct endpoint *to)
{
    return to->address.any.sa_family == AF_INET &&
           ntohl(to->address.v4.sin_addr.s_addr) >> IN_CLASSA_NSHIFT == IN_LOOPBACKNET;
}

void endpoint_bind_source(const struct endpoint *to, int fd)
{
    unsigned number = atomic_load(&source);
    const struct sockaddr_in from = {.sin_family = AF_INET,
                                     .sin_addr.s_addr = htonl(INADDR_LOOPBACK + number)};
    int on = 1;
    if (number == 0 || !is_loopback(to))
        return;
    /* The port is chosen when it connects: then it only has to be free for this pair. */
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    (void)!bind(fd, (const struct sockaddr *)&from, sizeof from);
}

bool endpoint_next_source(const struct endpoint *to, int error)
{
    if (error != EADDRNOTAVAIL || !is_loopback(to))
        return false;
    atomic_store(&source, (atomic_load(&source) + 1) % ENDPOINT_SOURCES);
    return true;
}

bool endpoint_connect(const struct endpoint *to, int fd)
{
    for (int i = 0; i < ENDPOINT_SOURCES; i++) {
        endpoint_bind_source(to, fd);
        if (connect(fd, &to->address.any, to->size) == 0)
            return true;
        if (!endpoint_next_source(to, errno))
            return false;
    }
    errno = EADDRNOTAVAIL;
    return false;
}

/* What lies between the slashes, taken apart. */
struct authority {
    char host[ENDPOINT_AUTHORITY_MAX]; /* without brackets */
    bool is_v6;
    int port;
};

static bool parse_port(struct authority *a, const char *text, size_t length, struct failure *why)
{
    unsigned long long port = HTTP_PORT;
    if (length && (!words_number(text, length, &port) || port == 0 || port > PORT_MAX))
        return failure_set(why, FAILURE_USAGE,
                           "--url: '%.*s' is no port, which is a number from 1 to %d", (int)length,
                           text, PORT_MAX);
    a->port = (int)port;
    return true;
}

/* `text` up to `length`: HOST, HOST:PORT, [V6] or [V6]:PORT. */
static bool parse_authority(struct authority *a, const char *text, size_t length,
                            struct failure *why)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789-._";
    a->is_v6 = text[0] == '[';
    const char *host = text + a->is_v6;
    size_t count = strspn(host, a->is_v6 ? "0123456789abcdefABCDEF:." : letters);
    const char *end = host + count + a->is_v6;
    bool closed = !a->is_v6 || host[count] == ']';
    if (count == 0 || count >= sizeof a->host || !closed || end > text + length ||
        (end < text + length && *end != ':'))
        return failure_set(why, FAILURE_USAGE,
                           "--url: '%.*s' is no host, which is a name, an address, or an IPv6 "
                           "address in brackets, and then :PORT",
                           (int)length, text);
    memcpy(a->host, host, count);
    a->host[count] = '\0';
    end += end < text + length;
    return parse_port(a, end, (size_t)(text + length - end), why);
}

static bool parse_url(struct authority *a, struct endpoint *e, const char *url, struct failure *why)
{
    if (strncasecmp(url, "https:", 6) == 0)
        return failure_set(why, FAILURE_USAGE,
                           "--url %s: assay speaks no TLS; name the port on which the server "
                           "speaks plain http",
                           url);
    if (strncasecmp(url, scheme, strlen(scheme)) != 0)
        return failure_set(why, FAILURE_USAGE, "--url takes http://HOST:PORT, not '%s'", url);
    const char *text = url + strlen(scheme);
    size_t length = strcspn(text, "/?#");
    if (text[length] && strcmp(text + length, "/") != 0)
        return failure_set(why, FAILURE_USAGE,
                           "--url %s: only http://%.*s, without '%s'; what is asked for below it "
                           "is in `paths:` of a candidate file, which -c names",
                           url, (int)length, text, text + length);
    if (length >= sizeof e->authority || memchr(text, '@', length))
        return failure_set(why, FAILURE_USAGE,
                           "--url %s: a host name and a port, without user and password", url);
    snprintf(e->authority, sizeof e->authority, "%.*s", (int)length, text);
    return parse_authority(a, text, length, why);
}

static void take_address(struct endpoint *e, const struct addrinfo *info, int port)
{
    char text[INET6_ADDRSTRLEN] = "";
    bool is_v6 = info->ai_family == AF_INET6;
    memcpy(&e->address, info->ai_addr, info->ai_addrlen);
    e->size = info->ai_addrlen;
    set_port(e, port);
    const void *octets = is_v6 ? (void *)&e->address.v6.sin6_addr : (void *)&e->address.v4.sin_addr;
    (void)inet_ntop(info->ai_family, octets, text, sizeof text);
    snprintf(e->host, sizeof e->host, is_v6 ? "[%s]" : "%s", text);
}

static bool takes_connections(const struct endpoint *e)
{
    struct raw raw;
    bool taken = raw_open(&raw, e, clock_now() + CONNECT_WITHIN) == CONNECT_ACCEPTED;
    if (taken)
        raw_close(&raw);
    return taken;
}

/* A name may have an address of each family while the server has a socket of one. */
static void choose(struct endpoint *e, const struct addrinfo *list, int port)
{
    const struct addrinfo *at = list;
    take_address(e, at, port);
    if (!list->ai_next)
        return;
    for (int i = 0; at && i < ADDRESSES_MAX; at = at->ai_next, i++) {
        take_address(e, at, port);
        if (takes_connections(e))
            return;
    }
    take_address(e, list, port);
}

bool endpoint_of_url(struct endpoint *e, const char *url, struct failure *why)
{
    struct authority a = {.port = 0};
    struct addrinfo *list = NULL;
    *e = (struct endpoint){.port = 0};
    if (!parse_url(&a, e, url, why))
        return false;
    const struct addrinfo wish = {.ai_family = a.is_v6 ? AF_INET6 : AF_UNSPEC,
                                  .ai_socktype = SOCK_STREAM,
                                  .ai_flags = a.is_v6 ? AI_NUMERICHOST : 0};
    int error = getaddrinfo(a.host, NULL, &wish, &list);
    if (error)
        return failure_set(why, FAILURE_USAGE, "--url %s: %s: %s", url, a.host,
                           gai_strerror(error));
    choose(e, list, a.port);
    freeaddrinfo(list);
    return true;
}
