/* SPDX-License-Identifier: MIT */
/* Optimal string alignment distance (Damerau 1964, restricted), bounded to short words. */
#include "base/words.h"

#include <fnmatch.h>
#include <stdint.h>
#include <string.h>

#include "base/bytes.h"

enum { WORD_MAX = 48 }; /* longer words are prose, not typing errors */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t distance(const char *a, const char *b)
{
    size_t row[3][WORD_MAX + 1];
    size_t n = strlen(a), m = strlen(b);
    if (n > WORD_MAX || m > WORD_MAX)
        return SIZE_MAX;
    for (size_t j = 0; j <= m; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *now = row[i % 3], *last = row[(i - 1) % 3], *before = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t cost = a[i - 1] != b[j - 1];
            now[j] = least(least(last[j] + 1, now[j - 1] + 1), last[j - 1] + cost);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
        }
    }
    return row[n % 3][m];
}

const char *words_nearest(const char *word, const char *const *names)
{
    size_t best = strlen(word) / 3;
    if (best == 0)
        best = 1;
    const char *nearest = NULL;
    for (; *names; names++) {
        size_t d = distance(word, *names);
        if (d < best + (nearest == NULL)) {
            best = d;
            nearest = *names;
        }
    }
    return nearest;
}

bool words_match(const char *pattern, const char *text)
{
    return fnmatch(pattern, text, FNM_EXTMATCH) == 0;
}

bool words_number(const char *text, size_t length, unsigned long long *value)
{
    unsigned long long n = 0;
    if (length == 0)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        if (__builtin_mul_overflow(n, 10ULL, &n) ||
            __builtin_add_overflow(n, (unsigned long long)(text[i] - '0'), &n))
            return false;
    }
    *value = n;
    return true;
}

void words_inert(char *name)
{
    for (; *name; name++)
        if ((unsigned char)*name < 0x20 || *name == 0x7f)
            *name = '?';
}

/* Returns where the word ends, or NULL if a quote is not closed. */
static const char *take_word(const char *at, struct bytes *word)
{
    while (*at && *at != ' ') {
        if (*at != '"' && *at != '\'') {
            bytes_add(word, at++, 1);
            continue;
        }
        const char *close = strchr(at + 1, *at);
        if (!close)
            return NULL;
        bytes_add(word, at + 1, (size_t)(close - at) - 1);
        at = close + 1;
    }
    return at;
}

const char *const *words_split(const char *line, bool *closed, struct arena *a)
{
    const char **words = arena_zero(a, strlen(line) / 2 + 2, sizeof *words);
    struct bytes word;
    size_t count = 0;
    bytes_init(&word, strlen(line));
    while (*(line += strspn(line, " ")) && (line = take_word(line, &word))) {
        words[count++] = arena_copy(a, word.data, word.length);
        bytes_clear(&word);
    }
    *closed = line != NULL;
    bytes_release(&word);
    return words;
}
