/* SPDX-License-Identifier: MIT */
/*
 * The status-line table. One row per code of the registry that an HTTP/1.1 server may send
 * (RFC 9110 §15 and RFC 6585); both versions are literals, so that an answer costs one copy.
 */
#include "http/fault.h"

#include <stdio.h>

struct status_row {
    struct span line[2]; /* [minor version] */
    struct span reason;
};

#define ROW(code, words)                                                                           \
    [(code)-100] = {.line = {{"HTTP/1.0 " #code " " words "\r\n", sizeof(words) + 14},             \
                             {"HTTP/1.1 " #code " " words "\r\n", sizeof(words) + 14}},            \
                    .reason = {words, sizeof(words) - 1}}

/* clang-format off */
static const struct status_row rows[] = {
    ROW(100, "Continue"), ROW(101, "Switching Protocols"), ROW(200, "OK"), ROW(201, "Created"),
    ROW(202, "Accepted"), ROW(203, "Non-Authoritative Information"), ROW(204, "No Content"),
    ROW(205, "Reset Content"), ROW(206, "Partial Content"), ROW(300, "Multiple Choices"),
    ROW(301, "Moved Permanently"), ROW(302, "Found"), ROW(303, "See Other"),
    ROW(304, "Not Modified"), ROW(305, "Use Proxy"), ROW(307, "Temporary Redirect"),
    ROW(308, "Permanent Redirect"), ROW(400, "Bad Request"), ROW(401, "Unauthorized"),
    ROW(402, "Payment Required"), ROW(403, "Forbidden"), ROW(404, "Not Found"),
    ROW(405, "Method Not Allowed"), ROW(406, "Not Acceptable"),
    ROW(407, "Proxy Authentication Required"), ROW(408, "Request Timeout"), ROW(409, "Conflict"),
    ROW(410, "Gone"), ROW(411, "Length Required"), ROW(412, "Precondition Failed"),
    ROW(413, "Content Too Large"), ROW(414, "URI Too Long"), ROW(415, "Unsupported Media Type"),
    ROW(416, "Range Not Satisfiable"), ROW(417, "Expectation Failed"),
    ROW(421, "Misdirected Request"), ROW(422, "Unprocessable Content"),
    ROW(426, "Upgrade Required"), ROW(428, "Precondition Required"),
    ROW(429, "Too Many Requests"), ROW(431, "Request Header Fields Too Large"),
    ROW(500, "Internal Server Error"), ROW(501, "Not Implemented"), ROW(502, "Bad Gateway"),
    ROW(503, "Service Unavailable"), ROW(504, "Gateway Timeout"),
    ROW(505, "HTTP Version Not Supported"), ROW(507, "Insufficient Storage"),
    ROW(511, "Network Authentication Required"),
};
/* clang-format on */

static const struct status_row *row_of(unsigned status)
{
    bool known = status >= 100 && status - 100 < sizeof rows / sizeof rows[0] &&
                 rows[status - 100].reason.at != NULL;
    return known ? &rows[status - 100] : NULL;
}

struct span status_reason(unsigned status)
{
    const struct status_row *row = row_of(status);
    return row != NULL ? row->reason : SPAN("");
}

struct span status_line(unsigned status, unsigned minor, char spare[STATUS_LINE_ROOM])
{
    const struct status_row *row = row_of(status);
    if (row != NULL)
        return row->line[minor > 0];
    unsigned code = status % 1000;
    int length = snprintf(spare, STATUS_LINE_ROOM, "HTTP/1.%u %03u status code %u\r\n", minor > 0,
                          code, code);
    return (struct span){spare, (size_t)length};
}
