/* SPDX-License-Identifier: MIT */
/* Seeded fault: a child in a session of its own outlives the server.
 *
 * scenario: starts
 * check: no process is left
 * also: term-idle: children left == 0
 * wrap: listen
 */
#include <sys/socket.h>
#include <unistd.h>

enum { LIFETIME = 60 };

int __real_listen(int fd, int backlog);
int __wrap_listen(int fd, int backlog);

int __wrap_listen(int fd, int backlog)
{
    if (fork() == 0) {
        setsid();
        alarm(LIFETIME); /* whoever runs this without a judge is rid of it after a minute */
        close(fd);
        pause();
        _exit(0);
    }
    return __real_listen(fd, backlog);
}
