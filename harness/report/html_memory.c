/* SPDX-License-Identifier: MIT */
/* What the candidate held: drawn over the cycles of a churn or soak, and by kind before and after.
 */
#include "base/memory.h"
#include "report/chart.h"
#include "report/html_page.h"
#include "report/html_text.h"

enum { CYCLES_WORTH_DRAWING = 100 };

typedef int64_t of_point(const struct course_point *p);

static int64_t point_live(const struct course_point *p)
{
    return p->live;
}
static int64_t point_anonymous(const struct course_point *p)
{
    return p->anonymous;
}
static int64_t point_descriptors(const struct course_point *p)
{
    return p->descriptors;
}

/* Of the points at which it is known; what it was at the first of them is taken off if only growth
 * matters. */
static struct chart_line line_of(const struct course_figures *c, const char *name, of_point *value,
                                 bool growth)
{
    double first = growth ? (double)value(&c->points[0]) : 0;
    struct chart_line line = {.name = name,
                              .points = memory_get((c->count + 1) * sizeof *line.points)};
    for (size_t i = 0; i < c->count; i++) {
        int64_t y = value(&c->points[i]);
        if (y >= 0 && first >= 0)
            line.points[line.count++] =
                (struct chart_point){(double)c->points[i].cycles, (double)y - first};
    }
    return line;
}

static void draw(FILE *out, const struct course_figures *c, const char *name, of_point *value,
                 enum figure_unit unit, bool growth)
{
    struct chart_line line = line_of(c, name, value, growth);
    chart_write(out, &(struct chart){.title = name,
                                     .x_name = "cycles: connect, ask, leave",
                                     .y_name = name,
                                     .y_unit = unit,
                                     .lines = &line,
                                     .line_count = 1});
    memory_drop(line.points);
}

static void put_cell(FILE *out, enum figure_unit unit, int64_t value)
{
    char text[64] = "unknown";
    if (value >= 0)
        figure_text(text, sizeof text, unit, (double)value);
    fprintf(out, "<td>%s</td>", text);
}

static void put_rows(FILE *out, const struct course_figures *c)
{
    fputs("<details class=\"figures\"><summary>The same in figures</summary>\n", out);
    html_begin_figures(out, "Memory and descriptors by cycles");
    fputs("<th scope=\"col\">cycles</th><th scope=\"col\">live heap</th>"
          "<th scope=\"col\">anonymous memory</th><th scope=\"col\">descriptors</th></tr></thead>"
          "<tbody>\n",
          out);
    for (size_t i = 0; i < c->count; i++) {
        const struct course_point *p = &c->points[i];
        fprintf(out, "<tr><th scope=\"row\">%llu</th>", (unsigned long long)p->cycles);
        put_cell(out, FIGURE_OCTETS, p->live);
        put_cell(out, FIGURE_OCTETS, p->anonymous);
        put_cell(out, FIGURE_COUNT, p->descriptors);
        fputs("</tr>\n", out);
    }
    fputs("</tbody></table></div></details>\n", out);
}

void html_put_course(FILE *out, const struct course_figures *c)
{
    if (c->count < 2 || c->points[c->count - 1].cycles < CYCLES_WORTH_DRAWING)
        return;
    fprintf(out, "<h5>Step %u, ", c->step_number);
    html_text(out, c->step ? c->step : "cycles");
    fprintf(out, ": %llu cycles</h5>\n<div class=\"charts\">\n",
            (unsigned long long)c->points[c->count - 1].cycles);
    draw(out, c, "growth of the live heap since the first cycle", point_live, FIGURE_OCTETS, true);
    draw(out, c, "anonymous memory of the process tree", point_anonymous, FIGURE_OCTETS, false);
    draw(out, c, "open descriptors, while cycles go on", point_descriptors, FIGURE_COUNT, false);
    fputs("</div>\n", out);
    put_rows(out, c);
}

void html_put_held(FILE *out, const struct scenario_result *s)
{
    if (s->held_count == 0)
        return;
    fputs("<details class=\"figures\"><summary>Descriptors by kind, before and after</summary>\n",
          out);
    html_begin_figures(out, "Descriptors by kind");
    fputs("<th scope=\"col\">kind</th><th scope=\"col\">when it was ready</th>"
          "<th scope=\"col\">at rest after the steps</th></tr></thead><tbody>\n",
          out);
    for (size_t i = 0; i < s->held_count; i++) {
        fputs("<tr><th scope=\"row\">", out);
        html_text(out, s->held[i].kind);
        fprintf(out, "</th><td>%u</td><td>%u</td></tr>\n", s->held[i].before, s->held[i].after);
    }
    fputs("</tbody></table></div></details>\n", out);
}
