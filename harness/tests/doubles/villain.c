/* SPDX-License-Identifier: MIT */
/* Candidates that attack who judges them: its process, its terminal, its disk, its patience.
 *
 * usage: villain MODE --port N. Ends by itself after two minutes whatever happens.
 */
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tests/doubles/serve.h"

enum {
    LIFETIME = 120,
    ANSWERS = 2, /* before something happens: the one that says it is ready, and another */
    CHILDREN = 50,
    DEEP = 600, /* folders, of NAME octets each: far beyond PATH_MAX */
    NAME = 100,
    LITTER = 2000,
    LATE = 2 /* seconds */
};

static const char escapes[] = "\033[2J\033]0;owned\007<script>alert(1)</script>\r\n";

static void pause_for(int seconds)
{
    const struct timespec span = {.tv_sec = seconds};
    nanosleep(&span, NULL);
}

/* The first ones are answered as they should be; returns the next client. */
static int after_answers(int fd)
{
    for (int i = 0; i < ANSWERS; i++)
        answer_politely(accept(fd, NULL, NULL));
    return accept(fd, NULL, NULL);
}

static void say(int client, const char *octets, size_t length)
{
    char request[4096];
    if (read(client, request, sizeof request) > 0)
        (void)!send(client, octets, length, MSG_NOSIGNAL);
}

static int ignores_term(int port)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    for (int n = 1; n < NSIG; n++)
        sigaction(n, &ignore, NULL);
    return answer_all(listen_on(port));
}

/* Twice, so that nobody whom the judge started is its parent. */
static int forks_twice(int port)
{
    int fd = listen_on(port);
    if (fork() == 0) {
        setsid();
        if (fork() == 0) {
            alarm(LIFETIME);
            exit(answer_all(fd));
        }
        _exit(0);
    }
    pause();
    return 0;
}

static int closes_stdio(int port)
{
    (void)close_range(0, 2, 0);
    return answer_all(listen_on(port));
}

/* A gibibyte from a child, on both streams, while the parent serves. */
static int floods(int port)
{
    static char line[65536];
    int fd = listen_on(port);
    memset(line, 'x', sizeof line);
    if (fork() == 0) {
        prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0L, 0L, 0L);
        for (int i = 0; i < 8192; i++) {
            (void)!write(STDOUT_FILENO, line, sizeof line);
            (void)!write(STDERR_FILENO, line, sizeof line);
        }
        _exit(0);
    }
    return answer_all(fd);
}

static int stops_itself(int port)
{
    int fd = listen_on(port);
    (void)after_answers(fd);
    raise(SIGSTOP);
    return answer_all(fd);
}

static int forks_many(int port)
{
    int fd = listen_on(port);
    for (int i = 0; i < CHILDREN; i++) {
        if (fork() == 0) {
            setsid();
            alarm(LIFETIME);
            pause();
            _exit(0);
        }
    }
    return answer_all(fd);
}

static int binds_late(int port)
{
    pause_for(LATE);
    return answer_all(listen_on(port));
}

/* A whole answer, at an octet a second. */
static int drips(int port)
{
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
    int fd = listen_on(port), client;
    while ((client = accept(fd, NULL, NULL)) != -1) {
        for (size_t i = 0; i < sizeof answer - 1; i++) {
            if (send(client, answer + i, 1, MSG_NOSIGNAL) != 1)
                break;
            pause_for(1);
        }
        close(client);
    }
    return 4;
}

static int dumps_core(int port)
{
    struct rlimit all = {.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
    int fd = listen_on(port);
    setrlimit(RLIMIT_CORE, &all);
    (void)after_answers(fd);
    abort();
}

static int leaves_zombies(int port)
{
    int fd = listen_on(port), client;
    while ((client = accept(fd, NULL, NULL)) != -1) {
        if (fork() == 0)
            _exit(0);
        answer_politely(client);
    }
    return 4;
}

static int kills_group(int port)
{
    (void)after_answers(listen_on(port));
    kill(0, SIGKILL);
    return 4;
}

static int kills_judge(int port)
{
    (void)after_answers(listen_on(port));
    kill(getppid(), SIGKILL);
    return answer_all(listen_on(0));
}

static int stops_judge(int port)
{
    int fd = listen_on(port), client;
    while ((client = accept(fd, NULL, NULL)) != -1) {
        kill(getppid(), SIGSTOP);
        answer_politely(client);
    }
    return 4;
}

/* The folder that it was given, with all that is in it, and itself inside. */
static int deletes_ground(int port)
{
    char here[PATH_MAX];
    int fd = listen_on(port);
    (void)after_answers(fd);
    if (getcwd(here, sizeof here) && strstr(here, "/assay-ground-"))
        execl("/bin/rm", "rm", "-rf", here, (char *)NULL);
    return 5;
}

/* Folders in folders, deeper than any path can say, and many files. */
static int litters(int port)
{
    char name[NAME + 1];
    int fd = listen_on(port);
    memset(name, 'd', NAME);
    name[NAME] = '\0';
    for (int i = 0; i < LITTER; i++) {
        char file[32];
        snprintf(file, sizeof file, "litter-%d", i);
        close(open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0));
    }
    for (int i = 0; i < DEEP; i++) {
        if (mkdir(name, 0700) == -1 || chdir(name) == -1)
            break;
    }
    return answer_all(fd);
}

/* In the status line, a field, the body and its own output. */
static int escapes_everywhere(int port)
{
    char answer[1024];
    int fd = listen_on(port), client;
    fputs(escapes, stderr);
    int length = snprintf(answer, sizeof answer,
                          "HTTP/1.1 500 %sX-Name: %sContent-Type: application/json\r\n"
                          "Connection: close\r\n\r\n%s",
                          escapes, escapes, escapes);
    answer_politely(accept(fd, NULL, NULL));
    while ((client = accept(fd, NULL, NULL)) != -1) {
        say(client, answer, (size_t)length);
        close(client);
    }
    return 4;
}

/* As a process, with descriptors of such names, that are still open at the end. */
static int escapes_in_names(int port)
{
    int fd = listen_on(port), client;
    prctl(PR_SET_NAME, "\033[2J<b>)\n(", 0L, 0L, 0L);
    while ((client = accept(fd, NULL, NULL)) != -1) {
        (void)!open("\033]0;<script>alert(1)\n", O_WRONLY | O_CREAT, 0600);
        answer_politely(client);
    }
    return 4;
}

/* A head without end. */
static int endless_head(int port)
{
    static char field[65536];
    int fd = listen_on(port), client;
    memset(field, 'a', sizeof field);
    memcpy(field, "X: ", 3);
    memcpy(field + sizeof field - 2, "\r\n", 2);
    while ((client = accept(fd, NULL, NULL)) != -1) {
        say(client, "HTTP/1.1 200 OK\r\n", 17);
        while (send(client, field, sizeof field, MSG_NOSIGNAL) > 0)
            continue;
        close(client);
    }
    return 4;
}

/* Interim answers without end. */
static int endless_interim(int port)
{
    static const char interim[] = "HTTP/1.1 100 Continue\r\n\r\n";
    int fd = listen_on(port), client;
    while ((client = accept(fd, NULL, NULL)) != -1) {
        while (send(client, interim, sizeof interim - 1, MSG_NOSIGNAL) > 0)
            continue;
        close(client);
    }
    return 4;
}

/* Who holds the port is not the one that was told to stop. */
static int holds_port(int port)
{
    int fd = listen_on(port);
    if (fork() == 0) {
        setsid();
        alarm(LIFETIME);
        exit(ignores_term(0));
    }
    return answer_all(fd);
}

/* A new process for each that is looked at; bounded, for the sake of the machine. */
static int breeds(int port)
{
    static const struct timespec moment = {.tv_nsec = 2000000};
    int fd = listen_on(port);
    if (fork() == 0) {
        for (int i = 0; i < LITTER; i++) {
            if (fork() != 0)
                _exit(0);
            setsid();
            nanosleep(&moment, NULL);
        }
        _exit(0);
    }
    return answer_all(fd);
}

static const struct {
    const char *name;
    int (*run)(int port);
} modes[] = {
    {"ignores-term", ignores_term},
    {"forks-twice", forks_twice},
    {"closes-stdio", closes_stdio},
    {"floods", floods},
    {"stops-itself", stops_itself},
    {"forks-many", forks_many},
    {"binds-late", binds_late},
    {"drips", drips},
    {"dumps-core", dumps_core},
    {"leaves-zombies", leaves_zombies},
    {"kills-group", kills_group},
    {"kills-judge", kills_judge},
    {"stops-judge", stops_judge},
    {"deletes-ground", deletes_ground},
    {"litters", litters},
    {"escapes-everywhere", escapes_everywhere},
    {"escapes-in-names", escapes_in_names},
    {"endless-head", endless_head},
    {"endless-interim", endless_interim},
    {"holds-port", holds_port},
    {"breeds", breeds},
};

int main(int argc, char **argv)
{
    int port = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 0;
    alarm(LIFETIME);
    for (size_t i = 0; argc > 1 && i < sizeof modes / sizeof *modes; i++) {
        if (strcmp(argv[1], modes[i].name) == 0)
            return modes[i].run(port);
        if (strcmp(argv[1], "list") == 0)
            puts(modes[i].name);
    }
    return argc > 1 && strcmp(argv[1], "list") == 0 ? 0 : 2;
}
