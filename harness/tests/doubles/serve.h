/* SPDX-License-Identifier: MIT */
/* What the servers that cannot be judged share. */
#ifndef ASSAY_TESTS_DOUBLES_SERVE_H
#define ASSAY_TESTS_DOUBLES_SERVE_H

/* On 127.0.0.1; ends the program with status 3 if that cannot be. */
int listen_on(int port);

/* Reads once, answers, closes; takes nothing from the heap. */
void answer_politely(int client);

/* Until accept fails; returns the exit status of who has nothing else to do. */
int answer_all(int fd);

#endif
