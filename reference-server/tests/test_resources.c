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

/* What a process has open is open in the server, until it closes it or dies: whenever that is. */
static void test_processes(void)
{
    struct tracker whole;
    struct tracker parts[2];
    struct tracked_connection c;
    struct tracked_request r;
    memset(&whole, 0, sizeof whole);
    memset(parts, 0, sizeof parts);
    whole.parts = parts;
    whole.part_count = 2;
    parts[0].whole = parts[1].whole = &whole;
    connection_open(&c, &parts[0], open_something());
    request_open(&r, &c);
    CU_ASSERT(!tracker_is_empty(&whole) && tracker_count(&whole, TRACKED_CONNECTIONS) == 1);
    connection_close(&c);
    CU_ASSERT(tracker_is_empty(&parts[0]) && tracker_is_empty(&whole));
    CU_ASSERT_EQUAL(whole.served, 1);
    tracker_open(&whole, TRACKED_FILES);
    tracker_open(&parts[0], TRACKED_FILES);
    tracker_open(&parts[1], TRACKED_FILES);
    tracker_open(&parts[1], TRACKED_SOCKETS);
    CU_ASSERT_EQUAL(tracker_count(&whole, TRACKED_FILES), 3);
    CU_ASSERT_EQUAL(whole.peak[TRACKED_FILES], 3);
    tracker_forget(&parts[1]);
    CU_ASSERT(tracker_is_empty(&parts[1]));
    CU_ASSERT_EQUAL(tracker_count(&whole, TRACKED_FILES), 2);
    CU_ASSERT_EQUAL(tracker_count(&whole, TRACKED_SOCKETS), 0);
}

static const struct test tests[] = {
    {.name = "tree", .run = test_tree},
    {.name = "the server's own", .run = test_servers_own},
    {.name = "processes", .run = test_processes},
    {.name = NULL},
};

const struct suite suite_resources = {.name = "resources", .tests = tests};
