/* SPDX-License-Identifier: MIT */
/* Every file of tests/bad/ with exactly the messages beside it in NAME.expected, which is what
 * `assay lint NAME.yaml` writes on stderr: that command makes it again after a change of wording.
 */
#include "tests/suites.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "candidate/profile.h"
#include "data/file.h"
#include "scenario/capabilities.h"
#include "scenario/load.h"
#include "scenario/requirements.h"

typedef void loader(const char *path, FILE *errors);

static void load_scenario(const char *path, FILE *errors)
{
    struct failure why = {.code = FAILURE_NONE}, other = {.code = FAILURE_NONE};
    struct requirement_list list;
    struct scenario_set set;
    unsigned error_count = 0, warning_count = 0;
    CU_ASSERT_TRUE(
        requirements_load(&list, "scenarios/requirements.yaml", stdout, &error_count, &other));
    const struct known known = {.requirements = list.ids, .capabilities = capability_names()};
    scenario_set_init(&set);
    bool loaded =
        scenarios_load(&set, path, &known, false, errors, &error_count, &warning_count, &why);
    CU_ASSERT_EQUAL(loaded, error_count == 0);
    CU_ASSERT_TRUE(error_count + warning_count > 0);
    CU_ASSERT_EQUAL(set.count, error_count == 0);
    scenario_set_release(&set);
    requirements_release(&list);
}

static void load_candidate(const char *path, FILE *errors)
{
    struct failure why = {.code = FAILURE_NONE};
    struct profile p;
    unsigned error_count = 0;
    CU_ASSERT_FALSE(profile_load(&p, path, "scenarios", errors, &error_count, &why));
    CU_ASSERT_EQUAL(why.code, FAILURE_SCENARIO);
    CU_ASSERT_TRUE(error_count > 0);
    profile_release(&p);
}

static char *messages(const char *path, loader *load)
{
    char *said = NULL;
    size_t size = 0;
    FILE *errors = open_memstream(&said, &size);
    if (!errors)
        return NULL;
    unsetenv("GITHUB_ACTIONS");
    load(path, errors);
    fclose(errors);
    return said;
}

static void compare(const char *folder, const char *name, loader *load)
{
    struct failure why = {.code = FAILURE_NONE};
    struct arena a;
    struct bytes expected;
    arena_init(&a);
    bytes_init(&expected, 100000);
    const char *path = arena_text(&a, "%s/%s", folder, name);
    const char *beside = arena_text(&a, "%s/%.*s.expected", folder, (int)strlen(name) - 5, name);
    CU_ASSERT_TRUE(file_read(&expected, beside, &why));
    char *said = messages(path, load);
    bool same = said && strcmp(said, expected.data) == 0;
    CU_ASSERT_TRUE(same);
    if (!same)
        printf("    %s says:\n%s", path, said ? said : "");
    free(said);
    bytes_release(&expected);
    arena_release(&a);
}

static void compare_folder(const char *folder, loader *load)
{
    DIR *open = opendir(folder);
    struct dirent *entry;
    CU_ASSERT_PTR_NOT_NULL(open);
    while (open && (entry = readdir(open))) {
        size_t n = strlen(entry->d_name);
        if (n > 5 && strcmp(entry->d_name + n - 5, ".yaml") == 0)
            compare(folder, entry->d_name, load);
    }
    if (open)
        closedir(open);
}

static void test_scenarios(void)
{
    compare_folder("harness/tests/bad", load_scenario);
}

static void test_candidates(void)
{
    compare_folder("harness/tests/bad/candidates", load_candidate);
}

CU_TestInfo bad_files_tests[] = {
    {"scenarios", test_scenarios},
    {"candidates", test_candidates},
    CU_TEST_INFO_NULL,
};
