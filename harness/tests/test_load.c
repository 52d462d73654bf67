/* SPDX-License-Identifier: MIT */
/* scenario/load: the model of a good file, folders, ids, the shipped scenarios.
 */
#include "tests/suites.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "scenario/capabilities.h"
#include "scenario/load.h"
#include "scenario/requirements.h"

/* A loaded set with what was said about it. */
struct loaded {
    struct scenario_set set;
    char *said;
    unsigned errors, warnings;
    struct failure why;
    bool fine;
};

static struct known known_words(void)
{
    return (struct known){.requirements = NULL, .capabilities = capability_names()};
}

static void load(struct loaded *l, const char *path, const char *text)
{
    const struct known known = known_words();
    size_t size = 0;
    *l = (struct loaded){.fine = false};
    scenario_set_init(&l->set);
    FILE *out = open_memstream(&l->said, &size);
    CU_ASSERT_PTR_NOT_NULL(out);
    if (!out)
        return;
    if (text)
        l->fine = scenarios_parse(&l->set, path, text, strlen(text), &known, false, out, &l->errors,
                                  &l->warnings);
    else
        l->fine =
            scenarios_load(&l->set, path, &known, false, out, &l->errors, &l->warnings, &l->why);
    fclose(out);
}

static void unload(struct loaded *l)
{
    scenario_set_release(&l->set);
    free(l->said);
}

static const char whole[] = "version: 1\n"
                            "steps:\n"
                            "  - name: create\n"
                            "    request: POST ${paths.users}\n"
                            "    headers: {X-A: 'b', X-C: ''}\n"
                            "    json:\n"
                            "      name: ${who}\n"
                            "      born: 1815\n"
                            "      odd: [1.50, -0, true, null, '7', plain words, {}]\n"
                            "    within: 2s\n"
                            "    delay: 10ms\n"
                            "    expect:\n"
                            "      - status == 201\n"
                            "      - json .name == ${who}\n"
                            "    should: header Location is present\n"
                            "    capture: {user: header Location}\n"
                            "  - request: GET ${user}\n"
                            "    background: later\n"
                            "    connection: kept\n"
                            "  - raw: |\n"
                            "      GET / HTTP/1.0\n"
                            "      Host: x\n"
                            "\n"
                            "    body: 'rest ${who}'\n"
                            "    half-close: true\n"
                            "    expect: 200\n"
                            "  - bytes: 'GET /\\r\\n\\xff'\n"
                            "    expect: 400\n"
                            "  - join: later\n"
                            "    expect: 200\n"
                            "  - signal: HUP\n"
                            "  - repeat:\n"
                            "      times: 3\n"
                            "      steps:\n"
                            "        - connect: c\n"
                            "        - watch: c\n"
                            "          expect: closed within 1s\n"
                            "  - wait: exit\n"
                            "    needs: [tracker]\n"
                            "    expect: exit code == 0\n"
                            "vars: {first: Ada, who: '${first} L'}\n"
                            "modes: [memcheck]\n"
                            "tags: [a, b]\n"
                            "covers: [S0.1]\n"
                            "needs: [http]\n"
                            "about: Why.\n"
                            "scenario: A title\n";

static void test_top(void)
{
    struct loaded l;
    load(&l, "dir/the-id.yaml", whole);
    CU_ASSERT_TRUE(l.fine);
    CU_ASSERT_STRING_EQUAL(l.said, "");
    CU_ASSERT_EQUAL(l.set.count, 1);
    if (l.set.count == 1) {
        const struct scenario *s = &l.set.items[0];
        CU_ASSERT_STRING_EQUAL(s->id, "the-id");
        CU_ASSERT_STRING_EQUAL(s->file, "dir/the-id.yaml");
        CU_ASSERT_STRING_EQUAL(s->title, "A title");
        CU_ASSERT_STRING_EQUAL(s->about, "Why.");
        CU_ASSERT_FALSE(s->modes[MODE_NATIVE]);
        CU_ASSERT_TRUE(s->modes[MODE_MEMCHECK]);
        CU_ASSERT_STRING_EQUAL(s->covers.items[0], "S0.1");
        CU_ASSERT_STRING_EQUAL(s->needs.items[0], "http");
        CU_ASSERT_EQUAL(s->tags.count, 2);
        CU_ASSERT_STRING_EQUAL(s->variables[1].value, "${first} L");
        CU_ASSERT_EQUAL(s->step_count, 8);
    }
    unload(&l);
}

static void test_request(void)
{
    struct loaded l;
    load(&l, "x.yaml", whole);
    if (l.set.count == 1) {
        const struct step *s = &l.set.items[0].steps[0];
        CU_ASSERT_STRING_EQUAL(s->name, "create");
        CU_ASSERT_EQUAL(s->line, 3);
        CU_ASSERT_STRING_EQUAL(s->method, "POST");
        CU_ASSERT_STRING_EQUAL(s->target, "${paths.users}");
        CU_ASSERT_EQUAL(s->header_count, 2);
        CU_ASSERT_STRING_EQUAL(s->headers[1].value, "");
        CU_ASSERT_STRING_EQUAL(s->media_type, "application/json");
        CU_ASSERT_STRING_EQUAL(s->body, "{\"name\":\"${who}\",\"born\":1815,\"odd\":[1.50,-0,true,"
                                        "null,\"7\",\"plain words\",{}]}");
        CU_ASSERT_TRUE(s->body_is_template);
        CU_ASSERT_EQUAL(s->within, 2 * CLOCK_S);
        CU_ASSERT_EQUAL(s->delay, 10 * CLOCK_MS);
        CU_ASSERT_EQUAL(s->check_count, 3);
        CU_ASSERT_TRUE(s->checks[1].must);
        CU_ASSERT_FALSE(s->checks[2].must);
        CU_ASSERT_EQUAL(s->checks[1].line, 14);
        CU_ASSERT_EQUAL(s->capture_count, 1);
        CU_ASSERT_STRING_EQUAL(s->captures[0].variable, "user");
    }
    CU_ASSERT_EQUAL(l.set.count, 1);
    unload(&l);
}

static void test_other_steps(void)
{
    struct loaded l;
    load(&l, "x.yaml", whole);
    CU_ASSERT_EQUAL(l.set.count, 1);
    if (l.set.count == 1) {
        const struct step *s = l.set.items[0].steps;
        CU_ASSERT_STRING_EQUAL(s[1].name, "GET ${user}");
        CU_ASSERT_STRING_EQUAL(s[1].background, "later");
        CU_ASSERT_STRING_EQUAL(s[1].connection, "kept");
        CU_ASSERT_STRING_EQUAL(s[2].octets, "GET / HTTP/1.0\r\nHost: x\r\n\r\n");
        CU_ASSERT_STRING_EQUAL(s[2].body, "rest ${who}");
        CU_ASSERT_TRUE(s[2].half_close);
        CU_ASSERT_EQUAL(s[3].octet_count, 8);
        CU_ASSERT_EQUAL(memcmp(s[3].octets, "GET /\r\n\xff", 8), 0);
        CU_ASSERT_STRING_EQUAL(s[4].name, "join later");
        CU_ASSERT_STRING_EQUAL(s[5].signal, "HUP");
        CU_ASSERT_EQUAL(s[6].times, 3);
        CU_ASSERT_EQUAL(s[6].step_count, 2);
        CU_ASSERT_STRING_EQUAL(s[6].steps[1].connection, "c");
        CU_ASSERT_EQUAL(s[7].wait_for, WAIT_EXIT);
        CU_ASSERT_STRING_EQUAL(s[7].needs.items[0], "tracker");
    }
    unload(&l);
}

static const char many[] = "version: 1\n"
                           "scenario: A title\n"
                           "about: Why.\n"
                           "vars: {who: Ada}\n"
                           "steps:\n"
                           "  - load:\n"
                           "      request: POST ${paths.users}\n"
                           "      headers: {X-A: b}\n"
                           "      json:\n"
                           "        name: ${who}\n"
                           "      connections: 100\n"
                           "      rate: 0.5/s\n"
                           "      duration: 3s\n"
                           "      warm-up: 500ms\n"
                           "    within: 4s\n"
                           "    each:\n"
                           "      - status == 200\n"
                           "      - header X ~ a\n"
                           "      - json .name == ${who}\n"
                           "      - elapsed < 100ms\n"
                           "    expect: errors == 0\n"
                           "    should: slowest connection > 50% of fair share\n"
                           "  - load:\n"
                           "      request: GET /\n"
                           "      connections: 10000\n"
                           "      requests: 1000000000\n"
                           "    each: body is not empty\n"
                           "    expect: [errors == 0, latency p95 < 10ms]\n"
                           "  - name: clean\n"
                           "    churn:\n"
                           "      request: POST /a\n"
                           "      body: hello\n"
                           "      cycles: 1000000\n"
                           "    each: 200\n"
                           "    expect: [errors == 0, cycles completed == 1000000]\n"
                           "  - churn: {request: GET /, cycles: 1, close: clean}\n"
                           "    expect: errors == 0\n"
                           "  - churn: {request: GET /, cycles: 1, close: reset}\n"
                           "    expect: errors == 0\n"
                           "  - churn: {request: GET /, cycles: 1, close: half}\n"
                           "    expect: errors == 0\n"
                           "  - churn: {request: GET /, cycles: 1, close: before-answer}\n"
                           "    expect: errors == 0\n";

static void check_open_model(const struct step *s)
{
    CU_ASSERT_EQUAL(s->action, ACTION_LOAD);
    CU_ASSERT_STRING_EQUAL(s->name, "load POST ${paths.users}");
    CU_ASSERT_STRING_EQUAL(s->method, "POST");
    CU_ASSERT_STRING_EQUAL(s->target, "${paths.users}");
    CU_ASSERT_STRING_EQUAL(s->headers[0].name, "X-A");
    CU_ASSERT_STRING_EQUAL(s->body, "{\"name\":\"${who}\"}");
    CU_ASSERT_TRUE(s->body_is_template);
    CU_ASSERT_STRING_EQUAL(s->media_type, "application/json");
    CU_ASSERT_EQUAL(s->connections, 100);
    CU_ASSERT_DOUBLE_EQUAL(s->rate, 0.5, 1e-9);
    CU_ASSERT_EQUAL(s->requests, 0);
    CU_ASSERT_EQUAL(s->duration, 3 * CLOCK_S);
    CU_ASSERT_EQUAL(s->warm_up, 500 * CLOCK_MS);
    CU_ASSERT_EQUAL(s->within, 4 * CLOCK_S);
    CU_ASSERT_EQUAL(s->each_count, 4);
    CU_ASSERT_EQUAL(s->each[1].line, 18);
    CU_ASSERT_TRUE(s->each[2].has_variable);
    CU_ASSERT_TRUE(s->each[3].must);
    CU_ASSERT_EQUAL(s->check_count, 2);
    CU_ASSERT_FALSE(s->checks[1].must);
}

static void check_closed_model(const struct step *s)
{
    CU_ASSERT_STRING_EQUAL(s->name, "load GET /");
    CU_ASSERT_EQUAL(s->connections, 10000);
    CU_ASSERT_DOUBLE_EQUAL(s->rate, 0, 0);
    CU_ASSERT_EQUAL(s->requests, 1000000000);
    CU_ASSERT_EQUAL(s->duration + s->warm_up, 0);
    CU_ASSERT_FALSE(s->has_body);
    CU_ASSERT_EQUAL(s->each_count, 1);
    CU_ASSERT_EQUAL(s->check_count, 2);
}

static void check_churn(const struct step *s)
{
    CU_ASSERT_EQUAL(s->action, ACTION_CHURN);
    CU_ASSERT_STRING_EQUAL(s->name, "clean");
    CU_ASSERT_STRING_EQUAL(s->target, "/a");
    CU_ASSERT_STRING_EQUAL(s->body, "hello");
    CU_ASSERT_EQUAL(s->cycles, 1000000);
    CU_ASSERT_EQUAL(s->close, CHURN_CLEAN);
    CU_ASSERT_EQUAL(s->each_count, 1);
}

static void test_load_and_churn(void)
{
    struct loaded l;
    load(&l, "x.yaml", many);
    CU_ASSERT_STRING_EQUAL(l.said, "");
    CU_ASSERT_EQUAL(l.set.count, 1);
    if (l.set.count == 1) {
        const struct step *s = l.set.items[0].steps;
        CU_ASSERT_EQUAL(l.set.items[0].step_count, 7);
        check_open_model(&s[0]);
        check_closed_model(&s[1]);
        check_churn(&s[2]);
        CU_ASSERT_STRING_EQUAL(s[3].name, "churn GET /");
        CU_ASSERT_EQUAL(s[3].close, CHURN_CLEAN);
        CU_ASSERT_EQUAL(s[4].close, CHURN_RESET);
        CU_ASSERT_EQUAL(s[5].close, CHURN_HALF);
        CU_ASSERT_EQUAL(s[6].close, CHURN_BEFORE_ANSWER);
    }
    unload(&l);
}

static void test_shipped(void)
{
    struct failure why = {.code = FAILURE_NONE};
    struct requirement_list list;
    struct scenario_set set;
    unsigned errors = 0, warnings = 0;
    CU_ASSERT_TRUE(requirements_load(&list, "scenarios/requirements.yaml", stdout, &errors, &why));
    const struct known known = {.requirements = list.ids, .capabilities = capability_names()};
    scenario_set_init(&set);
    CU_ASSERT_TRUE(
        scenarios_load(&set, "scenarios", &known, true, stdout, &errors, &warnings, &why));
    CU_ASSERT_TRUE(set.count >= 8);
    CU_ASSERT_EQUAL(errors + warnings, 0);
    scenario_set_release(&set);
    requirements_release(&list);
}

static void test_paths(void)
{
    struct loaded l;
    load(&l, "no/such/path", NULL);
    CU_ASSERT_EQUAL(l.why.code, FAILURE_USAGE);
    unload(&l);
    load(&l, "scenarios/docroot", NULL);
    CU_ASSERT_EQUAL(l.why.code, FAILURE_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(l.why.sentence, "no scenario"));
    unload(&l);
}

/* One file in two folders: the id is that of both. */
static void test_duplicate_id(void)
{
    const struct known known = known_words();
    struct loaded l;
    unsigned errors = 0, warnings = 0;
    char *said = NULL;
    size_t size = 0;
    load(&l, "a/x.yaml", whole);
    FILE *out = open_memstream(&said, &size);
    CU_ASSERT_PTR_NOT_NULL(out);
    if (out) {
        CU_ASSERT_FALSE(scenarios_parse(&l.set, "b/x.yaml", whole, strlen(whole), &known, false,
                                        out, &errors, &warnings));
        fclose(out);
        CU_ASSERT_STRING_EQUAL(said, "b/x.yaml: error: the id 'x' is already that of 'a/x.yaml'\n");
    }
    CU_ASSERT_EQUAL(errors, 1);
    CU_ASSERT_EQUAL(l.set.count, 1);
    free(said);
    unload(&l);
}

static const char attacks[] = "version: 1\n"
                              "scenario: s\n"
                              "about: a\n"
                              "steps:\n"
                              "  - attack:\n"
                              "      kind: slow-body\n"
                              "      connections: 50\n"
                              "      every: 20ms\n"
                              "      request: POST ${paths.echo}\n"
                              "      duration: 5s\n"
                              "      bystander: GET ${paths.ping}\n"
                              "    each: 200\n"
                              "    within: 30s\n"
                              "    expect: [bystander errors == 0, bystander p95 < 100ms]\n"
                              "    should: attackers cut off == 0\n"
                              "  - name: unread\n"
                              "    attack: {kind: never-read, connections: 1, duration: 1s,\n"
                              "             request: GET /, bystander: HEAD /}\n"
                              "    each: 200\n"
                              "    expect: bystander errors == 0\n";

/* Cut at many places: an answer, without reading beyond the end. */
static void cut(const char *text, size_t length)
{
    for (size_t n = 0; n < length; n += 7) {
        struct arena a;
        struct loaded l;
        arena_init(&a);
        load(&l, "x.yaml", arena_copy(&a, text, n));
        CU_ASSERT_EQUAL(l.fine, l.errors == 0);
        unload(&l);
        arena_release(&a);
    }
}

static void test_cut(void)
{
    cut(whole, sizeof whole - 1);
    cut(many, sizeof many - 1);
    cut(attacks, sizeof attacks - 1);
}

static const char harm[] = "version: 1\n"
                           "scenario: s\n"
                           "about: a\n"
                           "modes: [native]\n"
                           "needs: [http, max-connections]\n"
                           "arguments: [--max-connections, '4']\n"
                           "steps:\n"
                           "  - inject:\n"
                           "      calls: [accept, accept4]\n"
                           "      error: EMFILE\n"
                           "      nth: 2..4\n"
                           "      steps: [{request: GET /}]\n"
                           "    expect: [cpu use < 50%, faults injected < 10]\n"
                           "  - limit:\n"
                           "      descriptors: 3\n"
                           "      memory: 1 MiB\n"
                           "      lasts: 1s\n"
                           "      steps: [{connect: a}]\n"
                           "  - bytes: 'GET'\n"
                           "    connection: a\n"
                           "    part: true\n"
                           "  - leave: a\n"
                           "  - request: GET /\n"
                           "    expect: 200\n";

static void test_harm(void)
{
    struct loaded l;
    load(&l, "harm.yaml", harm);
    CU_ASSERT_TRUE(l.fine);
    CU_ASSERT_EQUAL(l.warnings, 0);
    if (l.fine) {
        const struct scenario *s = &l.set.items[0];
        const struct injection *i = &s->steps[0].injection;
        CU_ASSERT_EQUAL(s->arguments.count, 2);
        CU_ASSERT_STRING_EQUAL(i->calls, "?accept,?accept4");
        CU_ASSERT_STRING_EQUAL(i->error, "EMFILE");
        CU_ASSERT_TRUE(i->first == 2 && i->last == 4);
        CU_ASSERT_EQUAL(s->steps[0].step_count, 1);
        CU_ASSERT_TRUE(s->steps[1].limits_descriptors && s->steps[1].limits_memory);
        CU_ASSERT_EQUAL(s->steps[1].descriptors, 3);
        CU_ASSERT_EQUAL(s->steps[1].memory, 1 << 20);
        CU_ASSERT_EQUAL(s->steps[1].duration, CLOCK_S);
        CU_ASSERT_TRUE(s->steps[2].part);
        CU_ASSERT_STRING_EQUAL(s->steps[3].connection, "a");
    }
    unload(&l);
}

static void check_slow_body(const struct step *s)
{
    CU_ASSERT_EQUAL(s->action, ACTION_ATTACK);
    CU_ASSERT_EQUAL(s->attack, ATTACK_SLOW_BODY);
    CU_ASSERT_STRING_EQUAL(s->name, "attack POST ${paths.echo}");
    CU_ASSERT_EQUAL(s->connections, 50);
    CU_ASSERT_EQUAL(s->every, 20 * CLOCK_MS);
    CU_ASSERT_STRING_EQUAL(s->method, "POST");
    CU_ASSERT_STRING_EQUAL(s->target, "${paths.echo}");
    CU_ASSERT_EQUAL(s->duration, 5 * CLOCK_S);
    CU_ASSERT_STRING_EQUAL(s->bystander.method, "GET");
    CU_ASSERT_STRING_EQUAL(s->bystander.target, "${paths.ping}");
    CU_ASSERT_EQUAL(s->within, 30 * CLOCK_S);
    CU_ASSERT_EQUAL(s->each_count, 1);
    CU_ASSERT_EQUAL(s->check_count, 3);
}

static void test_attacks(void)
{
    struct loaded l;
    load(&l, "attacks.yaml", attacks);
    CU_ASSERT_STRING_EQUAL(l.said, "");
    CU_ASSERT_TRUE(l.fine);
    if (l.fine) {
        const struct step *s = l.set.items[0].steps;
        check_slow_body(&s[0]);
        CU_ASSERT_EQUAL(s[1].attack, ATTACK_NEVER_READ);
        CU_ASSERT_STRING_EQUAL(s[1].name, "unread");
        CU_ASSERT_EQUAL(s[1].every, 100 * CLOCK_MS);
        CU_ASSERT_STRING_EQUAL(s[1].bystander.method, "HEAD");
    }
    unload(&l);
}

CU_TestInfo load_tests[] = {
    {"top level", test_top},
    {"request", test_request},
    {"other steps", test_other_steps},
    {"load and churn", test_load_and_churn},
    {"harm", test_harm},
    {"attacks", test_attacks},
    {"shipped", test_shipped},
    {"paths", test_paths},
    {"duplicate id", test_duplicate_id},
    {"cut", test_cut},
    CU_TEST_INFO_NULL,
};
