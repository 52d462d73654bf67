/* SPDX-License-Identifier: MIT */
/* Seeded fault: where a back end is not known, one is assumed.
 *
 * scenario: no-back-ends
 * check: status == 503
 * wrap: getenv
 */
#include <stdlib.h>

char *__real_getenv(const char *name);
char *__wrap_getenv(const char *name);

char *__wrap_getenv(const char *name)
{
    static char somewhere[] = "http://127.0.0.1:9";
    char *value = __real_getenv(name);
    return value != NULL ? value : somewhere;
}
