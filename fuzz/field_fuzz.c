/* SPDX-License-Identifier: MIT */
/*
 * Target: dates and ranges in field values (RFC 9110 sections 5.6.7 and 14.1.2). A date that is
 * read is one that is written, and reads the same again; a range lies within the file. The first
 * eight octets are the size of the file, and a second of time that is written first.
 */
#include "fuzz/target.h"
#include "fuzz/violation.h"
#include "handlers/site.h"

#include <inttypes.h>
#include <stdio.h>

enum { TEXT = 128 };

static const int64_t last_second = 253402300799; /* of the year 9999 */

static void check_date(struct span written)
{
    char text[DATE_LENGTH + 1];
    int64_t seconds = 0, again = 0;
    if (!date_parse(written, &seconds))
        return;
    date_text(seconds, text);
    if (!date_parse((struct span){text, DATE_LENGTH}, &again) || again != seconds)
        violation("a date that is read is one that is written",
                  (struct side){"read", written.at, written.length},
                  (struct side){"written", text, DATE_LENGTH});
}

static void check_second(int64_t seconds)
{
    char text[DATE_LENGTH + 1], number[TEXT];
    int64_t again = 0;
    date_text(seconds, text);
    if (date_parse((struct span){text, DATE_LENGTH}, &again) && again == seconds)
        return;
    int n = snprintf(number, sizeof number, "%" PRId64 ", read as %" PRId64, seconds, again);
    violation("a second that is written is read", (struct side){"second", number, (size_t)n},
              (struct side){"written", text, DATE_LENGTH});
}

static void check_range(struct span value, uint64_t size)
{
    static struct request request;
    const struct version version = {.etag = "\"e\"", .modified = 784111777};
    char text[TEXT];
    uint64_t first = 0, count = size;
    request.method = METHOD_GET;
    request.field_count = request.count[NAME_RANGE] = 1;
    request.fields[0] = (struct field){SPAN("Range"), value, NAME_RANGE};
    enum range range = range_of(&request, &version, size, &first, &count);
    bool part = range == RANGE_PART;
    if (part ? count > 0 && count <= size && first <= size - count : first == 0 && count == size)
        return;
    int n =
        snprintf(text, sizeof text, "%" PRIu64 " from %" PRIu64 " of %" PRIu64, count, first, size);
    violation(part ? "a range lies within the file" : "no range leaves the whole",
              (struct side){"range", value.at, value.length},
              (struct side){"octets", text, (size_t)n});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint64_t number = 0;
    if (size < sizeof number)
        return 0;
    memcpy(&number, data, sizeof number);
    struct span value = {(const char *)data + sizeof number, size - sizeof number};
    check_second((int64_t)(number % (uint64_t)(last_second + 1)));
    check_date(value);
    check_range(value, number);
    return 0;
}
