/* SPDX-License-Identifier: MIT */
/* A frame of fixed size; scales from values to its places; ticks at round values.
 */
#include "report/chart.h"

#include <math.h>

#include "report/html_text.h"

enum {
    WIDTH = 440, /* about as wide as it is shown, so that its words are as large as they say */
    HEIGHT = 200,
    LEFT = 66,
    RIGHT = 20,
    TOP = 10,
    BOTTOM = 40,
    TICKS_MAX = 40,
    WANTED_TICKS = 5
};

static const struct {
    const char *colour, *dashes;
} looks[CHART_LINES_MAX] = {
    {"#0969da", ""},        {"#bc4c00", "7 3"},  {"#8250df", "2 3"},
    {"#1a7f37", "9 3 2 3"}, {"#cf222e", "12 4"}, {"#57606a", "4 2"},
};

/* From values to places. */
struct scale {
    enum chart_axis axis;
    double low, high;   /* in what place_of makes of values */
    double begin, span; /* of the frame, in its units */
    enum figure_unit unit;
};

static double transformed(enum chart_axis axis, double value)
{
    switch (axis) {
    case CHART_LOG: return log10(value);
    case CHART_PERCENTILE: return -log10(1 - value);
    default: return value;
    }
}

static bool can_show(enum chart_axis axis, double value)
{
    return isfinite(value) && (axis != CHART_LOG || value > 0) &&
           (axis != CHART_PERCENTILE || (value >= 0 && value < 1));
}

static double place_of(const struct scale *s, double value)
{
    return s->begin + s->span * (transformed(s->axis, value) - s->low) / (s->high - s->low);
}

/* ---- range ----------------------------------------------------------------------------------- */

static void widen(struct scale *s, double value, bool *any)
{
    if (!can_show(s->axis, value))
        return;
    double at = transformed(s->axis, value);
    s->low = *any ? fmin(s->low, at) : at;
    s->high = *any ? fmax(s->high, at) : at;
    *any = true;
}

/* The distance of ticks of a linear scale: 1, 2 or 5 times a power of ten, of whole KiB or MiB if
 * it is about octets. */
static double tick_step(const struct scale *s)
{
    double span = s->high - s->low, one = 1;
    while (s->unit == FIGURE_OCTETS && one * 1024 * 2 <= span)
        one *= 1024;
    double raw = span / one / WANTED_TICKS, power = pow(10, floor(log10(raw)));
    double part = raw / power;
    bool whole = s->unit == FIGURE_COUNT || (s->unit == FIGURE_OCTETS && one <= 1);
    if (raw < 1 && whole)
        return 1;
    return one * power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
}

static void round_off(struct scale *s, bool to_ticks)
{
    if (s->axis == CHART_LINEAR)
        s->low = fmin(s->low, 0);
    if (s->axis == CHART_LOG) {
        s->low = floor(s->low);
        s->high = ceil(s->high);
    }
    if (s->high <= s->low)
        s->high = s->low + 1;
    if (s->axis == CHART_LINEAR && to_ticks) {
        double step = tick_step(s);
        s->high = ceil(s->high / step) * step;
        s->low = floor(s->low / step) * step;
    }
}

/* False if there is nothing to show. */
static bool find_ranges(const struct chart *c, struct scale *x, struct scale *y)
{
    bool any_x = false, any_y = false;
    for (size_t i = 0; i < c->line_count; i++) {
        for (size_t k = 0; k < c->lines[i].count; k++) {
            widen(x, c->lines[i].points[k].x, &any_x);
            widen(y, c->lines[i].points[k].y, &any_y);
        }
    }
    if (any_y && c->limit > 0)
        widen(y, c->limit, &any_y);
    if (!any_x || !any_y)
        return false;
    round_off(x, false);
    round_off(y, true);
    return true;
}

/* ---- ticks ----------------------------------------------------------------------------------- */

/* 3 / 10 is as close to 0.3 as can be, 3 * 0.1 is not, and would be shown as "30.0 %". */
static double multiple_of(double step, double times)
{
    return step < 1 ? times / floor(1 / step + 0.5) : times * step;
}

static size_t linear_ticks(const struct scale *s, double *ticks)
{
    const double step = tick_step(s), first = ceil(s->low / step);
    size_t count = 0;
    while (count < TICKS_MAX && (first + (double)count) * step <= s->high + step / 1000) {
        ticks[count] = multiple_of(step, first + (double)count);
        count++;
    }
    return count;
}

static size_t log_ticks(const struct scale *s, double *ticks)
{
    size_t count = 0;
    while (count < TICKS_MAX && s->low + (double)count <= s->high) {
        ticks[count] = pow(10, s->low + (double)count);
        count++;
    }
    return count;
}

static size_t percentile_ticks(const struct scale *s, double *ticks)
{
    static const double known[] = {0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999};
    size_t count = 0;
    while (count < sizeof known / sizeof *known &&
           transformed(CHART_PERCENTILE, known[count]) <= s->high) {
        ticks[count] = known[count];
        count++;
    }
    return count;
}

static size_t ticks_of(const struct scale *s, double *ticks)
{
    switch (s->axis) {
    case CHART_LOG: return log_ticks(s, ticks);
    case CHART_PERCENTILE: return percentile_ticks(s, ticks);
    default: return linear_ticks(s, ticks);
    }
}

static void tick_text(char *text, size_t size, enum chart_axis axis, enum figure_unit unit,
                      double value)
{
    if (axis == CHART_PERCENTILE)
        snprintf(text, size, "%.6g %%", value * 100);
    else
        figure_text(text, size, unit, value);
}

static void put_x_ticks(FILE *out, const struct chart *c, const struct scale *x)
{
    double ticks[TICKS_MAX];
    char text[64];
    size_t count = ticks_of(x, ticks);
    for (size_t i = 0; i < count; i++) {
        tick_text(text, sizeof text, x->axis, c->x_unit, ticks[i]);
        fprintf(out,
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" class=\"tick\" "
                "fill=\"#57606a\">%s</text>",
                place_of(x, ticks[i]), HEIGHT - BOTTOM + 15, text);
    }
    fprintf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" class=\"tick\" fill=\"#57606a\">",
            LEFT + (WIDTH - LEFT - RIGHT) / 2, HEIGHT - 6);
    html_text(out, c->x_name);
    fputs("</text>\n", out);
}

static void put_y_ticks(FILE *out, const struct chart *c, const struct scale *y)
{
    double ticks[TICKS_MAX];
    char text[64];
    size_t count = ticks_of(y, ticks);
    for (size_t i = 0; i < count; i++) {
        double at = place_of(y, ticks[i]);
        tick_text(text, sizeof text, y->axis, c->y_unit, ticks[i]);
        fprintf(out,
                "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" class=\"grid\" "
                "stroke=\"#d0d7de\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" class=\"tick\" "
                "fill=\"#57606a\">%s</text>\n",
                LEFT, WIDTH - RIGHT, at, at, LEFT - 6, at + 4, text);
    }
}

/* ---- lines ----------------------------------------------------------------------------------- */

static void put_line(FILE *out, const struct chart *c, size_t index, const struct scale *x,
                     const struct scale *y)
{
    const struct chart_line *l = &c->lines[index];
    double last_across = 0, last_down = 0;
    bool begun = false;
    fprintf(out,
            "<path class=\"line l%zu\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.8\" "
            "stroke-linejoin=\"round\" stroke-dasharray=\"%s\" d=\"",
            index + 1, looks[index].colour, looks[index].dashes);
    for (size_t i = 0; i < l->count; i++) {
        const struct chart_point *p = &l->points[i];
        if (!can_show(x->axis, p->x) || !can_show(y->axis, p->y))
            continue;
        double across = place_of(x, p->x), down = place_of(y, p->y);
        bool close = fabs(across - last_across) < 1 && fabs(down - last_down) < 1;
        if (begun && close && i + 1 < l->count)
            continue; /* nobody would see it */
        fprintf(out, "%s%.1f %.1f", begun ? "L" : "M", across, down);
        last_across = across;
        last_down = down;
        begun = true;
    }
    fputs("\"/>\n", out);
    if (l->count == 1 && begun)
        fprintf(out, "<circle class=\"dot l%zu\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n",
                index + 1, place_of(x, l->points->x), place_of(y, l->points->y),
                looks[index].colour);
}

static void put_limit(FILE *out, const struct chart *c, const struct scale *y)
{
    char text[64];
    double at = place_of(y, c->limit);
    figure_text(text, sizeof text, c->y_unit, c->limit);
    fprintf(out,
            "<line class=\"limit\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#cf222e\" "
            "stroke-dasharray=\"3 3\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" "
            "class=\"tick\" fill=\"#cf222e\">limit %s</text>\n",
            LEFT, WIDTH - RIGHT, at, at, WIDTH - RIGHT - 2, at - 4, text);
}

static void put_key(FILE *out, const struct chart *c)
{
    fputs("<figcaption>", out);
    html_text(out, c->y_name);
    for (size_t i = 0; i < c->line_count && c->line_count > 1; i++) {
        fprintf(out,
                " <span class=\"key\"><svg width=\"26\" height=\"8\" aria-hidden=\"true\">"
                "<line class=\"line l%zu\" x1=\"0\" x2=\"26\" y1=\"4\" y2=\"4\" stroke=\"%s\" "
                "stroke-width=\"2\" stroke-dasharray=\"%s\"/></svg> ",
                i + 1, looks[i].colour, looks[i].dashes);
        html_text(out, c->lines[i].name);
        fputs("</span>", out);
    }
    fputs("</figcaption>\n", out);
}

void chart_write(FILE *out, const struct chart *c)
{
    struct scale x = {
        .axis = c->x_axis, .unit = c->x_unit, .begin = LEFT, .span = WIDTH - LEFT - RIGHT};
    struct scale y = {.axis = c->y_axis,
                      .unit = c->y_unit,
                      .begin = HEIGHT - BOTTOM,
                      .span = TOP + BOTTOM - HEIGHT};
    if (!find_ranges(c, &x, &y))
        return;
    fputs("<figure>", out);
    put_key(out, c);
    fprintf(out, "<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH,
            HEIGHT);
    html_attribute(out, c->title);
    fputs("\" font-family=\"sans-serif\" font-size=\"12\">\n", out);
    put_y_ticks(out, c, &y);
    put_x_ticks(out, c, &x);
    for (size_t i = 0; i < c->line_count; i++)
        put_line(out, c, i, &x, &y);
    if (c->limit > 0)
        put_limit(out, c, &y);
    fputs("</svg></figure>\n", out);
}
