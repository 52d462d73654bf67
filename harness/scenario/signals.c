/* SPDX-License-Identifier: MIT */
/* A table of the signals that servers use. Sends none.
 */
#include "scenario/signals.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>

#include "base/words.h"

static const struct row {
    const char *name;
    int number;
} table[] = {
    {.name = "SIGHUP", .number = SIGHUP},     {.name = "SIGINT", .number = SIGINT},
    {.name = "SIGQUIT", .number = SIGQUIT},   {.name = "SIGABRT", .number = SIGABRT},
    {.name = "SIGKILL", .number = SIGKILL},   {.name = "SIGUSR1", .number = SIGUSR1},
    {.name = "SIGUSR2", .number = SIGUSR2},   {.name = "SIGPIPE", .number = SIGPIPE},
    {.name = "SIGALRM", .number = SIGALRM},   {.name = "SIGTERM", .number = SIGTERM},
    {.name = "SIGCHLD", .number = SIGCHLD},   {.name = "SIGCONT", .number = SIGCONT},
    {.name = "SIGSTOP", .number = SIGSTOP},   {.name = "SIGTSTP", .number = SIGTSTP},
    {.name = "SIGWINCH", .number = SIGWINCH},
};

enum { ROWS = sizeof table / sizeof table[0], REAL_SIGNALS = 65 };

int signal_number(const char *text)
{
    unsigned long long number;
    if (words_number(text, strlen(text), &number))
        return number < REAL_SIGNALS ? (int)number : 0;
    for (size_t i = 0; i < ROWS; i++) {
        if (strcmp(text, table[i].name) == 0 || strcmp(text, table[i].name + 3) == 0)
            return table[i].number;
    }
    return 0;
}

const char *signal_nearest(const char *text)
{
    const char *names[ROWS + 1];
    for (size_t i = 0; i < ROWS; i++)
        names[i] = table[i].name;
    names[ROWS] = NULL;
    return words_nearest(text, names);
}
