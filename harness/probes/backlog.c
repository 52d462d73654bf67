/* SPDX-License-Identifier: MIT */
/* One netlink dump of listening sockets for each address family. The text tables of proc(5) do not
 * hold the limit, so this is the only way to it.
 */
#include "probes/backlog.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "probes/sockets.h"

enum { ANSWER_MAX = 32 * 1024, ANSWERS_MAX = 1000 };

struct request {
    struct nlmsghdr head;
    struct inet_diag_req_v2 body;
};

static bool ask(int fd, unsigned char family)
{
    struct request q = {
        .head = {.nlmsg_len = sizeof q,
                 .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                 .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
        .body = {.sdiag_family = family,
                 .sdiag_protocol = IPPROTO_TCP,
                 .idiag_states = 1U << TCP_STATE_LISTEN},
    };
    return send(fd, &q, sizeof q, 0) == (ssize_t)sizeof q;
}

/* Looks through one datagram; true while more are to come. */
static bool look_through(const struct nlmsghdr *m, size_t length, int port, unsigned *limit,
                         bool *found)
{
    for (; NLMSG_OK(m, length); m = NLMSG_NEXT(m, length)) {
        const struct inet_diag_msg *listener = NLMSG_DATA(m);
        if (m->nlmsg_type == NLMSG_DONE || m->nlmsg_type == NLMSG_ERROR)
            return false;
        if (ntohs(listener->id.idiag_sport) != port)
            continue;
        if (!*found || listener->idiag_wqueue > *limit)
            *limit = listener->idiag_wqueue;
        *found = true;
    }
    return true;
}

static bool read_family(int fd, unsigned char family, int port, unsigned *limit)
{
    _Alignas(struct nlmsghdr) char answer[ANSWER_MAX];
    bool found = false, more = ask(fd, family);
    for (int i = 0; more && i < ANSWERS_MAX; i++) {
        ssize_t n = recv(fd, answer, sizeof answer, 0);
        if (n <= 0)
            break;
        more = look_through((const struct nlmsghdr *)answer, (size_t)n, port, limit, &found);
    }
    return found;
}

bool backlog_read(int port, unsigned *limit)
{
    unsigned other = 0;
    const struct timeval patience = {.tv_sec = 1};
    int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (fd == -1)
        return false;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    bool found = read_family(fd, AF_INET, port, limit);
    bool found6 = read_family(fd, AF_INET6, port, &other);
    close(fd);
    if (found6 && (!found || other > *limit))
        *limit = other;
    return found || found6;
}
