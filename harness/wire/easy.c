/* SPDX-License-Identifier: MIT */
/* Options of an easy handle, from a request of ours. */
#include "wire/easy.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static void init(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

void easy_global(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, init);
}

static void add_field(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*list, line);
    if (longer)
        *list = longer;
}

/* libcurl's syntax: "Name: value", "Name;" for an empty value, "Name:" to leave out its own. */
static struct curl_slist *fields_of(const struct client_request *q)
{
    bool typed = false, addressed = false;
    struct arena scratch;
    struct curl_slist *list = NULL;
    arena_init(&scratch);
    add_field(&list, "Expect:");
    for (size_t i = 0; i < q->header_count; i++) {
        const struct client_field *h = &q->headers[i];
        typed |= strcasecmp(h->name, "Content-Type") == 0;
        addressed |= strcasecmp(h->name, "Host") == 0;
        add_field(&list, *h->value ? arena_text(&scratch, "%s: %s", h->name, h->value)
                                   : arena_text(&scratch, "%s;", h->name));
    }
    if (!typed)
        add_field(&list, "Content-Type:");
    if (!addressed)
        add_field(&list, arena_text(&scratch, "Host: %s", q->to->authority));
    arena_release(&scratch);
    return list;
}

static int bind_source(void *to, curl_socket_t fd, curlsocktype purpose)
{
    (void)purpose;
    endpoint_bind_source(to, fd);
    return CURL_SOCKOPT_OK;
}

struct curl_slist *easy_prepare(CURL *easy, const struct client_request *q)
{
    char url[128];
    snprintf(url, sizeof url, "http://%s:%d/", q->to->host, q->to->port);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_REQUEST_TARGET, q->target);
    if (q->body) {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, q->body);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)q->body_length);
    }
    if (strcmp(q->method, "HEAD") == 0)
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, q->method);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "assay/" ASSAY_VERSION);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, bind_source);
    curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, q->to);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_HTTP_TRANSFER_DECODING, 0L);
    struct curl_slist *fields = fields_of(q);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, fields);
    return fields;
}

/* ".invalid" is no name anywhere (RFC 2606 §2). */
struct curl_slist *easy_tie(CURL *easy, const struct client_request *q, unsigned number)
{
    char text[128];
    struct curl_slist *address = NULL;
    const struct endpoint *to = q->to;
    snprintf(text, sizeof text, "slot-%u.invalid:%d:%s:%d", number, to->port, to->host, to->port);
    add_field(&address, text);
    snprintf(text, sizeof text, "http://slot-%u.invalid:%d/", number, to->port);
    curl_easy_setopt(easy, CURLOPT_URL, text);
    curl_easy_setopt(easy, CURLOPT_CONNECT_TO, address);
    return address;
}
