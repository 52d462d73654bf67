/* SPDX-License-Identifier: MIT */
/* Scenarios by modes, what did not pass, and all of each of them.
 */
#include <string.h>

#include "report/figure.h"
#include "report/html_page.h"
#include "report/html_text.h"

enum { FAILURES_SHOWN = 20 };

static bool is_same(const struct run_result *r, size_t a, size_t b)
{
    return strcmp(r->scenarios[a].id, r->scenarios[b].id) == 0;
}

bool html_is_first_of_id(const struct run_result *r, size_t index)
{
    for (size_t i = index; i > 0; i--) {
        if (is_same(r, i - 1, index))
            return false;
    }
    return true;
}

static bool is_same_play(const struct run_result *r, size_t a, size_t b)
{
    return is_same(r, a, b) && strcmp(r->scenarios[a].mode, r->scenarios[b].mode) == 0;
}

/* How many plays there are of this scenario in this mode, and which of them this one is, from 1. */
static unsigned plays_of(const struct run_result *r, size_t index, unsigned *which)
{
    unsigned count = 0;
    for (size_t i = 0; i < r->scenario_count; i++) {
        count += is_same_play(r, i, index);
        if (i == index)
            *which = count;
    }
    return count;
}

void html_put_scenario_id(FILE *out, const char *id)
{
    fputs("scenario-", out);
    html_id(out, id);
}

void html_put_play_id(FILE *out, const struct run_result *r, size_t index)
{
    unsigned which = 0, count = plays_of(r, index, &which);
    fputs("play-", out);
    html_id(out, r->scenarios[index].id);
    fputc('-', out);
    html_id(out, r->scenarios[index].mode);
    if (count > 1)
        fprintf(out, "-%u", which);
}

/* ---- figures --------------------------------------------------------------------------------- */

/* What a reader looks for first, in the overview. */
static const struct {
    const char *metric, *before, *behind;
    enum figure_unit unit;
} notable[] = {
    {"cases", "", " cases", FIGURE_COUNT},
    {"latency p95", "p95 ", "", FIGURE_NS},
    {"bystander p95", "bystander p95 ", "", FIGURE_NS},
    {"throughput", "", "", FIGURE_RATE},
    {"fds leaked", "descriptors +", "", FIGURE_COUNT},
    {"heap leaked", "heap blocks +", "", FIGURE_COUNT},
    {"memcheck errors", "", " errors", FIGURE_COUNT},
    {"memcheck lost", "", " lost", FIGURE_OCTETS},
    {"instructions per request", "", " instructions a request", FIGURE_COUNT},
    {"soak bound", "at most ", "", FIGURE_OCTETS},
    {"fuzz executions", "", " executions", FIGURE_COUNT},
};

void html_put_notable(FILE *out, const struct scenario_result *s)
{
    char text[64];
    figure_text(text, sizeof text, FIGURE_NS, (double)s->duration);
    fprintf(out, " <span class=\"notes\">%s", text);
    for (size_t i = 0; i < s->metric_count; i++) {
        for (size_t k = 0; k < sizeof notable / sizeof *notable; k++) {
            if (strcmp(s->metrics[i].name, notable[k].metric) != 0)
                continue;
            figure_text(text, sizeof text, notable[k].unit, s->metrics[i].value);
            fprintf(out, ", %s%s%s", notable[k].before, text, notable[k].behind);
        }
    }
    fputs("</span>", out);
}

static void put_metrics(FILE *out, const struct scenario_result *s)
{
    char text[64];
    if (s->metric_count == 0)
        return;
    fputs("<h5>Measured</h5><dl class=\"metrics\">\n", out);
    for (size_t i = 0; i < s->metric_count; i++) {
        const struct metric_result *m = &s->metrics[i];
        figure_text(text, sizeof text, figure_unit_of(m->name), m->value);
        fputs("<div><dt>", out);
        html_text(out, m->name);
        fprintf(out, "</dt><dd>%s</dd></div>\n", text);
    }
    fputs("</dl>\n", out);
}

/* ---- overview -------------------------------------------------------------------------------- */

static void put_why_skipped(FILE *out, const struct scenario_result *s)
{
    if (!s->reason)
        return;
    fputs(" <span class=\"notes\">", out);
    html_text(out, s->reason);
    fputs("</span>", out);
}

static void put_cell(FILE *out, const struct run_result *r, size_t index, const char *mode)
{
    bool any = false;
    fputs("<td>", out);
    for (size_t i = index; i < r->scenario_count; i++) {
        const struct scenario_result *s = &r->scenarios[i];
        if (!is_same(r, i, index) || strcmp(s->mode, mode) != 0)
            continue;
        fputs(any ? "<br><a href=\"#" : "<a href=\"#", out);
        html_put_play_id(out, r, i);
        fputs("\">", out);
        html_put_verdict(out, s->verdict);
        fputs("</a>", out);
        if (s->verdict != VERDICT_SKIP)
            html_put_notable(out, s);
        else
            put_why_skipped(out, s);
        any = true;
    }
    fputs("</td>", out);
}

static void put_row(FILE *out, const struct run_result *r, size_t index)
{
    const struct scenario_result *s = &r->scenarios[index];
    fputs("<tr><th scope=\"row\"><a href=\"#", out);
    html_put_scenario_id(out, s->id);
    fputs("\">", out);
    html_text(out, s->title);
    fputs("</a> <small>", out);
    html_text(out, s->id);
    fputs("</small></th>", out);
    for (size_t i = 0; i < r->scenario_count; i++) {
        if (result_is_first_of_mode(r, i))
            put_cell(out, r, index, r->scenarios[i].mode);
    }
    fputs("</tr>\n", out);
}

/* Raw cases come by the hundred: those that passed have a table of their own. */
static bool is_quiet_case(const struct run_result *r, size_t index)
{
    return r->scenarios[index].is_case && r->scenarios[index].verdict <= VERDICT_PASS;
}

static void put_table(FILE *out, const struct run_result *r, bool quiet)
{
    fprintf(out,
            "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"%s by mode\"><table "
            "class=\"overview\"><thead><tr><th scope=\"col\">scenario</th>",
            quiet ? "Cases that passed" : "Scenarios");
    html_put_mode_heads(out, r);
    fputs("</tr></thead><tbody>\n", out);
    for (size_t i = 0; i < r->scenario_count; i++) {
        if (html_is_first_of_id(r, i) && is_quiet_case(r, i) == quiet)
            put_row(out, r, i);
    }
    fputs("</tbody></table></div>\n", out);
}

void html_put_overview(FILE *out, const struct run_result *r)
{
    unsigned quiet = 0;
    fputs("<section aria-labelledby=\"scenarios\"><h2 id=\"scenarios\">Scenarios</h2>\n", out);
    if (r->scenario_count == 0)
        fputs("<p>None was played.</p>\n", out);
    else
        put_table(out, r, false);
    for (size_t i = 0; i < r->scenario_count; i++)
        quiet += html_is_first_of_id(r, i) && is_quiet_case(r, i);
    if (quiet) {
        fprintf(out, "<details><summary>%u raw cases that passed</summary>\n", quiet);
        put_table(out, r, true);
        fputs("</details>\n", out);
    }
    fputs("</section>\n", out);
}

/* ---- checks ---------------------------------------------------------------------------------- */

static void put_place(FILE *out, const struct check_result *c)
{
    if (!c->line)
        return;
    fputs(" <small>", out);
    if (c->file)
        html_text(out, c->file);
    fprintf(out, "%s%d</small>", c->file ? ":" : "line ", c->line);
}

static bool is_of(const char *subject, const char *text)
{
    return strncmp(text, subject, strlen(subject)) == 0;
}

/* Where a transcript shows what the check is about: the status line, the field, or anywhere. */
static struct html_offence offence_of(const struct check_result *c)
{
    static const char status[] = "HTTP/", header[] = "header ";
    bool missed = c->verdict == VERDICT_FAIL || c->verdict == VERDICT_WARN;
    if (!missed || !*c->measured)
        return (struct html_offence){.words = NULL};
    if (is_of("status", c->text))
        return (struct html_offence){c->measured, status, strlen(status)};
    if (is_of(header, c->text)) {
        const char *name = c->text + strlen(header);
        return (struct html_offence){c->measured, name, strcspn(name, " ")};
    }
    bool of_content = is_of("body", c->text) || is_of("trailer", c->text);
    return (struct html_offence){.words = of_content ? c->measured : NULL};
}

static void put_evidence(FILE *out, const struct check_result *c)
{
    if (!c->evidence)
        return;
    const struct html_offence offence = offence_of(c);
    fputs("<pre tabindex=\"0\">", out);
    html_transcript(out, c->evidence, &offence);
    fputs("</pre>\n", out);
}

static void put_step(FILE *out, const struct check_result *c)
{
    if (!c->step) {
        fputs("<td>every scenario</td>", out);
        return;
    }
    fprintf(out, "<td>%u: ", c->step_number);
    html_text(out, c->step);
    fputs("</td>", out);
}

static void put_check(FILE *out, const struct check_result *c)
{
    fprintf(out, "<tr class=\"%s%s\"><td>", verdict_name(c->verdict),
            c->evidence ? " explained" : "");
    html_put_verdict(out, c->verdict);
    fputs("</td>", out);
    put_step(out, c);
    fputs("<td><code>", out);
    html_text(out, c->text);
    fputs("</code>", out);
    put_place(out, c);
    fputs("</td><td>", out);
    html_text(out, c->expected);
    fputs("</td><td>", out);
    html_text(out, c->measured);
    if (c->reason && strcmp(c->reason, c->measured) != 0) {
        fputs(*c->measured ? "<br><small>" : "<small>", out);
        html_text(out, c->reason);
        fputs("</small>", out);
    }
    fputs("</td></tr>\n", out);
    if (c->evidence) {
        fputs("<tr class=\"evidence\"><td colspan=\"5\">", out);
        put_evidence(out, c);
        fputs("</td></tr>\n", out);
    }
}

static size_t count_checks(const struct scenario_result *s, enum verdict least, enum verdict most)
{
    size_t count = 0;
    for (size_t i = 0; i < s->check_count; i++)
        count += s->checks[i].verdict >= least && s->checks[i].verdict <= most;
    return count;
}

static void put_checks_between(FILE *out, const struct scenario_result *s, enum verdict least,
                               enum verdict most)
{
    fputs("<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Checks\"><table "
          "class=\"checks\"><thead><tr><th scope=\"col\">verdict</th><th scope=\"col\">step</th>"
          "<th scope=\"col\">check</th><th scope=\"col\">expected</th>"
          "<th scope=\"col\">measured</th></tr></thead><tbody>\n",
          out);
    for (size_t i = 0; i < s->check_count; i++) {
        if (s->checks[i].verdict >= least && s->checks[i].verdict <= most)
            put_check(out, &s->checks[i]);
    }
    fputs("</tbody></table></div>\n", out);
}

/* Those that did not pass come first; the others are folded behind them. */
void html_put_checks(FILE *out, const struct scenario_result *s, enum verdict least)
{
    size_t bad = count_checks(s, VERDICT_WARN, VERDICT_ERROR);
    size_t good = count_checks(s, least, VERDICT_PASS);
    if (bad)
        put_checks_between(out, s, VERDICT_WARN, VERDICT_ERROR);
    if (bad && good)
        fprintf(out, "<details class=\"others\"><summary>The other %zu check%s</summary>\n", good,
                good == 1 ? "" : "s");
    if (good)
        put_checks_between(out, s, least, VERDICT_PASS);
    if (bad && good)
        fputs("</details>\n", out);
}

/* ---- what did not pass ----------------------------------------------------------------------- */

static void put_failed_checks(FILE *out, const struct scenario_result *s)
{
    bool any = false;
    for (size_t i = 0; i < s->check_count; i++) {
        const struct check_result *c = &s->checks[i];
        if (c->verdict <= VERDICT_WARN)
            continue;
        fputs(any ? "<li><code>" : "<ul>\n<li><code>", out);
        html_text(out, c->text);
        fputs("</code>: expected ", out);
        html_text(out, c->expected);
        fputs(", measured ", out);
        html_text(out, *c->measured ? c->measured : "nothing");
        fputs("</li>\n", out);
        any = true;
    }
    fputs(any ? "</ul>" : "", out);
}

static void put_failure(FILE *out, const struct run_result *r, size_t index)
{
    const struct scenario_result *s = &r->scenarios[index];
    fputs("<li>", out);
    html_put_verdict(out, s->verdict);
    fputs(" <a href=\"#", out);
    html_put_play_id(out, r, index);
    fputs("\">", out);
    html_text(out, s->title);
    fputs("</a> (", out);
    html_text(out, s->mode);
    fputs(")", out);
    if (s->reason) {
        fputs(": ", out);
        html_text(out, s->reason);
    }
    put_failed_checks(out, s);
    fputs("</li>\n", out);
}

static size_t count_failures(const struct run_result *r)
{
    size_t bad = 0;
    for (size_t i = 0; i < r->scenario_count; i++)
        bad += r->scenarios[i].verdict > VERDICT_WARN;
    return bad;
}

bool html_has_failures(const struct run_result *r)
{
    return count_failures(r) > 0;
}

/* The heaviest first, as many as a reader takes in; all of them have their sections below. */
void html_put_failures(FILE *out, const struct run_result *r)
{
    size_t bad = count_failures(r), shown = 0;
    if (!bad)
        return;
    fputs("<section aria-labelledby=\"failures\"><h2 id=\"failures\">What did not pass</h2>\n"
          "<ul class=\"failures\">\n",
          out);
    for (int v = VERDICT_COUNT - 1; v > VERDICT_WARN; v--) {
        for (size_t i = 0; i < r->scenario_count; i++) {
            if ((int)r->scenarios[i].verdict != v || shown == FAILURES_SHOWN)
                continue;
            put_failure(out, r, i);
            shown++;
        }
    }
    fputs("</ul>\n", out);
    if (shown < bad)
        fprintf(out, "<p>%zu more are among <a href=\"#details\">the scenarios</a>.</p>\n",
                bad - shown);
    fputs("</section>\n", out);
}

/* ---- each scenario --------------------------------------------------------------------------- */

static void put_again(FILE *out, const struct scenario_result *s)
{
    if (!s->again)
        return;
    fputs("<h5>Again</h5>\n<pre class=\"again\" tabindex=\"0\">", out);
    html_text(out, s->again);
    fputs("</pre>\n", out);
}

static void put_play(FILE *out, const struct run_result *r, size_t index)
{
    const struct scenario_result *s = &r->scenarios[index];
    unsigned which = 0, count = plays_of(r, index, &which);
    fputs("<article id=\"", out);
    html_put_play_id(out, r, index);
    fputs("\"><h4>", out);
    html_text(out, s->mode);
    if (count > 1)
        fprintf(out, ", play %u of %u", which, count);
    fputs(" ", out);
    html_put_verdict(out, s->verdict);
    html_put_notable(out, s);
    fputs("</h4>\n", out);
    if (s->reason) {
        fputs("<p>", out);
        html_text(out, s->reason);
        fputs("</p>\n", out);
    }
    html_put_checks(out, s, VERDICT_SKIP);
    for (size_t i = 0; i < s->load_count; i++)
        html_put_load(out, &s->loads[i]);
    for (size_t i = 0; i < s->course_count; i++)
        html_put_course(out, &s->courses[i]);
    html_put_held(out, s);
    put_metrics(out, s);
    put_again(out, s);
    fputs("</article>\n", out);
}

static enum verdict heaviest_of_id(const struct run_result *r, size_t index)
{
    enum verdict v = VERDICT_SKIP;
    for (size_t i = index; i < r->scenario_count; i++) {
        if (is_same(r, i, index))
            v = verdict_heavier(v, r->scenarios[i].verdict);
    }
    return v;
}

static void put_covers(FILE *out, const struct scenario_result *s)
{
    fputs("<p class=\"notes\">", out);
    html_text(out, s->file ? s->file : s->id);
    for (size_t i = 0; i < s->cover_count; i++) {
        fputs(i ? ", " : "; covers ", out);
        html_text(out, s->covers[i]);
    }
    fputs("</p>\n", out);
}

static void put_scenario(FILE *out, const struct run_result *r, size_t index, enum verdict v)
{
    const struct scenario_result *s = &r->scenarios[index];
    fprintf(out, "<details class=\"scenario %s\" id=\"", verdict_name(v));
    html_put_scenario_id(out, s->id);
    fprintf(out, "\"%s><summary><h3>", v > VERDICT_WARN ? " open" : "");
    html_put_verdict(out, v);
    fputs(" ", out);
    html_text(out, s->title);
    fputs(" <small>", out);
    html_text(out, s->id);
    fputs("</small></h3></summary>\n", out);
    put_covers(out, s);
    for (size_t i = index; i < r->scenario_count; i++) {
        if (is_same(r, i, index))
            put_play(out, r, i);
    }
    fputs("</details>\n", out);
}

void html_put_scenarios(FILE *out, const struct run_result *r)
{
    if (r->scenario_count == 0)
        return;
    fputs("<section aria-labelledby=\"details\" class=\"details\"><h2 id=\"details\">Each "
          "scenario</h2>\n",
          out);
    for (int v = VERDICT_COUNT - 1; v >= 0; v--) { /* the heaviest first */
        for (size_t i = 0; i < r->scenario_count; i++) {
            if (html_is_first_of_id(r, i) && (int)heaviest_of_id(r, i) == v)
                put_scenario(out, r, i, (enum verdict)v);
        }
    }
    fputs("</section>\n", out);
}
