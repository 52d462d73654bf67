/* SPDX-License-Identifier: MIT */
/*
 * The switch saves what the calling convention of the processor calls preserved on the old stack,
 * and takes it from the new one. A new stack is laid out as if it had been left that way. Signal
 * masks, which swapcontext(3) changes with a system call, are the same everywhere here.
 */
#include "engines/context.h"

#include <stdint.h>
#include <sys/mman.h>

/* Nested JSON is the deepest a request goes: less than a quarter of this. Memcheck takes a stack
   pointer that moves by more than 2,000,000 octets for a switch, so neighbours are no nearer. */
enum { STACK = 2 * 1024 * 1024, GUARD = 4096 * 16 };

void switch_stacks(void **from, void *to); /* below */
void switch_begin(void);

#if defined(__x86_64__)
/* Words of a new stack: where r12, r13 and the return address are, and how many there are. */
enum { WORD = 3, BEGIN = 2, BACK = 6, FRAME = 7 };
__asm__(".text\n.globl switch_stacks, switch_begin\n"
        "switch_stacks:\n"
        "  push %rbp\n push %rbx\n push %r12\n push %r13\n push %r14\n push %r15\n"
        "  mov %rsp, (%rdi)\n mov %rsi, %rsp\n"
        "  pop %r15\n pop %r14\n pop %r13\n pop %r12\n pop %rbx\n pop %rbp\n"
        "  ret\n"
        "switch_begin:\n"
        "  mov %r12, %rdi\n call *%r13\n ud2\n");
#elif defined(__aarch64__)
enum { WORD = 0, BEGIN = 1, BACK = 11, FRAME = 20 }; /* x19, x20, x30 */
__asm__(".text\n.globl switch_stacks, switch_begin\n"
        "switch_stacks:\n"
        "  sub sp, sp, #160\n"
        "  stp x19, x20, [sp]\n stp x21, x22, [sp, #16]\n stp x23, x24, [sp, #32]\n"
        "  stp x25, x26, [sp, #48]\n stp x27, x28, [sp, #64]\n stp x29, x30, [sp, #80]\n"
        "  stp d8, d9, [sp, #96]\n stp d10, d11, [sp, #112]\n"
        "  stp d12, d13, [sp, #128]\n stp d14, d15, [sp, #144]\n"
        "  mov x2, sp\n str x2, [x0]\n mov sp, x1\n"
        "  ldp x19, x20, [sp]\n ldp x21, x22, [sp, #16]\n ldp x23, x24, [sp, #32]\n"
        "  ldp x25, x26, [sp, #48]\n ldp x27, x28, [sp, #64]\n ldp x29, x30, [sp, #80]\n"
        "  ldp d8, d9, [sp, #96]\n ldp d10, d11, [sp, #112]\n"
        "  ldp d12, d13, [sp, #128]\n ldp d14, d15, [sp, #144]\n"
        "  add sp, sp, #160\n ret\n"
        "switch_begin:\n"
        "  mov x0, x19\n blr x20\n brk #1\n");
#else
#error "context.c has no switch of stacks for this processor: a dozen lines are missing"
#endif

#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>
#define SHADOW_OPEN()    __tsan_create_fiber(0)
#define SHADOW_OWN()     __tsan_get_current_fiber()
#define SHADOW_SWITCH(s) __tsan_switch_to_fiber((s), 0)
#define SHADOW_CLOSE(s)  __tsan_destroy_fiber(s)
#else
#define SHADOW_OPEN()    NULL
#define SHADOW_OWN()     NULL
#define SHADOW_SWITCH(s) (void)(s)
#define SHADOW_CLOSE(s)  (void)(s)
#endif

bool context_open(struct context *c, void (*begin)(void *word), void *word)
{
    char *stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    *c = (struct context){.at = NULL};
    if (stack == MAP_FAILED)
        return false;
    c->stack = stack;
    if (mprotect(stack, GUARD, PROT_NONE) == -1) {
        context_close(c);
        return false;
    }
    uintptr_t *frame = (uintptr_t *)(void *)(stack + STACK) - FRAME;
    frame[WORD] = (uintptr_t)word;
    frame[BEGIN] = (uintptr_t)begin;
    frame[BACK] = (uintptr_t)switch_begin;
    c->at = frame;
    c->shadow = SHADOW_OPEN();
    return true;
}

void context_close(struct context *c)
{
    if (c->stack == NULL)
        return;
    if (c->shadow != NULL)
        SHADOW_CLOSE(c->shadow);
    munmap(c->stack, STACK);
    c->stack = NULL;
}

void context_switch(struct context *from, const struct context *to)
{
    from->shadow = SHADOW_OWN();
    SHADOW_SWITCH(to->shadow);
    switch_stacks(&from->at, to->at);
}
