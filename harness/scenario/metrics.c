/* SPDX-License-Identifier: MIT */
/* The one table of metrics. Knows what they mean, not how they are taken.
 */
#include "scenario/metrics.h"

#include <string.h>

#define AT_LOAD  (1u << ACTION_LOAD)
#define AT_CHURN (1u << ACTION_CHURN)
#define AT_SOAK  (1u << ACTION_SOAK)
#define AT_FUZZ  (1u << ACTION_FUZZ)
#define AT_WAIT  (1u << ACTION_WAIT)

#define AT_INJECT (1u << ACTION_INJECT)
#define AT_LIMIT  (1u << ACTION_LIMIT)
#define AT_ATTACK (1u << ACTION_ATTACK)

static const struct metric table[] = {
    {.name = "errors",
     .exact = true,
     .actions = AT_LOAD | AT_CHURN | AT_SOAK,
     .example = "errors == 0",
     .explanation = "requests without a complete answer, and answers that `each:` refused"},
    {.name = "throughput",
     .more_is_better = true,
     .unit = UNIT_PER_S,
     .actions = AT_LOAD,
     .example = "throughput > 1000/s",
     .explanation = "requests in a second that were answered as they should be"},
    {.name = "latency p50",
     .unit = UNIT_MS,
     .actions = AT_LOAD,
     .example = "latency p50 < 2ms",
     .explanation = "from the planned moment of sending to the last octet of the answer; half of "
                    "the requests took no longer"},
    {.name = "latency p90",
     .unit = UNIT_MS,
     .actions = AT_LOAD,
     .example = "latency p90 < 5ms",
     .explanation = "from the planned moment of sending to the last octet of the answer; 90 % of "
                    "the requests took no longer"},
    {.name = "latency p95",
     .unit = UNIT_MS,
     .actions = AT_LOAD,
     .example = "latency p95 < 10ms",
     .explanation = "from the planned moment of sending to the last octet of the answer; 95 % of "
                    "the requests took no longer"},
    {.name = "latency p99",
     .unit = UNIT_MS,
     .actions = AT_LOAD,
     .example = "latency p99 < 20ms",
     .explanation = "from the planned moment of sending to the last octet of the answer; 99 % of "
                    "the requests took no longer"},
    {.name = "latency p99.9",
     .unit = UNIT_MS,
     .actions = AT_LOAD,
     .example = "latency p99.9 < 50ms",
     .explanation = "from the planned moment of sending to the last octet of the answer; 99.9 % of "
                    "the requests took no longer"},
    {.name = "latency max",
     .unit = UNIT_MS,
     .actions = AT_LOAD,
     .example = "latency max < 1s",
     .explanation = "from the planned moment of sending to the last octet of the answer, of the "
                    "slowest request"},
    {.name = "service p95",
     .unit = UNIT_MS,
     .actions = AT_LOAD,
     .example = "service p95 < 10ms",
     .explanation =
         "from sending to the last octet of the answer; 95 % of the requests took no longer"},
    {.name = "service p99",
     .unit = UNIT_MS,
     .actions = AT_LOAD,
     .example = "service p99 < 50ms",
     .explanation =
         "from sending to the last octet of the answer; 99 % of the requests took no longer"},
    {.name = "longest gap",
     .unit = UNIT_MS,
     .actions = AT_LOAD,
     .example = "longest gap < 100ms",
     .explanation = "the longest time in which somebody waited and nobody got an answer"},
    {.name = "connections answered",
     .more_is_better = true,
     .exact = true,
     .actions = AT_LOAD,
     .example = "connections answered == 100",
     .explanation = "connections that got an answer while all of them were open"},
    {.name = "connections lost",
     .exact = true,
     .actions = AT_LOAD,
     .example = "connections lost == 0",
     .explanation = "kept connections that were gone when they were used again; not those that "
                    "stood idle while a frozen host asked nothing, which a server may close"},
    {.name = "slowest connection",
     .more_is_better = true,
     .by_host = true, /* a load side that is busy all the time takes all that are ready in turn */
     .unit = UNIT_PERCENT,
     .actions = AT_LOAD,
     .tail = "of fair share",
     .example = "slowest connection > 50% of fair share",
     .explanation = "answers of the connection that got the fewest, beside what each would have "
                    "got if all had got the same"},
    {.name = "cpu per request",
     .view = VIEW_TREE,
     .unit = UNIT_US,
     .actions = AT_LOAD,
     .example = "cpu per request < 100us",
     .explanation =
         "processor time of the candidate's process tree, divided by the answered requests"},
    {.name = "rss peak",
     .view = VIEW_TREE,
     .unit = UNIT_MIB,
     .actions = AT_LOAD,
     .example = "rss peak < 64 MiB",
     .explanation = "the largest resident memory of the process tree meanwhile"},
    {.name = "rss growth",
     .view = VIEW_TREE,
     .unit = UNIT_MIB,
     .actions = AT_LOAD,
     .example = "rss growth < 4 MiB",
     .explanation = "resident memory of the process tree afterwards, less what it was before"},
    {.name = "threads",
     .view = VIEW_TREE,
     .actions = AT_LOAD,
     .example = "threads <= 8",
     .explanation = "threads of the process tree when the load had ended; a process without any "
                    "but its first counts as one"},
    {.name = "voluntary context switches",
     .view = VIEW_TREE,
     .actions = AT_LOAD,
     .example = "voluntary context switches < 100000",
     .explanation = "how often a thread of the process tree gave its processor away meanwhile, to "
                    "wait for something; without what threads did that have ended"},
    {.name = "involuntary context switches",
     .view = VIEW_TREE,
     .by_host = true,
     .actions = AT_LOAD,
     .example = "involuntary context switches < 10000",
     .explanation =
         "how often its processor was taken from one and given to others; whom an answer wakes "
         "may take it, so one a request is nobody's fault"},
    {.name = "allocations per request",
     .view = VIEW_METER,
     .exact = true,
     .grain = 0.01,
     .actions = AT_LOAD | AT_CHURN,
     .example = "allocations per request < 10",
     .explanation =
         "blocks that the candidate's processes took from the heap, those for connections "
         "too, divided by the requests; counted by the heap meter"},
    {.name = "bytes per request",
     .view = VIEW_METER,
     .exact = true,
     .grain = 0.01,
     .unit = UNIT_B,
     .actions = AT_LOAD | AT_CHURN,
     .example = "bytes per request < 4 KiB",
     .explanation = "octets of heap that the candidate's processes took, as the allocator sets "
                    "them aside, divided by the requests; counted by the heap meter"},
    {.name = "cycles completed",
     .more_is_better = true,
     .exact = true,
     .actions = AT_CHURN,
     .example = "cycles completed == 1000",
     .explanation =
         "cycles that were made, whatever came of them; those that went wrong are `errors`"},
    {.name = "fuzz executions",
     .more_is_better = true,
     .actions = AT_FUZZ,
     .example = "fuzz executions > 10000",
     .explanation = "inputs that the fuzzer tried"},
    {.name = "fuzz inputs kept",
     .more_is_better = true,
     .actions = AT_FUZZ,
     .example = "fuzz inputs kept > 20",
     .explanation = "inputs that took a path of their own"},
    {.name = "fuzz crashes",
     .exact = true,
     .actions = AT_FUZZ,
     .example = "fuzz crashes == 0",
     .explanation = "inputs that crashed the target or violated one of its oracles"},
    {.name = "fuzz hangs",
     .exact = true,
     .actions = AT_FUZZ,
     .example = "fuzz hangs == 0",
     .explanation = "inputs that the target did not finish in a second"},
    {.name = "fuzz stability",
     .more_is_better = true,
     .unit = UNIT_PERCENT,
     .actions = AT_FUZZ,
     .example = "fuzz stability > 99%",
     .explanation = "share of the target's branches that do the same for the same input"},
    {.name = "cpu use",
     .view = VIEW_TREE,
     .unit = UNIT_PERCENT,
     .actions = AT_INJECT | AT_LIMIT | AT_ATTACK,
     .example = "cpu use < 50%",
     .explanation = "processor time of the candidate's process tree meanwhile, of one processor"},
    {.name = "faults injected",
     .by_host = true,
     .actions = AT_INJECT,
     .example = "faults injected < 100",
     .explanation = "system calls that were made to fail"},
    {.name = "bystander errors",
     .exact = true,
     .actions = AT_ATTACK,
     .example = "bystander errors == 0",
     .explanation = "requests of the bystander without a complete answer, and answers to it that "
                    "`each:` refused"},
    {.name = "bystander p95",
     .unit = UNIT_MS,
     .actions = AT_ATTACK,
     .example = "bystander p95 < 100ms",
     .explanation = "from the planned moment of connecting to the last octet of the answer; 95 % "
                    "of the bystander's requests took no longer"},
    {.name = "attackers cut off",
     .actions = AT_ATTACK,
     .example = "attackers cut off == 0",
     .explanation = "attackers that were refused, or whose connection the candidate had ended when "
                    "the duration was over; an end behind an answer that nobody reads is not seen"},
    {.name = "fds leaked",
     .view = VIEW_TREE,
     .exact = true,
     .actions = AT_WAIT,
     .wait_for = WAIT_QUIET,
     .example = "fds leaked == 0",
     .explanation = "descriptors of the process tree that were not open at the last `wait: quiet`, "
                    "or before the first one when the candidate became ready"},
    {.name = "heap leaked",
     .view = VIEW_METER,
     .exact = true,
     .actions = AT_WAIT,
     .wait_for = WAIT_QUIET,
     .example = "heap leaked == 0",
     .explanation = "blocks of heap that were not there at the last `wait: quiet`, or before the "
                    "first one when the candidate became ready; counted by the heap meter"},
    {.name = "heap growth",
     .view = VIEW_METER,
     .unit = UNIT_KIB,
     .actions = AT_WAIT,
     .wait_for = WAIT_QUIET,
     .example = "heap growth < 64 KiB",
     .explanation = "octets of heap, as the allocator sets them aside, beyond those at the last "
                    "`wait: quiet`, or before the first one when the candidate became ready; "
                    "counted by the heap meter"},
    {.name = "sockets in CLOSE_WAIT",
     .view = VIEW_TREE,
     .exact = true,
     .actions = AT_WAIT,
     .wait_for = WAIT_QUIET,
     .example = "sockets in CLOSE_WAIT == 0",
     .explanation = "connections that the client closed and the candidate did not"},
    {.name = "accept queue limit",
     .view = VIEW_TREE,
     .more_is_better = true,
     .exact = true,
     .actions = AT_WAIT,
     .wait_for = WAIT_QUIET,
     .example = "accept queue limit >= 100",
     .explanation =
         "connections that may wait to be accepted: the backlog that the kernel granted"},
    {.name = "children left",
     .view = VIEW_END,
     .exact = true,
     .actions = AT_WAIT,
     .wait_for = WAIT_EXIT,
     .example = "children left == 0",
     .explanation = "processes of the candidate that outlived its main process"},
};

enum { ROWS = sizeof table / sizeof table[0] };

const struct metric *metrics(size_t *count)
{
    *count = ROWS;
    return table;
}

const struct metric *metric_find(const char *name)
{
    for (size_t i = 0; i < ROWS; i++) {
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    }
    return NULL;
}
