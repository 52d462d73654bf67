/* SPDX-License-Identifier: MIT */
/* A known-good server over libmicrohttpd, as its users write them: one thread, poll, a few
 * resources. With epoll, 0.9.75 forgets who has closed before an answer: such connections stay in
 * CLOSE_WAIT.
 *
 * usage: known-mhd PORT; it ends on SIGTERM or SIGINT.
 */
#include <inttypes.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BODY_MAX = 16 * 1024 * 1024 };

struct request {
    char *body;
    size_t length;
    bool too_large;
};

struct reply {
    unsigned status;
    const char *type, *allow;
    char *body; /* from malloc */
    size_t length;
};

static uint64_t counter, last_id; /* of the daemon's one thread */

static struct reply text(unsigned status, const char *type, const char *body)
{
    return (struct reply){
        .status = status, .type = type, .body = strdup(body), .length = strlen(body)};
}

static struct reply not_allowed(const char *allow)
{
    struct reply r = text(MHD_HTTP_METHOD_NOT_ALLOWED, "text/plain", "not allowed\n");
    r.allow = allow;
    return r;
}

static bool is_read(const char *method)
{
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

static struct reply count(const char *method)
{
    char json[64];
    bool adds = strcmp(method, "POST") == 0;
    if (!adds && !is_read(method))
        return not_allowed("GET, HEAD, POST");
    counter += adds;
    snprintf(json, sizeof json, "{\"value\": %" PRIu64 "}\n", counter);
    return text(MHD_HTTP_OK, "application/json", json);
}

static struct reply echo(struct MHD_Connection *c, struct request *q, const char *method)
{
    const char *type = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Content-Type");
    if (strcmp(method, "POST") != 0)
        return not_allowed("POST");
    if (q->too_large)
        return text(MHD_HTTP_CONTENT_TOO_LARGE, "text/plain", "too large\n");
    struct reply r = {.status = MHD_HTTP_OK, .body = q->body, .length = q->length};
    r.type = type == NULL ? "application/octet-stream" : type;
    q->body = NULL;
    return r;
}

static struct reply octets(const char *number)
{
    char *end;
    unsigned long n = strtoul(number, &end, 10);
    if (*number < '0' || *number > '9' || *end != '\0' || n > BODY_MAX)
        return text(MHD_HTTP_BAD_REQUEST, "text/plain", "no such size\n");
    struct reply r = {
        .status = MHD_HTTP_OK, .type = "text/plain", .body = malloc(n + 1), .length = n};
    for (size_t i = 0; r.body != NULL && i < n; i++)
        r.body[i] = "0123456789abcdef"[i % 16];
    return r;
}

static struct reply route(struct MHD_Connection *c, struct request *q, const char *url,
                          const char *method)
{
    if (strcmp(url, "/api/echo") == 0)
        return echo(c, q, method);
    if (strcmp(url, "/api/counter") == 0)
        return count(method);
    bool ping = strcmp(url, "/api/test") == 0, status = strcmp(url, "/api/status") == 0;
    bool bytes = strncmp(url, "/api/bytes/", 11) == 0;
    if (!ping && !status && !bytes)
        return text(MHD_HTTP_NOT_FOUND, "text/plain", "not found\n");
    if (!is_read(method))
        return not_allowed("GET, HEAD");
    if (bytes)
        return octets(url + 11);
    return ping ? text(MHD_HTTP_OK, "text/plain", "hello\n")
                : text(MHD_HTTP_OK, "application/json", "{\"server\": \"libmicrohttpd\"}\n");
}

/* The request's own id, or a new one. */
static void add_id(struct MHD_Connection *c, struct MHD_Response *response)
{
    char new[32];
    const char *own = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "X-Request-Id");
    snprintf(new, sizeof new, "%" PRIu64, ++last_id);
    MHD_add_response_header(response, "X-Request-Id", own == NULL ? new : own);
}

static enum MHD_Result send_reply(struct MHD_Connection *c, struct reply r)
{
    if (r.body == NULL && r.length > 0)
        return MHD_NO;
    struct MHD_Response *response =
        MHD_create_response_from_buffer(r.length, r.body, MHD_RESPMEM_MUST_FREE);
    if (response == NULL) {
        free(r.body);
        return MHD_NO;
    }
    MHD_add_response_header(response, "Content-Type", r.type);
    if (r.allow != NULL)
        MHD_add_response_header(response, "Allow", r.allow);
    add_id(c, response);
    enum MHD_Result result = MHD_queue_response(c, r.status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result collect(struct request *q, const char *upload, size_t size)
{
    char *longer = size > BODY_MAX - q->length ? NULL : realloc(q->body, q->length + size);
    if (longer == NULL) {
        q->too_large = true;
        return MHD_YES;
    }
    memcpy(longer + q->length, upload, size);
    q->body = longer;
    q->length += size;
    return MHD_YES;
}

static enum MHD_Result answer(void *nothing, struct MHD_Connection *c, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **state)
{
    (void)nothing, (void)version;
    struct request *q = *state;
    if (q == NULL) { /* the first call for a request comes before its body */
        *state = calloc(1, sizeof *q);
        return *state == NULL ? MHD_NO : MHD_YES;
    }
    if (*upload_size > 0) {
        size_t size = *upload_size;
        *upload_size = 0;
        return collect(q, upload, size);
    }
    return send_reply(c, route(c, q, url, method));
}

static void completed(void *nothing, struct MHD_Connection *c, void **state,
                      enum MHD_RequestTerminationCode why)
{
    (void)nothing, (void)c, (void)why;
    struct request *q = *state;
    if (q != NULL)
        free(q->body);
    free(q);
    *state = NULL;
}

int main(int argc, char **argv)
{
    unsigned long port = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigset_t ends;
    int which;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sigaction(SIGPIPE, &ignore, NULL); /* as the library asks its users to do */
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigprocmask(SIG_BLOCK, &ends, NULL); /* the daemon's thread inherits it */
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD, 0, NULL, NULL, answer, NULL,
                         MHD_OPTION_SOCK_ADDR, &here, MHD_OPTION_NOTIFY_COMPLETED, completed, NULL,
                         MHD_OPTION_CONNECTION_LIMIT, 2000U, MHD_OPTION_END);
    if (daemon == NULL) {
        fprintf(stderr, "usage: %s PORT\n", argv[0]);
        return EXIT_FAILURE;
    }
    sigwait(&ends, &which);
    MHD_stop_daemon(daemon);
    return EXIT_SUCCESS;
}
