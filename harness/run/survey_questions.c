/* SPDX-License-Identifier: MIT */
/* A table of questions, one for each capability that one request can show. Sends nothing.
 */
#include "run/survey_questions.h"

#include <string.h>

#include "base/clock.h"

#define SLOW_NS (290 * CLOCK_MS) /* a little less than is asked for: clocks differ */
#define OWN_ID  "assay-init"
#define SENT    "what was sent"

static const char *field(const struct exchange *x, const char *name, struct arena *a)
{
    const char *value = reply_field(x->reply.fields, x->reply.field_count, name, a);
    return value ? value : "";
}

static bool body_is(const struct exchange *x, const char *text)
{
    return x->reply.body.length == strlen(text) &&
           memcmp(x->reply.body.data, text, strlen(text)) == 0;
}

static bool fits_object(const struct exchange *x, struct arena *a)
{
    const char *body = x->reply.body.data;
    return strncmp(field(x, "Content-Type", a), "application/json", 16) == 0 &&
           body[strspn(body, " \t\r\n")] == '{';
}

static bool fits_creation(const struct exchange *x, struct arena *a)
{
    return *field(x, "Location", a) != '\0';
}

static bool fits_id(const struct exchange *x, struct arena *a)
{
    return strcmp(field(x, "X-Request-Id", a), OWN_ID) == 0;
}

static bool fits_echo(const struct exchange *x, struct arena *a)
{
    (void)a;
    return body_is(x, SENT);
}

static bool fits_counter(const struct exchange *x, struct arena *a)
{
    return fits_object(x, a) && strstr(x->reply.body.data, "\"value\"");
}

static bool fits_wait(const struct exchange *x, struct arena *a)
{
    (void)a;
    return x->elapsed >= SLOW_NS;
}

static bool fits_pattern(const struct exchange *x, struct arena *a)
{
    (void)a;
    return body_is(x, "0123456789abcdef0123");
}

static bool fits_file(const struct exchange *x, struct arena *a)
{
    (void)a;
    return body_is(x, "hello\n");
}

const struct question survey_questions[] = {
    {.capability = "status",
     .method = "GET",
     .target = "/api/status",
     .status = 200,
     .what = "a JSON object",
     .fits = fits_object},
    {.capability = "rest",
     .method = "POST",
     .target = "/api/users",
     .field = "Content-Type",
     .value = "application/json",
     .body = "{\"name\": \"Ada\"}",
     .status = 201,
     .what = "a Location",
     .fits = fits_creation},
    {.capability = "middleware",
     .method = "GET",
     .field = "X-Request-Id",
     .value = OWN_ID,
     .status = 200,
     .what = "the X-Request-Id of the request",
     .fits = fits_id},
    {.capability = "echo",
     .method = "POST",
     .target = "/api/echo",
     .field = "Content-Type",
     .value = "text/plain",
     .body = SENT,
     .status = 200,
     .what = "the body that was sent",
     .fits = fits_echo},
    {.capability = "counter",
     .method = "POST",
     .target = "/api/counter",
     .status = 200,
     .what = "a JSON object that has a value",
     .fits = fits_counter},
    {.capability = "slow",
     .method = "GET",
     .target = "/api/slow?ms=" SURVEY_SLOW_MS,
     .status = 200,
     .what = "a pause of " SURVEY_SLOW_MS " ms",
     .fits = fits_wait},
    {.capability = "bytes",
     .method = "GET",
     .target = "/api/bytes/20",
     .status = 200,
     .what = "20 octets of 0123456789abcdef",
     .fits = fits_pattern},
    {.capability = NULL},
};

const struct question survey_file_below_static = {.capability = "static",
                                                  .method = "GET",
                                                  .target = "/static/hello.txt",
                                                  .status = 200,
                                                  .what = "the file of the document root",
                                                  .fits = fits_file};
const struct question survey_file_at_root = {.capability = "static",
                                             .method = "GET",
                                             .target = "/hello.txt",
                                             .status = 200,
                                             .what = "the file of the document root",
                                             .fits = fits_file};
