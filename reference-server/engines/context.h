/* SPDX-License-Identifier: MIT */
/*
 * A flow of control of our own: a stack, and the registers that a function may not spoil. Switching
 * is a function call that returns on another stack; the kernel does not hear of it.
 */
#ifndef ENGINES_CONTEXT_H
#define ENGINES_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>

struct context {
    void *at;     /* its stack pointer while it does not run */
    char *stack;  /* owned; NULL if it is a thread's, or none */
    void *shadow; /* what a sanitizer of threads knows it by; else NULL */
};

/* A context that calls begin(word) when it is first switched to; begin never returns. The stack has
   a guard page below it, and costs what of it is touched. False with errno: no address space. */
__attribute__((warn_unused_result)) bool context_open(struct context *c, void (*begin)(void *word),
                                                      void *word);
void context_close(struct context *c); /* of one that does not run */

/* Goes from this one, which it keeps in `from`, to that one; returns when somebody comes back. */
void context_switch(struct context *from, const struct context *to);

#endif
