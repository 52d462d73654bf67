/* SPDX-License-Identifier: MIT */
/* Servers that cannot be judged, for the end-to-end tests: one way of going wrong per MODE.
 *
 * usage: misfit MODE --port N. Ends by itself after a minute whatever happens.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/doubles/serve.h"

enum {
    LIFETIME = 60,
    NOBODY = 65534,
    ANSWERS = 30, /* before something happens; fewer than a scenario asks for */
    LIFE = 90,    /* answers: more than a scenario asks for, and fewer than two of it */
    DEPTH = 15    /* as many frames as are reported */
};

static const char *itself;

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

static int polite(int port)
{
    return answer_all(listen_on(port));
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

/* Greedy in its first life only: the next ones find the file that $MISFIT_MOOD names. */
static int moody(int port)
{
    const char *path = getenv("MISFIT_MOOD");
    int mood = path ? open(path, O_WRONLY | O_CREAT | O_EXCL, 0600) : -1;
    return mood == -1 ? polite(port) : greedy(port);
}

/* Nobody but root may look into it. */
static int secretive(int port)
{
    prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L);
    return polite(port);
}

/* Begins as root and goes on as nobody. */
static int changes_user(int port)
{
    int fd = listen_on(port);
    if (setgid(NOBODY) == -1 || setuid(NOBODY) == -1)
        return 5;
    return answer_all(fd);
}

/* As daemons do: whatever was open is not theirs. */
static int closes_all(int port)
{
    (void)close_range(3, ~0U, 0);
    return polite(port);
}

/* A listener that it was given, as in an upgrade without a pause. */
static int resumes(int fd)
{
    return answer_all(fd);
}

/* Answers a while and becomes another program. */
static int execs(int port)
{
    char number[12];
    int fd = listen_on(port);
    for (int i = 0; i < ANSWERS; i++)
        answer_politely(accept(fd, NULL, NULL));
    snprintf(number, sizeof number, "%d", fd);
    execl(itself, itself, "resumes", "--port", number, (char *)NULL);
    return 6;
}

/* Looks at memory that nobody wrote; so deep that the stack in a report fills a page. */
static void __attribute__((noinline)) err(int depth)
{
    volatile int deeper = depth - 1;
    if (depth > 0) {
        err(deeper);
        deeper = 0; /* something to come back for: else the compiler makes a loop of it */
        return;
    }
    int *volatile nothing = malloc(sizeof *nothing);
    if (nothing && *nothing == NOBODY)
        (void)!write(STDERR_FILENO, "\n", 1);
    free(nothing);
}

/* A memory error, and then another program. */
static int errs_and_execs(int port)
{
    err(0);
    return execs(port);
}

__attribute__((noinline)) static void lose(size_t size)
{
    char *volatile block = malloc(size);
    if (block)
        *block = 1;
    block = NULL;
}

/* A child for each connection, which does something of its own first. */
static int fork_for_each(int port, void (*deed)(void))
{
    struct sigaction forget = {.sa_handler = SIG_IGN};
    int client, fd = listen_on(port);
    sigaction(SIGCHLD, &forget, NULL);
    while ((client = accept(fd, NULL, NULL)) != -1) {
        if (fork() == 0) {
            if (deed)
                deed();
            answer_politely(client);
            exit(0);
        }
        close(client);
    }
    return 4;
}

static int forks(int port)
{
    return fork_for_each(port, NULL);
}

static void err_once(void)
{
    err(0);
}

static int forks_and_errs(int port)
{
    return fork_for_each(port, err_once);
}

static void lose_some(void)
{
    lose(64);
}

static int forks_and_loses(int port)
{
    return fork_for_each(port, lose_some);
}

/* Every child is born with a copy of what is lost already. */
static int forks_after_a_loss(int port)
{
    lose_some();
    return fork_for_each(port, NULL);
}

/* A memory error when the disk is full, by its own doing. */
static int fills_disk(int port)
{
    static char octets[65536];
    int fd = open("filler", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    size_t size = sizeof octets;
    while (fd != -1 && size > 0) {
        if (write(fd, octets, size) <= 0)
            size /= 2;
    }
    close(fd);
    err(DEPTH);
    return polite(port);
}

/* Keeps a descriptor with each answer, and dies when the steps are played again because of that. */
static int dies_when_looked_at(int port)
{
    int client, fd = listen_on(port), answers = 0;
    while ((client = accept(fd, NULL, NULL)) != -1) {
        (void)!open("/dev/null", O_RDONLY);
        answer_politely(client);
        if (++answers == LIFE)
            (void)kill(getpid(), SIGKILL);
    }
    return 4;
}

/* A worker that a zero octet kills, and a parent that replaces it: nobody misses an answer but who
 * sent the octet. */
static int replaces_workers(int port)
{
    static char request[65536];
    int client, fd = listen_on(port);
    for (;;) {
        if (fork() != 0) {
            (void)wait(NULL);
            continue;
        }
        prctl(PR_SET_PDEATHSIG, (long)SIGKILL, 0L, 0L, 0L);
        while ((client = accept(fd, NULL, NULL)) != -1) {
            ssize_t n = recv(client, request, sizeof request, MSG_PEEK);
            if (n > 0 && memchr(request, '\0', (size_t)n))
                abort();
            answer_politely(client);
        }
    }
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

/* Which life this is: the file that $MISFIT_LIVES names has an octet for each earlier one. */
static int count_life(void)
{
    const char *path = getenv("MISFIT_LIVES");
    int fd = open(path ? path : "lives", O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (fd == -1 || write(fd, ".", 1) != 1)
        return 0;
    off_t lives = lseek(fd, 0, SEEK_CUR);
    close(fd);
    return (int)lives;
}

__attribute__((noinline)) static void lose_by_chance(void)
{
    lose(4096);
}

/* Loses a block in every life, and another one in those that $MISFIT_FORGETS counts up: "24". */
static int forgetful(int port)
{
    const char *lives = getenv("MISFIT_FORGETS");
    lose(64);
    if (lives && strchr(lives, '0' + count_life()))
        lose_by_chance();
    return answer_all(listen_on(port));
}

/* A socket at the path that $MISFIT_HEIR names. */
static struct sockaddr_un heir(void)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    const char *path = getenv("MISFIT_HEIR");
    snprintf(at.sun_path, sizeof at.sun_path, "%s", path ? path : "heir");
    return at;
}

/* Whoever sends it a listening socket has it kept open for a minute. */
static int inherits(int port)
{
    const struct sockaddr_un at = heir();
    char octet, room[CMSG_SPACE(sizeof(int))];
    struct iovec piece = {&octet, 1};
    struct msghdr message = {
        .msg_iov = &piece, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    (void)port;
    if (bind(fd, (const struct sockaddr *)&at, sizeof at) == -1 || recvmsg(fd, &message, 0) == -1)
        return 5;
    pause();
    return 0;
}

/* Nobody that it started holds its port when it has ended, and yet it is held. */
static int bequeaths(int port)
{
    struct sockaddr_un to = heir();
    int listener = listen_on(port), fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    char octet = 0, room[CMSG_SPACE(sizeof(int))] = {0};
    struct iovec piece = {&octet, 1};
    struct msghdr message = {.msg_name = &to,
                             .msg_namelen = sizeof to,
                             .msg_iov = &piece,
                             .msg_iovlen = 1,
                             .msg_control = room,
                             .msg_controllen = sizeof room};
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(head), &listener, sizeof listener);
    if (sendmsg(fd, &message, 0) == -1)
        return 5;
    close(fd);
    return answer_all(listener);
}

static const struct {
    const char *name;
    int (*run)(int port);
} modes[] = {
    {"inherits", inherits},
    {"bequeaths", bequeaths},
    {"exits", exits},
    {"crashes", crashes},
    {"never-listens", never_listens},
    {"listens-elsewhere", listens_elsewhere},
    {"accepts-only", accepts_only},
    {"speaks-otherwise", speaks_otherwise},
    {"endless", endless},
    {"polite", polite},
    {"greedy", greedy},
    {"moody", moody},
    {"secretive", secretive},
    {"changes-user", changes_user},
    {"closes-all", closes_all},
    {"resumes", resumes},
    {"execs", execs},
    {"errs-and-execs", errs_and_execs},
    {"forks", forks},
    {"forks-and-errs", forks_and_errs},
    {"forks-and-loses", forks_and_loses},
    {"forks-after-a-loss", forks_after_a_loss},
    {"fills-disk", fills_disk},
    {"dies-when-looked-at", dies_when_looked_at},
    {"replaces-workers", replaces_workers},
    {"floods", floods},
    {"leaves-daemon", leaves_daemon},
    {"daemonises", daemonises},
    {"forgetful", forgetful},
};

int main(int argc, char **argv)
{
    int port = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 0;
    alarm(LIFETIME);
    itself = argv[0];
    for (size_t i = 0; argc > 1 && i < sizeof modes / sizeof *modes; i++) {
        if (strcmp(argv[1], modes[i].name) == 0)
            return modes[i].run(port);
    }
    fprintf(stderr, "usage: misfit MODE --port N\n");
    return 2;
}
