/* SPDX-License-Identifier: MIT */
/* What a reader sees first: whether it may ship, why, and what was judged.
 */
#include <stdbool.h>
#include <string.h>

#include "report/figure.h"
#include "report/html_page.h"
#include "report/html_text.h"

void html_put_verdict(FILE *out, enum verdict v)
{
    fprintf(out, "<b class=\"badge %s\">%s</b>", verdict_name(v), verdict_name(v));
}

/* ---- the sentence ---------------------------------------------------------------------------- */

static const struct check_result *first_of(const struct run_result *r, enum verdict v,
                                           const struct scenario_result **whose)
{
    for (size_t i = 0; i < r->scenario_count; i++) {
        const struct scenario_result *s = &r->scenarios[i];
        for (size_t k = 0; k < s->check_count; k++) {
            if (s->checks[k].verdict != v)
                continue;
            *whose = s;
            return &s->checks[k];
        }
    }
    return NULL;
}

static void put_check_in_words(FILE *out, const struct scenario_result *s,
                               const struct check_result *c)
{
    fputs("<b>", out);
    html_text(out, s->title);
    fputs("</b> (", out);
    html_text(out, s->mode);
    fputs(c->verdict == VERDICT_FAIL ? ") failed at <code>" : ") could not be judged at <code>",
          out);
    html_text(out, c->text);
    fputs("</code>: ", out);
    if (c->verdict == VERDICT_FAIL) {
        fputs("expected ", out);
        html_text(out, c->expected);
        fputs(", measured ", out);
        html_text(out, *c->measured ? c->measured : "nothing");
    } else {
        html_text(out, c->reason ? c->reason : c->measured);
    }
}

static void put_reason(FILE *out, const struct run_result *r, enum verdict v)
{
    const struct scenario_result *whose = NULL;
    const struct check_result *c = first_of(r, v, &whose);
    if (c)
        put_check_in_words(out, whose, c);
    else
        fprintf(out, "%u of %zu are %s", r->counts[v], r->scenario_count, verdict_name(v));
    fputs(". ", out);
    if (r->counts[v] > 1)
        fprintf(out, "In all, %u of %zu plays (a scenario in a mode) came to that. ", r->counts[v],
                r->scenario_count);
}

/* ", in the modes native and memcheck" */
static void put_modes(FILE *out, const struct run_result *r)
{
    size_t modes = 0, shown = 0;
    for (size_t i = 0; i < r->scenario_count; i++)
        modes += result_is_first_of_mode(r, i);
    for (size_t i = 0; i < r->scenario_count; i++) {
        if (!result_is_first_of_mode(r, i))
            continue;
        fputs(shown == 0 ? modes > 1 ? ", in the modes " : ", in the mode " : " and ", out);
        html_text(out, r->scenarios[i].mode);
        shown++;
    }
}

static size_t count_good(const struct run_result *r, bool cases)
{
    size_t count = 0;
    for (size_t i = 0; i < r->scenario_count; i++) {
        const struct scenario_result *s = &r->scenarios[i];
        count += s->is_case == cases && html_is_first_of_id(r, i) &&
                 (s->verdict == VERDICT_PASS || s->verdict == VERDICT_WARN);
    }
    return count;
}

static size_t count_covered(const struct run_result *r)
{
    size_t count = 0;
    for (size_t i = 0; i < r->requirement_count; i++)
        count += r->requirements[i].coverage == COVERED;
    return count;
}

static void put_accepted(FILE *out, const struct run_result *r)
{
    size_t covered = count_covered(r), scenarios = count_good(r, false),
           cases = count_good(r, true);
    if (covered)
        fprintf(out, "It meets the %zu requirement%s that this run covers. ", covered,
                covered == 1 ? "" : "s");
    fprintf(out, "%zu scenario%s", scenarios, scenarios == 1 ? "" : "s");
    if (cases)
        fprintf(out, " and %zu raw case%s", cases, cases == 1 ? "" : "s");
    fputs(" passed", out);
    put_modes(out, r);
    fputs("; none failed. ", out);
    if (r->counts[VERDICT_WARN])
        fprintf(out, "%u passed with warnings. ", r->counts[VERDICT_WARN]);
    if (r->counts[VERDICT_SKIP])
        fprintf(out, "%u %s skipped, for the reasons given below. ", r->counts[VERDICT_SKIP],
                r->counts[VERDICT_SKIP] == 1 ? "was" : "were");
}

/* Of a run in which everything was skipped, or nothing was there. */
static void put_nothing(FILE *out, const struct run_result *r)
{
    fprintf(out, "Nothing was played: %u skipped. ", r->counts[VERDICT_SKIP]);
    if (r->scenario_count && r->scenarios[0].reason) {
        fputs("The first because: ", out);
        html_text(out, r->scenarios[0].reason);
        fputs(". ", out);
    }
}

static void put_sentence(FILE *out, const struct run_result *r)
{
    if (r->broken) {
        fputs("The harness could not go on: ", out);
        html_text(out, r->broken);
        fputs(". ", out);
    }
    if (r->signal)
        fprintf(out, "The run was cut off by signal %d. ", r->signal);
    switch (r->verdict) {
    case RUN_ACCEPTED: put_accepted(out, r); break;
    case RUN_REJECTED: put_reason(out, r, VERDICT_FAIL); break;
    case RUN_INCOMPLETE:
        if (r->counts[VERDICT_INCONCLUSIVE])
            put_reason(out, r, VERDICT_INCONCLUSIVE);
        else
            put_nothing(out, r);
        break;
    default:
        if (r->counts[VERDICT_ERROR])
            put_reason(out, r, VERDICT_ERROR);
        break;
    }
    if (r->url)
        fputs("The server ran already, so not everything could be judged (below). ", out);
}

static void put_counts(FILE *out, const struct run_result *r)
{
    static const enum verdict order[] = {VERDICT_FAIL, VERDICT_ERROR, VERDICT_INCONCLUSIVE,
                                         VERDICT_WARN, VERDICT_PASS,  VERDICT_SKIP};
    fputs("<ul class=\"counts\">", out);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (r->counts[order[i]])
            fprintf(out, "<li><b class=\"badge %s\">%s</b> %u</li>", verdict_name(order[i]),
                    verdict_name(order[i]), r->counts[order[i]]);
    }
    fprintf(out, "<li class=\"notes\">of %zu play%s</li></ul>\n", r->scenario_count,
            r->scenario_count == 1 ? "" : "s");
}

void html_put_banner(FILE *out, const struct run_result *r)
{
    fprintf(out, "<header class=\"banner %s\" id=\"verdict\">\n<h1><span class=\"word\">%s</span> ",
            run_verdict_name(r->verdict), run_verdict_shout(r->verdict));
    html_text(out, r->candidate);
    fputs("</h1>\n<p>", out);
    put_sentence(out, r);
    fputs("</p>\n", out);
    put_counts(out, r);
    fputs("</header>\n", out);
}

/* ---- what was judged ------------------------------------------------------------------------- */

static void put_fact(FILE *out, const char *name, const char *value, bool is_code)
{
    if (!value || !*value)
        return;
    fprintf(out, "<div><dt>%s</dt><dd>%s", name, is_code ? "<code>" : "");
    html_text(out, value);
    fprintf(out, "%s</dd></div>\n", is_code ? "</code>" : "");
}

static void put_command(FILE *out, const struct run_result *r)
{
    if (!r->argv || !*r->argv)
        return;
    fputs("<div><dt>command</dt><dd><code>", out);
    for (size_t i = 0; r->argv[i]; i++) {
        fputs(i ? " " : "", out);
        html_text(out, r->argv[i]);
    }
    fputs("</code></dd></div>\n", out);
}

static void put_limits(FILE *out, const struct run_result *r)
{
    if (!r->url)
        return;
    fputs("<p>Of a server that runs already these are not judged:</p><ul>\n", out);
    for (size_t i = 0; r->limits && r->limits[i]; i++) {
        fputs("<li>", out);
        html_text(out, r->limits[i]);
        fputs("</li>\n", out);
    }
    fputs("</ul>\n", out);
}

static void put_host(FILE *out, const struct run_result *r)
{
    char seconds[64];
    figure_text(seconds, sizeof seconds, FIGURE_NS, (double)r->duration);
    fputs("<div><dt>host</dt><dd>", out);
    if (r->system) {
        html_text(out, r->system);
        fputs(", ", out);
    }
    fprintf(out, "%ld core%s", r->cpus, r->cpus == 1 ? "" : "s");
    if (r->network) {
        fputs(", network: ", out);
        html_text(out, r->network);
    }
    fputs("</dd></div>\n<div><dt>when</dt><dd>", out);
    html_text(out, r->started);
    fprintf(out, ", for %s, seed %llu, assay ", seconds, (unsigned long long)r->seed);
    html_text(out, r->version);
    fputs("</dd></div>\n", out);
}

void html_put_subject(FILE *out, const struct run_result *r)
{
    fputs("<section aria-labelledby=\"subject\"><h2 id=\"subject\">What was judged</h2>\n<dl>\n",
          out);
    put_fact(out, "program", r->program, true);
    put_fact(out, "sha256", r->digest, true);
    put_fact(out, "address", r->url, true);
    put_fact(out, "candidate file", r->profile, true);
    put_command(out, r);
    put_host(out, r);
    fputs("</dl>\n", out);
    put_limits(out, r);
    fputs("</section>\n", out);
}

/* ---- requirements ---------------------------------------------------------------------------- */

static bool concerns(const struct requirement_result *q, const struct scenario_result *s)
{
    for (size_t i = 0; i < q->scenario_count; i++) {
        if (strcmp(q->scenarios[i], s->id) == 0)
            return true;
    }
    return false;
}

void html_put_mode_heads(FILE *out, const struct run_result *r)
{
    for (size_t i = 0; i < r->scenario_count; i++) {
        if (!result_is_first_of_mode(r, i))
            continue;
        fputs("<th scope=\"col\">", out);
        html_text(out, r->scenarios[i].mode);
        fputs("</th>", out);
    }
}

/* The heaviest verdict on it in that mode. */
static void put_in_mode(FILE *out, const struct run_result *r, const struct requirement_result *q,
                        const char *mode)
{
    bool any = false;
    enum verdict heaviest = VERDICT_SKIP;
    for (size_t i = 0; i < r->scenario_count; i++) {
        const struct scenario_result *s = &r->scenarios[i];
        if (strcmp(s->mode, mode) != 0 || !concerns(q, s))
            continue;
        any = true;
        heaviest = verdict_heavier(heaviest, s->verdict);
    }
    fputs("<td>", out);
    if (any)
        html_put_verdict(out, heaviest);
    fputs("</td>", out);
}

/* A scenario is named once for each mode. */
static bool is_named_before(const struct requirement_result *q, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (strcmp(q->scenarios[i], q->scenarios[index]) == 0)
            return true;
    }
    return false;
}

static void put_requirement(FILE *out, const struct run_result *r,
                            const struct requirement_result *q)
{
    fputs("<tr><th scope=\"row\">", out);
    html_text(out, q->title);
    fputs(" <small>", out);
    html_text(out, q->id);
    fputs("</small></th>", out);
    for (size_t i = 0; i < r->scenario_count; i++) {
        if (result_is_first_of_mode(r, i))
            put_in_mode(out, r, q, r->scenarios[i].mode);
    }
    fputs("<td class=\"ids\">", out);
    for (size_t i = 0; i < q->scenario_count; i++) {
        if (is_named_before(q, i))
            continue;
        fputs(i ? ", <a href=\"#" : "<a href=\"#", out);
        html_put_scenario_id(out, q->scenarios[i]);
        fputs("\">", out);
        html_text(out, q->scenarios[i]);
        fputs("</a>", out);
    }
    fputs("</td></tr>\n", out);
}

static unsigned put_covered(FILE *out, const struct run_result *r, bool failed)
{
    unsigned count = 0;
    for (size_t i = 0; i < r->requirement_count; i++) {
        const struct requirement_result *q = &r->requirements[i];
        if (q->coverage != COVERED || (q->verdict > VERDICT_WARN) != failed)
            continue;
        put_requirement(out, r, q);
        count++;
    }
    return count;
}

static void put_not_covered(FILE *out, const struct run_result *r, size_t count)
{
    if (count == 0)
        return;
    fprintf(out, "<details><summary>%zu requirements that this run does not cover</summary><ul>\n",
            count);
    for (size_t i = 0; i < r->requirement_count; i++) {
        const struct requirement_result *q = &r->requirements[i];
        if (q->coverage == COVERED)
            continue;
        fputs("<li>", out);
        html_text(out, q->title);
        fputs(" <small>", out);
        html_text(out, q->id);
        fprintf(out, "%s</small></li>\n",
                q->coverage == JUDGED_ELSEWHERE ? ", judged by make test" : "");
    }
    fputs("</ul></details>\n", out);
}

void html_put_requirements(FILE *out, const struct run_result *r)
{
    unsigned covered = 0;
    if (r->requirement_count == 0)
        return;
    fputs("<section aria-labelledby=\"requirements\"><h2 id=\"requirements\">Requirements</h2>\n"
          "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Requirements by mode\">"
          "<table><thead><tr><th scope=\"col\">requirement</th>",
          out);
    html_put_mode_heads(out, r);
    fputs("<th scope=\"col\">scenarios</th></tr></thead><tbody>\n", out);
    covered += put_covered(out, r, true);
    covered += put_covered(out, r, false);
    fputs("</tbody></table></div>\n", out);
    put_not_covered(out, r, r->requirement_count - covered);
    fputs("</section>\n", out);
}
