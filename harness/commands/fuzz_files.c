/* SPDX-License-Identifier: MIT */
/* Raw cases, sent as they were when they were found: at once, then the end. */
#include "commands/fuzz_files.h"

#include <string.h>

#include "data/utf8.h"
#include "mutation/message.h"
#include "scenario/limits.h"

enum { REPEAT_LEAKS = 50 };
enum { RUN_LEAST = 12 }; /* so many alike octets are written as a repetition */

/* --- octets --------------------------------------------------------------------------------- */

static bool is_plain(unsigned char octet)
{
    return octet >= 0x20 && octet < 0x7f && octet != '\\' && octet != '\'' && octet != '$';
}

static void put_octet(FILE *out, unsigned char octet)
{
    static const char octets[] = "\r\n\t\\", letters[] = "rnt\\";
    const char *at = octet ? strchr(octets, octet) : NULL;
    if (at)
        fprintf(out, "\\%c", letters[at - octets]);
    else if (octet == '\'')
        fputs("''", out);
    else if (is_plain(octet))
        fputc(octet, out);
    else
        fprintf(out, "\\x%02x", octet);
}

static size_t run_at(const struct span *s, size_t at)
{
    size_t n = 1;
    while (at + n < s->length && s->octets[at + n] == s->octets[at])
        n++;
    return n;
}

void fuzz_write_octets(FILE *out, const struct span *s)
{
    fputc('\'', out);
    for (size_t at = 0; at < s->length;) {
        unsigned char octet = (unsigned char)s->octets[at];
        size_t n = run_at(s, at);
        bool repeated = n >= RUN_LEAST && octet != '}' && octet != '*';
        fputs(repeated ? "\\{" : "", out);
        put_octet(out, octet);
        if (repeated)
            fprintf(out, "*%zu}", n);
        at += repeated ? n : 1;
    }
    fputc('\'', out);
}

/* --- a scenario ----------------------------------------------------------------------------- */

/* What each kind says, and what has to be seen lest it fails: a crash always does. What leaks is
 * played in steps, often, and the audits that every scenario has do the rest. */
static const struct {
    const char *title, *about, *level, *outcome;
} kinds[HUNT_KIND_COUNT] = {
    [HUNT_CRASH] = {"octets that end the server",
                    "Whatever a client sends, no process of the server may end of it.",
                    "level: MAY\n    contested: true", "[accepted, refused, answered early]"},
    [HUNT_DEAF] = {"octets behind which nobody is answered",
                   "Whatever a client sends, others are answered as before.",
                   "level: MAY\n    contested: true", "[accepted, refused, answered early]"},
    [HUNT_SANITIZER] = {"octets at which the sanitizer reports a defect",
                        "A server that was built with a sanitizer has nothing to report.",
                        "level: MAY\n    contested: true", "[accepted, refused, answered early]"},
    [HUNT_HUNG] = {"octets that leave their connection open for ever",
                   "A client that has ended gets an answer or a close.", "level: MUST",
                   "[accepted, refused, answered early, smuggled, 4xx, 5xx]"},
    [HUNT_MALFORMED] = {"octets that are answered with no HTTP response",
                        "Whatever a client sends, what comes back is a response, or nothing.",
                        "level: MUST",
                        "[accepted, refused, answered early, hung, smuggled, 4xx, 5xx]"},
    [HUNT_TOO_MANY] = {"octets with more answers than requests",
                       "Each request has one answer (RFC 9112 section 9.3).", "level: MUST",
                       "[accepted, refused, answered early, hung, 4xx, 5xx]"},
    [HUNT_DESCRIPTORS] = {"octets that leave descriptors open",
                          "What a connection opened is closed behind it.", NULL, NULL},
    [HUNT_MEMORY] = {"octets that leave memory behind",
                     "What a request took is given back behind it.", NULL, NULL},
};

static unsigned requests_of(const struct span *input)
{
    unsigned most = message_requests_most(input->octets, input->length);
    return most < CASE_REQUESTS_MAX ? most : CASE_REQUESTS_MAX;
}

void fuzz_finding_name(char *out, size_t size, const struct hunt_result *r, size_t at)
{
    unsigned number = 1;
    for (size_t i = 0; i < at; i++)
        number += r->findings[i].kind == r->findings[at].kind;
    snprintf(out, size, "fuzz-%s-%u", hunt_kind_names[r->findings[at].kind], number);
}

static void put_case(FILE *out, const char *name, size_t number, const struct hunt_finding *f)
{
    const struct span *input = &f->inputs[number];
    fprintf(out,
            "\n  - id: %s-%zu\n    about: As it was sent.\n    %s\n    whole: true\n"
            "    half-close: true\n    requests: %u\n    bytes: ",
            name, number + 1, kinds[f->kind].level, requests_of(input));
    fuzz_write_octets(out, input);
    fprintf(out, "\n    outcome: %s\n", kinds[f->kind].outcome);
}

static void put_clean(FILE *out, const char *name, const char *target)
{
    fprintf(out,
            "\n  - id: %s-clean\n    about: Behind all that a clean request is answered.\n"
            "    whole: true\n    bytes: 'GET %s HTTP/1.1\\r\\nHost: a.test\\r\\n"
            "Connection: close\\r\\n\\r\\n'\n    outcome: [accepted, 4xx]\n",
            name, target);
}

static void put_cases(FILE *out, const char *name, const struct fuzz_model *m,
                      const struct hunt_finding *f)
{
    fputs("cases:", out);
    for (size_t i = 0; i < f->count; i++)
        put_case(out, name, i, f);
    put_clean(out, name, m->result->target);
}

/* Nobody waits for what hangs: what stays open is counted at the end. */
static void put_steps(FILE *out, const char *target, const struct hunt_finding *f)
{
    fprintf(out, "steps:\n  - repeat:\n      times: %d\n      steps:", REPEAT_LEAKS);
    for (size_t i = 0; i < f->count; i++) {
        fputs("\n        - bytes: ", out);
        fuzz_write_octets(out, &f->inputs[i]);
        fputs("\n          half-close: true\n          within: 100ms", out);
    }
    fprintf(out, "\n  - request: GET %s\n    expect:\n      - status < 500\n", target);
}

static void put_comment(FILE *out, const char *text)
{
    for (const char *mark = "# "; *text; mark = "#   ") {
        size_t length = strcspn(text, "\n");
        fputs(mark, out);
        utf8_put_plain(out, text, length);
        fputc('\n', out);
        text += length + (text[length] == '\n');
    }
}

void fuzz_write_scenario(FILE *out, const struct fuzz_model *m, size_t at)
{
    const struct hunt_finding *f = &m->result->findings[at];
    char name[64];
    fuzz_finding_name(name, sizeof name, m->result, at);
    fprintf(out,
            "# yaml-language-server: $schema=%s/scenario.schema.json\n"
            "# assay fuzz found this in %s with seed %llu; half-closed, as it was sent.\n",
            m->schemas, m->candidate, (unsigned long long)m->seed);
    put_comment(out, f->sentence);
    if (*f->evidence)
        put_comment(out, f->evidence);
    if (f->doubt)
        put_comment(out, f->doubt);
    fprintf(out, "version: 1\nscenario: %s\nabout: %s\nmodes: [native]\n", kinds[f->kind].title,
            kinds[f->kind].about);
    if (kinds[f->kind].outcome)
        put_cases(out, name, m, f);
    else
        put_steps(out, m->result->target, f);
}

void fuzz_write_difference(FILE *out, const struct fuzz_model *m, size_t at)
{
    const struct hunt_difference *d = &m->result->differences[at];
    fprintf(out,
            "# yaml-language-server: $schema=%s/scenario.schema.json\n"
            "# Of these octets two servers make different things. Neither need be wrong.\n",
            m->schemas);
    put_comment(out, m->candidate);
    put_comment(out, d->text);
    put_comment(out, m->other);
    put_comment(out, d->their_text);
    fprintf(out,
            "version: 1\nscenario: octets that two servers read differently\n"
            "about: Say here what the rule is, and which outcome is right.\nmodes: [native]\n"
            "cases:\n  - id: fuzz-difference-%zu-1\n    about: As it was sent.\n"
            "    level: MAY\n    contested: true\n    whole: true\n    half-close: true\n"
            "    requests: %u\n    bytes: ",
            at + 1, requests_of(&d->input));
    fuzz_write_octets(out, &d->input);
    fputs("\n    outcome: [accepted, refused, answered early]\n", out);
}
