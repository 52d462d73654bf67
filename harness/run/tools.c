/* SPDX-License-Identifier: MIT */
/* Command lines of valgrind. */
#include "run/tools.h"

#include <string.h>

#include "candidate/binary.h"
#include "candidate/launch.h"

enum { OPTIONS_MAX = 16 };

#define XML                                                                                        \
    "--vgdb=no", "--xml=yes", "--xml-file={workdir}/valgrind.%p.xml", "--child-silent-after-fork=no"

/* Options that a user keeps in ~/.valgrindrc or $VALGRIND_OPTS come first and are overruled. */
static const char *const common[] = {"valgrind", "--trace-children=yes", "--num-callers=16"};

static const struct tool {
    double scale;
    const char *options[OPTIONS_MAX]; /* ended by NULL */
} tools[MODE_COUNT] = {
    [MODE_NATIVE] = {.scale = 1},
    [MODE_MEMCHECK] = {.scale = 10,
                       .options = {"--tool=memcheck", XML, "--leak-check=full",
                                   "--show-leak-kinds=definite,indirect",
                                   "--errors-for-leak-kinds=definite,indirect"}},
    [MODE_CALLGRIND] = {.scale = 20,
                        .options = {"--tool=callgrind", "--vgdb=no",
                                    "--callgrind-out-file={workdir}/callgrind.%p.out"}},
    [MODE_HELGRIND] = {.scale = 20, .options = {"--tool=helgrind", XML}},
    [MODE_DRD] = {.scale = 20, .options = {"--tool=drd", XML}},
};

static const char vgdb_prefix[] = "--vgdb-prefix={workdir}/" TOOL_VGDB_PREFIX;

/* In plain text: with XML, 3.19 parts the descriptors from the stacks of who opened them. */
static const char *const locate[] = {"--tool=memcheck",
                                     "--leak-check=no",
                                     "--track-fds=yes",
                                     "--log-file={workdir}/valgrind.%p.log",
                                     "--vgdb=yes",
                                     vgdb_prefix,
                                     NULL};

const char *tool_unable(enum mode mode, const struct profile *profile, const char *program,
                        struct arena *a)
{
    struct failure why = {0};
    struct binary b = binary_look(program);
    if (mode == MODE_NATIVE)
        return NULL;
    if (profile->memcheck == MEMCHECK_NO)
        return "the candidate file says that it cannot run under valgrind";
    if (b.is_sanitized)
        return "built with a sanitizer, which watches it natively and cannot run under valgrind";
    if (b.is_go && mode != MODE_CALLGRIND)
        return "a Go program: its stacks and its heap are its own, and valgrind misreads them";
    if (b.is_static && mode == MODE_MEMCHECK)
        return "statically linked: memcheck cannot see its heap, and would call anything clean";
    if (!candidate_find_program("valgrind", a, &why))
        return "valgrind is not installed (make deps)";
    return NULL;
}

static size_t count_of(const char *const *list)
{
    size_t count = 0;
    while (list[count])
        count++;
    return count;
}

const char *const *tool_command(enum mode mode, enum tool_purpose purpose, const char *const *argv,
                                const char **program, struct arena *a)
{
    struct failure why = {0};
    if (mode == MODE_NATIVE)
        return argv;
    const char *const *options = purpose == TOOL_LOCATE ? locate : tools[mode].options;
    size_t front = sizeof common / sizeof *common, own = count_of(options);
    size_t count = count_of(argv);
    const char **longer = arena_zero(a, front + own + count + 1, sizeof *longer);
    memcpy(longer, common, sizeof common);
    memcpy(longer + front, options, own * sizeof *options);
    memcpy(longer + front + own, argv, count * sizeof *argv);
    longer[front + own] = *program;
    const char *valgrind = candidate_find_program("valgrind", a, &why);
    *program = valgrind ? valgrind : "valgrind";
    return longer;
}

double tool_scale(enum mode mode)
{
    return tools[mode].scale;
}
