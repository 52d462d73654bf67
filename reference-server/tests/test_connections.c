/* SPDX-License-Identifier: MIT */
/*
 * The table of connections: places, handles that die with their connection, the longest idle one.
 */
#include "engines/loop.h"
#include "tests/fake.h"
#include "tests/suites.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <unistd.h>

enum { MOST = 4 };

static struct service service;
static struct loop l;
static struct tracker tracker;
static atomic_bool keep_alive = true;

static struct link *open_at(uint64_t ms)
{
    const struct sockaddr_in peer = {.sin_family = AF_INET,
                                     .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct newcomer n = {.fd = open("/dev/null", O_RDONLY | O_CLOEXEC)};
    memcpy(&n.peer, &peer, sizeof peer);
    return link_open(&l, &n, (struct instant){.ms = ms, .wall = 0});
}

static void open_table(void)
{
    memset(&tracker, 0, sizeof tracker);
    service = (struct service){
        .tracker = &tracker,
        .config = {.handle = fake_handle, .keep_alive = &keep_alive, .idle_ms = 1000},
        .max_connections = MOST,
    };
    l = (struct loop){.service = &service, .waiter = &poll_waiter};
    CU_ASSERT(links_init(&l));
}

static void test_handles(void)
{
    open_table();
    struct link *a = open_at(1);
    uint64_t handle = a->token;
    CU_ASSERT_PTR_EQUAL(link_get(&l, handle), a);
    CU_ASSERT(a->tracked.loopback);
    link_close(&l, a);
    CU_ASSERT_PTR_NULL(link_get(&l, handle));
    struct link *again = open_at(2);
    CU_ASSERT_PTR_EQUAL(again, a); /* the same place */
    CU_ASSERT_PTR_NULL(link_get(&l, handle));
    CU_ASSERT_PTR_NULL(link_get(&l, UINT64_MAX));
    (void)links_release(&l);
    CU_ASSERT(tracker_is_empty(&tracker));
}

static void test_idle(void)
{
    struct link *links[MOST];
    open_table();
    CU_ASSERT_PTR_NULL(link_idle(&l));
    for (unsigned i = 0; i < MOST; i++)
        links[i] = open_at(10 + (i + 2) % MOST); /* 12, 13, 10, 11 */
    CU_ASSERT_EQUAL(l.count, MOST);
    CU_ASSERT_PTR_EQUAL(link_idle(&l), links[2]);
    size_t room = 0;
    memcpy(conn_read_space(&links[2]->conn, &room), "G", 1);
    conn_read_done(&links[2]->conn, 1, (struct instant){.ms = 20, .wall = 0});
    CU_ASSERT_PTR_EQUAL(link_idle(&l), links[3]); /* the other has begun a request */
    link_close(&l, links[3]);
    CU_ASSERT_PTR_EQUAL(link_idle(&l), links[0]);
    CU_ASSERT(links_release(&l));
    CU_ASSERT(tracker_is_empty(&tracker));
    CU_ASSERT_EQUAL(tracker.peak[TRACKED_CONNECTIONS], MOST);
}

/* poll(2) takes no more slots than there may be descriptors, whatever places there are. */
static void test_few_descriptors(void)
{
    struct rlimit usual, few;
    int ends[2] = {-1, -1};
    open_table();
    uint64_t token = l.places - 1;
    l.links[MOST].token = token - LIMIT_CALLS; /* as if it had been open */
    CU_ASSERT(pipe2(ends, O_CLOEXEC) == 0 && write(ends[1], "x", 1) == 1);
    CU_ASSERT(poll_waiter.watch(&l, token, ends[0], EPOLLIN));
    CU_ASSERT_EQUAL(getrlimit(RLIMIT_NOFILE, &usual), 0);
    few = usual;
    few.rlim_cur = (rlim_t)ends[1] + 1;
    CU_ASSERT(few.rlim_cur <= token && setrlimit(RLIMIT_NOFILE, &few) == 0);
    CU_ASSERT_EQUAL(poll_waiter.wait(&l, 0), 1);
    CU_ASSERT_EQUAL(setrlimit(RLIMIT_NOFILE, &usual), 0);
    CU_ASSERT_EQUAL(l.ready[0].data.u64, token);
    poll_waiter.forget(&l, token, ends[0]);
    CU_ASSERT_EQUAL(poll_waiter.wait(&l, 0), 0);
    close(ends[0]);
    close(ends[1]);
    CU_ASSERT(!links_release(&l));
}

static const struct test tests[] = {
    {.name = "few descriptors", .run = test_few_descriptors},
    {.name = "handles", .run = test_handles},
    {.name = "the longest idle", .run = test_idle},
    {.name = NULL},
};

const struct suite suite_connections = {.name = "engines/connections", .tests = tests};
