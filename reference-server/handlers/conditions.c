/* SPDX-License-Identifier: MIT */
/* One function per sentence of RFC 9110 §13.2.2 and §14.2. */
#include "handlers/site.h"

/* Ours are strong tags, so comparing them strongly or weakly (§8.8.3.2) differs in the prefix. */
static bool is_strongly(struct span tag, const char *etag)
{
    return span_is(tag, "*") || span_is(tag, etag);
}

static bool is_weakly(struct span tag, const char *etag)
{
    return is_strongly(tag, etag) || (span_starts(tag, "W/") && span_is(span_from(tag, 2), etag));
}

/* A date that is missing, repeated or no date is ignored. */
static bool date_field(const struct request *r, enum name name, int64_t *date)
{
    return r->count[name] == 1 && date_parse(request_field(r, name), date);
}

unsigned condition_status(const struct request *r, const struct version *v)
{
    bool reads = r->method == METHOD_GET || r->method == METHOD_HEAD;
    int64_t date = 0;
    if (r->count[NAME_IF_MATCH] > 0) {
        if (!request_lists(r, NAME_IF_MATCH, is_strongly, v->etag))
            return 412;
    } else if (date_field(r, NAME_IF_UNMODIFIED_SINCE, &date) && v->modified > date) {
        return 412;
    }
    if (r->count[NAME_IF_NONE_MATCH] > 0) {
        bool matches = request_lists(r, NAME_IF_NONE_MATCH, is_weakly, v->etag);
        return !matches ? 0 : reads ? 304 : 412;
    }
    if (reads && v->modified >= 0 && date_field(r, NAME_IF_MODIFIED_SINCE, &date) &&
        v->modified <= date)
        return 304;
    return 0;
}

/* If-Range (§13.1.5): the very same version, or the whole. */
static bool range_applies(const struct request *r, const struct version *v)
{
    struct span value = request_field(r, NAME_IF_RANGE);
    int64_t date = 0;
    if (r->method != METHOD_GET || r->count[NAME_RANGE] != 1)
        return false;
    if (r->count[NAME_IF_RANGE] == 0 || span_is(value, v->etag))
        return true;
    return date_field(r, NAME_IF_RANGE, &date) && date == v->modified;
}

enum range range_of(const struct request *r, const struct version *v, uint64_t size,
                    uint64_t *first, uint64_t *count)
{
    struct span last_text = request_field(r, NAME_RANGE);
    uint64_t start = 0, last = UINT64_MAX;
    if (!range_applies(r, v) || !span_like(span_cut(&last_text, '='), "bytes") ||
        span_find(last_text, '-') == last_text.length)
        return RANGE_WHOLE;
    struct span first_text = span_trim(span_cut(&last_text, '-'));
    last_text = span_trim(last_text);
    bool has_last = span_number(last_text, &last);
    if (first_text.length == 0 && has_last) { /* the last so many; none of them is outside */
        start = last < size ? size - last : 0;
        last = UINT64_MAX;
    } else if (!span_number(first_text, &start) || (!has_last && last_text.length > 0) ||
               last < start) {
        return RANGE_WHOLE;
    }
    if (start >= size)
        return RANGE_OUTSIDE;
    *first = start;
    *count = (last < size ? last : size - 1) - start + 1;
    return RANGE_PART;
}
