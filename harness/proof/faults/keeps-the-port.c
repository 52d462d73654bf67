/* SPDX-License-Identifier: MIT */
/* Seeded fault: a child that outlives the server goes on listening.
 *
 * scenario: term-idle
 * check: connect is refused
 * wrap: listen
 */
#include <sys/socket.h>
#include <unistd.h>

enum { LIFETIME = 60 };

int __real_listen(int fd, int backlog);
int __wrap_listen(int fd, int backlog);

int __wrap_listen(int fd, int backlog)
{
    int result = __real_listen(fd, backlog);
    if (fork() == 0) {
        setsid();
        alarm(LIFETIME); /* whoever runs this without a judge is rid of it after a minute */
        pause();
        _exit(0);
    }
    return result;
}
