/* SPDX-License-Identifier: MIT */
/* Seeded fault: the access log is opened, and what is written to it is lost.
 *
 * scenario: access-log
 * check: body ~ log-2 .*GET /no/such/place.* 404 [0-9]
 * wrap: fopen
 */
#include <stdio.h>
#include <string.h>

FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode);

FILE *__wrap_fopen(const char *path, const char *mode)
{
    return __real_fopen(strstr(path, "access.log") ? "/dev/null" : path, mode);
}
