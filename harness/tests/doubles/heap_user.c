/* SPDX-License-Identifier: MIT */
/* A program that takes and gives back known numbers of blocks, for tests of the heap meter. Says
 * 'r' on stdout, waits for an octet on stdin, does what its argument names, says 'd', waits again.
 */
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LIFETIME = 20, THREADS = 40, TIMES = 10000 };

static void *volatile kept; /* what is taken may not be seen to be unused */

static void meet(char word)
{
    char octet;
    (void)!write(STDOUT_FILENO, &word, 1);
    if (read(STDIN_FILENO, &octet, 1) != 1)
        _exit(0);
}

/* Eleven blocks that stay, one for each way to ask. */
static void each_way(void)
{
    void *block = NULL;
    kept = malloc(10);
    kept = calloc(3, 7);
    kept = realloc(NULL, 10);
    kept = reallocarray(NULL, 3, 7);
    kept = strdup("ten octets");
    kept = aligned_alloc(64, 128);
    kept = memalign(64, 100);
    kept = valloc(100);
    kept = pvalloc(100);
    kept = posix_memalign(&block, 64, 100) == 0 ? block : NULL;
    kept = strndup("ten octets", 3);
}

/* Nothing stays. */
static void gives_back(void)
{
    for (int i = 0; i < TIMES; i++) {
        void *block = malloc(16);
        kept = block;
        block = realloc(block, 4000);
        kept = block;
        free(block);
    }
    free(NULL);
    kept = malloc(5);
    kept = realloc(kept, 0);
}

static void *leak_one(void *unused)
{
    for (int i = 0; i < TIMES; i++) {
        void *block = malloc(16);
        kept = block;
        free(block);
    }
    kept = malloc(16);
    return unused;
}

/* One block in each of more threads than there are cells, all at once, twice. */
static void in_threads(void)
{
    pthread_t threads[THREADS];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < THREADS; i++)
            (void)pthread_create(&threads[i], NULL, leak_one, NULL);
        for (int i = 0; i < THREADS; i++)
            pthread_join(threads[i], NULL);
    }
}

/* The child counts by itself, from zero; then it ends. */
static void in_a_child(void)
{
    pid_t child = fork();
    if (child == 0) {
        for (int i = 0; i < 100; i++)
            kept = malloc(16);
        _exit(0);
    }
    waitpid(child, NULL, 0);
}

static char *self;

/* Another program in the same process: once with the meter, once without. */
static void becomes_another(void)
{
    execl(self, self, "each-way", (char *)NULL);
}

static void drops_the_meter(void)
{
    char *nothing[] = {NULL};
    execle(self, self, "each-way", (char *)NULL, nothing);
}

static const struct {
    const char *name;
    void (*run)(void);
} modes[] = {
    {"each-way", each_way},
    {"gives-back", gives_back},
    {"in-threads", in_threads},
    {"in-a-child", in_a_child},
    {"becomes-another", becomes_another},
    {"drops-the-meter", drops_the_meter},
};

int main(int argc, char **argv)
{
    self = argv[0];
    alarm(LIFETIME);
    for (size_t i = 0; argc > 1 && i < sizeof modes / sizeof *modes; i++) {
        if (strcmp(argv[1], modes[i].name) != 0)
            continue;
        meet('r');
        modes[i].run();
        meet('d');
        return 0;
    }
    return 2;
}
