/* SPDX-License-Identifier: MIT */
/* Conditions on changes. */
#include "commands/gate.h"

#include <string.h>

#include "scenario/quantity.h"

/* The ` > ` or ` < ` before the amount, or NULL. */
static const char *find_operator(const char *text)
{
    const char *at = strstr(text, " > ");
    return at ? at : strstr(text, " < ");
}

static bool parse_amount(struct gate *g, const char *text)
{
    enum check_unit unit;
    char wanted = g->below ? '-' : '+';
    if (text[0] != wanted || !quantity_parse(text + 1, strlen(text + 1), &g->amount, &unit))
        return false;
    g->relative = unit == UNIT_PERCENT;
    if (g->below)
        g->amount = -g->amount;
    return true;
}

bool gate_parse(struct gate *g, const char *text)
{
    const char *at = find_operator(text);
    *g = (struct gate){.text = text};
    if (!at || at == text || (size_t)(at - text) >= sizeof g->metric)
        return false;
    memcpy(g->metric, text, (size_t)(at - text));
    g->below = at[1] == '<';
    return parse_amount(g, at + 3);
}

static bool trips(const struct gate *g, double delta)
{
    return g->below ? delta < g->amount : delta > g->amount;
}

/* A share and a difference are told apart by what both are shares or differences of. */
static double in_terms_of(const struct gate *g, const struct change *c, double delta)
{
    if (g->relative == c->relative)
        return delta;
    if (c->relative)
        return delta * c->old;
    return delta == 0 ? 0 : c->old > 0 ? delta / c->old : delta > 0 ? 1e9 : -1e9;
}

enum gate_answer gate_judge(const struct gate *g, const struct change *c)
{
    if (c->kind == CHANGE_UNKNOWN || c->kind == CHANGE_NONE)
        return c->kind == CHANGE_NONE ? GATE_HELD : GATE_OPEN;
    if (!c->has_interval)
        return trips(g, in_terms_of(g, c, c->delta)) ? GATE_TRIPPED : GATE_HELD;
    bool all = trips(g, in_terms_of(g, c, c->low)) && trips(g, in_terms_of(g, c, c->high));
    return all ? GATE_TRIPPED : GATE_HELD;
}
