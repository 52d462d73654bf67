/* SPDX-License-Identifier: MIT */
/* The load engine alone against a server that runs: what it saw, and what it cost this side.
 *
 * usage: bench-load raw|curl PORT PATH CONNECTIONS SECONDS
 *
 * Prints: requests answered, errors, requests/s, p50 and p95 in us, user and system time of this
 * process in us per request, and its largest resident memory in KiB.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "load/engine.h"

struct seen {
    uint64_t verified, again;
};

static bool verify(void *context, unsigned kind, struct exchange *x)
{
    (void)kind;
    struct seen *s = context;
    s->verified++;
    return x->reply.status == 200 && x->reply.body_octets > 0;
}

static void again(void *context, unsigned kind, uint64_t times)
{
    (void)kind;
    struct seen *s = context;
    s->again += times;
}

static double us(struct timeval t)
{
    return (double)t.tv_sec * 1e6 + (double)t.tv_usec;
}

static void print(const struct load_result *r, const struct rusage *u)
{
    double n = (double)r->sent;
    printf("%llu %llu %.0f %.1f %.1f %.2f %.2f %ld\n", (unsigned long long)r->answered,
           (unsigned long long)r->errors + r->lost, (double)r->answered * 1e9 / (double)r->elapsed,
           (double)histogram_percentile(&r->latency, 0.5) / 1e3,
           (double)histogram_percentile(&r->latency, 0.95) / 1e3, us(u->ru_utime) / n,
           us(u->ru_stime) / n, u->ru_maxrss);
}

int main(int argc, char **argv)
{
    struct load_result *r = memory_get(sizeof *r);
    struct endpoint to;
    struct seen seen = {.verified = 0};
    struct rusage used;
    if (argc != 6) {
        fprintf(stderr, "usage: %s raw|curl PORT PATH CONNECTIONS SECONDS\n", argv[0]);
        return 2;
    }
    interrupt_open();
    endpoint_loopback(&to, (int)strtol(argv[2], NULL, 10));
    const struct client_request request = {.method = "GET", .target = argv[3], .to = &to};
    int64_t duration = strtoll(argv[5], NULL, 10) * CLOCK_S;
    const struct load_order order = {.asks = &request,
                                     .kinds = 1,
                                     .depth = 1,
                                     .connections = (unsigned)strtoul(argv[4], NULL, 10),
                                     .duration = duration,
                                     .answer_limit = 10 * CLOCK_S,
                                     .deadline = clock_now() + duration + 30 * CLOCK_S,
                                     .verify = verify,
                                     .again = again,
                                     .context = &seen,
                                     .lines =
                                         strcmp(argv[1], "curl") == 0 ? &lines_curl : &lines_raw};
    bool ran = load_run(&order, r) && r->answered > 0 && r->errors == 0;
    getrusage(RUSAGE_SELF, &used);
    print(r, &used);
    memory_drop(r);
    return ran ? 0 : 1;
}
