/* SPDX-License-Identifier: MIT */
/* Tables of units and of names.
 */
#include "report/figure.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { KIB = 1024 };

static const struct {
    const char *part; /* of the name; the first that is found decides */
    enum figure_unit unit;
} names[] = {
    {"heap leaked", FIGURE_COUNT}, /* blocks */
    {"allocations per request", FIGURE_COUNT},
    {"instructions per request", FIGURE_COUNT},
    {"context switches", FIGURE_COUNT},
    {"bytes per request", FIGURE_OCTETS},
    {"throughput", FIGURE_RATE},
    {"cpu per request", FIGURE_NS},
    {"cpu use", FIGURE_SHARE},
    {"stability", FIGURE_SHARE},
    {"latency", FIGURE_NS},
    {"service", FIGURE_NS},
    {"p95", FIGURE_NS},
    {"p99", FIGURE_NS},
    {"longest gap", FIGURE_NS},
    {"time", FIGURE_NS},
    {"rss", FIGURE_OCTETS},
    {"heap", FIGURE_OCTETS},
    {"growth", FIGURE_OCTETS},
    {"memcheck lost", FIGURE_OCTETS},
    {"soak bound", FIGURE_OCTETS},
};

struct scale {
    double from; /* it is used from this magnitude on */
    const char *word;
};

static const struct scale spans[] = {{1e9, "s"}, {1e6, "ms"}, {1e3, "\xc2\xb5s"}, {0, "ns"}};
static const struct scale spans_of_none[] = {{0, "s"}};
static const struct scale sizes[] = {
    {(double)KIB * KIB * KIB, "GiB"}, {(double)KIB * KIB, "MiB"}, {KIB, "KiB"}, {0, "B"}};

enum figure_unit figure_unit_of(const char *metric)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strstr(metric, names[i].part))
            return names[i].unit;
    }
    return FIGURE_COUNT;
}

/* Three digits, more before the point; thousands set apart. */
static void number_text(char *text, size_t size, double value)
{
    char digits[64];
    double size_of = fabs(value);
    int places = size_of >= 100 || value == floor(value) ? 0 : size_of >= 10 ? 1 : 2;
    if (size_of > 1e15 || (size_of > 0 && size_of < 0.1)) {
        snprintf(text, size, "%.3g", value);
        return;
    }
    snprintf(digits, sizeof digits, "%.*f", places, value);
    size_t whole = strcspn(digits, "."), used = 0;
    for (size_t i = 0; digits[i] && used + 2 < size; i++) {
        bool first = i == 0 || digits[i - 1] == '-';
        if (i < whole && !first && (whole - i) % 3 == 0)
            text[used++] = ',';
        text[used++] = digits[i];
    }
    text[used] = '\0';
}

static void scaled_text(char *text, size_t size, const struct scale *scales, double value)
{
    char number[48];
    while (fabs(value) < scales->from)
        scales++;
    number_text(number, sizeof number, scales->from > 0 ? value / scales->from : value);
    snprintf(text, size, "%s %s", number, scales->word);
}

void figure_text(char *text, size_t size, enum figure_unit unit, double value)
{
    char number[48];
    switch (unit) {
    case FIGURE_NS: scaled_text(text, size, value == 0 ? spans_of_none : spans, value); return;
    case FIGURE_OCTETS: scaled_text(text, size, sizes, value); return;
    case FIGURE_SHARE:
        number_text(number, sizeof number, value * 100);
        snprintf(text, size, "%s %%", number);
        return;
    default: break;
    }
    number_text(number, sizeof number, value);
    snprintf(text, size, "%s%s", number, unit == FIGURE_RATE ? "/s" : "");
}
