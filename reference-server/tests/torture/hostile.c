/* SPDX-License-Identifier: MIT */
/*
 * Ten thousand clients that no server deserves: requests with octets changed, dropped, doubled or
 * missing at the end, and every way to leave; up to 64 of them at once. Afterwards a request must
 * be answered, and the server must end well with nothing left open. It ends with us.
 *
 * usage: hostile SERVER ENGINE [CLIENTS [SEED]]
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { AT_ONCE = 64, MESSAGE = 4096, TEXT = 4096, CHANGES = 4 };
enum { ANSWER_MS = 1000, HEARD_MS = 5, LIMIT_S = 300 };

static const char chunked[] = "POST /api/echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
                              "\r\n2;a=b\r\nhi\r\n0\r\nA: b\r\n\r\n";
static const char waits[] =
    "POST /api/users HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
    "Content-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"name\":\"x\"}";

static const char *const messages[] = {
    "GET /api/test HTTP/1.1\r\nHost: h\r\n\r\n",
    "GET /api/test HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /api/test HTTP/1.0\r\n\r\n",
    "POST /api/echo HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\nhello world",
    chunked,
    waits,
    "DELETE /api/users/1 HTTP/1.1\r\nHost: h\r\n\r\nPUT /api/users/1 HTTP/1.1\r\nHost: h\r\n\r\n",
    "GET /static/stdio.h HTTP/1.1\r\nHost: h\r\nRange: bytes=1-99\r\nIf-None-Match: \"x\"\r\n\r\n",
    "GET /static/%2e%2e/etc/passwd HTTP/1.1\r\nHost: h\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\nGET http://h/api/slow?ms=20 HTTP/1.1\r\nHost: h\r\n\r\n",
    "GET /api/bytes/300000 HTTP/1.1\r\nHost: h\r\n\r\n",
};

static uint64_t state;

/* xorshift64: the same clients for the same seed. */
static size_t pick(size_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state % below);
}

static void change(char *m, size_t *length)
{
    size_t at = pick(*length);
    size_t n = 1 + pick(*length - at);
    switch (pick(5)) {
    case 0: m[at] = (char)pick(256); break;
    case 1: m[at] = "\r\n \t:;,%\""[pick(9)]; break;
    case 2: /* dropped */
        memmove(m + at, m + at + n, *length - at - n);
        *length -= n;
        break;
    case 3: /* doubled */
        if (*length + n <= MESSAGE) {
            memmove(m + at + n, m + at, *length - at);
            *length += n;
        }
        break;
    default: *length = at + 1; break; /* cut off */
    }
}

static size_t compose(char m[MESSAGE])
{
    const char *text = messages[pick(sizeof messages / sizeof messages[0])];
    size_t length = (size_t)snprintf(m, MESSAGE, "%s", text);
    for (size_t i = pick(CHANGES); i > 0 && length > 1; i--)
        change(m, &length);
    return length;
}

static int dial(long port)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd == -1 || connect(fd, (struct sockaddr *)&to, sizeof to) == -1) {
        perror("hostile: connect");
        exit(EXIT_FAILURE);
    }
    return fd;
}

/* What comes within the time; empty if nothing does. */
static void hear(int fd, int ms, char text[TEXT])
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    ssize_t n = poll(&p, 1, ms) == 1 ? recv(fd, text, TEXT - 1, 0) : 0;
    text[n > 0 ? n : 0] = '\0';
}

static void leave(int fd)
{
    static const struct linger reset = {.l_onoff = 1};
    char text[TEXT];
    switch (pick(4)) {
    case 0: setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset); break;
    case 1: shutdown(fd, SHUT_WR); break;
    case 2: hear(fd, HEARD_MS, text); break;
    default: break;
    }
    close(fd);
}

static void attack(long port, unsigned clients)
{
    int open[AT_ONCE];
    char message[MESSAGE];
    for (size_t i = 0; i < AT_ONCE; i++)
        open[i] = -1;
    for (unsigned i = 0; i < clients; i++) {
        int *place = &open[pick(AT_ONCE)];
        if (*place != -1)
            leave(*place);
        *place = dial(port);
        size_t length = compose(message);
        (void)!send(*place, message, length, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    for (size_t i = 0; i < AT_ONCE; i++)
        if (open[i] != -1)
            leave(open[i]);
}

static bool is_served(long port)
{
    char text[TEXT];
    int fd = dial(port);
    (void)!send(fd, messages[0], strlen(messages[0]), MSG_NOSIGNAL);
    hear(fd, ANSWER_MS, text);
    close(fd);
    return strncmp(text, "HTTP/1.1 200", 12) == 0;
}

static pid_t launch(const char *server, const char *engine, FILE **output)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) == -1)
        abort();
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(ends[1], STDOUT_FILENO);
        execl(server, server, "--port", "0", "--engine", engine, "--docroot", "/usr/include",
              (char *)NULL);
        _exit(98);
    }
    close(ends[1]);
    *output = fdopen(ends[0], "r");
    return pid;
}

int main(int argc, char **argv)
{
    char line[256] = "";
    char last[256] = "";
    FILE *output = NULL;
    int status = 0;
    if (argc < 3)
        return EXIT_FAILURE;
    alarm(LIMIT_S);
    unsigned clients = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 10000;
    state = argc > 4 ? strtoull(argv[4], NULL, 10) : 20261122;
    pid_t pid = launch(argv[1], argv[2], &output);
    const char *colon = fgets(line, sizeof line, output) != NULL ? strrchr(line, ':') : NULL;
    long port = colon != NULL ? strtol(colon + 1, NULL, 10) : 0;
    if (port == 0)
        return EXIT_FAILURE;
    attack(port, clients);
    bool served = is_served(port);
    kill(pid, SIGTERM);
    while (fgets(line, sizeof line, output) != NULL)
        memcpy(last, line, sizeof last);
    fclose(output);
    waitpid(pid, &status, 0);
    bool good = served && status == 0 &&
                strcmp(last, "resource-tracker: sockets=0 files=0 connections=0 requests=0\n") == 0;
    printf("%s: %u hostile clients: %s; %s", argv[2], clients, good ? "served on" : "FAILED", last);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
