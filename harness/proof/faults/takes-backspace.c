/* SPDX-License-Identifier: MIT */
/* Seeded fault: one row of the table is wrong: a name may have a backspace in it.
 *
 * scenario: name-with-08
 * check: the outcome is refused
 * wrap: octet_classes
 */
#include "http/text.h"

extern const unsigned char __real_octet_classes[256];
extern unsigned char __wrap_octet_classes[256];

unsigned char __wrap_octet_classes[256];

__attribute__((constructor)) static void prepare(void)
{
    memcpy(__wrap_octet_classes, __real_octet_classes, sizeof __wrap_octet_classes);
    __wrap_octet_classes['\b'] |= OCTET_TOKEN;
}
