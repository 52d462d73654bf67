/* SPDX-License-Identifier: MIT */
/* Commas, line ends and blanks. */
#include "data/json_pen.h"

#include <math.h>
#include <string.h>

#include "data/json.h"

static void begin(struct json_pen *p, const char *name)
{
    fputs(p->comma ? "," : "", p->out);
    if (p->one_line)
        fputs(p->comma ? " " : "", p->out);
    else
        fprintf(p->out, "%s%*s", p->depth ? "\n" : "", p->depth * 2, "");
    p->comma = true;
    if (!name)
        return;
    json_escape(p->out, name, strlen(name));
    fputs(": ", p->out);
}

void json_pen_open(struct json_pen *p, const char *name, char bracket)
{
    begin(p, name);
    fputc(bracket, p->out);
    p->depth++;
    p->comma = false;
}

void json_pen_close(struct json_pen *p, char bracket)
{
    p->depth--;
    if (p->comma && !p->one_line)
        fprintf(p->out, "\n%*s", p->depth * 2, "");
    fputc(bracket, p->out);
    p->comma = true;
}

void json_pen_text(struct json_pen *p, const char *name, const char *text)
{
    begin(p, name);
    if (text)
        json_escape(p->out, text, strlen(text));
    else
        fputs("null", p->out);
}

void json_pen_number(struct json_pen *p, const char *name, double value)
{
    begin(p, name);
    if (value == 0 && signbit(value))
        fputs("-0.0", p->out); /* -0 would be read as the integer 0 */
    else
        fprintf(p->out, "%.17g", value);
}

void json_pen_raw(struct json_pen *p, const char *name, const char *json)
{
    begin(p, name);
    fputs(json, p->out);
}

void json_pen_names(struct json_pen *p, const char *name, const char *const *names)
{
    json_pen_open(p, name, '[');
    for (; *names; names++)
        json_pen_text(p, NULL, *names);
    json_pen_close(p, ']');
}
