/* SPDX-License-Identifier: MIT */
/* `drip:` and `cut:`: how the octets of a step leave, if not at once.
 */
#include "scenario/step_draft.h"

#include <string.h>

#include "base/words.h"
#include "scenario/octets.h"
#include "scenario/quantity.h"

#define PAUSE_OF_CUTS INT64_C(5000000) /* ns: long enough for a server to read what came before */

enum { CUTS_MAX = 1000, EVERY_PLACE_MAX = 4096 };

/* "1 byte every 5ms". */
static bool parse_drip(const char *text, struct piecewise *out)
{
    static const char *const links[] = {" byte every ", " bytes every "};
    size_t digits = strspn(text, "0123456789");
    unsigned long long octets = 0;
    if (!words_number(text, digits, &octets) || octets < 1 || octets > OCTETS_MAX)
        return false;
    out->drip = (unsigned)octets;
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        size_t length = strlen(links[i]);
        const char *pause = text + digits + length;
        if (strncmp(text + digits, links[i], length) == 0)
            return quantity_duration(pause, strlen(pause), &out->pause);
    }
    return false;
}

void step_read_drip(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    if (!parse_drip(value->text, &s->step->pieces))
        form_wrong(&s->draft->form, value->place,
                   "'drip' is so many octets at a time and a pause, such as 1 byte every 5ms");
}

static void read_places(struct step_draft *s, const struct yaml_node *list)
{
    size_t *cuts = arena_zero(s->draft->form.arena, list->count + 1, sizeof *cuts), count = 0;
    for (size_t i = 0; i < list->count && count < CUTS_MAX; i++) {
        const struct yaml_node *node = &list->items[i];
        unsigned long long place = 0;
        bool number = node->kind == YAML_SCALAR && words_number(node->text, node->length, &place);
        if (number && place >= 1 && place <= OCTETS_MAX && (count == 0 || place > cuts[count - 1]))
            cuts[count++] = (size_t)place;
        else
            form_wrong(&s->draft->form, node->place,
                       "a place is a number of octets, 1 or more, and more than the one before");
    }
    s->step->pieces.cuts = cuts;
    s->step->pieces.cut_count = count;
}

void step_read_cut(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    s->step->pieces.pause = PAUSE_OF_CUTS;
    s->step->pieces.everywhere =
        value->kind == YAML_SCALAR && strcmp(value->text, "every place") == 0;
    if (value->kind == YAML_SEQUENCE && value->count > 0)
        read_places(s, value);
    else if (!s->step->pieces.everywhere)
        form_wrong(&s->draft->form, value->place,
                   "'cut' is `every place`, or a list of places such as [4, 16]");
}

void step_read_part(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    s->step->part = form_bool(&s->draft->form, key, value);
}

/* The rest can only follow on a connection that has a name, and the response comes then. */
static void check_part(struct step_draft *s, const struct yaml_node *node)
{
    const struct step *step = s->step;
    bool early =
        step->background || step->half_close || s->captures || s->checks[0] || s->checks[1];
    if (step->part && !step->connection)
        form_wrong(&s->draft->form, node->place,
                   "`part: true` needs 'connection': the rest follows on it in a later step");
    else if (step->part && early)
        form_wrong(
            &s->draft->form, node->place,
            "no response is due after `part: true`; judge it in the step that sends the rest");
}

void step_check_pieces(struct step_draft *s, const struct yaml_node *node)
{
    const struct step *step = s->step;
    const char *other = step->connection   ? "connection"
                        : step->background ? "background"
                        : s->captures      ? "capture"
                                           : NULL;
    check_part(s, node);
    bool octets = step->action == ACTION_RAW || step->action == ACTION_BYTES;
    if (octets && yaml_get(node, "drip") && yaml_get(node, "cut"))
        form_wrong(&s->draft->form, node->place, "octets leave by `drip:` or by `cut:`, not both");
    if (octets && step->pieces.everywhere && step->octet_count > EVERY_PLACE_MAX)
        form_wrong(&s->draft->form, node->place,
                   "`cut: every place` of more than %d octets takes too long; name some places",
                   EVERY_PLACE_MAX);
    if (octets && step->pieces.everywhere && other)
        form_wrong(&s->draft->form, node->place,
                   "`cut: every place` plays on a connection of its own each time, without '%s'",
                   other);
}
