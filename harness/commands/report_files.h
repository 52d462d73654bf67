/* SPDX-License-Identifier: MIT */
/* The report folder: events.jsonl grows while the run goes on, run.json appears whole or not at
 * all.
 */
#ifndef ASSAY_COMMANDS_REPORT_FILES_H
#define ASSAY_COMMANDS_REPORT_FILES_H

#include "base/failure.h"
#include "report/result.h"

/* Makes a folder and those above it; false with errno. */
bool report_folder_make(const char *folder) __attribute__((nonnull, warn_unused_result));

/* Whether both names are of one folder, which exists. */
bool report_folder_is(const char *a, const char *b) __attribute__((nonnull, warn_unused_result));

/* False: a run that still goes on writes its reports there. */
bool report_folder_is_free(const char *folder) __attribute__((nonnull, warn_unused_result));

/* Which report files are written beside run.json. */
struct report_choice {
    unsigned formats;     /* a bit for each row of the table of reports; 0: all */
    bool junit_strict;    /* junit.xml without what strict readers refuse */
    bool assets_separate; /* report.html with its style and script in files beside it */
};

/* Takes the value of --assets: inline or separate. False with FAILURE_USAGE. */
bool report_choice_assets(struct report_choice *c, const char *word, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

/* Takes the value of --format: names with commas between, or all. False with FAILURE_USAGE. */
bool report_choice_parse(struct report_choice *c, const char *list, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

struct report_files {
    const char *folder; /* borrowed */
    struct report_choice choice;
    void *events; /* FILE; NULL until opened */
};

/* Makes the folder, removes the reports of an earlier run (stale evidence misleads) and starts
 * events.jsonl. */
bool report_files_open(struct report_files *f, const char *folder,
                       const struct report_choice *choice, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

void report_files_run(struct report_files *f, const struct run_result *r) __attribute__((nonnull));
void report_files_begun(struct report_files *f, const struct scenario_result *s)
    __attribute__((nonnull));
void report_files_ended(struct report_files *f, const struct scenario_result *s)
    __attribute__((nonnull));

/* Writes run.json and the chosen reports, each beside itself, synced and renamed; appends report.md
 * to the file that GITHUB_STEP_SUMMARY names, if it is set. */
bool report_files_finish(struct report_files *f, const struct run_result *r, struct failure *why)
    __attribute__((nonnull, warn_unused_result));

/* After report_files_finish has failed, and the run says why: no report is left that says
 * otherwise. Only run.json is written once more; where not even that is possible, events.jsonl is
 * all there is. Returns the name of what is left. */
const char *report_files_break(const struct report_files *f, const struct run_result *r)
    __attribute__((nonnull, returns_nonnull));

/* Writes the chosen reports on a run that is over. Into its own folder: run.json there is never
 * touched. Into another one, which is made: run.json too, if the run has left one, and the reports
 * of another run there are removed. */
enum report_target { REPORT_OWN_FOLDER, REPORT_WITH_RUN, REPORT_WITHOUT_RUN };
bool report_files_again(const char *folder, enum report_target target,
                        const struct report_choice *choice, const struct run_result *r,
                        struct failure *why) __attribute__((nonnull, warn_unused_result));

/* Writes the page on several runs side by side into that folder, which is made. */
#define REPORT_SERVERS "servers.html"
bool report_files_servers(const char *folder, const struct run_result *const *runs, size_t count,
                          struct failure *why) __attribute__((nonnull, warn_unused_result));

/* The file that a person opens first: the page, or run.json if it was not chosen. */
const char *report_choice_page(const struct report_choice *c)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* Calls `each` with the name of every file that is chosen, run.json aside. */
void report_choice_each(const struct report_choice *c, void each(const char *file))
    __attribute__((nonnull));

#endif
