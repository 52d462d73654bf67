/* SPDX-License-Identifier: MIT */
/*
 * Runs files, and all files of folders, through the target: the whole corpus without a fuzzer,
 * under any compiler and under valgrind. Every input gets a process of its own, so one violation
 * neither hides the next nor its file name. It is run again there until a run leaves no more heap
 * and descriptors than the one before. Exit status: 0, 1 on a violation, 2 if it cannot run.
 */
#include "fuzz/target.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    INPUT_MOST = 1048576, /* what a fuzzer writes at most: afl-fuzz's own limit */
    RUNS = 512, /* malloc keeps 7 of each of 64 sizes for itself: growth that ends is none */
    DESCRIPTORS_MOST = 64,
    SECONDS_MOST = 60, /* for one input; a working target needs milliseconds, valgrind seconds */
};

struct tally {
    unsigned inputs;
    unsigned violations;
};

__attribute__((noreturn)) static void give_up(const char *path, const char *why)
{
    fprintf(stderr, "replay: %s: %s\n", path, why);
    exit(2);
}

/* A heap block of exactly the file's size; the caller frees it. */
static uint8_t *read_file(const char *path, size_t *length)
{
    uint8_t *space = malloc(INPUT_MOST + 1);
    FILE *file = fopen(path, "rb");
    if (space == NULL || file == NULL)
        give_up(path, strerror(errno));
    *length = fread(space, 1, INPUT_MOST + 1, file);
    if (ferror(file))
        give_up(path, "cannot be read");
    if (*length > INPUT_MOST)
        give_up(path, "longer than 1 MiB");
    fclose(file);
    uint8_t *exact = realloc(space, *length > 0 ? *length : 1);
    return exact != NULL ? exact : space;
}

/* AddressSanitizer, which takes the place of malloc, has it at zero; it has a leak check of its
 * own. */
static size_t heap_in_use(void)
{
    return mallinfo2().uordblks;
}

static size_t descriptors_open(void)
{
    size_t count = 0;
    for (int fd = 0; fd < DESCRIPTORS_MOST; fd++)
        count += fcntl(fd, F_GETFD) != -1;
    return count;
}

/* Until a run leaves no more than the one before. */
static void run_again(const uint8_t *octets, size_t length)
{
    bool more_heap = true, more_descriptors = true;
    for (unsigned run = 0; run < RUNS && (more_heap || more_descriptors); run++) {
        size_t heap = heap_in_use(), descriptors = descriptors_open();
        (void)LLVMFuzzerTestOneInput(octets, length);
        more_heap = more_heap && heap_in_use() > heap;
        more_descriptors = more_descriptors && descriptors_open() > descriptors;
    }
    if (!more_heap && !more_descriptors)
        return;
    fprintf(stderr, "violated: each of %d runs leaves more %s\n", RUNS,
            more_heap ? "heap" : "descriptors");
    abort();
}

/* exit() and not _exit(), so that leaks are looked for and coverage is written. */
__attribute__((noreturn)) static void run_child(const char *path)
{
    size_t length = 0;
    uint8_t *octets = read_file(path, &length);
    alarm(SECONDS_MOST);
    (void)LLVMFuzzerTestOneInput(octets, length);
    run_again(octets, length);
    free(octets);
    exit(0);
}

static void run_file(const char *path, struct tally *t)
{
    int status = 0;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        run_child(path);
    if (child == -1 || waitpid(child, &status, 0) == -1)
        give_up(path, strerror(errno));
    if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
        exit(2);
    t->inputs++;
    if (status == 0)
        return;
    t->violations++;
    fprintf(stderr, "replay: %s: %s %d\n", path, WIFSIGNALED(status) ? "signal" : "exit status",
            WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void run_path(const char *path, struct tally *t);

static void run_folder(const char *path, struct tally *t)
{
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, is_visible, alphasort);
    if (count == -1)
        give_up(path, strerror(errno));
    for (int i = 0; i < count; i++) {
        char *name = NULL;
        if (asprintf(&name, "%s/%s", path, entries[i]->d_name) == -1)
            give_up(path, "out of memory");
        run_path(name, t);
        free(name);
        free(entries[i]);
    }
    free(entries);
}

static void run_path(const char *path, struct tally *t)
{
    struct stat facts;
    if (stat(path, &facts) == -1)
        give_up(path, strerror(errno));
    if (S_ISDIR(facts.st_mode))
        run_folder(path, t);
    else
        run_file(path, t);
}

int main(int argc, char **argv)
{
    struct tally t = {0, 0};
    for (int i = 1; i < argc; i++)
        run_path(argv[i], &t);
    if (t.inputs == 0) {
        fprintf(stderr, "usage: %s FILE|FOLDER...\n", argv[0]);
        return 2;
    }
    printf("%s: %u inputs, %u violations\n", program_invocation_short_name, t.inputs, t.violations);
    return t.violations > 0;
}
