/* SPDX-License-Identifier: MIT */
/*
 * The tracker counts what is open, and freeing a parent frees what it owns.
 */
#include "resources.h"
#include "tests/suites.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static int open_something(void)
{
    return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static bool is_open(int fd)
{
    return fcntl(fd, F_GETFD) != -1;
}

static void test_tree(void)
{
    struct tracker t;
    struct tracked_connection c;
    struct tracked_request r;
    char text[TRACKER_TEXT_ROOM];
    memset(&t, 0, sizeof t);
    int socket = open_something();
    int file = open_something();
    int other = open_something();
    connection_open(&c, &t, socket);
    request_open(&r, &c);
    request_hold_file(&r, file);
    request_hold_file(&r, other); /* the first one is closed */
    request_hold_memory(&r, malloc(10));
    request_hold_memory(&r, malloc(10));
    CU_ASSERT(!is_open(file) && is_open(other));
    tracker_text(&t, text);
    CU_ASSERT_STRING_EQUAL(text, "resource-tracker: sockets=1 files=1 connections=1 requests=1");
    CU_ASSERT(!tracker_is_empty(&t));
    connection_close(&c);
    CU_ASSERT(tracker_is_empty(&t));
    CU_ASSERT(!is_open(socket) && !is_open(other));
    CU_ASSERT_PTR_NULL(c.request);
    CU_ASSERT_EQUAL(t.served, 1);
}

static void test_servers_own(void)
{
    struct tracker t;
    memset(&t, 0, sizeof t);
    int socket = open_something();
    int file = open_something();
    tracker_open(&t, TRACKED_SOCKETS);
    tracker_open(&t, TRACKED_FILES);
    CU_ASSERT(!tracker_is_empty(&t));
    tracker_close(&t, TRACKED_SOCKETS, socket);
    CU_ASSERT(!tracker_is_empty(&t));
    tracker_close(&t, TRACKED_FILES, file);
    CU_ASSERT(tracker_is_empty(&t));
    CU_ASSERT(!is_open(socket) && !is_open(file));
}

/* What a process has open is open in the server, until it closes it or dies. */
static void test_processes(void)
{
    struct tracker whole;
    struct tracked_connection c;
    struct tracked_request r;
    memset(&whole, 0, sizeof whole);
    struct tracker one = {.whole = &whole};
    struct tracker other = {.whole = &whole};
    connection_open(&c, &one, open_something());
    request_open(&r, &c);
    connection_close(&c);
    CU_ASSERT(tracker_is_empty(&one) && tracker_is_empty(&whole));
    CU_ASSERT_EQUAL(whole.served, 1);
    tracker_open(&one, TRACKED_FILES);
    tracker_open(&other, TRACKED_FILES);
    tracker_open(&other, TRACKED_SOCKETS);
    tracker_forget(&other);
    CU_ASSERT(tracker_is_empty(&other));
    CU_ASSERT_EQUAL(whole.open[TRACKED_FILES], 1);
    CU_ASSERT_EQUAL(whole.open[TRACKED_SOCKETS], 0);
}

static const struct test tests[] = {
    {.name = "tree", .run = test_tree},
    {.name = "the server's own", .run = test_servers_own},
    {.name = "processes", .run = test_processes},
    {.name = NULL},
};

const struct suite suite_resources = {.name = "resources", .tests = tests};
