/* SPDX-License-Identifier: MIT */
/* Two lines of one file: VmRSS and its like in other files are off by up to a batch of pages for
 * each CPU.
 */
#include "probes/anonymous.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint64_t field(const char *text, const char *name)
{
    const char *line = strstr(text, name);
    return line ? strtoull(line + strlen(name), NULL, 10) * 1024 : 0;
}

bool anonymous_add(pid_t pid, uint64_t *octets)
{
    char path[40], text[4096];
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return false;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    if (n <= 0)
        return false;
    text[n] = '\0';
    *octets += field(text, "\nAnonymous:") + field(text, "\nSwap:");
    return true;
}
