/* SPDX-License-Identifier: MIT */
/*
 * Target: the request parser, bare and behind the door of a connection. Five oracles: a
 * verdict on a head is final, the cut of the input changes nothing, a connection keeps its books,
 * a second reader, made from the grammar alone, takes the same heads for good ones, and a head that
 * is written again is the same.
 */
#include "fuzz/agreement.h"
#include "fuzz/books.h"
#include "fuzz/prefixes.h"
#include "fuzz/round_trip.h"
#include "fuzz/target.h"
#include "fuzz/violation.h"

/* A head is read again with each piece, so many of them are dear: a fuzzer has few, at other places
   for every input, and more inputs a second. */
enum { PIECES = 256, PIECES_OF_A_FUZZER = 12 };
static size_t pieces = PIECES;

__attribute__((noreturn)) static void split_violation(struct heard *whole, struct heard *other)
{
    peer_add_facts(whole);
    peer_add_facts(other);
    violation("the cut of the input changes nothing",
              (struct side){"at once", whole->text, whole->length},
              (struct side){"in pieces", other->text, other->length});
}

static void check_books(const struct heard *h, struct reading head)
{
    char text[READING_TEXT];
    const char *broken = books_broken(h, head);
    if (broken != NULL)
        violation(broken, (struct side){"first head", text, reading_text(head, text)},
                  (struct side){"transcript", h->text, h->length});
}

/* Only fuzzers call it. What is made once and kept, the line of Date, is made before the first
   input counts: otherwise the same input takes another path the second time. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const char request[] = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    (void)argc;
    (void)argv;
    pieces = PIECES_OF_A_FUZZER;
    return LLVMFuzzerTestOneInput((const uint8_t *)request, sizeof request - 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct heard whole, other;
    const char *octets = (const char *)data;
    size_t length = size < PEER_INPUT ? size : PEER_INPUT;
    size_t step = length / pieces + 1;
    uint64_t chance = peer_hash(0, (struct span){octets, length});
    size_t first = 1 + (size_t)(chance >> 48) % step;
    struct pace paces[] = {
        {.read = step, .write = 61, .stale = '\n', .cuts = {first}},
        {.read = SIZE_MAX, .write = SIZE_MAX, .stale = '7', .late = true},
    };
    for (size_t i = 0; i < PEER_CUTS; i++)
        paces[1].cuts[i] = (size_t)(chance >> 16 * i) % (length + 1);
    struct reading head = prefixes_check(octets, length, step, first);
    agreement_check(octets, length);
    round_trip_check(octets, length);
    peer_play(&whole, octets, length,
              (struct pace){.read = SIZE_MAX, .write = SIZE_MAX, .stale = 'a'});
    check_books(&whole, head);
    for (size_t i = 0; i < sizeof paces / sizeof paces[0]; i++) {
        peer_play(&other, octets, length, paces[i]);
        check_books(&other, head);
        if (!peer_heard_same(&whole, &other))
            split_violation(&whole, &other);
    }
    return 0;
}
