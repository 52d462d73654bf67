/* SPDX-License-Identifier: MIT */
/* Tables. */
#include "mutation/dictionary.h"

#define WORD(text)                                                                                 \
    {                                                                                              \
        (text), sizeof(text) - 1                                                                   \
    }

static const struct word head[] = {
    WORD("\r\n"),
    WORD("\r\n\r\n"),
    WORD("\n\n"),
    WORD("\r\n "),
    WORD("\r\r\n"),
    WORD("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    WORD("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"),
    WORD(" HTTP/1.1\r\n"),
    WORD(" HTTP/1.0\r\n"),
    WORD("HEAD "),
    WORD("OPTIONS * "),
    WORD("CONNECT a:1 "),
    WORD("http://a"),
    WORD("[::1]:80"),
    WORD("Host: a\r\n"),
    WORD("Content-Length: "),
    WORD("Transfer-Encoding: "),
    WORD("chunked"),
    WORD("Expect: 100-continue\r\n"),
    WORD("Connection: close\r\n"),
    WORD("Connection: keep-alive\r\n"),
    WORD("Range: bytes=0-0,-1\r\n"),
    WORD("If-Modified-Since: "),
    WORD("%00"),
    WORD("/../"),
    WORD("%2e%2e%2f"),
    WORD("?"),
};

static const struct word number[] = {
    WORD("0"),
    WORD("1"),
    WORD("-1"),
    WORD("+1"),
    WORD("00000000000000000000000000000001"),
    WORD("255"),
    WORD("256"),
    WORD("16384"),
    WORD("32768"),
    WORD("65535"),
    WORD("65536"),
    WORD("1048576"),
    WORD("2147483647"),
    WORD("2147483648"),
    WORD("4294967295"),
    WORD("4294967296"),
    WORD("9223372036854775807"),
    WORD("9223372036854775808"),
    WORD("18446744073709551615"),
    WORD("18446744073709551616"),
    WORD("99999999999999999999999"),
    WORD("0x10"),
    WORD("1e3"),
    WORD("1,1"),
    WORD("1, 2"),
    WORD(" 1"),
    WORD("1 "),
    WORD(""),
};

static const struct word size[] = {
    WORD("0"),
    WORD("1"),
    WORD("5"),
    WORD("000000000000000000000005"),
    WORD("7fffffff"),
    WORD("80000000"),
    WORD("ffffffff"),
    WORD("100000000"),
    WORD("7fffffffffffffff"),
    WORD("8000000000000000"),
    WORD("ffffffffffffffff"),
    WORD("fffffffffffffffe"),
    WORD("10000000000000000"),
    WORD("-1"),
    WORD("+5"),
    WORD("0x5"),
    WORD(" 5"),
    WORD("5 "),
    WORD("5;"),
    WORD("5;a=\"b"),
    WORD("g"),
    WORD(""),
};

static const struct word coding[] = {
    WORD("chunked"),
    WORD("Chunked"),
    WORD("chunked, chunked"),
    WORD("gzip, chunked"),
    WORD("identity"),
    WORD("chunked, gzip"),
    WORD("chunked;a=b"),
    WORD("xchunked"),
    WORD(","),
    WORD(""),
    WORD("\x0b"
         "chunked"),
    WORD("chunked\t"),
};

static const struct word line_end[] = {
    WORD("\n"), WORD("\r"), WORD("\r\r\n"), WORD("\n\r"), WORD(" \r\n"), WORD("\r\n\r\n"), WORD(""),
};

static const struct word octet[] = {
    WORD("\0"), WORD("\x7f"), WORD("\xff"), WORD("\t"), WORD("\r"), WORD("\n"), WORD(" "),
    WORD(":"),  WORD("\x80"), WORD("\x01"), WORD(";"),  WORD(","),  WORD("\""), WORD("/"),
};

#define LIST(table)                                                                                \
    {                                                                                              \
        (table), sizeof(table) / sizeof *(table)                                                   \
    }

const struct word_list dictionary[WORDS_KIND_COUNT] = {
    [WORDS_HEAD] = LIST(head),     [WORDS_NUMBER] = LIST(number),     [WORDS_SIZE] = LIST(size),
    [WORDS_CODING] = LIST(coding), [WORDS_LINE_END] = LIST(line_end), [WORDS_OCTET] = LIST(octet),
};

const struct word *dictionary_pick(enum word_kind kind, struct chance *c)
{
    const struct word_list *list = &dictionary[kind];
    return &list->words[chance_below(c, list->count)];
}
