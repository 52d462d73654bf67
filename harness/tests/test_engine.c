/* SPDX-License-Identifier: MIT */
/* load/engine against a server of this test: whose doing it is that a kept connection is gone.
 */
#include "tests/suites.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "load/engine.h"

enum { CONNECTIONS = 4, IDLE_MS = 400, LATE_MS = 1000, LATE_AT = 40, LIFE_S = 20 };

static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/* Answers until it has answered so often (0: for ever) or the client asks nothing for a while. */
static void serve(int fd, unsigned answers)
{
    char octets[4096];
    struct pollfd asked = {.fd = fd, .events = POLLIN};
    for (unsigned n = 1; poll(&asked, 1, IDLE_MS) == 1; n++) {
        if (read(fd, octets, sizeof octets) <= 0 ||
            write(fd, answer, sizeof answer - 1) != sizeof answer - 1 || n == answers)
            break;
    }
    _exit(0);
}

static void serve_all(int listener, unsigned answers)
{
    const struct sigaction nobody_waits = {.sa_handler = SIG_IGN};
    sigaction(SIGCHLD, &nobody_waits, NULL);
    alarm(LIFE_S);
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (fork() == 0) {
            alarm(LIFE_S);
            close(listener);
            serve(fd, answers);
        }
        close(fd);
    }
}

static pid_t server_start(unsigned answers, int *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    CU_ASSERT_FATAL(fd != -1 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0 &&
                    listen(fd, 64) == 0 && getsockname(fd, (struct sockaddr *)&at, &size) == 0);
    *port = ntohs(at.sin_port);
    pid_t child = fork();
    if (child == 0)
        serve_all(fd, answers);
    close(fd);
    return child;
}

/* A load side that sleeps once, as one does whose host is frozen. */
static bool verify(void *context, struct exchange *x)
{
    unsigned *left = context;
    if (*left && --*left == 0)
        clock_wait(clock_now() + LATE_MS * CLOCK_MS);
    return x->reply.status == 200;
}

static void run(unsigned answers, unsigned late_at, struct load_result *r)
{
    int port = 0;
    pid_t server = server_start(answers, &port);
    struct endpoint to;
    endpoint_loopback(&to, port);
    const struct client_request ping = {.method = "GET", .target = "/", .to = &to};
    const struct load_order order = {.request = &ping,
                                     .connections = CONNECTIONS,
                                     .rate = 100,
                                     .duration = 2 * CLOCK_S,
                                     .answer_limit = 5 * CLOCK_S,
                                     .deadline = clock_now() + 15 * CLOCK_S,
                                     .verify = verify,
                                     .context = &late_at};
    CU_ASSERT_TRUE(load_run(&order, r));
    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
}

static void test_lost_by_the_server(void)
{
    struct load_result *r = memory_get(sizeof *r);
    run(10, 0, r);
    CU_ASSERT_TRUE(r->lost > 0);
    memory_drop(r);
}

static void test_left_idle_by_this_side(void)
{
    struct load_result *r = memory_get(sizeof *r);
    run(0, LATE_AT, r);
    CU_ASSERT_EQUAL(r->lost, 0);
    CU_ASSERT_EQUAL(r->errors, 0);
    memory_drop(r);
}

CU_TestInfo engine_tests[] = {
    {"a connection that the server closed", test_lost_by_the_server},
    {"a connection that was left idle", test_left_idle_by_this_side},
    CU_TEST_INFO_NULL,
};
