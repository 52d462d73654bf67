/* SPDX-License-Identifier: MIT */
/* candidate/profile: the convention, a file with every word, look-up by name.
 */
#include "tests/suites.h"

#include <signal.h>
#include <string.h>

#include "base/clock.h"
#include "candidate/profile.h"

static const char folder[] = "harness/tests/good";

static void test_convention(void)
{
    struct profile p;
    profile_default(&p);
    CU_ASSERT_PTR_NULL(p.command);
    CU_ASSERT_PTR_NULL(p.name);
    CU_ASSERT_STRING_EQUAL(p.ready_path, "/api/test");
    CU_ASSERT_EQUAL(p.ready_within, 10 * CLOCK_S);
    CU_ASSERT_EQUAL(p.memcheck, MEMCHECK_JUDGED);
    CU_ASSERT_TRUE(profile_offers(&p, "rest"));
    CU_ASSERT_TRUE(profile_offers(&p, "graceful"));
    CU_ASSERT_FALSE(profile_offers(&p, "tracker"));
    CU_ASSERT_FALSE(profile_offers(&p, "coffee"));
    CU_ASSERT_STRING_EQUAL(profile_variable(&p, "signals.graceful"), "SIGTERM");
    CU_ASSERT_PTR_NULL(profile_variable(&p, "signals.reload"));
    CU_ASSERT_STRING_EQUAL(profile_variable(&p, "paths.static"), "/static");
    CU_ASSERT_PTR_NULL(profile_variable(&p, "paths.nowhere"));
    CU_ASSERT_PTR_NULL(profile_variable(&p, "port"));
    profile_release(&p);
}

static void expand(const char *template, const char *expected)
{
    const struct profile_values values = {
        .port = "81", .docroot = "/d", .workdir = "/w", .bindir = "/b", .filedir = "/f"};
    struct bytes out;
    bytes_init(&out, 1000);
    profile_expand(&out, template, &values);
    CU_ASSERT_STRING_EQUAL(out.data, expected);
    bytes_release(&out);
}

static void test_expand(void)
{
    expand("", "");
    expand("plain", "plain");
    expand("{port}{docroot}:{workdir}{bindir}{filedir}", "81/d:/w/b/f");
    expand("server { listen {port}; }", "server { listen 81; }");
    expand("{{port}} {prot} {", "{81} {prot} {");
}

static bool load(struct profile *p, const char *name)
{
    struct failure why = {.code = FAILURE_NONE};
    unsigned errors = 0;
    bool loaded = profile_load(p, name, folder, stdout, &errors, &why);
    if (!loaded)
        printf("    %s\n", why.sentence);
    return loaded;
}

static void test_start(void)
{
    struct profile p;
    CU_ASSERT_TRUE(load(&p, "whole"));
    CU_ASSERT_STRING_EQUAL(p.name, "whole");
    CU_ASSERT_STRING_EQUAL(p.title, "a server");
    CU_ASSERT_EQUAL(p.command_count, 4);
    if (p.command_count == 4) {
        CU_ASSERT_STRING_EQUAL(p.command[0], "{bindir}/server");
        CU_ASSERT_STRING_EQUAL(p.command[2], "{workdir}/my server.conf");
        CU_ASSERT_STRING_EQUAL(p.command[3], "--x=a b");
        CU_ASSERT_PTR_NULL(p.command[4]);
    }
    CU_ASSERT_EQUAL(p.port, 8080);
    CU_ASSERT_EQUAL(p.file_count, 2);
    CU_ASSERT_STRING_EQUAL(p.files[0].content, "server { listen {port}; root {docroot}; }\n");
    CU_ASSERT_STRING_EQUAL(p.files[1].content, "");
    CU_ASSERT_STRING_EQUAL(p.environment[0].value, "C");
    CU_ASSERT_STRING_EQUAL(p.ready_path, "/");
    CU_ASSERT_EQUAL(p.ready_within, 3 * CLOCK_S);
    profile_release(&p);
}

static void test_judgement(void)
{
    struct profile p;
    CU_ASSERT_TRUE(load(&p, "harness/tests/good/candidates/whole.yaml"));
    CU_ASSERT_STRING_EQUAL(p.signals[SIGNAL_GRACEFUL], "QUIT");
    CU_ASSERT_STRING_EQUAL(profile_variable(&p, "signals.reload"), "1");
    CU_ASSERT_STRING_EQUAL(profile_variable(&p, "paths.users"), "/people");
    CU_ASSERT_STRING_EQUAL(profile_variable(&p, "paths.echo"), "/api/echo");
    CU_ASSERT_TRUE(profile_offers(&p, "tracker"));
    CU_ASSERT_FALSE(profile_offers(&p, "counter"));
    const struct waiver *w = profile_waiver(&p, WAIVE_CHECK, "header Connection == close");
    CU_ASSERT_PTR_NOT_NULL(w);
    if (w)
        CU_ASSERT_STRING_EQUAL(w->reason, "it does not say so");
    CU_ASSERT_PTR_NULL(profile_waiver(&p, WAIVE_STEP, "header Connection == close"));
    CU_ASSERT_EQUAL(p.memcheck, MEMCHECK_IGNORED);
    profile_release(&p);
}

static void test_look_up(void)
{
    struct failure why = {.code = FAILURE_NONE}, gone = {.code = FAILURE_NONE};
    struct profile p;
    unsigned errors = 0;
    CU_ASSERT_FALSE(profile_load(&p, "whoel", folder, stdout, &errors, &why));
    CU_ASSERT_EQUAL(why.code, FAILURE_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(why.sentence, "did you mean 'whole'?"));
    profile_release(&p);
    CU_ASSERT_FALSE(profile_load(&p, "no/such.yaml", folder, stdout, &errors, &gone));
    CU_ASSERT_EQUAL(gone.code, FAILURE_USAGE);
    CU_ASSERT_EQUAL(errors, 0);
    profile_release(&p);
}

static void test_shipped(void)
{
    struct failure why = {.code = FAILURE_NONE};
    struct profile p;
    unsigned errors = 0;
    CU_ASSERT_TRUE(profile_load(&p, "refserver", "scenarios", stdout, &errors, &why));
    CU_ASSERT_STRING_EQUAL(p.command[0], "{bindir}/refserver");
    CU_ASSERT_TRUE(profile_offers(&p, "tracker"));
    profile_release(&p);
}

CU_TestInfo profile_tests[] = {
    {"convention", test_convention},
    {"expand", test_expand},
    {"start", test_start},
    {"judgement", test_judgement},
    {"look up", test_look_up},
    {"shipped", test_shipped},
    CU_TEST_INFO_NULL,
};
