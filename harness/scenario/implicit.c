/* SPDX-License-Identifier: MIT */
/* A table: what is checked, where, and what that means. */
#include "scenario/implicit.h"

static const char always[] = "a check of every scenario";
static const char natively[] = "a check of every scenario, natively";
static const char under_memcheck[] = "a check of every scenario, under memcheck";
static const char of_cases[] = "a check of raw cases";

static const struct row {
    const char *text, *where, *about;
} rows[IMPLICIT_COUNT] = {
    [IMPLICIT_READY] = {"the candidate becomes ready", always,
                        "it answers a first request within `ready: within:` of its start"},
    [IMPLICIT_ALIVE] = {"the candidate is alive at the end", always,
                        "no step has ended it that was not to"},
    [IMPLICIT_DESCRIPTORS] = {"descriptors are back at their baseline", always,
                              "what its processes have open is as before the steps, or does not "
                              "rise each time that they are played again"},
    [IMPLICIT_MEMORY] = {"memory is back at its baseline", natively,
                         "the blocks on its heap, or the resident memory if the heap meter cannot "
                         "see them, do not rise each time that the steps are played again"},
    [IMPLICIT_ZOMBIES] = {"no ended process is left unasked", always,
                          "a process that forks asks for the status of its children that ended"},
    [IMPLICIT_STOPS] = {"the candidate stops when asked", always,
                        "the signal `stop` of its candidate file (SIGTERM) ends it within 10 s"},
    [IMPLICIT_LEFT] = {"no process is left", always,
                       "nothing that it started outlives it, be it a daemon"},
    [IMPLICIT_PORT] = {"the port can be bound again", always,
                       "nothing listens on its port once it has ended"},
    [IMPLICIT_SANITIZER] = {"the sanitizer has nothing to say",
                            "a check of every scenario, natively, "
                            "of a candidate that was built with a sanitizer",
                            "it writes no report on stderr"},
    [IMPLICIT_ERRORS] = {"memcheck finds no error", under_memcheck,
                         "no invalid access and no use of uninitialised values in any process"},
    [IMPLICIT_LEAKS] = {"no leak grows", under_memcheck,
                        "no stack loses more memory if every step is played twice, and more again "
                        "if they are played three times"},
    [IMPLICIT_HELGRIND] = {"helgrind sees no race", "a check of every scenario, under helgrind",
                           "no two threads use one place of memory without order; warns"},
    [IMPLICIT_DRD] = {"drd sees no race", "a check of every scenario, under drd",
                      "no two threads use one place of memory without order; warns"},
    [IMPLICIT_COST] = {"what a request costs can be counted",
                       "a check of every scenario, under callgrind",
                       "a run and one with every step played twice can be compared"},
    [IMPLICIT_HARM] = {"what was to go wrong went wrong", "a check of `inject:` and `limit:`",
                       "the fault happened at least once; if not, the others show nothing"},
    [IMPLICIT_ATTACK] = {"the attack took place", "a check of `attack:`",
                         "an attacker was held up or cut off; if not, the bystander shows nothing"},
    [IMPLICIT_CLEAN_REQUEST] = {"a clean request is answered", of_cases,
                                "what is answered to the cases can be told from it"},
    [IMPLICIT_MOVED] = {"the outcome does not depend on how the octets arrive", of_cases,
                        "it is the same at once, octet by octet, in pieces and behind a clean "
                        "request"},
    [IMPLICIT_RESTART] = {"the candidate starts again after a crash", of_cases,
                          "a case that ended it is followed by a fresh start"},
};

const char *implicit_text(enum implicit_check check)
{
    return rows[check].text;
}

const char *implicit_where(enum implicit_check check)
{
    return rows[check].where;
}

const char *implicit_about(enum implicit_check check)
{
    return rows[check].about;
}
