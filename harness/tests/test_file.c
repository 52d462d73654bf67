/* SPDX-License-Identifier: MIT */
/* data/file: what is read, what is refused.
 */
#include "tests/suites.h"

#include <string.h>

#include "data/file.h"

static void expect_refusal(const char *path, size_t cap, const char *part)
{
    struct failure why = {.code = FAILURE_NONE};
    struct bytes out;
    bytes_init(&out, cap);
    CU_ASSERT_FALSE(file_read(&out, path, &why));
    CU_ASSERT_EQUAL(why.code, FAILURE_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(why.sentence, part));
    bytes_release(&out);
}

static void test_read(void)
{
    struct failure why = {.code = FAILURE_NONE};
    struct bytes out;
    bytes_init(&out, 6);
    CU_ASSERT_TRUE(file_read(&out, "scenarios/docroot/hello.txt", &why));
    CU_ASSERT_STRING_EQUAL(out.data, "hello\n");
    bytes_release(&out);
}

static void test_refusals(void)
{
    expect_refusal("no/such/file", 10, "No such file");
    expect_refusal("scenarios", 10, "not a regular file");
    expect_refusal("/dev/null", 10, "not a regular file");
    expect_refusal("scenarios/docroot/hello.txt", 5, "larger than 5 octets");
}

CU_TestInfo file_tests[] = {
    {"read", test_read},
    {"refusals", test_refusals},
    CU_TEST_INFO_NULL,
};
