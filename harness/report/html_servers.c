/* SPDX-License-Identifier: MIT */
/* Rows are scenarios in their modes, in the order in which they first come up; columns are servers.
 */
#include "report/html_servers.h"

#include <string.h>

#include "base/memory.h"
#include "report/figure.h"
#include "report/html.h"
#include "report/html_page.h"
#include "report/html_text.h"

struct servers {
    const struct run_result *const *runs;
    size_t count;
    const struct scenario_result **rows; /* the first play of each scenario and mode */
    size_t row_count;
    bool has_loads;
};

static bool is_same(const struct scenario_result *a, const struct scenario_result *b)
{
    return strcmp(a->id, b->id) == 0 && strcmp(a->mode, b->mode) == 0;
}

/* The heaviest play of it by that server, or NULL. */
static const struct scenario_result *play_of(const struct run_result *r,
                                             const struct scenario_result *like)
{
    const struct scenario_result *found = NULL;
    for (size_t i = 0; i < r->scenario_count; i++) {
        const struct scenario_result *s = &r->scenarios[i];
        if (is_same(s, like) && (!found || s->verdict > found->verdict))
            found = s;
    }
    return found;
}

static bool has_row(const struct servers *v, const struct scenario_result *s)
{
    for (size_t i = v->row_count; i > 0; i--) {
        if (is_same(v->rows[i - 1], s))
            return true;
    }
    return false;
}

static void find_rows(struct servers *v)
{
    size_t room = 0;
    for (size_t i = 0; i < v->count; i++)
        room += v->runs[i]->scenario_count;
    v->rows = memory_get((room + 1) * sizeof *v->rows);
    for (size_t i = 0; i < v->count; i++) {
        for (size_t k = 0; k < v->runs[i]->scenario_count; k++) {
            const struct scenario_result *s = &v->runs[i]->scenarios[k];
            v->has_loads |= s->load_count > 0;
            if (!has_row(v, s))
                v->rows[v->row_count++] = s;
        }
    }
}

/* The candidate without the folders before it: a server of one's own, judged by the file of
 * another, is not that other. */
static const char *name_of(const struct run_result *r)
{
    const char *slash = strrchr(r->candidate, '/');
    return slash && slash[1] ? slash + 1 : r->candidate;
}

/* The heaviest of all servers; at least that they passed. */
static enum verdict heaviest_of(const struct servers *v, const struct scenario_result *row)
{
    enum verdict heaviest = VERDICT_PASS;
    for (size_t i = 0; i < v->count; i++) {
        const struct scenario_result *s = play_of(v->runs[i], row);
        if (s)
            heaviest = verdict_heavier(heaviest, s->verdict);
    }
    return heaviest;
}

/* ---- who they are ---------------------------------------------------------------------------- */

static void put_server(FILE *out, const struct run_result *r)
{
    fputs("<tr><th scope=\"row\">", out);
    html_text(out, name_of(r));
    fprintf(out, "</th><td class=\"%s\"><b class=\"run %s\">%s</b></td>",
            run_verdict_name(r->verdict), run_verdict_name(r->verdict),
            run_verdict_shout(r->verdict));
    for (int v = VERDICT_COUNT - 1; v >= 0; v--)
        fprintf(out, "<td>%u</td>", r->counts[v]);
    fputs("<td>", out);
    html_text(out, r->program ? r->program : r->url ? r->url : "");
    fputs(" <small>", out);
    if (r->digest) {
        fputs("sha256 ", out);
        html_text(out, r->digest);
        fputs(", ", out);
    }
    html_text(out, r->started);
    if (r->signal)
        fprintf(out, ", cut off by signal %d", r->signal);
    if (r->broken) {
        fputs(", ", out);
        html_text(out, r->broken);
    }
    fputs("</small></td></tr>\n", out);
}

static void put_who(FILE *out, const struct servers *v)
{
    fputs("<section aria-labelledby=\"verdict\"><h1 id=\"verdict\">Servers side by side</h1>\n"
          "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Verdicts on the "
          "servers\"><table class=\"who\"><thead><tr><th scope=\"col\">server</th><th "
          "scope=\"col\">verdict</th>",
          out);
    for (int k = VERDICT_COUNT - 1; k >= 0; k--)
        fprintf(out, "<th scope=\"col\">%s</th>", verdict_name((enum verdict)k));
    fputs("<th scope=\"col\">program</th></tr></thead><tbody>\n", out);
    for (size_t i = 0; i < v->count; i++)
        put_server(out, v->runs[i]);
    fputs("</tbody></table></div></section>\n", out);
}

/* ---- verdicts -------------------------------------------------------------------------------- */

static void put_link(FILE *out, size_t server, const struct scenario_result *s)
{
    fprintf(out, "s%zu-", server + 1);
    html_id(out, s->id);
    fputc('-', out);
    html_id(out, s->mode);
}

static void put_cell(FILE *out, const struct servers *v, size_t server,
                     const struct scenario_result *row)
{
    const struct scenario_result *s = play_of(v->runs[server], row);
    fputs("<td>", out);
    if (s && s->verdict > VERDICT_PASS) {
        fputs("<a href=\"#", out);
        put_link(out, server, s);
        fputs("\">", out);
        html_put_verdict(out, s->verdict);
        fputs("</a>", out);
    } else if (s) {
        html_put_verdict(out, s->verdict);
    }
    fputs("</td>", out);
}

static void put_row_head(FILE *out, const struct scenario_result *s)
{
    fputs("<tr><th scope=\"row\">", out);
    html_text(out, s->title);
    fputs(" <small>", out);
    html_text(out, s->id);
    fputs(", ", out);
    html_text(out, s->mode);
    fputs("</small></th>", out);
}

static void put_table_head(FILE *out, const struct servers *v, const char *what, const char *class)
{
    fprintf(out,
            "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"%s by server\"><table "
            "class=\"%s\"><thead><tr><th scope=\"col\">%s</th>",
            what, class, what);
    for (size_t i = 0; i < v->count; i++) {
        fputs("<th scope=\"col\">", out);
        html_text(out, name_of(v->runs[i]));
        fputs("</th>", out);
    }
    fputs("</tr></thead><tbody>\n", out);
}

static void put_rows_of(FILE *out, const struct servers *v, enum verdict heaviest)
{
    for (size_t i = 0; i < v->row_count; i++) {
        if (heaviest_of(v, v->rows[i]) != heaviest)
            continue;
        put_row_head(out, v->rows[i]);
        for (size_t k = 0; k < v->count; k++)
            put_cell(out, v, k, v->rows[i]);
        fputs("</tr>\n", out);
    }
}

/* The heaviest first. */
static void put_matrix(FILE *out, const struct servers *v, enum verdict most, enum verdict least)
{
    put_table_head(out, v, "scenario", "overview");
    for (int k = (int)most; k >= (int)least; k--)
        put_rows_of(out, v, (enum verdict)k);
    fputs("</tbody></table></div>\n", out);
}

static void put_verdicts(FILE *out, const struct servers *v)
{
    size_t notable = 0;
    for (size_t i = 0; i < v->row_count; i++)
        notable += heaviest_of(v, v->rows[i]) > VERDICT_PASS;
    fputs("<section aria-labelledby=\"scenarios\"><h2 id=\"scenarios\">Scenarios</h2>\n", out);
    if (notable)
        put_matrix(out, v, VERDICT_ERROR, VERDICT_WARN);
    fprintf(out, "<details%s><summary>%zu in which nobody was found wanting</summary>\n",
            notable ? "" : " open", v->row_count - notable);
    put_matrix(out, v, VERDICT_PASS, VERDICT_PASS);
    fputs("</details></section>\n", out);
}

/* ---- figures --------------------------------------------------------------------------------- */

static const char *const compared[] = {
    "throughput",        "latency p50", "latency p95", "latency p99", "bystander p95",
    "cpu per request",   "cpu use",     "rss peak",    "audit time",  "allocations per request",
    "bytes per request",
};

static const struct metric_result *metric_of(const struct scenario_result *s, const char *name)
{
    for (size_t i = 0; s && i < s->metric_count; i++) {
        if (strcmp(s->metrics[i].name, name) == 0)
            return &s->metrics[i];
    }
    return NULL;
}

static void put_figure_row(FILE *out, const struct servers *v, const struct scenario_result *row,
                           const char *metric)
{
    char text[64];
    bool any = false;
    for (size_t i = 0; i < v->count; i++)
        any |= metric_of(play_of(v->runs[i], row), metric) != NULL;
    if (!any)
        return;
    fprintf(out, "<tr><th scope=\"row\">%s <small>", metric);
    html_text(out, row->id);
    fputs(", ", out);
    html_text(out, row->mode);
    fputs("</small></th>", out);
    for (size_t i = 0; i < v->count; i++) {
        const struct metric_result *m = metric_of(play_of(v->runs[i], row), metric);
        *text = '\0';
        if (m)
            figure_text(text, sizeof text, figure_unit_of(metric), m->value);
        fprintf(out, "<td>%s</td>", text);
    }
    fputs("</tr>\n", out);
}

static void put_figures(FILE *out, const struct servers *v)
{
    if (!v->has_loads)
        return;
    fputs("<section aria-labelledby=\"measured\"><h2 id=\"measured\">Measured</h2>\n", out);
    put_table_head(out, v, "figure", "figures");
    for (size_t i = 0; i < v->row_count; i++) {
        if (!v->rows[i]->load_count)
            continue;
        for (size_t k = 0; k < sizeof compared / sizeof *compared; k++)
            put_figure_row(out, v, v->rows[i], compared[k]);
    }
    fputs("</tbody></table></div></section>\n", out);
}

/* ---- what was seen --------------------------------------------------------------------------- */

static void put_finding(FILE *out, const struct servers *v, size_t server,
                        const struct scenario_result *row, enum verdict verdict)
{
    const struct run_result *r = v->runs[server];
    const struct scenario_result *s = play_of(r, row);
    if (!s || s->verdict != verdict)
        return;
    fprintf(out, "<details class=\"scenario %s\" id=\"", verdict_name(s->verdict));
    put_link(out, server, s);
    fputs("\"><summary><h3>", out);
    html_put_verdict(out, s->verdict);
    fputs(" ", out);
    html_text(out, name_of(r));
    fputs(": ", out);
    html_text(out, s->title);
    fputs(" <small>", out);
    html_text(out, s->id);
    fputs(", ", out);
    html_text(out, s->mode);
    fputs("</small></h3></summary>\n", out);
    if (s->reason) {
        fputs("<p>", out);
        html_text(out, s->reason);
        fputs("</p>\n", out);
    }
    html_put_checks(out, s, VERDICT_WARN);
    fputs("</details>\n", out);
}

static void put_findings(FILE *out, const struct servers *v)
{
    fputs("<section aria-labelledby=\"details\"><h2 id=\"details\">What was seen</h2>\n", out);
    for (int verdict = VERDICT_ERROR; verdict > VERDICT_PASS; verdict--) {
        for (size_t i = 0; i < v->row_count; i++) {
            for (size_t k = 0; k < v->count; k++)
                put_finding(out, v, k, v->rows[i], (enum verdict)verdict);
        }
    }
    fputs("</section>\n", out);
}

void html_servers_write(FILE *out, const struct run_result *const *runs, size_t count)
{
    struct servers v = {.runs = runs, .count = count};
    find_rows(&v);
    html_begin(out, HTML_INLINE, "assay", "servers side by side");
    fprintf(out,
            "<nav aria-label=\"Parts of this page\"><a href=\"#verdict\">Verdicts</a> "
            "<a href=\"#scenarios\">Scenarios</a> %s<a href=\"#details\">What was seen</a></nav>\n"
            "<main>\n",
            v.has_loads ? "<a href=\"#measured\">Measured</a> " : "");
    put_who(out, &v);
    put_verdicts(out, &v);
    put_figures(out, &v);
    put_findings(out, &v);
    fputs("</main>\n", out);
    html_end(out, HTML_INLINE);
    memory_drop(v.rows);
}
