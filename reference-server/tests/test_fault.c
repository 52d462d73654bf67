/* SPDX-License-Identifier: MIT */
/*
 * Status lines: known ones as constants, unknown ones made on the spot and kept nowhere.
 */
#include "http/exchange.h"
#include "tests/suites.h"

#include <string.h>

static void test_known_lines(void)
{
    char spare[STATUS_LINE_ROOM];
    for (unsigned status = 100; status < 600; status++) {
        char wanted[64];
        struct span reason = span_from(status_line(status, 1, spare), sizeof "HTTP/1.1 200");
        if (reason.at >= spare && reason.at < spare + sizeof spare)
            continue;
        for (unsigned minor = 0; minor < 2; minor++) {
            snprintf(wanted, sizeof wanted, "HTTP/1.%u %u %s", minor, status, reason.at);
            struct span line = status_line(status, minor, spare);
            CHECK_ROW(span_is(line, wanted), wanted);
            CHECK_ROW(line.at == status_line(status, minor, spare).at && line.at != spare, wanted);
        }
    }
}

static void test_unknown_lines(void)
{
    char spare[STATUS_LINE_ROOM];
    struct span line = status_line(299, 1, spare);
    CU_ASSERT(span_is(line, "HTTP/1.1 299 status code 299\r\n"));
    CU_ASSERT_PTR_EQUAL(line.at, spare);
    CU_ASSERT(span_is(status_line(599, 0, spare), "HTTP/1.0 599 status code 599\r\n"));
    CU_ASSERT(span_is(status_line(0, 1, spare), "HTTP/1.1 000 status code 0\r\n"));
    CU_ASSERT(span_is(status_line(4000, 1, spare), "HTTP/1.1 000 status code 0\r\n"));
}

static const struct test tests[] = {
    {.name = "known lines", .run = test_known_lines},
    {.name = "unknown lines", .run = test_unknown_lines},
    {.name = NULL},
};

const struct suite suite_fault = {.name = "http/fault", .tests = tests};
