/* SPDX-License-Identifier: MIT */
/* The page is made of blocks (a row, the findings on a scenario), each of which is written whole or
 * not at all, and each section has an end that it may not pass: so no fence and no element stays
 * open where the page is cut, and long findings leave room for the requirements.
 */
#include "report/markdown.h"

#include <string.h>

#include "base/bytes.h"
#include "data/utf8.h"

enum {
    KIB = 1024,
    WORDS_MAX = 2000,       /* octets of a title, a reason, a value */
    EVIDENCE_MAX = 16000,   /* octets of the evidence for a check */
    CHECKS_MAX = 192 * KIB, /* of the findings on one scenario: any one check fits */
    BLOCK_MAX = 256 * KIB,
    SCENARIOS_END = 300 * KIB, /* where each section ends at the latest */
    FINDINGS_END = 660 * KIB,
    REQUIREMENTS_END = 800 * KIB,
    WAIVERS_END = 880 * KIB
};

struct page {
    FILE *out;
    size_t length;
    struct bytes block; /* being made */
};

/* Whether there is anything to say about item `index` of a section, and the block that says it. */
typedef bool chooser(const struct run_result *r, size_t index);
typedef void maker(struct bytes *block, const struct run_result *r, size_t index);

/* ---- text ------------------------------------------------------------------------------------ */

static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

static void add_octets(struct bytes *b, const char *backslash, const char *octets, size_t length)
{
    for (size_t i = 0; i < length; i++)
        bytes_format(b, "%sx%02x", backslash, (unsigned)(unsigned char)octets[i]);
}

static void add_left_out(struct bytes *b, size_t length)
{
    if (length)
        bytes_format(b, " ... (%zu more octets are in run.json)", length);
}

/* References mean the same in a cell, in a paragraph and in HTML, where a backslash does not. */
static void add_inline(struct bytes *b, const char *text)
{
    size_t length = strlen(text), i = 0;
    while (i < length && i < WORDS_MAX) {
        uint32_t code = 0;
        size_t n = utf8_next(text + i, length - i, &code);
        if (n && (code == '\n' || code == '\t'))
            bytes_text(b, " ");
        else if (n == 0 || is_control(code))
            add_octets(b, "&#92;", text + i, n ? n : 1);
        else if (code < 0x80 && strchr("&<>|`*_[]~\\$#", (int)code))
            bytes_format(b, "&#%u;", (unsigned)code);
        else
            bytes_add(b, text + i, n);
        i += n ? n : 1;
    }
    add_left_out(b, length - i);
}

/* For a fence, where only line ends mean something. */
static void add_plain(struct bytes *b, const char *text, size_t most)
{
    size_t length = strlen(text), i = 0;
    while (i < length && i < most) {
        uint32_t code = 0;
        size_t n = utf8_next(text + i, length - i, &code);
        if (n == 0 || (is_control(code) && code != '\n' && code != '\t'))
            add_octets(b, "\\", text + i, n ? n : 1);
        else
            bytes_add(b, text + i, n);
        i += n ? n : 1;
    }
    add_left_out(b, length - i);
    bytes_text(b, "\n");
}

static size_t longest_run(const char *text, char of)
{
    size_t longest = 0;
    for (size_t run = 0; *text; text++) {
        run = *text == of ? run + 1 : 0;
        if (run > longest)
            longest = run;
    }
    return longest;
}

/* `text` ends with a line end. */
static void add_fence(struct bytes *b, const char *language, const struct bytes *text)
{
    size_t ticks = longest_run(text->data, '`') + 1;
    for (int i = 0; i < 2; i++) {
        for (size_t n = 0; n < ticks || n < 3; n++)
            bytes_text(b, "`");
        bytes_text(b, i == 0 ? language : "");
        bytes_text(b, "\n");
        bytes_add(b, text->data, i == 0 ? text->length : 0);
    }
    bytes_text(b, "\n");
}

static void add_code(struct bytes *b, const char *text)
{
    bytes_text(b, "<code>");
    add_inline(b, text);
    bytes_text(b, "</code>");
}

static void add_verdict(struct bytes *b, enum verdict v)
{
    const char *strong = v > VERDICT_PASS ? "**" : "";
    bytes_format(b, "%s%s%s", strong, verdict_name(v), strong);
}

/* ---- page ------------------------------------------------------------------------------------ */

/* Writes the block unless it would pass `end`; the next one can be made either way. */
static bool place(struct page *p, size_t end)
{
    bool fits = !p->block.cut && p->length + p->block.length <= end;
    if (fits) {
        fwrite(p->block.data, 1, p->block.length, p->out);
        p->length += p->block.length;
    }
    bytes_clear(&p->block);
    return fits;
}

/* Our own words, which are few: they need no end. */
static void say(struct page *p, const char *words)
{
    fputs(words, p->out);
    p->length += strlen(words);
}

static void section(struct page *p, const struct run_result *r, size_t count, chooser *choose,
                    maker *make, size_t end)
{
    char sentence[100];
    size_t left = 0;
    for (size_t i = 0; i < count; i++) {
        if (!choose(r, i))
            continue;
        if (!left)
            make(&p->block, r, i);
        if (left || !place(p, end))
            left++;
    }
    snprintf(sentence, sizeof sentence, "\n**The page is cut here: run.json has the other %zu.**\n",
             left);
    say(p, left ? sentence : "");
    say(p, "\n");
}

/* ---- verdict --------------------------------------------------------------------------------- */

static void add_counts(struct bytes *b, const struct run_result *r)
{
    static const char *const words[VERDICT_COUNT] = {
        [VERDICT_SKIP] = "skipped",           [VERDICT_PASS] = "passed",
        [VERDICT_WARN] = "with warnings",     [VERDICT_FAIL] = "failed",
        [VERDICT_INCONCLUSIVE] = "undecided", [VERDICT_ERROR] = "broken"};
    const char *between = "";
    for (int v = VERDICT_COUNT - 1; v >= 0; v--) {
        if (r->counts[v])
            bytes_format(b, "%s%u %s", between, r->counts[v], words[v]);
        between = r->counts[v] ? ", " : between;
    }
    bytes_format(b, "%s%.1f s\n\n", between, (double)r->duration / 1e9);
}

static void add_origin(struct bytes *b, const struct run_result *r)
{
    bytes_text(b, "assay ");
    add_inline(b, r->version);
    bytes_text(b, ", ");
    add_inline(b, r->started);
    bytes_format(b, ", seed %llu, %ld core%s", (unsigned long long)r->seed, r->cpus,
                 r->cpus == 1 ? "" : "s");
    if (r->system) {
        bytes_text(b, ", ");
        add_inline(b, r->system);
    }
    if (r->digest) {
        bytes_text(b, ", sha256 ");
        add_code(b, r->digest);
    }
    bytes_text(b, "\n\n");
}

static void add_limits(struct bytes *b, const struct run_result *r)
{
    bytes_text(b, "The server ran already. Not judged:\n\n");
    for (const char *const *limit = r->limits; *limit; limit++) {
        bytes_text(b, "- ");
        add_inline(b, *limit);
        bytes_text(b, "\n");
    }
    bytes_text(b, "\n");
}

static void put_heading(struct page *p, const struct run_result *r)
{
    struct bytes *b = &p->block;
    bytes_format(b, "# %s: ", run_verdict_shout(r->verdict));
    add_code(b, r->candidate);
    bytes_text(b, "\n\n");
    add_counts(b, r);
    add_origin(b, r);
    if (r->broken) {
        bytes_text(b, "The harness could not go on: ");
        add_inline(b, r->broken);
        bytes_text(b, "\n\n");
    }
    if (r->signal)
        bytes_format(b, "Cut off by signal %d.\n\n", r->signal);
    if (r->url)
        add_limits(b, r);
    place(p, SCENARIOS_END);
}

/* ---- scenarios by modes ---------------------------------------------------------------------- */

static bool is_first_of_id(const struct run_result *r, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (strcmp(r->scenarios[i].id, r->scenarios[index].id) == 0)
            return false;
    }
    return true;
}

/* All plays of a scenario in a mode: the heaviest of them, how often it came, and all their time.
 */
struct cell {
    const struct scenario_result *heaviest; /* NULL: it was not played in this mode */
    size_t plays, so_judged;
    int64_t duration;
};

static struct cell cell_of(const struct run_result *r, const char *id, const char *mode)
{
    struct cell c = {.plays = 0};
    for (size_t i = 0; i < r->scenario_count; i++) {
        const struct scenario_result *s = &r->scenarios[i];
        if (strcmp(s->id, id) != 0 || strcmp(s->mode, mode) != 0)
            continue;
        if (!c.heaviest || s->verdict > c.heaviest->verdict) {
            c.heaviest = s;
            c.so_judged = 0;
        }
        c.plays++;
        c.so_judged += s->verdict == c.heaviest->verdict;
        c.duration += s->duration;
    }
    return c;
}

static void add_cell(struct bytes *b, const struct cell *c)
{
    bytes_text(b, " ");
    if (!c->heaviest)
        return;
    add_verdict(b, c->heaviest->verdict);
    if (c->plays > 1)
        bytes_format(b, " in %zu of %zu", c->so_judged, c->plays);
    if (c->heaviest->verdict != VERDICT_SKIP)
        bytes_format(b, ", %.1f s", (double)c->duration / 1e9);
    if (c->heaviest->reason) {
        bytes_text(b, ": ");
        add_inline(b, c->heaviest->reason);
    }
    bytes_text(b, " ");
}

static void make_row(struct bytes *b, const struct run_result *r, size_t index)
{
    const struct scenario_result *s = &r->scenarios[index];
    bytes_text(b, "| ");
    add_inline(b, s->id);
    bytes_text(b, ": ");
    add_inline(b, s->title);
    bytes_text(b, " |");
    for (size_t i = 0; i < r->scenario_count; i++) {
        if (!result_is_first_of_mode(r, i))
            continue;
        struct cell c = cell_of(r, s->id, r->scenarios[i].mode);
        add_cell(b, &c);
        bytes_text(b, "|");
    }
    bytes_text(b, "\n");
}

static void put_scenarios(struct page *p, const struct run_result *r)
{
    struct bytes *b = &p->block;
    if (r->scenario_count == 0) {
        say(p, "No scenario was played.\n\n");
        return;
    }
    bytes_text(b, "| scenario |");
    for (size_t i = 0; i < r->scenario_count; i++) {
        if (result_is_first_of_mode(r, i)) {
            bytes_text(b, " ");
            add_inline(b, r->scenarios[i].mode);
            bytes_text(b, " |");
        }
    }
    bytes_text(b, "\n| --- |");
    for (size_t i = 0; i < r->scenario_count; i++)
        bytes_text(b, result_is_first_of_mode(r, i) ? " --- |" : "");
    bytes_text(b, "\n");
    place(p, SCENARIOS_END);
    section(p, r, r->scenario_count, is_first_of_id, make_row, SCENARIOS_END);
}

/* ---- findings -------------------------------------------------------------------------------- */

static void add_field(struct bytes *text, const char *word, const char *value)
{
    if (!value)
        return;
    bytes_format(text, "%-10s", word);
    add_plain(text, value, WORDS_MAX);
}

static void add_check(struct bytes *b, const struct check_result *c)
{
    struct bytes text;
    bytes_init(&text, BLOCK_MAX);
    add_verdict(b, c->verdict);
    if (c->step) {
        bytes_format(b, " step %u, ", c->step_number);
        add_inline(b, c->step);
    }
    bytes_text(b, ": ");
    add_code(b, c->text);
    if (c->line && c->file)
        bytes_format(b, " (%s:%d)", c->file, c->line);
    else if (c->line)
        bytes_format(b, " (line %d)", c->line);
    bytes_text(b, "\n\n");
    add_field(&text, "expected", c->expected);
    add_field(&text, "measured", c->measured);
    add_field(&text, "because", c->reason);
    if (c->evidence) {
        bytes_text(&text, "\n");
        add_plain(&text, c->evidence, EVIDENCE_MAX);
    }
    add_fence(b, "text", &text);
    bytes_release(&text);
}

static void add_checks(struct bytes *b, const struct scenario_result *s)
{
    struct bytes one;
    size_t left = 0;
    bytes_init(&one, BLOCK_MAX);
    for (size_t i = 0; i < s->check_count; i++) {
        if (s->checks[i].verdict <= VERDICT_PASS)
            continue;
        bytes_clear(&one);
        if (!left)
            add_check(&one, &s->checks[i]);
        if (!left && b->length + one.length <= CHECKS_MAX)
            bytes_add(b, one.data, one.length);
        else
            left++;
    }
    if (left)
        bytes_format(b, "**Cut here: run.json has %zu more checks that did not pass.**\n\n", left);
    bytes_release(&one);
}

static void add_again(struct bytes *b, const struct scenario_result *s)
{
    struct bytes command;
    bytes_init(&command, BLOCK_MAX);
    add_plain(&command, s->again, WORDS_MAX);
    bytes_text(b, "Again:\n\n");
    add_fence(b, "sh", &command);
    bytes_release(&command);
}

static bool did_not_pass(const struct run_result *r, size_t index)
{
    return r->scenarios[index].verdict > VERDICT_PASS;
}

static void make_findings(struct bytes *b, const struct run_result *r, size_t index)
{
    const struct scenario_result *s = &r->scenarios[index];
    bytes_format(b, "<details>\n<summary><b>%s</b> ", verdict_name(s->verdict));
    add_inline(b, s->id);
    bytes_text(b, " (");
    add_inline(b, s->mode);
    bytes_text(b, "): ");
    add_inline(b, s->title);
    bytes_text(b, "</summary>\n\n");
    if (s->reason) {
        bytes_text(b, "Because: ");
        add_inline(b, s->reason);
        bytes_text(b, "\n\n");
    }
    add_checks(b, s);
    add_again(b, s);
    bytes_text(b, "</details>\n\n");
}

static void put_findings(struct page *p, const struct run_result *r)
{
    bool any = false;
    for (size_t i = 0; i < r->scenario_count; i++)
        any |= did_not_pass(r, i);
    if (!any)
        return;
    say(p, "## What did not pass\n\n");
    section(p, r, r->scenario_count, did_not_pass, make_findings, FINDINGS_END);
}

/* ---- requirements and waivers ---------------------------------------------------------------- */

static bool is_any(const struct run_result *r, size_t index)
{
    (void)r;
    (void)index;
    return true;
}

static void add_requirement_verdict(struct bytes *b, const struct requirement_result *q)
{
    const char *word = coverage_name(q->coverage);
    if (word)
        bytes_text(b, word);
    else
        add_verdict(b, result_verdict_on(q));
}

static void make_requirement(struct bytes *b, const struct run_result *r, size_t index)
{
    const struct requirement_result *q = &r->requirements[index];
    bytes_text(b, "| ");
    add_inline(b, q->id);
    bytes_text(b, " | ");
    add_inline(b, q->title);
    bytes_text(b, " | ");
    add_requirement_verdict(b, q);
    bytes_text(b, " | ");
    for (size_t i = 0; i < q->scenario_count; i++) {
        bytes_text(b, i ? ", " : "");
        add_inline(b, q->scenarios[i]);
    }
    bytes_text(b, " |\n");
}

static void make_waiver(struct bytes *b, const struct run_result *r, size_t index)
{
    bytes_text(b, "- ");
    add_inline(b, r->waivers[index]);
    bytes_text(b, "\n");
}

void markdown_write(FILE *out, const struct run_result *r)
{
    struct page p = {.out = out};
    bytes_init(&p.block, BLOCK_MAX);
    put_heading(&p, r);
    put_scenarios(&p, r);
    put_findings(&p, r);
    if (r->requirement_count) {
        say(&p, "## Requirements\n\n| id | requirement | verdict | scenarios |\n"
                "| --- | --- | --- | --- |\n");
        section(&p, r, r->requirement_count, is_any, make_requirement, REQUIREMENTS_END);
    }
    if (r->waiver_count) {
        say(&p, "## Waived\n\n");
        section(&p, r, r->waiver_count, is_any, make_waiver, WAIVERS_END);
    }
    bytes_release(&p.block);
}
