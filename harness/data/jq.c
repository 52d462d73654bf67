/* SPDX-License-Identifier: MIT */
/* The only file that includes jq.h of the library. Its calls consume their arguments unless
 * jv_copy says otherwise (jv_is_valid and jv_get_kind consume nothing); every jv that is made here
 * is freed in the function that made it.
 */
#include "data/jq.h"

#include <ctype.h>
#include <jq.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "data/json.h"

enum { KNOWN_COUNT = 16, KNOWN_MAX = 256 }; /* programs, and octets of each */

struct jq {
    jq_state *state;
};

static void first_sentence(void *sentence, jv message)
{
    char *out = sentence;
    jv text = jq_format_error(message);
    if (out[0] == '\0')
        snprintf(out, JQ_SENTENCE_MAX, "%s", jv_string_value(text));
    jv_free(text);
}

/* The library speaks of its own command line: take "jq: error: " off, the shell advice out, and
 * everything from " at <top-level>" on. */
static void tidy(char *sentence)
{
    static const char prefix[] = "jq: error: ", advice[] = " (Unix shell quoting issues?)";
    if (strncmp(sentence, prefix, strlen(prefix)) == 0)
        memmove(sentence, sentence + strlen(prefix), strlen(sentence + strlen(prefix)) + 1);
    char *at = strstr(sentence, advice);
    if (at)
        memmove(at, at + strlen(advice), strlen(at + strlen(advice)) + 1);
    at = strstr(sentence, " at <top-level>");
    if (at)
        *at = '\0';
}

/* The library loses memory over a string that is not closed, so that is refused before it. */
static bool has_open_string(const char *program)
{
    bool open = false;
    for (const char *at = program; *at; at++) {
        if (*at == '\\' && at[1])
            at++;
        else
            open ^= *at == '"';
    }
    return open;
}

static const char word_octets[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

/* Names of members alone, such as `.user.name`, as most programs are. */
static bool is_path(const char *program)
{
    const char *at = program + (*program == '$');
    while (*at == '.' && strspn(at + 1, word_octets) && !isdigit((unsigned char)at[1]))
        at += 1 + strspn(at + 1, word_octets);
    return at > program + 1 && *at == '\0';
}

/* The library cannot be stopped once it runs, and these are its ways to run for ever; NULL if
 * `word` is none of them. */
static const char *endless_word(const char *word, size_t length)
{
    static const char *const words[] = {"def",   "repeat", "while", "until",  "recurse",
                                        "range", "limit",  "input", "inputs", NULL};
    size_t i = 0;
    while (words[i] && (strlen(words[i]) != length || strncmp(words[i], word, length) != 0))
        i++;
    return words[i];
}

/* The first such word outside strings that is no name of a member; what a string interpolates is
 * outside. */
static const char *find_endless(const char *program)
{
    bool quoted = false;
    char before = ' ';
    for (const char *at = program; *at;) {
        size_t length = quoted ? 0 : strspn(at, word_octets);
        bool member = before == '.' || before == '$' || at[length] == ':';
        const char *found = length && !member ? endless_word(at, length) : NULL;
        if (found)
            return found;
        before = *at;
        at += length ? length : 1;
        if (before == '\\' && quoted && *at)
            quoted = *at++ != '(';
        else
            quoted ^= before == '"';
    }
    return NULL;
}

static bool is_refused(const char *program, char sentence[JQ_SENTENCE_MAX])
{
    const char *endless = find_endless(program);
    if (has_open_string(program))
        snprintf(sentence, JQ_SENTENCE_MAX, "a double quote is not closed");
    else if (endless)
        snprintf(sentence, JQ_SENTENCE_MAX, "'%s' may never end", endless);
    else
        return false;
    return true;
}

struct jq *jq_open(const char *program, char sentence[JQ_SENTENCE_MAX])
{
    if (is_refused(program, sentence))
        return NULL;
    jq_state *state = jq_init();
    sentence[0] = '\0';
    if (!state) {
        snprintf(sentence, JQ_SENTENCE_MAX, "the jq library could not be started");
        return NULL;
    }
    jq_set_error_cb(state, first_sentence, sentence);
    /* No modules; without any path the library aborts on `import`. */
    jq_set_attr(state, jv_string("JQ_LIBRARY_PATH"), jv_array());
    if (program[0] == '$' && program[1] == '.')
        program++;
    bool compiled = jq_compile(state, program) != 0;
    jq_set_error_cb(state, NULL, NULL);
    if (!compiled) {
        tidy(sentence);
        jq_teardown(&state);
        return NULL;
    }
    struct jq *jq = memory_get(sizeof *jq);
    jq->state = state;
    return jq;
}

/* The last programs that were taken: files ask the same ones in many places. */
static struct {
    char programs[KNOWN_COUNT][KNOWN_MAX];
    size_t next;
} known;

static bool is_known(const char *program)
{
    size_t i = 0;
    while (i < KNOWN_COUNT && strcmp(known.programs[i], program) != 0)
        i++;
    return *program && i < KNOWN_COUNT;
}

static void remember(const char *program)
{
    size_t length = strlen(program);
    if (length < KNOWN_MAX)
        memcpy(known.programs[known.next++ % KNOWN_COUNT], program, length + 1);
}

bool jq_is_program(const char *program, char sentence[JQ_SENTENCE_MAX])
{
    if (is_path(program) || is_known(program))
        return true; /* the library takes milliseconds to start, and has nothing to say of it */
    struct jq *jq = jq_open(program, sentence);
    if (jq)
        remember(program);
    jq_close(jq);
    return jq;
}

void jq_close(struct jq *jq)
{
    if (!jq)
        return;
    jq_teardown(&jq->state);
    free(jq);
}

static void dump(jv value, struct bytes *out)
{
    jv text = jv_dump_string(value, JV_PRINT_SORTED);
    bytes_add(out, jv_string_value(text), (size_t)jv_string_length_bytes(jv_copy(text)));
    jv_free(text);
}

/* A valid jv, or an invalid one with the sentence filled. */
static jv parse(const char *text, size_t length, char *sentence)
{
    if (length > JSON_OCTETS_MAX) {
        snprintf(sentence, JQ_SENTENCE_MAX, "larger than %d octets", JSON_OCTETS_MAX);
        return jv_invalid();
    }
    char where[JQ_SENTENCE_MAX / 2];
    if (!json_is_valid(text, length, where, sizeof where)) {
        snprintf(sentence, JQ_SENTENCE_MAX, "not JSON: %s", where);
        return jv_invalid();
    }
    jv value = jv_parse_sized(text, (int)length);
    if (!jv_is_valid(value))
        snprintf(sentence, JQ_SENTENCE_MAX, "JSON that is nested too deep");
    return value;
}

static enum jq_result failed(jv output, char *sentence)
{
    jv message = jv_invalid_get_msg(output);
    if (jv_get_kind(message) == JV_KIND_STRING)
        snprintf(sentence, JQ_SENTENCE_MAX, "%s", jv_string_value(message));
    else
        snprintf(sentence, JQ_SENTENCE_MAX, "the program ended with an error");
    jv_free(message);
    return JQ_FAILED;
}

enum jq_result jq_run(struct jq *jq, const char *text, size_t length, struct bytes *out,
                      char sentence[JQ_SENTENCE_MAX])
{
    sentence[0] = '\0';
    jv input = parse(text, length, sentence);
    if (!jv_is_valid(input)) {
        jv_free(input);
        return JQ_FAILED;
    }
    jq_start(jq->state, input, 0);
    jv output = jq_next(jq->state);
    if (jv_is_valid(output)) {
        dump(output, out);
        return JQ_VALUE;
    }
    if (jv_invalid_has_msg(jv_copy(output)))
        return failed(output, sentence);
    jv_free(output);
    return JQ_NOTHING;
}

bool jq_canonical(const char *text, size_t length, struct bytes *out)
{
    char sentence[JQ_SENTENCE_MAX];
    jv value = parse(text, length, sentence);
    if (!jv_is_valid(value)) {
        jv_free(value);
        return false;
    }
    dump(value, out);
    return true;
}
