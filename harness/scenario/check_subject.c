/* SPDX-License-Identifier: MIT */
/* The first part of a check line: which subject it is about, and that subject's argument.
 */
#include "scenario/check_parts.h"

#include <string.h>

#include "base/words.h"
#include "data/jq.h"
#include "scenario/metrics.h"

enum { NAMES_MAX = 64 };

/* All words that a line may begin with, ended by NULL. */
static void subject_names(const char *names[NAMES_MAX])
{
    size_t n = 0, count;
    const struct metric *rows = metrics(&count);
    for (int kind = 0; kind < SUBJECT_METRIC; kind++)
        names[n++] = check_row((enum subject_kind)kind)->word;
    for (size_t i = 0; i < count && n < NAMES_MAX - 1; i++)
        names[n++] = rows[i].name;
    names[n] = NULL;
}

/* The words before the first operator, for a message about them. */
static struct span subject_words(struct span line)
{
    struct span rest = line, word;
    while (rest.length) {
        word = span_first_word(rest);
        if (check_operator_of(word) != -1)
            return span_trim((struct span){.at = line.at, .length = (size_t)(word.at - line.at)});
        rest = span_after(rest, word.length);
    }
    return line;
}

/* `status==200` and `status = 200`: what people write in other languages. */
static const char *operator_hint(struct span words)
{
    if (memchr(words.at, '=', words.length) || memchr(words.at, '<', words.length) ||
        memchr(words.at, '>', words.length) || memchr(words.at, '~', words.length))
        return "; an operator has a space on both sides";
    return "; a check begins with status, header NAME, body, json PROGRAM, elapsed, closed, reset, "
           "connect, exit code, last line or a metric";
}

/* The first metric whose name goes on after these words, such as latency p50 after `latency`; or
 * NULL. */
static const char *metric_after(struct span words)
{
    size_t count;
    const struct metric *rows = metrics(&count);
    for (size_t i = 0; i < count; i++) {
        bool begins = words.length && strncmp(rows[i].name, words.at, words.length) == 0;
        if (begins && rows[i].name[words.length] == ' ')
            return rows[i].name;
    }
    return NULL;
}

static bool unknown_subject(struct compiler *c, struct span line)
{
    const char *names[NAMES_MAX];
    struct span words = subject_words(line), first = span_first_word(line);
    subject_names(names);
    const char *nearest = words_nearest(span_copy(c, words), names);
    if (!nearest)
        nearest = metric_after(words);
    if (nearest)
        return check_wrong(c, words, "unknown subject '%.*s'; did you mean '%s'?",
                           (int)words.length, words.at, nearest);
    nearest = words_nearest(span_copy(c, first), names);
    if (nearest)
        return check_wrong(c, first, "unknown subject '%.*s'; did you mean '%s'?",
                           (int)first.length, first.at, nearest);
    return check_wrong(c, words, "unknown subject '%.60s'%s", span_copy(c, words),
                       operator_hint(words));
}

/* The subject whose words begin the line: *length octets of it. SUBJECT_COUNT if there is none. */
static enum subject_kind find_subject(struct span line, const char **metric, size_t *length)
{
    size_t count;
    const struct metric *rows = metrics(&count);
    for (int kind = 0; kind < SUBJECT_METRIC; kind++) {
        *length = strlen(check_row((enum subject_kind)kind)->word);
        if (span_begins(line, check_row((enum subject_kind)kind)->word))
            return (enum subject_kind)kind;
    }
    for (size_t i = 0; i < count; i++) {
        *length = strlen(rows[i].name);
        *metric = rows[i].name;
        if (span_begins(line, rows[i].name))
            return SUBJECT_METRIC;
    }
    return SUBJECT_COUNT;
}

static bool is_token_octet(char octet)
{
    static const char others[] = "!#$%&'*+-.^_`|~";
    return (octet >= '0' && octet <= '9') || (octet >= 'a' && octet <= 'z') ||
           (octet >= 'A' && octet <= 'Z') || (octet && strchr(others, octet));
}

static bool field_argument(struct compiler *c, struct span name, struct subject *out)
{
    if (name.length == 0 || check_operator_of(name) != -1)
        return check_wrong(c, name.length ? name : (struct span){.at = c->line, .length = 6},
                           "`%s` needs the name of a field: header Content-Type ~ ^text/",
                           check_row(out->kind)->word);
    for (size_t i = 0; i < name.length; i++) {
        if (!is_token_octet(name.at[i]))
            return check_wrong(c, name, "'%.*s' is not the name of a field", (int)name.length,
                               name.at);
    }
    out->argument = span_copy(c, name);
    return true;
}

static bool stub_argument(struct compiler *c, struct span name, struct subject *out)
{
    if (name.length == 0 || check_operator_of(name) != -1)
        return check_wrong(c, name.length ? name : (struct span){.at = c->line, .length = 4},
                           "`call` needs the name of a stub: call auth == 1");
    out->argument = span_copy(c, name);
    return true;
}

/* `where` is the program in the line. */
static bool program_argument(struct compiler *c, struct span where, struct subject *out)
{
    char sentence[JQ_SENTENCE_MAX];
    if (where.length == 0)
        return check_wrong(c, (struct span){.at = c->line, .length = 4},
                           "`json` needs a jq program: json .name == Ada");
    if (variables_in(where.at, where.length))
        return check_wrong(c, where,
                           "a variable can stand in the value only, not in the jq program");
    const char *program = span_copy(c, where);
    if (!jq_is_program(program, sentence))
        return check_wrong(c, where, "'%.80s' is not a jq program (%.100s)", program, sentence);
    out->argument = program;
    return true;
}

/* The last operator with a space on both sides and outside quotes; empty if there is none. */
static struct span last_operator(struct span line)
{
    struct span found = {.at = line.at + line.length};
    char quote = '\0';
    for (size_t i = 0; i < line.length; i++) {
        char octet = line.at[i];
        if (quote) {
            if (octet == '\\' && quote == '"')
                i++;
            else if (octet == quote)
                quote = '\0';
            continue;
        }
        if (octet == '"' || (octet == '\'' && i && line.at[i - 1] == ' '))
            quote = octet;
        if (octet == ' ' && i + 1 < line.length) {
            struct span word = span_first_word(
                (struct span){.at = line.at + i + 1, .length = line.length - i - 1});
            if (check_operator_of(word) != -1)
                found = word;
        }
    }
    return found;
}

bool check_compile_subject(struct compiler *c, struct span line, bool has_operator,
                           struct subject *out, struct span *rest)
{
    const char *metric = NULL;
    size_t length = 0;
    enum subject_kind kind = find_subject(line, &metric, &length);
    if (kind == SUBJECT_COUNT)
        return unknown_subject(c, line);
    *out = (struct subject){.kind = kind, .argument = kind == SUBJECT_METRIC ? metric : NULL};
    *rest = span_after(line, length);
    if (check_row(kind)->argument == ARGUMENT_FIELD || check_row(kind)->argument == ARGUMENT_STUB) {
        struct span name = span_first_word(*rest);
        *rest = span_after(*rest, name.length);
        return kind == SUBJECT_CALL ? stub_argument(c, name, out) : field_argument(c, name, out);
    }
    if (check_row(kind)->argument == ARGUMENT_PROGRAM) {
        struct span program = *rest;
        struct span op = has_operator ? last_operator(line) : span_after(line, line.length);
        if (op.at >= program.at)
            program =
                span_trim((struct span){.at = program.at, .length = (size_t)(op.at - program.at)});
        *rest = (struct span){.at = op.at, .length = (size_t)(line.at + line.length - op.at)};
        return program_argument(c, program, out);
    }
    return true;
}
