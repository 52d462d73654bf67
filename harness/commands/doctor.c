/* SPDX-License-Identifier: MIT */
/* `assay doctor`: what this host permits, and what to do about the rest. Judges nothing. */
#include <argp.h>
#include <stdio.h>

#include "base/interrupt.h"
#include "commands/commands.h"
#include "commands/places.h"
#include "run/doctor.h"

enum { STATUS_FINE = 0, STATUS_USAGE = 2, STATUS_NOTHING = 4 };

static const char *const grades[] = {
    [DOCTOR_FINE] = "ok", [DOCTOR_LESS] = "less", [DOCTOR_NOTHING] = "NO RUN"};

int command_doctor(int argc, char **argv)
{
    static const struct argp parser = {
        .doc =
            "Say what this host permits: which tools are there, how quiet it is, what is missing "
            "from a report without them, and what to install.\vExit status: 0 if a server can be "
            "judged here, be it with less; 4 if not.",
    };
    unsigned counts[sizeof grades / sizeof *grades] = {0};
    struct arena arena;
    size_t count;
    argp_err_exit_status = STATUS_USAGE;
    argp_parse(&parser, argc, argv, 0, NULL, NULL);
    interrupt_open();
    arena_init(&arena);
    const struct doctor_finding *f = doctor_examine(place_programs(), &arena, &count);
    for (size_t i = 0; i < count; i++) {
        printf("  %-6s  %-18s %s\n", grades[f[i].grade], f[i].what, f[i].seen);
        if (f[i].remedy)
            printf("%29s%s\n", "", f[i].remedy);
        counts[f[i].grade]++;
    }
    arena_release(&arena);
    printf("\n%s\n", counts[DOCTOR_NOTHING] ? "No server can be judged here."
                     : counts[DOCTOR_LESS]
                         ? "Servers can be judged here, with less than all checks."
                         : "Everything can be judged here.");
    return counts[DOCTOR_NOTHING] ? STATUS_NOTHING : STATUS_FINE;
}
