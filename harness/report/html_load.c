/* SPDX-License-Identifier: MIT */
/* One load drawn: how long answers took, by share and by second; what was answered; what it cost
 * the candidate. Every drawing has its figures in a table below.
 */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "report/chart.h"
#include "report/html_page.h"
#include "report/html_text.h"

enum { SECOND = 1000000000 };

/* ---- by share of the requests ---------------------------------------------------------------- */

/* A point for each bucket: the share of requests that took no longer. */
static struct chart_line shares_of(const char *name, const struct load_bucket *buckets,
                                   size_t count)
{
    struct chart_point *points = memory_get((count + 1) * sizeof *points);
    double total = 0, up_to = 0;
    size_t used = 0;
    for (size_t i = 0; i < count; i++)
        total += (double)buckets[i].count;
    for (size_t i = 0; i < count; i++) {
        double from = up_to / total;
        up_to += (double)buckets[i].count;
        points[used++] = (struct chart_point){from, (double)buckets[i].most};
    }
    return (struct chart_line){.name = name, .points = points, .count = used};
}

static void put_shares(FILE *out, const struct load_figures *l)
{
    const struct chart_line lines[] = {
        shares_of("latency, from the planned moment", l->latency, l->latency_count),
        shares_of("service time, from sending", l->service, l->service_count)};
    const bool both = l->rate > 0; /* else there is no plan, and they are the same */
    chart_write(out,
                &(struct chart){.title = "How long answers took, by the share of requests that "
                                         "took no longer",
                                .x_name = "share of requests that took no longer",
                                .y_name = "time to the last octet of the answer",
                                .y_unit = FIGURE_NS,
                                .x_axis = CHART_PERCENTILE,
                                .y_axis = CHART_LOG,
                                .lines = both ? lines : lines + 1,
                                .line_count = both ? 2 : 1});
    for (size_t i = 0; i < 2; i++)
        memory_drop(lines[i].points);
}

/* ---- by time --------------------------------------------------------------------------------- */

typedef double of_second(const struct load_second *s);
typedef double of_look(const struct load_look *looks, size_t index);

static double second_p50(const struct load_second *s)
{
    return (double)s->p50;
}
static double second_p95(const struct load_second *s)
{
    return (double)s->p95;
}
static double second_p99(const struct load_second *s)
{
    return (double)s->p99;
}
static double second_answers(const struct load_second *s)
{
    return (double)s->answers;
}
static double second_errors(const struct load_second *s)
{
    return (double)s->errors;
}

static double look_rss(const struct load_look *looks, size_t index)
{
    return (double)looks[index].rss;
}
static double look_descriptors(const struct load_look *looks, size_t index)
{
    return (double)looks[index].descriptors;
}
/* Not drawn where it is not known. */
static double known(int64_t count)
{
    return count < 0 ? NAN : (double)count;
}
static double look_sockets(const struct load_look *looks, size_t index)
{
    return known(looks[index].sockets);
}
static double look_files(const struct load_look *looks, size_t index)
{
    return known(looks[index].files);
}
static double look_others(const struct load_look *looks, size_t index)
{
    return known(looks[index].others);
}
static double look_threads(const struct load_look *looks, size_t index)
{
    return (double)looks[index].threads;
}
/* Processors used since the look before. */
static double look_cpu(const struct load_look *looks, size_t index)
{
    const struct load_look none = {0}, *before = index ? &looks[index - 1] : &none;
    int64_t span = looks[index].at - before->at;
    return span > 0 ? (double)(looks[index].cpu - before->cpu) / (double)span : 0;
}

/* Without a last one that holds no more than the answers which were due when the time was up. */
static size_t whole_seconds(const struct load_figures *l)
{
    size_t count = l->second_count;
    return count > 1 && l->seconds[count - 1].answers <= l->connections ? count - 1 : count;
}

static struct chart_line line_of_seconds(const struct load_figures *l, const char *name,
                                         of_second *value)
{
    const size_t count = whole_seconds(l);
    struct chart_point *points = memory_get((count + 1) * sizeof *points);
    for (size_t i = 0; i < count; i++)
        points[i] = (struct chart_point){((double)l->seconds[i].number + 1) * SECOND,
                                         value(&l->seconds[i])};
    return (struct chart_line){.name = name, .points = points, .count = count};
}

static struct chart_line line_of_looks(const struct load_figures *l, const char *name,
                                       of_look *value)
{
    struct chart_point *points = memory_get((l->look_count + 1) * sizeof *points);
    for (size_t i = 0; i < l->look_count; i++)
        points[i] = (struct chart_point){(double)l->looks[i].at, value(l->looks, i)};
    return (struct chart_line){.name = name, .points = points, .count = l->look_count};
}

static void draw(FILE *out, struct chart *c, struct chart_line *lines, size_t count)
{
    c->lines = lines;
    c->line_count = count;
    c->x_unit = FIGURE_NS;
    chart_write(out, c);
    for (size_t i = 0; i < count; i++)
        memory_drop(lines[i].points);
}

static void put_seconds(FILE *out, const struct load_figures *l)
{
    if (whole_seconds(l) < 2)
        return;
    struct chart_line times[] = {line_of_seconds(l, "p50", second_p50),
                                 line_of_seconds(l, "p95", second_p95),
                                 line_of_seconds(l, "p99", second_p99)};
    draw(out,
         &(struct chart){.title = "Latency in each second: p50, p95 and p99",
                         .x_name = "measuring for",
                         .y_name = "latency in each second",
                         .y_unit = FIGURE_NS,
                         .y_axis = CHART_LOG},
         times, 3);
    struct chart_line counts[] = {line_of_seconds(l, "answers", second_answers),
                                  line_of_seconds(l, "errors", second_errors)};
    draw(out,
         &(struct chart){.title = "Good answers and errors in each second",
                         .x_name = "measuring for",
                         .y_name = "in each second",
                         .y_unit = FIGURE_COUNT},
         counts, 2);
}

static void put_descriptors(FILE *out, const struct load_figures *l)
{
    struct chart_line lines[] = {
        line_of_looks(l, "all", look_descriptors), line_of_looks(l, "sockets", look_sockets),
        line_of_looks(l, "files", look_files), line_of_looks(l, "others", look_others)};
    draw(out,
         &(struct chart){.title = "Open descriptors of the process tree over time, by kind",
                         .x_name = "since the load began",
                         .y_name = "open descriptors",
                         .y_unit = FIGURE_COUNT},
         lines, sizeof lines / sizeof *lines);
}

static void put_looks(FILE *out, const struct load_figures *l)
{
    static const struct {
        const char *title, *name;
        of_look *value;
        enum figure_unit unit;
    } kinds[] = {
        {"Resident memory of the process tree over time", "resident memory of the process tree",
         look_rss, FIGURE_OCTETS},
        {"Processor time that the process tree used, as a share of one processor",
         "processor time, of one processor", look_cpu, FIGURE_SHARE},
        {"Threads of the process tree over time", "threads", look_threads, FIGURE_COUNT},
    };
    if (l->look_count < 2)
        return;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct chart_line line = line_of_looks(l, kinds[i].name, kinds[i].value);
        draw(out,
             &(struct chart){.title = kinds[i].title,
                             .x_name = "since the load began",
                             .y_name = kinds[i].name,
                             .y_unit = kinds[i].unit},
             &line, 1);
    }
    put_descriptors(out, l);
}

/* ---- the same in figures --------------------------------------------------------------------- */

static double at_share(const struct load_bucket *buckets, size_t count, double share)
{
    double total = 0, up_to = 0;
    for (size_t i = 0; i < count; i++)
        total += (double)buckets[i].count;
    for (size_t i = 0; i < count; i++) {
        up_to += (double)buckets[i].count;
        if (up_to >= share * total)
            return (double)buckets[i].most;
    }
    return 0;
}

void html_begin_figures(FILE *out, const char *name)
{
    fprintf(out,
            "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"%s\"><table "
            "class=\"figures\"><thead><tr>",
            name);
}

static void put_share_rows(FILE *out, const struct load_figures *l)
{
    static const double shares[] = {0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 1};
    char latency[64], service[64];
    html_begin_figures(out, "Times by share of requests");
    fputs("<th scope=\"col\">share of requests</th><th scope=\"col\">latency, no "
          "more than</th><th scope=\"col\">service time, no more than</th></tr></thead><tbody>\n",
          out);
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        figure_text(latency, sizeof latency, FIGURE_NS,
                    at_share(l->latency, l->latency_count, shares[i]));
        figure_text(service, sizeof service, FIGURE_NS,
                    at_share(l->service, l->service_count, shares[i]));
        fprintf(out, "<tr><th scope=\"row\">%g %%</th><td>%s</td><td>%s</td></tr>\n",
                shares[i] * 100, latency, service);
    }
    fputs("</tbody></table></div>\n", out);
}

static void put_second_rows(FILE *out, const struct load_figures *l)
{
    char p50[64], p95[64], p99[64];
    html_begin_figures(out, "Answers by second");
    fputs("<th scope=\"col\">second</th><th scope=\"col\">answers</th>"
          "<th scope=\"col\">errors</th><th scope=\"col\">p50</th><th scope=\"col\">p95</th>"
          "<th scope=\"col\">p99</th></tr></thead><tbody>\n",
          out);
    for (size_t i = 0; i < l->second_count; i++) {
        const struct load_second *s = &l->seconds[i];
        figure_text(p50, sizeof p50, FIGURE_NS, (double)s->p50);
        figure_text(p95, sizeof p95, FIGURE_NS, (double)s->p95);
        figure_text(p99, sizeof p99, FIGURE_NS, (double)s->p99);
        fprintf(out,
                "<tr><th scope=\"row\">%u</th><td>%llu</td><td>%llu</td><td>%s</td><td>%s</td>"
                "<td>%s</td></tr>\n",
                s->number + 1, (unsigned long long)s->answers, (unsigned long long)s->errors, p50,
                p95, p99);
    }
    fputs("</tbody></table></div>\n", out);
}

void html_put_load(FILE *out, const struct load_figures *l)
{
    char rate[64];
    figure_text(rate, sizeof rate, FIGURE_RATE, l->rate);
    fprintf(out, "<h5>Step %u, ", l->step_number);
    html_text(out, l->step ? l->step : "load");
    fprintf(out, ": %u connections, %s%s</h5>\n<div class=\"charts\">\n", l->connections,
            l->rate > 0 ? rate : "as fast as it could", l->rate > 0 ? " offered" : "");
    put_shares(out, l);
    put_seconds(out, l);
    put_looks(out, l);
    fputs("</div>\n<details class=\"figures\"><summary>The same in figures</summary>\n", out);
    put_share_rows(out, l);
    if (l->second_count)
        put_second_rows(out, l);
    fputs("</details>\n", out);
}
