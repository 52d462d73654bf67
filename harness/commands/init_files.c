/* SPDX-License-Identifier: MIT */
/* Templates with comments for somebody who has never seen such a file.
 */
#include "commands/init_files.h"

#include <string.h>

#include "scenario/capabilities.h"

/* A YAML text in single quotes. */
static void put_quoted(FILE *out, const char *text)
{
    fputc('\'', out);
    for (; *text; text++)
        fputs(*text == '\'' ? "''" : (const char[]){*text, '\0'}, out);
    fputc('\'', out);
}

static bool is_one_line(const char *const *command)
{
    for (; *command; command++) {
        if (!**command || strpbrk(*command, " \t\r\n'\""))
            return false;
    }
    return true;
}

/* A line where its words can be told apart at spaces, else a list. */
static void put_command(FILE *out, const char *const *command)
{
    if (is_one_line(command)) {
        fputs("command: '", out);
        for (size_t i = 0; command[i]; i++)
            fprintf(out, "%s%s", i ? " " : "", command[i]);
        fputs("'\n", out);
        return;
    }
    fputs("command:\n", out);
    for (; *command; command++) {
        fputs("  - ", out);
        put_quoted(out, *command);
        fputc('\n', out);
    }
}

static void put_signals(FILE *out, const struct survey *s)
{
    fprintf(out,
            "\n# Asked: %s.\nsignals:\n"
            "  stop: %s        # %s\n"
            "  graceful: %s    # should, too, once requests in flight are answered\n",
            s->stopped ? s->stopped : "nothing", s->stop,
            s->stop_code == 0 ? "ends it with exit status 0"
                              : "should end it with exit status 0, and does not",
            s->graceful);
}

static void put_paths(FILE *out, const struct survey *s)
{
    bool ping = s->ping && strcmp(s->ping, "/api/test") != 0;
    bool files = s->files && strcmp(s->files, "/static") != 0;
    fputs("\n# Where it answers what, if not as in the contract.\n", out);
    if (!ping && !files) {
        fputs("# paths:\n#   ping: /health\n", out);
        return;
    }
    fputs("paths:\n", out);
    if (ping)
        fprintf(out, "  ping: %s    # answers GET with 200; is asked most\n", s->ping);
    if (files)
        fprintf(out, "  static: %s    # the files of {docroot}\n", s->files);
}

static void put_waiver(FILE *out, const struct survey_finding *f)
{
    fprintf(out,
            "  # %s\n  - capability: %s\n    reason: ", capability_find(f->capability)->explanation,
            f->capability);
    put_quoted(out, f->seen);
    fputc('\n', out);
}

static void put_waivers(FILE *out, const struct survey *s)
{
    size_t missing = 0;
    for (size_t i = 0; i < s->count; i++)
        missing += s->findings[i].answer == SURVEY_MISSING;
    fputs(
        "\n# What it leaves out of the acceptance contract: what needs that is skipped, and every\n"
        "# report says so. The reasons are what was seen. Say why it is meant, or build it and "
        "take\n"
        "# the waiver out.\n",
        out);
    fputs(missing ? "waives:\n"
                  : "# waives:\n#   - capability: counter\n#     reason: it keeps no state\n",
          out);
    for (size_t i = 0; i < s->count; i++) {
        const struct survey_finding *f = &s->findings[i];
        if (f->answer == SURVEY_MISSING)
            put_waiver(out, f);
        else if (f->answer == SURVEY_UNKNOWN)
            fprintf(out, "  # %s: %s\n", f->capability, f->seen);
    }
}

void init_write_candidate(FILE *out, const struct init_model *m)
{
    fprintf(
        out,
        "# yaml-language-server: $schema=%s/candidate.schema.json\n"
        "# How assay starts %s, and what it is judged on. `assay init` wrote it after asking the\n"
        "# server; from here on it is yours. `assay explain WORD` says what a word means, and\n"
        "# `assay lint %s.yaml` what is wrong with the file.\n"
        "version: 1\ncandidate: %s\n"
        "about: Asked by assay init. Say here what a reader should know of it.\n\n"
        "# {port} is the port to listen on, on 127.0.0.1; {docroot} a folder with a few files, "
        "and\n"
        "# its working directory; {workdir} the temporary folder around that.\n",
        m->schemas, m->name, m->name, m->name);
    put_command(out, m->command);
    if (m->port)
        fprintf(out, "port: %u    # the one that it insists on\n", m->port);
    put_signals(out, m->survey);
    put_paths(out, m->survey);
    put_waivers(out, m->survey);
}

/* --- the scenario ----------------------------------------------------------------------------- */

static void put_step(FILE *out, const char *name, const char *method, const char *target)
{
    fprintf(out, "\n  - name: %s\n    request: %s %s\n", name, method, target);
}

static void put_checks(FILE *out, int status, const char *body)
{
    fprintf(out, "    expect:\n      - status == %d\n      - body is %s\n", status, body);
}

static void put_kept(FILE *out, const char *target, int status)
{
    put_step(out, "a connection that stays open", "GET", target);
    fputs("    connection: kept           # a name; the next step uses it again\n", out);
    put_checks(out, status, "complete");
    put_step(out, "takes another request", "GET", target);
    fputs("    connection: kept\n", out);
    put_checks(out, status, "complete");
}

static void put_load(FILE *out, const char *target)
{
    fprintf(out,
            "\n  # Many clients at once; take the marks away to play it.\n"
            "  # - name: ten connections, as fast as they are answered\n"
            "  #   load:\n"
            "  #     request: GET %s\n"
            "  #     connections: 10\n"
            "  #     duration: 3s\n"
            "  #   each:                    # on every answer\n"
            "  #     - status == %s\n"
            "  #   expect:\n"
            "  #     - errors == 0\n",
            target, "200");
}

/* As marks: behind a stop neither descriptors nor memory can be compared. */
static void put_stop(FILE *out, const struct survey *s)
{
    if (s->stop_code == -1) {
        fprintf(out, "\n  # %s does not end it, which it should with exit status 0.\n", s->stop);
        return;
    }
    fprintf(
        out,
        "\n  # How it ended when it was asked to; one that stops as it should exits with 0. This\n"
        "  # belongs into a scenario of its own, because what has ended has no descriptors and\n"
        "  # no memory to compare.\n"
        "  # - name: it is told to stop\n"
        "  #   signal: ${signals.stop}\n"
        "  # - name: and does so\n"
        "  #   wait: exit\n"
        "  #   expect:\n"
        "  #     - exit code == %d\n",
        s->stop_code);
}

void init_write_scenario(FILE *out, const struct init_model *m)
{
    const struct survey *s = m->survey;
    const char *target = s->ping ? "${paths.ping}" : "/";
    fprintf(
        out,
        "# yaml-language-server: $schema=%s/scenario.schema.json\n"
        "# A first scenario, of what `assay init` saw. Play it:\n"
        "#   assay run -c ./%s.yaml %s-first.yaml\n"
        "version: 1\nscenario: %s answers\n"
        "about: A beginning. Say here why this matters, for a reader who does not know assay.\n"
        "%smodes: [native]                # without this line valgrind's memcheck looks, too\n\n"
        "steps:                         # in order; one action each\n",
        m->schemas, m->name, m->name, m->name,
        s->ping ? "needs: [http]                  # skipped where that is waived\n" : "");
    put_step(out, "a first request", "GET", target);
    put_checks(out, s->status, "complete");
    if (s->head) {
        put_step(out, "its head alone", "HEAD", target);
        put_checks(out, s->head, "empty");
    } else {
        fputs("\n  # HEAD was not answered with a head alone, which it has to be (RFC 9110\n"
              "  # section 9.3.2): so nothing is asked of it here. `assay run scenarios/protocol`\n"
              "  # has more of the kind.\n",
              out);
    }
    if (s->kept)
        put_kept(out, target, s->status);
    if (s->missing) {
        put_step(out, "a path that nobody has", "GET", "/no/such/path");
        fprintf(out, "    expect: %d\n", s->missing);
    }
    put_load(out, target);
    put_stop(out, s);
}
