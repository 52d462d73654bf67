/* SPDX-License-Identifier: MIT */
/*
 * What octets cost the server, in basic blocks of http/ that are executed: the same number on every
 * host, however busy. The objects are compiled with -fsanitize-coverage=trace-pc, which calls a
 * function of ours at each of them. Every input, and what it becomes if one of its lines or one
 * octet of a line comes again and again, must cost no more than its length explains.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/peer.h"

/* Twice what was measured: 330 for a connection with its answer, 12 for each octet. */
enum { FIXED = 700, PER_OCTET = 24 };

enum { VIOLATIONS_MOST = 5, SEED_MOST = 2048, GROWN = 24000, HEAD_IN_OCTETS = 1024 };

struct seed {
    const char *path;
    char octets[SEED_MOST];
    size_t length;
};

static size_t blocks;
static unsigned plays, violations;
static struct heard heard;

/* By the name that the compiler calls. */
void count_block(void) __asm__("__sanitizer_cov_trace_pc");

void count_block(void)
{
    blocks++;
}

static size_t head_of(struct span input)
{
    static struct request request;
    struct fault fault;
    bool done = head_parse(input.at, input.length, &request, &fault) == PARSE_DONE;
    return done ? request.length : input.length;
}

/* Of a head that comes in pieces all is read again with each of them, of its body nothing is. */
static size_t explained(struct span input, size_t piece)
{
    size_t cost = FIXED + PER_OCTET * input.length;
    if (piece >= input.length)
        return cost;
    return cost + input.length / piece * (FIXED + PER_OCTET * head_of(input));
}

static void play(const struct seed *s, const char *how, struct span input, size_t piece)
{
    size_t most = explained(input, piece);
    blocks = 0;
    peer_play(&heard, input.at, input.length,
              (struct pace){.read = piece, .write = SIZE_MAX, .stale = 'a'});
    plays++;
    if (blocks <= most)
        return;
    violations++;
    fprintf(stderr, "violated: what octets cost is linear\n  %s, %s: %zu octets, %zu at a time\n",
            s->path, how, input.length, piece);
    fprintf(stderr, "  %zu basic blocks; %zu are explained\n", blocks, most);
}

/* At once; and if it is a request without its end, in pieces, which must not be many if all of it
 * is head. */
static void play_all(const struct seed *s, const char *how, struct span input)
{
    play(s, how, input, SIZE_MAX);
    if (heard.facts.finals == 0)
        play(s, how, input, head_of(input) < HEAD_IN_OCTETS ? 1 : 100);
}

/* With octets from `at` on, `length` of them, as often as there is room for. */
static void grow(const struct seed *s, const char *how, size_t at, size_t length)
{
    static char grown[GROWN];
    size_t have = at;
    memcpy(grown, s->octets, at);
    while (length > 0 && have + s->length - at <= GROWN) {
        memcpy(grown + have, s->octets + at, length);
        have += length;
    }
    memcpy(grown + have - length, s->octets + at, s->length - at);
    play_all(s, how, (struct span){grown, have - length + s->length - at});
}

static void play_seed(const struct seed *s)
{
    play_all(s, "as it is", (struct span){s->octets, s->length});
    grow(s, "again and again", 0, s->length);
    for (size_t at = 0, length; at < s->length; at += length) {
        const char *end = memchr(s->octets + at, '\n', s->length - at);
        length = end != NULL ? (size_t)(end - s->octets) + 1 - at : s->length - at;
        grow(s, "with many lines", at, length);
        grow(s, "with a long line", at + length / 2, 1);
    }
}

/* What stands before the octets of a file that are no whole request. */
static void take_file(const char *path, const char *before)
{
    static struct seed s;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "cost: %s cannot be read\n", path);
        exit(2);
    }
    s.path = path;
    s.length = strlen(before);
    memcpy(s.octets, before, s.length);
    s.length += fread(s.octets + s.length, 1, sizeof s.octets - s.length, file);
    fclose(file);
    if (s.length > 0)
        play_seed(&s);
}

int main(int argc, char **argv)
{
    static const char chunks[] = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    if (argc < 2) {
        fprintf(stderr, "usage: %s FILE...    (in a folder named chunk: chunks alone)\n", argv[0]);
        return 2;
    }
    for (int i = 1; i < argc && violations < VIOLATIONS_MOST; i++)
        take_file(argv[i], strstr(argv[i], "/chunk") != NULL ? chunks : "");
    printf("cost: %u plays, %u violations\n", plays, violations);
    return violations > 0;
}
