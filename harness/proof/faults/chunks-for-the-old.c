/* SPDX-License-Identifier: MIT */
/* Seeded fault: a client of HTTP/1.0 is answered in chunks, which it takes for the content.
 *
 * scenario: version-1-0
 * check: header Transfer-Encoding is absent
 * wrap: test_get answer_write_head
 */
#include "handlers/site.h"

enum handled __real_test_get(struct exchange *x);
enum handled __wrap_test_get(struct exchange *x);
size_t __real_answer_write_head(const struct answer *a, unsigned minor, bool keep, int64_t wall,
                                char space[LIMIT_ANSWER_HEAD]);
size_t __wrap_answer_write_head(const struct answer *a, unsigned minor, bool keep, int64_t wall,
                                char space[LIMIT_ANSWER_HEAD]);

static const char chunks[] = "a\r\nIt works.\n\r\n0\r\n\r\n";

enum handled __wrap_test_get(struct exchange *x)
{
    return x->request->minor == 0 ? answer_bytes(&x->answer, 200, "text/plain", SPAN(chunks))
                                  : __real_test_get(x);
}

/* The coding is told in place of the length. */
size_t __wrap_answer_write_head(const struct answer *a, unsigned minor, bool keep, int64_t wall,
                                char space[LIMIT_ANSWER_HEAD])
{
    static const char told[] = "Transfer-Encoding: chunked", untold[] = "Content-Length: 20";
    size_t length = __real_answer_write_head(a, minor, keep, wall, space);
    char *at = memmem(space, length, untold, sizeof untold - 1);
    if (a->body.at != chunks || at == NULL)
        return length;
    memmove(at + sizeof told, at + sizeof untold, length - (size_t)(at - space) - sizeof untold);
    memcpy(at, told, sizeof told - 1);
    at[sizeof told - 1] = '\r';
    memcpy(space, "HTTP/1.1", 8); /* as most servers answer */
    return length + sizeof told - sizeof untold;
}
