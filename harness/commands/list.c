/* SPDX-License-Identifier: MIT */
/* `assay list`: the scenarios as a table. Reads them, starts nothing.
 */
#include "commands/commands.h"

#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "commands/places.h"
#include "data/utf8.h"
#include "scenario/capabilities.h"
#include "scenario/load.h"

enum { STATUS_FINE = 0, STATUS_WRONG = 2 };

enum column { COLUMN_ID = 0, COLUMN_TITLE, COLUMN_COVERS, COLUMN_NEEDS, COLUMN_MODES, COLUMNS };

enum { CELL_MAX = 4096 };

static error_t take_option(int key, char *arg, struct argp_state *state)
{
    char ***paths = state->input;
    (void)arg;
    if (key != ARGP_KEY_ARGS)
        return ARGP_ERR_UNKNOWN;
    *paths = state->argv + state->next;
    return 0;
}

static void add_names(struct bytes *cell, const struct name_list *names)
{
    for (size_t i = 0; i < names->count; i++)
        bytes_format(cell, "%s%s", i ? " " : "", names->items[i]);
    if (names->count == 0)
        bytes_text(cell, "-");
}

static void add_modes(struct bytes *cell, const struct scenario *s)
{
    unsigned some = 0;
    for (int m = 0; m < MODE_COUNT; m++)
        some += s->modes[m];
    for (int m = 0; m < MODE_COUNT && some < MODE_COUNT; m++)
        bytes_format(cell, "%s%s", cell->length && s->modes[m] ? " " : "",
                     s->modes[m] ? mode_names[m] : "");
    if (some == MODE_COUNT)
        bytes_text(cell, "all");
}

static void fill_cell(struct bytes *cell, const struct scenario *s, int column)
{
    bytes_clear(cell);
    switch (column) {
    case COLUMN_ID: bytes_text(cell, s->id); break;
    case COLUMN_TITLE: bytes_text(cell, s->title); break;
    case COLUMN_COVERS: add_names(cell, &s->covers); break;
    case COLUMN_NEEDS: add_names(cell, &s->needs); break;
    case COLUMN_MODES: add_modes(cell, s); break;
    default: break;
    }
}

static void measure(const struct scenario_set *set, size_t widths[COLUMNS])
{
    struct bytes cell;
    bytes_init(&cell, CELL_MAX);
    for (size_t i = 0; i < set->count; i++) {
        for (int column = 0; column < COLUMNS; column++) {
            fill_cell(&cell, &set->items[i], column);
            size_t width = utf8_columns(cell.data, cell.length);
            if (width > widths[column])
                widths[column] = width;
        }
    }
    bytes_release(&cell);
}

static void print_row(const struct scenario *s, const size_t widths[COLUMNS])
{
    struct bytes cell;
    bytes_init(&cell, CELL_MAX);
    for (int column = 0; column < COLUMNS; column++) {
        fill_cell(&cell, s, column);
        size_t width = utf8_columns(cell.data, cell.length);
        size_t pad = column == COLUMNS - 1 ? 0 : widths[column] - width + 2;
        printf("%s%*s", cell.data, (int)pad, "");
    }
    putchar('\n');
    bytes_release(&cell);
    for (size_t i = 0; i < s->case_count; i++)
        printf("  %-32s %s\n", s->cases[i].id, s->cases[i].about);
}

static bool load(struct scenario_set *set, char **paths)
{
    const struct known known = {.requirements = NULL, .capabilities = capability_names()};
    unsigned errors = 0, warnings = 0;
    bool fine = true;
    for (; *paths; paths++) {
        struct failure why = {.code = FAILURE_NONE};
        if (scenarios_load(set, *paths, &known, false, stderr, &errors, &warnings, &why))
            continue;
        fine = false;
        fprintf(stderr, "assay list: %s\n", why.sentence);
    }
    return fine;
}

int command_list(int argc, char **argv)
{
    static const struct argp parser = {
        .parser = take_option,
        .args_doc = "[PATH...]",
        .doc = "List scenarios: id, title, the requirements they cover, the capabilities they "
               "need, their modes. Raw cases stand below their file.\vPATH is a file or a folder; "
               "without one the acceptance "
               "scenarios are listed.",
    };
    char acceptance[CELL_MAX], *usual[] = {acceptance, NULL}, **paths = usual;
    size_t widths[COLUMNS] = {0};
    struct scenario_set set;
    snprintf(acceptance, sizeof acceptance, "%s/acceptance", place_scenarios());
    argp_err_exit_status = STATUS_WRONG;
    argp_parse(&parser, argc, argv, 0, NULL, &paths);
    scenario_set_init(&set);
    bool fine = load(&set, paths);
    measure(&set, widths);
    for (size_t i = 0; i < set.count; i++)
        print_row(&set.items[i], widths);
    scenario_set_release(&set);
    return fine ? STATUS_FINE : STATUS_WRONG;
}
