/* SPDX-License-Identifier: MIT */
/* What was found first, what was done behind it.
 */
#include "commands/fuzz_page.h"

#include "base/memory.h"
#include "report/figure.h"
#include "report/html.h"
#include "report/html_text.h"

enum { INPUTS_SHOWN = 8 };

static void put_banner(FILE *out, const struct fuzz_model *m, const char *verdict)
{
    const struct hunt_result *r = m->result;
    const char *class = r->count ? "rejected" : m->signal || r->gave_up ? "incomplete" : "accepted";
    fprintf(out, "<header class=\"banner %s\" id=\"verdict\">\n<h1><span class=\"word\">", class);
    html_text(out, verdict);
    fputs("</span> ", out);
    html_text(out, m->candidate);
    fprintf(out, "</h1>\n<p>%llu inputs were answered in %zu ways that look different. ",
            (unsigned long long)r->inputs, r->signatures);
    if (r->gave_up) {
        fputs("It ended before its time: ", out);
        html_text(out, r->gave_up);
        fputs(". ", out);
    }
    if (r->meter) {
        fputs("Memory was not counted: ", out);
        html_text(out, r->meter);
        fputs(". ", out);
    }
    fputs("</p>\n</header>\n", out);
}

static void put_inputs(FILE *out, const struct hunt_finding *f)
{
    fputs("<h3>Sent, in this order</h3>\n<pre tabindex=\"0\">", out);
    for (size_t i = 0; i < f->count && i < INPUTS_SHOWN; i++) {
        char *text = NULL;
        size_t length = 0;
        FILE *octets = open_memstream(&text, &length);
        if (!octets)
            return;
        fuzz_write_octets(octets, &f->inputs[i]);
        if (fclose(octets) == 0 && text)
            html_text(out, text);
        memory_drop(text);
        fputc('\n', out);
    }
    fputs("</pre>\n", out);
    if (f->count > INPUTS_SHOWN)
        fprintf(out, "<p>%zu more are in the scenario file.</p>\n", f->count - INPUTS_SHOWN);
}

static void put_finding(FILE *out, const struct fuzz_model *m, size_t at)
{
    const struct hunt_finding *f = &m->result->findings[at];
    char name[64];
    fuzz_finding_name(name, sizeof name, m->result, at);
    fprintf(out, "<details class=\"scenario %s\" id=\"%s\" open><summary><h2>",
            f->doubt ? "warn" : "fail", name);
    fprintf(out, "<b class=\"badge %s\">%s</b> ", f->doubt ? "warn" : "fail",
            hunt_kind_names[f->kind]);
    html_text(out, f->sentence);
    fprintf(
        out,
        "</h2></summary>\n<p>Seen %u times, %s; %zu octet%s in %zu input%s, cut down from %zu. ",
        f->seen, f->repeated ? "and again on a fresh process" : "not again on a fresh process",
        f->inputs[0].length, f->inputs[0].length == 1 ? "" : "s", f->count,
        f->count == 1 ? "" : "s", f->first_length);
    if (f->doubt) {
        fputs("Only mentioned: ", out);
        html_text(out, f->doubt);
    }
    fputs("</p>\n", out);
    put_inputs(out, f);
    if (f->evidence && *f->evidence) {
        fputs("<h3>Evidence</h3>\n<pre tabindex=\"0\">", out);
        html_transcript(out, f->evidence, &(struct html_offence){.words = NULL});
        fputs("</pre>\n", out);
    }
    fputs("<h3>Again</h3>\n<pre class=\"again\" tabindex=\"0\">assay run --mode native ", out);
    html_text(out, m->reports);
    fprintf(out, "/%s.yaml", name);
    html_text(out, m->server);
    fputs("</pre>\n</details>\n", out);
}

static void put_differences(FILE *out, const struct fuzz_model *m)
{
    const struct hunt_result *r = m->result;
    if (!r->difference_count)
        return;
    fputs("<section aria-labelledby=\"differences\"><h2 id=\"differences\">Read differently by ",
          out);
    html_text(out, m->other ? m->other : "the other server");
    fputs("</h2>\n<div class=\"wide\" tabindex=\"0\" role=\"group\" "
          "aria-label=\"Differences\"><table>"
          "<thead><tr><th scope=\"col\">this server</th><th scope=\"col\">the other</th>"
          "<th scope=\"col\">times</th><th scope=\"col\">scenario</th></tr></thead><tbody>\n",
          out);
    for (size_t i = 0; i < r->difference_count; i++) {
        fputs("<tr><td>", out);
        html_text(out, r->differences[i].text);
        fputs("</td><td>", out);
        html_text(out, r->differences[i].their_text);
        fprintf(out, "</td><td>%u</td><td>fuzz-difference-%zu.yaml</td></tr>\n",
                r->differences[i].seen, i + 1);
    }
    fputs("</tbody></table></div></section>\n", out);
}

static void put_fact(FILE *out, const char *name, enum figure_unit unit, double value)
{
    char text[64];
    figure_text(text, sizeof text, unit, value);
    fprintf(out, "<div><dt>%s</dt><dd>%s</dd></div>\n", name, text);
}

static void put_facts(FILE *out, const struct fuzz_model *m)
{
    const struct hunt_result *r = m->result;
    fputs("<section aria-labelledby=\"done\"><h2 id=\"done\">What was done</h2>\n<dl>\n", out);
    put_fact(out, "time", FIGURE_NS, (double)r->elapsed);
    put_fact(out, "inputs", FIGURE_COUNT, (double)r->inputs);
    put_fact(out, "inputs a second", FIGURE_COUNT,
             r->elapsed > 0 ? (double)r->inputs * 1e9 / (double)r->elapsed : 0);
    put_fact(out, "begun with", FIGURE_COUNT, (double)m->corpus);
    put_fact(out, "kept", FIGURE_COUNT, (double)r->stock);
    put_fact(out, "starts", FIGURE_COUNT, r->starts);
    fprintf(out,
            "<div><dt>seed</dt><dd>%llu</dd></div>\n</dl>\n<h3>Again</h3>\n<pre class=\"again\" "
            "tabindex=\"0\">",
            (unsigned long long)m->seed);
    html_text(out, m->again);
    fputs("</pre></section>\n", out);
}

void fuzz_page_write(FILE *out, const struct fuzz_model *m, const char *verdict)
{
    html_begin(out, HTML_INLINE, verdict, m->candidate);
    fputs("<main>\n", out);
    put_banner(out, m, verdict);
    for (size_t i = 0; i < m->result->count; i++)
        put_finding(out, m, i);
    put_differences(out, m);
    put_facts(out, m);
    fputs("</main>\n", out);
    html_end(out, HTML_INLINE);
}
