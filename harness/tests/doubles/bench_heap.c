/* SPDX-License-Identifier: MIT */
/* What the heap meter costs: times pairs of malloc and free in this program, and once more in
 * itself with the meter in front. usage: bench-heap LIBRARY
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "heap/page.h"
#include "probes/heap.h"

enum { PAIRS = 100000, ROUNDS = 100 };

static const size_t sizes[] = {16, 64, 256, 1024, 4096};

enum { SIZES = sizeof sizes / sizeof *sizes };

static double time_pairs(size_t size)
{
    int64_t begun = clock_now();
    for (int i = 0; i < PAIRS; i++) {
        void *volatile block = malloc(size);
        free(block);
    }
    return (double)(clock_now() - begun) / PAIRS;
}

/* The least of several rounds of each size: what the machine can do when it is let. */
static void time_all(double *ns)
{
    for (int i = 0; i < SIZES * ROUNDS; i++) {
        double t = time_pairs(sizes[i % SIZES]);
        ns[i % SIZES] = i < SIZES || t < ns[i % SIZES] ? t : ns[i % SIZES];
    }
}

static void child(const char *self, const char *library, const char *path, int to)
{
    dup2(to, STDOUT_FILENO);
    setenv("LD_PRELOAD", library, 1);
    setenv(HEAP_ENVIRONMENT, path, 1);
    execl(self, self, "--child", (char *)NULL);
    _exit(127);
}

static int measure_child(const char *self, const char *library, double *ns)
{
    char path[] = "/tmp/assay-bench-XXXXXX";
    struct heap_meter m;
    struct failure why = {0};
    int ends[2], status = 1;
    int taken = mkstemp(path);
    unlink(path);
    if (taken == -1 || !heap_meter_open(&m, path, &why) || pipe(ends) == -1)
        return 1;
    pid_t pid = fork();
    if (pid == 0)
        child(self, library, path, ends[1]);
    close(ends[1]);
    ssize_t n = read(ends[0], ns, SIZES * sizeof *ns);
    waitpid(pid, &status, 0);
    struct heap_count total = {0};
    heap_meter_total(&m, &total);
    heap_meter_release(&m);
    unlink(path);
    if (n == (ssize_t)(SIZES * sizeof *ns) && total.taken >= (uint64_t)PAIRS * SIZES * ROUNDS)
        return 0;
    fprintf(stderr, "bench-heap: the meter was not in the child (%s)\n", library);
    return 1;
}

int main(int argc, char **argv)
{
    double plain[SIZES], metered[SIZES];
    if (argc == 2 && strcmp(argv[1], "--child") == 0) {
        time_all(metered);
        return write(STDOUT_FILENO, metered, sizeof metered) == (ssize_t)sizeof metered ? 0 : 1;
    }
    if (argc != 2) {
        fprintf(stderr, "usage: bench-heap LIBRARY\n");
        return 2;
    }
    time_all(plain);
    if (measure_child(argv[0], argv[1], metered) != 0)
        return 1;
    printf("a pair of malloc and free, the best of %d rounds of %d\n", ROUNDS, PAIRS);
    for (int i = 0; i < SIZES; i++)
        printf("%6zu octets  without %5.1f ns  with the heap meter %5.1f ns  %+5.1f ns\n", sizes[i],
               plain[i], metered[i], metered[i] - plain[i]);
    return 0;
}
