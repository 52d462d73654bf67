/* SPDX-License-Identifier: MIT */
/* Servers that cannot be judged, for the end-to-end tests: one way of going wrong per MODE.
 *
 * usage: misfit MODE --port N. Ends by itself after a minute whatever happens.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LIFETIME = 60 };

static int listen_on(int port)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((unsigned short)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) == -1 || listen(fd, 16) == -1)
        exit(3);
    return fd;
}

static int exits(int port)
{
    fprintf(stderr, "misfit: cannot find my configuration for port %d\n", port);
    return 7;
}

static int crashes(int port)
{
    (void)port;
    abort();
}

static int never_listens(int port)
{
    (void)port;
    pause();
    return 0;
}

static int listens_elsewhere(int port)
{
    (void)port;
    listen_on(0);
    pause();
    return 0;
}

static int accepts_only(int port)
{
    int fd = listen_on(port);
    while (accept(fd, NULL, NULL) != -1)
        continue;
    return 4;
}

/* One answer without HTTP in it per connection. */
static int speaks_otherwise(int port)
{
    static const char banner[] = "220 mail.example ESMTP\r\n";
    int client, fd = listen_on(port);
    while ((client = accept(fd, NULL, NULL)) != -1) {
        (void)!write(client, banner, sizeof banner - 1);
        close(client);
    }
    return 4;
}

/* One answer that never ends: whoever reads it must look at the clock. */
static int endless(int port)
{
    static const char head[] = "HTTP/1.1 200 OK\r\n\r\n";
    static char octets[65536];
    int client, fd = listen_on(port);
    while ((client = accept(fd, NULL, NULL)) != -1) {
        if (fork() != 0) {
            close(client);
            continue;
        }
        alarm(LIFETIME);
        ssize_t sent = write(client, head, sizeof head - 1);
        while (sent > 0)
            sent = write(client, octets, sizeof octets);
        _exit(0);
    }
    return 4;
}

/* Reads once, answers, closes; takes nothing from the heap. */
static void answer_politely(int client)
{
    static const char answer[] =
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n";
    char request[4096];
    if (read(client, request, sizeof request) > 0)
        (void)!write(client, answer, sizeof answer - 1);
    close(client);
}

static int polite(int port)
{
    int client, fd = listen_on(port);
    while ((client = accept(fd, NULL, NULL)) != -1)
        answer_politely(client);
    return 4;
}

/* Keeps 8 KiB more with every connection, where no allocator is asked. */
static int greedy(int port)
{
    enum { APPETITE = 8192 };
    int client, fd = listen_on(port);
    while ((client = accept(fd, NULL, NULL)) != -1) {
        char *more = sbrk(APPETITE);
        if (more != (char *)-1)
            memset(more, 1, APPETITE);
        answer_politely(client);
    }
    return 4;
}

/* Floods stdout, then never listens: a pipe that nobody drains would stop it. */
static int floods(int port)
{
    char line[4096];
    (void)port;
    memset(line, 'x', sizeof line);
    for (int i = 0; i < 64 * 256; i++)
        (void)!write(STDOUT_FILENO, line, sizeof line);
    return 9;
}

/* A child in a session of its own outlives its parent. */
static int leaves_daemon(int port)
{
    if (fork() == 0) {
        setsid();
        alarm(LIFETIME);
        pause();
    }
    return exits(port);
}

static int daemonises(int port)
{
    if (fork() != 0)
        _exit(0);
    setsid();
    alarm(LIFETIME);
    return accepts_only(port);
}

static const struct {
    const char *name;
    int (*run)(int port);
} modes[] = {
    {"exits", exits},
    {"crashes", crashes},
    {"never-listens", never_listens},
    {"listens-elsewhere", listens_elsewhere},
    {"accepts-only", accepts_only},
    {"speaks-otherwise", speaks_otherwise},
    {"endless", endless},
    {"polite", polite},
    {"greedy", greedy},
    {"floods", floods},
    {"leaves-daemon", leaves_daemon},
    {"daemonises", daemonises},
};

int main(int argc, char **argv)
{
    int port = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 0;
    alarm(LIFETIME);
    for (size_t i = 0; argc > 1 && i < sizeof modes / sizeof *modes; i++) {
        if (strcmp(argv[1], modes[i].name) == 0)
            return modes[i].run(port);
    }
    fprintf(stderr, "usage: misfit MODE --port N\n");
    return 2;
}
