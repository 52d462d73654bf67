/* SPDX-License-Identifier: MIT */
/* The table of run.json's members as JSON Schema (draft-07). */
#include "commands/schema_run.h"

#include <assert.h>

#include "commands/run_fields.h"
#include "data/json_pen.h"
#include "report/result.h"

/* ---- values ---------------------------------------------------------------------------------- */

static void put_reference(struct json_pen *p, enum run_part part)
{
    char path[80];
    snprintf(path, sizeof path, "#/definitions/%s", run_part_name(part));
    json_pen_text(p, "$ref", path);
}

static void put_names(struct json_pen *p, const char *name(int), int count)
{
    json_pen_open(p, "enum", '[');
    for (int i = 0; i < count; i++) {
        if (name(i))
            json_pen_text(p, NULL, name(i));
    }
    json_pen_close(p, ']');
}

static void put_counts(struct json_pen *p)
{
    const char *names[VERDICT_COUNT + 1] = {NULL};
    for (int v = 0; v < VERDICT_COUNT; v++)
        names[v] = run_field_verdict(v);
    json_pen_text(p, "type", "object");
    json_pen_names(p, "required", names);
    json_pen_raw(p, "additionalProperties", "{\"type\": \"integer\", \"minimum\": 0}");
}

static void put_items(struct json_pen *p, enum run_part part)
{
    json_pen_text(p, "type", "array");
    json_pen_open(p, "items", '{');
    put_reference(p, part);
    json_pen_close(p, '}');
}

/* A list or an object of simple things, or a whole number. */
static void put_plain(struct json_pen *p, enum field_shape shape)
{
    static const struct {
        const char *type, *rule, *value;
    } plain[FIELD_SHAPES] = {
        [FIELD_SCHEMA] = {"\"string\"", "const", "\"" RUN_SCHEMA "\""},
        [FIELD_TEXT] = {"\"string\"", NULL, NULL},
        [FIELD_TEXT_OR_NULL] = {"[\"string\", \"null\"]", NULL, NULL},
        [FIELD_TRUTH] = {"\"boolean\"", NULL, NULL},
        [FIELD_UNSIGNED] = {"\"integer\"", "minimum", "0"},
        [FIELD_INT] = {"\"integer\"", "minimum", "0"},
        [FIELD_LONG] = {"\"integer\"", "minimum", "0"},
        [FIELD_UINT64] = {"\"integer\"", "minimum", "0"},
        [FIELD_INT64] = {"\"integer\"", "minimum", "0"},
        [FIELD_KNOWN] = {"\"integer\"", "minimum", "-1"},
        [FIELD_NUMBER] = {"\"number\"", NULL, NULL},
        [FIELD_SECONDS] = {"\"number\"", "minimum", "0"},
        [FIELD_TEXTS] = {"\"array\"", "items", "{\"type\": \"string\"}"},
        [FIELD_METRICS] = {"\"object\"", "additionalProperties", "{\"type\": \"number\"}"},
        [FIELD_BUCKETS] = {"\"array\"", "items",
                           "{\"type\": \"array\", \"items\": {\"type\": \"integer\", \"minimum\": "
                           "0}, \"minItems\": 2, \"maxItems\": 2}"},
    };
    assert(plain[shape].type);
    json_pen_raw(p, "type", plain[shape].type);
    if (plain[shape].rule)
        json_pen_raw(p, plain[shape].rule, plain[shape].value);
}

static void put_value(struct json_pen *p, const struct run_field *f)
{
    switch (f->shape) {
    case FIELD_VERDICT: put_names(p, run_field_verdict, VERDICT_COUNT); break;
    case FIELD_RUN_VERDICT: put_names(p, run_field_run_verdict, RUN_COUNT); break;
    case FIELD_REACH: put_names(p, run_field_reach, REACH_COUNT); break;
    case FIELD_COVERAGE: put_names(p, run_field_coverage, VERDICT_COUNT + COVERAGE_COUNT); break;
    case FIELD_COUNTS: put_counts(p); break;
    case FIELD_PART: put_reference(p, f->holds); break;
    case FIELD_PARTS: put_items(p, f->holds); break;
    default: put_plain(p, f->shape); break;
    }
}

/* ---- objects --------------------------------------------------------------------------------- */

static void put_required(struct json_pen *p, enum run_part part)
{
    size_t count;
    const struct run_field *fields = run_fields(&count);
    json_pen_open(p, "required", '[');
    for (size_t i = 0; i < count; i++) {
        if (fields[i].part == part && !fields[i].may_lack)
            json_pen_text(p, NULL, fields[i].name);
    }
    json_pen_close(p, ']');
}

static void put_part(struct json_pen *p, enum run_part part)
{
    size_t count;
    const struct run_field *fields = run_fields(&count);
    json_pen_open(p, run_part_name(part), '{');
    json_pen_text(p, "type", "object");
    put_required(p, part);
    json_pen_open(p, "properties", '{');
    for (size_t i = 0; i < count; i++) {
        if (fields[i].part != part)
            continue;
        json_pen_open(p, fields[i].name, '{');
        json_pen_text(p, "description", fields[i].about);
        put_value(p, &fields[i]);
        json_pen_close(p, '}');
    }
    json_pen_close(p, '}');
    json_pen_close(p, '}');
}

void schema_run_print(FILE *out)
{
    struct json_pen p = {.out = out};
    json_pen_open(&p, NULL, '{');
    json_pen_text(&p, "$schema", "http://json-schema.org/draft-07/schema#");
    json_pen_text(&p, "title", "a run of assay, " RUN_SCHEMA);
    json_pen_text(&p, "$comment",
                  "made by `make schemas` from the table of members; a reader must leave alone "
                  "what it does not know");
    json_pen_open(&p, "allOf", '[');
    json_pen_open(&p, NULL, '{');
    put_reference(&p, PART_RUN);
    json_pen_close(&p, '}');
    json_pen_close(&p, ']');
    json_pen_open(&p, "definitions", '{');
    for (int part = 0; part < PART_COUNT; part++)
        put_part(&p, (enum run_part)part);
    json_pen_close(&p, '}');
    json_pen_close(&p, '}');
    fputc('\n', out);
}
