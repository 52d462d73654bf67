/* SPDX-License-Identifier: MIT */
/* Files of this folder, put into the program by the assembler. Their paths are from the top folder;
 * the Makefile makes the hash.
 */
#include "report/page.h"

__asm__(".section .rodata\n"
        ".globl page_style, page_script, page_script_hash\n"
        "page_style: .incbin \"harness/report/page.css\"\n"
        ".byte 0\n"
        "page_script: .incbin \"harness/report/page.js\"\n"
        ".byte 0\n"
        "page_script_hash: .incbin \"page.js.sha256\"\n"
        ".byte 0\n"
        ".previous\n");
