/* SPDX-License-Identifier: MIT */
/* run_fields says what is where; here is how each shape is taken. A member that the table does not
 * have is left alone: a later assay may write it.
 */
#include "commands/past_result.h"

#include <limits.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "commands/report_files.h"
#include "commands/run_fields.h"
#include "data/file.h"
#include "data/json_tree.h"

static const char log_name[] = "events.jsonl";

#define WHOLE_MOST   9007199254740992.0 /* 2^53: beyond it a double skips numbers */
#define SECONDS_MOST 8388608.0          /* 2^23, 97 days: up to it a double tells each ns */

enum { PLACE_MAX = 400, WORD_SHOWN = 60 };

struct reader {
    struct arena *arena;
    const char *file;
    struct failure *why;
};

/* Where a node stands: a member of an object, or an item of a list, which has no name. */
struct place {
    const struct place *in; /* NULL: the whole */
    const char *name;
    size_t index;
};

/* A member under way: its row, where it stands, what is there, and the struct that takes it. */
struct member {
    const struct run_field *field;
    const struct place *at;
    const struct json_node *node;
    char *base;
};

/* ---- refusing -------------------------------------------------------------------------------- */

static void add_place(struct bytes *b, const struct place *at)
{
    if (!at)
        return;
    add_place(b, at->in);
    if (at->name)
        bytes_format(b, "%s%s", b->length ? "." : "", at->name);
    else
        bytes_format(b, "[%zu]", at->index);
}

static bool refuse(const struct reader *r, const struct place *at, const char *sentence)
{
    struct bytes place;
    bytes_init(&place, PLACE_MAX);
    add_place(&place, at);
    failure_set(r->why, FAILURE_USAGE, "%s: %s%s%s", r->file, place.data, place.length ? ": " : "",
                sentence);
    bytes_release(&place);
    return false;
}

static const char *const kind_names[] = {
    [NODE_ABSENT] = "nothing",  [NODE_NULL] = "null",   [NODE_TRUTH] = "true or false",
    [NODE_NUMBER] = "a number", [NODE_TEXT] = "a text", [NODE_LIST] = "a list",
    [NODE_OBJECT] = "an object"};

static bool is_kind(const struct reader *r, const struct place *at, const struct json_node *node,
                    enum node_kind kind)
{
    enum node_kind found = json_tree_kind(node);
    return found == kind ||
           refuse(r, at,
                  arena_text(r->arena, "must be %s, not %s", kind_names[kind], kind_names[found]));
}

/* ---- scalars --------------------------------------------------------------------------------- */

static void *slot_of(const struct member *m)
{
    return m->base + m->field->at;
}

static const char *copy(struct reader *r, const struct json_node *node)
{
    const char *text = json_tree_text(node, "");
    return arena_copy(r->arena, text, strlen(text));
}

static bool take_schema(struct reader *r, const struct member *m)
{
    const char *text = json_tree_text(m->node, "");
    return strcmp(text, RUN_SCHEMA) == 0 ||
           refuse(r, m->at,
                  arena_text(r->arena, "'%.*s' is not %s, which is what this assay reads",
                             WORD_SHOWN, text, RUN_SCHEMA));
}

static bool take_text(struct reader *r, const struct member *m)
{
    const char **slot = slot_of(m);
    if (!is_kind(r, m->at, m->node, NODE_TEXT))
        return false;
    *slot = copy(r, m->node);
    return true;
}

static bool take_text_or_null(struct reader *r, const struct member *m)
{
    return json_tree_kind(m->node) == NODE_NULL || take_text(r, m);
}

static bool take_truth(struct reader *r, const struct member *m)
{
    bool *slot = slot_of(m);
    *slot = json_tree_is_true(m->node);
    return is_kind(r, m->at, m->node, NODE_TRUTH);
}

static bool take_number(struct reader *r, const struct member *m)
{
    double *slot = slot_of(m);
    return is_kind(r, m->at, m->node, NODE_NUMBER) && json_tree_number(m->node, slot);
}

static bool whole(struct reader *r, const struct place *at, const struct json_node *node,
                  double most, double *value)
{
    if (!is_kind(r, at, node, NODE_NUMBER) || !json_tree_number(node, value))
        return false;
    return (*value >= 0 && *value <= most && floor(*value) == *value) ||
           refuse(r, at, arena_text(r->arena, "must be a whole number from 0 to %.0f", most));
}

static bool take_unsigned(struct reader *r, const struct member *m)
{
    double value = 0;
    unsigned *slot = slot_of(m);
    if (!whole(r, m->at, m->node, UINT_MAX, &value))
        return false;
    *slot = (unsigned)value;
    return true;
}

static bool take_int(struct reader *r, const struct member *m)
{
    double value = 0;
    int *slot = slot_of(m);
    if (!whole(r, m->at, m->node, INT_MAX, &value))
        return false;
    *slot = (int)value;
    return true;
}

static bool take_long(struct reader *r, const struct member *m)
{
    double value = 0;
    long *slot = slot_of(m);
    if (!whole(r, m->at, m->node, INT_MAX, &value))
        return false;
    *slot = (long)value;
    return true;
}

static bool take_uint64(struct reader *r, const struct member *m)
{
    double value = 0;
    uint64_t *slot = slot_of(m);
    if (!whole(r, m->at, m->node, WHOLE_MOST, &value))
        return false;
    *slot = (uint64_t)value;
    return true;
}

static bool take_int64(struct reader *r, const struct member *m)
{
    double value = 0;
    int64_t *slot = slot_of(m);
    if (!whole(r, m->at, m->node, WHOLE_MOST, &value))
        return false;
    *slot = (int64_t)value;
    return true;
}

static bool take_known(struct reader *r, const struct member *m)
{
    double value = 0;
    int64_t *slot = slot_of(m);
    *slot = -1;
    bool is_known = !json_tree_number(m->node, &value) || value != -1;
    return !is_known || take_int64(r, m);
}

static bool take_seconds(struct reader *r, const struct member *m)
{
    double value = 0;
    int64_t *slot = slot_of(m);
    if (!is_kind(r, m->at, m->node, NODE_NUMBER) || !json_tree_number(m->node, &value))
        return false;
    if (value < 0 || value > SECONDS_MOST)
        return refuse(r, m->at, "is no time that a run can take");
    *slot = (int64_t)floor(value) * 1000000000 + llround((value - floor(value)) * 1e9);
    return true;
}

/* ---- words ----------------------------------------------------------------------------------- */

/* The number of the word among `count`; -1, and it is refused, if it is none of them. */
static int word(struct reader *r, const struct member *m, const char *what, const char *name(int),
                int count)
{
    if (!is_kind(r, m->at, m->node, NODE_TEXT))
        return -1;
    const char *text = json_tree_text(m->node, "");
    for (int i = 0; i < count; i++) {
        if (name(i) && strcmp(name(i), text) == 0)
            return i;
    }
    refuse(r, m->at, arena_text(r->arena, "'%.*s' is no %s", WORD_SHOWN, text, what));
    return -1;
}

static bool take_verdict(struct reader *r, const struct member *m)
{
    enum verdict *slot = slot_of(m);
    int found = word(r, m, "verdict", run_field_verdict, VERDICT_COUNT);
    *slot = found < 0 ? VERDICT_ERROR : (enum verdict)found;
    return found >= 0;
}

static bool take_run_verdict(struct reader *r, const struct member *m)
{
    enum run_verdict *slot = slot_of(m);
    int found = word(r, m, "verdict on a run", run_field_run_verdict, RUN_COUNT);
    *slot = found < 0 ? RUN_ERROR : (enum run_verdict)found;
    return found >= 0;
}

static bool take_reach(struct reader *r, const struct member *m)
{
    enum reach *slot = slot_of(m);
    int found = word(r, m, "reach", run_field_reach, REACH_COUNT);
    *slot = found < 0 ? REACH_NOTHING : (enum reach)found;
    return found >= 0;
}

static bool take_coverage(struct reader *r, const struct member *m)
{
    struct requirement_result *q = (void *)m->base;
    int found =
        word(r, m, "verdict on a requirement", run_field_coverage, VERDICT_COUNT + COVERAGE_COUNT);
    q->coverage = found < VERDICT_COUNT ? COVERED : (enum coverage)(found - VERDICT_COUNT);
    q->verdict = found >= 0 && found < VERDICT_COUNT ? (enum verdict)found : VERDICT_SKIP;
    return found >= 0;
}

/* ---- lists and objects ----------------------------------------------------------------------- */

static void set_count(const struct member *m, size_t count)
{
    void *slot = m->base + m->field->count_at;
    if (m->field->count_at != FIELD_NOWHERE)
        *(size_t *)slot = count;
}

static bool take_texts(struct reader *r, const struct member *m)
{
    const char ***slot = slot_of(m);
    if (!is_kind(r, m->at, m->node, NODE_LIST))
        return false;
    size_t count = json_tree_count(m->node);
    const char **texts = arena_zero(r->arena, count + 1, sizeof *texts);
    for (size_t i = 0; i < count; i++) {
        const struct place item = {.in = m->at, .index = i};
        if (!is_kind(r, &item, json_tree_item(m->node, i), NODE_TEXT))
            return false;
        texts[i] = copy(r, json_tree_item(m->node, i));
    }
    *slot = texts;
    set_count(m, count);
    return true;
}

static bool take_counts(struct reader *r, const struct member *m)
{
    unsigned *counts = slot_of(m);
    if (!is_kind(r, m->at, m->node, NODE_OBJECT))
        return false;
    for (int v = 0; v < VERDICT_COUNT; v++) {
        const struct place at = {.in = m->at, .name = run_field_verdict(v)};
        double value = 0;
        if (!whole(r, &at, json_tree_member(m->node, at.name), UINT_MAX, &value))
            return false;
        counts[v] = (unsigned)value;
    }
    return true;
}

/* The metrics of one scenario under way. */
struct metrics {
    struct reader *reader;
    const struct place *at;
    struct scenario_result *scenario;
    bool good;
};

static void take_metric(void *context, const char *name, const struct json_node *value)
{
    struct metrics *m = context;
    struct scenario_result *s = m->scenario;
    const struct place at = {.in = m->at, .name = name};
    if (!is_kind(m->reader, &at, value, NODE_NUMBER)) {
        m->good = false;
        return;
    }
    if (s->metric_count == s->metric_room)
        s->metrics = arena_grow(m->reader->arena, s->metrics, s->metric_count, &s->metric_room,
                                sizeof *s->metrics);
    struct metric_result *one = &s->metrics[s->metric_count++];
    one->name = arena_copy(m->reader->arena, name, strlen(name));
    (void)json_tree_number(value, &one->value);
}

static bool take_metrics(struct reader *r, const struct member *m)
{
    struct metrics all = {.reader = r, .at = m->at, .scenario = (void *)m->base, .good = true};
    if (!is_kind(r, m->at, m->node, NODE_OBJECT))
        return false;
    json_tree_each(m->node, take_metric, &all);
    return all.good;
}

static bool take_bucket(struct reader *r, const struct place *at, const struct json_node *pair,
                        struct load_bucket *bucket)
{
    double most = 0, count = 0;
    if (json_tree_count(pair) != 2)
        return refuse(r, at, "must be a list of two numbers");
    bool good = whole(r, at, json_tree_item(pair, 0), WHOLE_MOST, &most) &&
                whole(r, at, json_tree_item(pair, 1), WHOLE_MOST, &count);
    *bucket = (struct load_bucket){.most = (uint64_t)most, .count = (uint64_t)count};
    return good;
}

static bool take_buckets(struct reader *r, const struct member *m)
{
    struct load_bucket **slot = slot_of(m);
    size_t count = json_tree_count(m->node);
    if (!is_kind(r, m->at, m->node, NODE_LIST))
        return false;
    *slot = arena_zero(r->arena, count, sizeof **slot);
    for (size_t i = 0; i < count; i++) {
        const struct place item = {.in = m->at, .index = i};
        if (!take_bucket(r, &item, json_tree_item(m->node, i), &(*slot)[i]))
            return false;
    }
    set_count(m, count);
    return true;
}

static bool take_fields(struct reader *r, enum run_part part, const struct place *at,
                        const struct json_node *node, void *into, const char *const *only);

static bool take_part(struct reader *r, const struct member *m)
{
    return take_fields(r, m->field->holds, m->at, m->node, m->base, NULL);
}

static bool take_parts(struct reader *r, const struct member *m)
{
    char **slot = slot_of(m);
    size_t size = run_part_size(m->field->holds), count = json_tree_count(m->node);
    if (!is_kind(r, m->at, m->node, NODE_LIST))
        return false;
    *slot = arena_zero(r->arena, count, size);
    for (size_t i = 0; i < count; i++) {
        const struct place item = {.in = m->at, .index = i};
        if (!take_fields(r, m->field->holds, &item, json_tree_item(m->node, i), *slot + i * size,
                         NULL))
            return false;
    }
    set_count(m, count);
    return true;
}

typedef bool taker(struct reader *r, const struct member *m);

static taker *const takers[FIELD_SHAPES] = {
    [FIELD_SCHEMA] = take_schema,
    [FIELD_TEXT] = take_text,
    [FIELD_TEXT_OR_NULL] = take_text_or_null,
    [FIELD_TRUTH] = take_truth,
    [FIELD_UNSIGNED] = take_unsigned,
    [FIELD_INT] = take_int,
    [FIELD_LONG] = take_long,
    [FIELD_UINT64] = take_uint64,
    [FIELD_INT64] = take_int64,
    [FIELD_KNOWN] = take_known,
    [FIELD_NUMBER] = take_number,
    [FIELD_SECONDS] = take_seconds,
    [FIELD_VERDICT] = take_verdict,
    [FIELD_RUN_VERDICT] = take_run_verdict,
    [FIELD_REACH] = take_reach,
    [FIELD_COVERAGE] = take_coverage,
    [FIELD_TEXTS] = take_texts,
    [FIELD_COUNTS] = take_counts,
    [FIELD_METRICS] = take_metrics,
    [FIELD_BUCKETS] = take_buckets,
    [FIELD_PART] = take_part,
    [FIELD_PARTS] = take_parts,
};

static bool is_among(const char *name, const char *const *only)
{
    while (only && *only && strcmp(*only, name) != 0)
        only++;
    return !only || *only;
}

/* The members of one object, or `only` those. */
static bool take_fields(struct reader *r, enum run_part part, const struct place *at,
                        const struct json_node *node, void *into, const char *const *only)
{
    size_t count;
    const struct run_field *fields = run_fields(&count);
    if (!is_kind(r, at, node, NODE_OBJECT))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct run_field *f = &fields[i];
        const struct place place = {.in = at, .name = f->name};
        const struct member m = {f, &place, json_tree_member(node, f->name), into};
        if (f->part != part || !is_among(f->name, only) || (!m.node && f->may_lack))
            continue;
        if (!m.node)
            return refuse(r, &place, "is missing");
        if (!takers[f->shape](r, &m))
            return false;
    }
    return true;
}

/* ---- run.json -------------------------------------------------------------------------------- */

/* ---- contradictions -------------------------------------------------------------------------- */

/* No scenario is better than its worst check. */
static bool is_true_to_checks(const struct reader *r, const struct scenario_result *s)
{
    enum verdict heaviest = VERDICT_SKIP;
    for (size_t i = 0; i < s->check_count; i++)
        heaviest = verdict_heavier(heaviest, s->checks[i].verdict);
    return s->verdict >= heaviest ||
           refuse(r, NULL,
                  arena_text(r->arena, "scenario '%.*s' is said to be %s, and a check of it is %s",
                             WORD_SHOWN, s->id, verdict_name(s->verdict), verdict_name(heaviest)));
}

/* Whoever changed one of them by hand would have every report say so. */
static bool is_true_to_itself(const struct reader *r, const struct run_result *run)
{
    unsigned counts[VERDICT_COUNT] = {0};
    for (size_t i = 0; i < run->scenario_count; i++) {
        counts[run->scenarios[i].verdict]++;
        if (!is_true_to_checks(r, &run->scenarios[i]))
            return false;
    }
    for (int v = 0; v < VERDICT_COUNT; v++) {
        if (counts[v] != run->counts[v])
            return refuse(r, NULL,
                          arena_text(r->arena, "counts.%s says %u, and there are %u such scenarios",
                                     run_field_verdict(v), run->counts[v], counts[v]));
    }
    enum run_verdict due = run_verdict_of(counts, run->signal != 0);
    return run->verdict == due || (run->broken && run->verdict == RUN_ERROR) ||
           refuse(r, NULL,
                  arena_text(r->arena, "the verdict is said to be %s, and its scenarios come to %s",
                             run_verdict_name(run->verdict), run_verdict_name(due)));
}

static bool read_run(struct past_result *p, struct reader *r)
{
    struct json_node *root = json_tree_read(p->file, r->why);
    if (!root)
        return false;
    bool ours = json_tree_member(root, "schema") != NULL;
    if (!ours)
        failure_set(r->why, FAILURE_USAGE, "%s: not the run.json of a run (no \"schema\": \"%s\")",
                    p->file, RUN_SCHEMA);
    bool good = ours && take_fields(r, PART_RUN, NULL, root, &p->run, NULL) &&
                is_true_to_itself(r, &p->run);
    json_tree_release(root);
    return good;
}

/* ---- events.jsonl ---------------------------------------------------------------------------- */

/* The scenarios of a log under way; those that have begun and not ended stand in `open`. */
struct log {
    struct past_result *past;
    struct reader *reader;
    struct scenario_result *open;
    size_t open_count, open_room, room;
    bool begun;
};

static void add_scenario(struct log *l, const struct scenario_result *s)
{
    struct run_result *run = &l->past->run;
    if (run->scenario_count == l->room)
        run->scenarios = arena_grow(&l->past->arena, run->scenarios, run->scenario_count, &l->room,
                                    sizeof *run->scenarios);
    run->scenarios[run->scenario_count++] = *s;
    run->counts[s->verdict]++;
    run->duration += s->duration;
}

static bool on_run(struct log *l, const struct json_node *node)
{
    static const char *const members[] = {"schema",    "assay", "started", "seed",
                                          "candidate", "host",  NULL};
    l->begun = true;
    return take_fields(l->reader, PART_RUN, NULL, node, &l->past->run, members);
}

static bool on_begun(struct log *l, const struct json_node *node)
{
    static const char *const members[] = {"id", "mode", "title", "file", "again", NULL};
    struct scenario_result s = {.verdict = VERDICT_ERROR,
                                .reason = "cut off: assay was ended while it played this"};
    if (!take_fields(l->reader, PART_SCENARIO, NULL, node, &s, members))
        return false;
    if (l->open_count == l->open_room)
        l->open =
            arena_grow(&l->past->arena, l->open, l->open_count, &l->open_room, sizeof *l->open);
    l->open[l->open_count++] = s;
    return true;
}

static bool on_ended(struct log *l, const struct json_node *node)
{
    struct scenario_result s = {.verdict = VERDICT_ERROR};
    if (!take_fields(l->reader, PART_SCENARIO, NULL, node, &s, NULL))
        return false;
    size_t i = 0;
    while (i < l->open_count &&
           (strcmp(l->open[i].id, s.id) != 0 || strcmp(l->open[i].mode, s.mode) != 0))
        i++;
    if (i < l->open_count) {
        l->open_count--;
        memmove(&l->open[i], &l->open[i + 1], (l->open_count - i) * sizeof *l->open);
    }
    add_scenario(l, &s);
    return true;
}

static bool on_event(struct log *l, const struct json_node *node)
{
    static const struct {
        const char *name;
        bool (*take)(struct log *l, const struct json_node *node);
    } events[] = {
        {"run begins", on_run}, {"scenario begins", on_begun}, {"scenario ended", on_ended}};
    const char *name = json_tree_text(json_tree_member(node, "event"), "");
    if (!l->begun && strcmp(name, events[0].name) != 0)
        return refuse(l->reader, NULL, "not the events.jsonl of a run");
    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        if (strcmp(events[i].name, name) == 0)
            return events[i].take(l, node);
    }
    return true;
}

/* A line that has no end was being written when assay was ended. */
static bool read_lines(struct log *l, const struct bytes *text)
{
    const char *line = text->data, *end;
    bool good = true;
    for (size_t number = 1; good && (end = strchr(line, '\n')); number++, line = end + 1) {
        l->reader->file = arena_text(&l->past->arena, "%s:%zu", l->past->file, number);
        struct json_node *node =
            json_tree_parse(line, (size_t)(end - line), l->past->file, number, l->reader->why);
        good = node && on_event(l, node);
        json_tree_release(node);
    }
    l->reader->file = l->past->file;
    return good && (l->begun || refuse(l->reader, NULL, "nothing of the run is in it"));
}

static bool read_log(struct past_result *p, struct reader *r)
{
    struct log l = {.past = p, .reader = r};
    struct bytes text;
    p->cut_off = true;
    if (!report_folder_is_free(p->folder))
        return failure_set(r->why, FAILURE_USAGE, "the run in %s is still going on", p->folder);
    bytes_init(&text, JSON_FILE_MAX);
    bool good = file_read(&text, p->file, r->why) && read_lines(&l, &text);
    bytes_release(&text);
    for (size_t i = 0; i < l.open_count; i++)
        add_scenario(&l, &l.open[i]);
    p->run.broken = "the run was cut off before it could write run.json; what is here is from "
                    "events.jsonl";
    p->run.verdict = run_verdict_of(p->run.counts, 1);
    return good;
}

/* ---- around it ------------------------------------------------------------------------------- */

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* Of a folder the run.json, or the log if there is only that. */
static bool find_file_in(struct past_result *p, const char *folder)
{
    p->folder = arena_copy(&p->arena, folder, strlen(folder));
    p->file = arena_text(&p->arena, "%s/run.json", folder);
    if (access(p->file, F_OK) == 0)
        return true;
    p->file = arena_text(&p->arena, "%s/%s", folder, log_name);
    return access(p->file, F_OK) == 0;
}

static bool find_file(struct past_result *p, const char *path, struct failure *why)
{
    struct stat s;
    const char *slash = strrchr(path, '/');
    bool is_there = stat(path, &s) == 0, is_folder = is_there && S_ISDIR(s.st_mode);
    if (is_there && !is_folder && !S_ISREG(s.st_mode))
        return failure_set(why, FAILURE_USAGE, "%s: neither a folder nor a file", path);
    if (is_folder && !find_file_in(p, path))
        return failure_set(why, FAILURE_USAGE,
                           "%s: no run left its reports there: neither run.json nor %s", path,
                           log_name);
    if (!is_folder) {
        p->folder =
            slash ? arena_copy(&p->arena, path, slash == path ? 1 : (size_t)(slash - path)) : ".";
        p->file = arena_copy(&p->arena, path, strlen(path));
    }
    return true;
}

bool past_result_read(struct past_result *p, const char *path, struct failure *why)
{
    static const char *const none[] = {NULL};
    *p = (struct past_result){.run = {.argv = none, .limits = none}};
    arena_init(&p->arena);
    if (!find_file(p, path, why))
        return false;
    struct reader r = {.arena = &p->arena, .file = p->file, .why = why};
    return ends_with(p->file, ".jsonl") ? read_log(p, &r) : read_run(p, &r);
}

void past_result_release(struct past_result *p)
{
    arena_release(&p->arena);
}
