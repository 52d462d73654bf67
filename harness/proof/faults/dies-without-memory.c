/* SPDX-License-Identifier: MIT */
/* Seeded fault: a document for which there is no memory ends the server.
 *
 * scenario: memory-refused
 * check: the candidate is alive at the end
 * evidence: no more than 512 KiB
 * wrap: json_loadb
 */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

json_t *__real_json_loadb(const char *text, size_t length, size_t flags, json_error_t *error);
json_t *__wrap_json_loadb(const char *text, size_t length, size_t flags, json_error_t *error);

json_t *__wrap_json_loadb(const char *text, size_t length, size_t flags, json_error_t *error)
{
    json_t *value = __real_json_loadb(text, length, flags, error);
    if (value == NULL && errno == ENOMEM)
        abort();
    return value;
}
