/* SPDX-License-Identifier: MIT */
/* One file per subcommand; each returns the exit status. argv[0] is the subcommand's name.
 */
#ifndef ASSAY_COMMANDS_COMMANDS_H
#define ASSAY_COMMANDS_COMMANDS_H

int command_run(int argc, char **argv) __attribute__((nonnull, warn_unused_result));
int command_compare(int argc, char **argv) __attribute__((nonnull, warn_unused_result));
int command_doctor(int argc, char **argv) __attribute__((nonnull, warn_unused_result));
int command_explain(int argc, char **argv) __attribute__((nonnull, warn_unused_result));
int command_fuzz(int argc, char **argv) __attribute__((nonnull, warn_unused_result));
int command_init(int argc, char **argv) __attribute__((nonnull, warn_unused_result));
int command_lint(int argc, char **argv) __attribute__((nonnull, warn_unused_result));
int command_list(int argc, char **argv) __attribute__((nonnull, warn_unused_result));
int command_metrics(int argc, char **argv) __attribute__((nonnull, warn_unused_result));
int command_report(int argc, char **argv) __attribute__((nonnull, warn_unused_result));

#endif
