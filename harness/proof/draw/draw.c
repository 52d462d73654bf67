/* SPDX-License-Identifier: MIT */
/* Draws one-place changes of C sources, each place as likely as any other, and writes the changed
 * sources down. The same seed draws the same.
 *
 * usage: draw SEED COUNT FOLDER FILE...
 *
 * FOLDER/1.c, 2.c, ...: the changed files. On stdout a line each, with tabs: number, file, line,
 * column, change, what went, what came. Exit 2 if a file cannot be read or written.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/chance.h"
#include "proof/draw/places.h"

struct source {
    const char *path;
    struct bytes text;
    struct places places;
};

static void give_up(const char *path)
{
    fprintf(stderr, "draw: %s: %s\n", path, strerror(errno));
    exit(2);
}

static void read_source(struct source *s, struct arena *a)
{
    char piece[16 * 1024];
    size_t n;
    FILE *f = fopen(s->path, "re");
    if (!f)
        give_up(s->path);
    bytes_init(&s->text, SIZE_MAX);
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        bytes_add(&s->text, piece, n);
    if (ferror(f))
        give_up(s->path);
    fclose(f);
    places_find(&s->places, s->text.data, s->text.length, a);
}

static void write_changed(const struct source *s, const struct place *p, const char *folder,
                          size_t number)
{
    char path[4096];
    size_t behind = p->offset + p->length;
    snprintf(path, sizeof path, "%s/%zu.c", folder, number);
    FILE *f = fopen(path, "we");
    if (!f)
        give_up(path);
    fwrite(s->text.data, 1, p->offset, f);
    fputs(p->instead, f);
    fwrite(s->text.data + behind, 1, s->text.length - behind, f);
    if (fclose(f) != 0)
        give_up(path);
}

/* On one line. */
static void print_text(const char *text, size_t length)
{
    bool blank = false;
    putchar('\t');
    for (size_t i = 0; i < length; i++) {
        bool is_blank = text[i] == ' ' || text[i] == '\n' || text[i] == '\t';
        if (!is_blank || !blank)
            putchar(is_blank ? ' ' : text[i]);
        blank = is_blank;
    }
}

static void print_place(const struct source *s, const struct place *p, size_t number)
{
    size_t line = 1, column = 1;
    for (size_t i = 0; i < p->offset; i++) {
        column = s->text.data[i] == '\n' ? 1 : column + 1;
        line += s->text.data[i] == '\n';
    }
    printf("%zu\t%s\t%zu\t%zu\t%s", number, s->path, line, column, p->change);
    print_text(s->text.data + p->offset, p->length);
    print_text(p->instead, strlen(p->instead));
    putchar('\n');
}

/* The place that has so many before it in all sources together. */
static const struct place *place_at(const struct source *all, size_t index,
                                    const struct source **which)
{
    while (index >= all->places.count)
        index -= all++->places.count;
    *which = all;
    return &all->places.all[index];
}

static void draw(const struct source *all, size_t places, size_t count, const char *folder,
                 uint64_t seed)
{
    struct chance chance = {.state = seed};
    size_t *order = memory_get(places * sizeof *order);
    for (size_t i = 0; i < places; i++)
        order[i] = i;
    for (size_t i = 0; i < count && i < places; i++) {
        size_t other = i + chance_below(&chance, places - i), drawn = order[other];
        order[other] = order[i];
        const struct source *s = NULL;
        const struct place *p = place_at(all, drawn, &s);
        write_changed(s, p, folder, i + 1);
        print_place(s, p, i + 1);
    }
    memory_drop(order);
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr, "usage: %s SEED COUNT FOLDER FILE...\n", argv[0]);
        return 2;
    }
    struct arena a;
    size_t places = 0, files = (size_t)argc - 4;
    arena_init(&a);
    struct source *all = arena_zero(&a, files, sizeof *all);
    for (size_t i = 0; i < files; i++) {
        all[i].path = argv[4 + i];
        read_source(&all[i], &a);
        places += all[i].places.count;
    }
    fprintf(stderr, "draw: %zu places in %zu files\n", places, files);
    if (places)
        draw(all, places, strtoull(argv[2], NULL, 10), argv[3], strtoull(argv[1], NULL, 10));
    for (size_t i = 0; i < files; i++)
        bytes_release(&all[i].text);
    arena_release(&a);
    return 0;
}
