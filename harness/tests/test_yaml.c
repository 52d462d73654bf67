/* SPDX-License-Identifier: MIT */
/* data/yaml: the tree with its places, and everything that the subset refuses.
 */
#include "tests/suites.h"

#include <stdlib.h>
#include <string.h>

#include "data/yaml.h"

/* Parses, and returns what was complained of; the caller frees it. */
static char *parse(struct arena *a, struct yaml_file *file, const char *text, size_t length,
                   bool *sound)
{
    char *said = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&said, &size);
    struct complaints c;
    if (!out)
        abort(); /* no memory: nothing can be tested */
    complaints_init(&c, out, false);
    c.annotate = false;
    *sound = yaml_parse(a, file, "t.yaml", text, length, &c);
    fclose(out);
    return said;
}

static void test_tree(void)
{
    static const char text[] = "\xef\xbb\xbf"
                               "a: one # c\nb:\n  - 'it''s'\n  - \"x\"\nc: {d: [1, 2], e: }\n"
                               "f: |\n  two\n  lines\ng: cut # here\n";
    struct arena a;
    struct yaml_file file;
    bool sound = false;
    arena_init(&a);
    char *said = parse(&a, &file, text, sizeof text - 1, &sound);
    CU_ASSERT_TRUE(sound);
    CU_ASSERT_STRING_EQUAL(said, "");
    CU_ASSERT_EQUAL(file.root->count, 5);
    const struct yaml_node *one = yaml_get(file.root, "a"), *list = yaml_get(file.root, "b");
    CU_ASSERT_STRING_EQUAL(one->text, "one");
    CU_ASSERT_EQUAL(one->place.line, 1);
    CU_ASSERT_EQUAL(one->place.column, 4);
    CU_ASSERT_EQUAL(one->place.length, 3);
    CU_ASSERT_TRUE(one->cut_by_comment);
    CU_ASSERT_EQUAL(list->count, 2);
    CU_ASSERT_STRING_EQUAL(list->items[0].text, "it's");
    CU_ASSERT_EQUAL(list->items[0].style, YAML_SINGLE_QUOTED);
    CU_ASSERT_EQUAL(list->items[1].style, YAML_DOUBLE_QUOTED);
    const struct yaml_node *flow = yaml_get(file.root, "c"), *block = yaml_get(file.root, "f");
    CU_ASSERT_EQUAL(yaml_get(flow, "d")->count, 2);
    CU_ASSERT_TRUE(yaml_is_nothing(yaml_get(flow, "e")));
    CU_ASSERT_STRING_EQUAL(block->text, "two\nlines\n");
    CU_ASSERT_EQUAL(block->style, YAML_BLOCK);
    CU_ASSERT_FALSE(block->one_line);
    CU_ASSERT_PTR_NULL(yaml_get(file.root, "h"));
    CU_ASSERT_PTR_NULL(yaml_get(one, "h"));
    free(said);
    arena_release(&a);
}

static const struct refusal {
    const char *name, *text, *said;
} refusals[] = {
    {.name = "nothing", .text = "", .said = "1:1: error: there is nothing"},
    {.name = "comment only", .text = "# x\n", .said = "1:1: error: there is nothing"},
    {.name = "invalid UTF-8", .text = "a: \xff\n", .said = "1:4: error: this octet is not valid"},
    {.name = "NEL", .text = "a: \xc2\x85\n", .said = "1:4: error: a control character"},
    {.name = "bell", .text = "a: b\n\x07", .said = "2:1: error: a control character"},
    {.name = "lone CR", .text = "a: b\rc: d", .said = "1:5: error: a carriage return"},
    {.name = "directive", .text = "%YAML 1.2\n---\na: b", .said = "1:1: error: directives"},
    {.name = "percent loop", .text = "a: b\n%\xc3", .said = "2:1: error: directives"},
    {.name = "documents", .text = "a: 1\n---\nb: 2\n", .said = "several documents"},
    {.name = "anchor", .text = "a: &x 1\n", .said = "1:7: error: anchors"},
    {.name = "anchored map", .text = "a: &x\n  b: 1\n", .said = "2:3: error: anchors"},
    {.name = "alias", .text = "a: *x\n", .said = "1:5: error: aliases"},
    {.name = "merge", .text = "a: 1\n<<: {b: 1}\n", .said = "2:1: error: merge keys"},
    {.name = "tag", .text = "a: !!str 1\n", .said = "1:10: error: tags"},
    {.name = "duplicate", .text = "a: 1\nb: 2\na: 3\n", .said = "3:1: error: duplicate key 'a'"},
    {.name = "variable in flow", .text = "- {request: GET ${x}}\n", .said = "write it as a block"},
    {.name = "variable in list", .text = "- [${x}]\n", .said = "write it as a block"},
    {.name = "tab", .text = "a:\n\tb: 1\n", .said = "error: "},
    {.name = "unclosed", .text = "a: 'b\n", .said = "error: "},
    {.name = "map as key", .text = "? {a: 1}\n: b\n", .said = "a key must be plain text"},
};

static void test_refusals(void)
{
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        struct arena a;
        struct yaml_file file;
        bool sound = true;
        arena_init(&a);
        char *said = parse(&a, &file, refusals[i].text, strlen(refusals[i].text), &sound);
        bool told = said && strstr(said, refusals[i].said);
        CU_ASSERT_FALSE(sound);
        CU_ASSERT_TRUE(told);
        if (!told)
            printf("    %s: %s\n", refusals[i].name, said ? said : "");
        free(said);
        arena_release(&a);
    }
}

static void test_all_in_one_go(void)
{
    static const char text[] = "a: 1\na: 2\n<<: 3\nb: 1\nb: 1\n";
    struct arena a;
    struct yaml_file file;
    bool sound = true;
    arena_init(&a);
    char *said = parse(&a, &file, text, sizeof text - 1, &sound);
    CU_ASSERT_FALSE(sound);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "t.yaml:2:1: error: duplicate key 'a'"));
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "t.yaml:3:1: error: merge keys"));
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "t.yaml:5:1: error: duplicate key 'b'"));
    free(said);
    arena_release(&a);
}

static void expect_fill(char fill, size_t length, const char *part)
{
    struct arena a;
    struct yaml_file file;
    bool sound = true;
    char *text = memory_get(length);
    arena_init(&a);
    memset(text, fill, length);
    char *said = parse(&a, &file, text, length, &sound);
    CU_ASSERT_FALSE(sound);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, part));
    free(said);
    free(text);
    arena_release(&a);
}

static void test_limits(void)
{
    struct arena a;
    struct yaml_file file;
    expect_fill('a', YAML_OCTETS_MAX + 1, "larger than");
    expect_fill('[', 10000, "error: ");
    char *deep = memory_get(200);
    memset(deep, '[', 100);
    memset(deep + 100, ']', 100);
    bool sound = true;
    arena_init(&a);
    char *said = parse(&a, &file, deep, 200, &sound);
    CU_ASSERT_FALSE(sound);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "epth"));
    free(said);
    said = parse(&a, &file, deep + 40, 120, &sound);
    CU_ASSERT_TRUE(sound);
    free(said);
    free(deep);
    arena_release(&a);
}

CU_TestInfo yaml_tests[] = {
    {"tree", test_tree},     {"refusals", test_refusals}, {"all in one go", test_all_in_one_go},
    {"limits", test_limits}, CU_TEST_INFO_NULL,
};
