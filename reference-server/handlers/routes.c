/* SPDX-License-Identifier: MIT */
/*
 * One row per resource, one cell per method; an empty cell means "not allowed here". HEAD goes
 * where GET goes (the core leaves the body out), OPTIONS is answered from the row itself.
 */
#include "handlers/routes.h"

#include "handlers/handlers.h"

struct route {
    const char *pattern;
    enum handled (*cell[METHOD_COUNT])(struct exchange *, struct span part);
};

static const struct route routes[] = {
    {.pattern = "/api/status", .cell = {[METHOD_GET] = status_get}},
    {.pattern = "/api/test", .cell = {[METHOD_GET] = test_get}},
    {.pattern = "/api/users", .cell = {[METHOD_GET] = users_list, [METHOD_POST] = users_post}},
    {.pattern = "/api/users/:id",
     .cell = {[METHOD_GET] = users_get, [METHOD_PUT] = users_put, [METHOD_DELETE] = users_delete}},
    {.pattern = "/api/counter", .cell = {[METHOD_GET] = counter_get, [METHOD_POST] = counter_post}},
    {.pattern = "/api/echo", .cell = {[METHOD_POST] = echo_post}},
    {.pattern = "/api/slow", .cell = {[METHOD_GET] = slow_get}},
    {.pattern = "/api/work", .cell = {[METHOD_GET] = work_get}},
    {.pattern = "/api/bytes/:count", .cell = {[METHOD_GET] = bytes_get}},
    {.pattern = "/api/answer/:status", .cell = {[METHOD_GET] = answer_get}},
    {.pattern = "/api/admin/keep-alive", .cell = {[METHOD_PUT] = keep_alive_put}},
    {.pattern = "/static/*", .cell = {[METHOD_GET] = files_get}},
};

enum { ROUTES = sizeof routes / sizeof routes[0] };

bool route_matches(const char *pattern, struct span path, struct span *part)
{
    const char *at = path.at;
    const char *end = path.at + path.length;
    while (at < end && *at == *pattern && *pattern != ':' && *pattern != '*') {
        at++;
        pattern++;
    }
    if (*pattern != ':' && *pattern != '*')
        return at == end && *pattern == '\0';
    *part = (struct span){at, (size_t)(end - at)};
    return *pattern == '*' || (part->length > 0 && span_find(*part, '/') == part->length);
}

static const struct route *find(struct span path, struct span *part)
{
    for (size_t i = 0; i < ROUTES; i++)
        if (route_matches(routes[i].pattern, path, part))
            return &routes[i];
    return NULL;
}

static bool offers(const struct route *route, enum method m)
{
    return m == METHOD_OPTIONS || route->cell[m == METHOD_HEAD ? METHOD_GET : m] != NULL;
}

/* A null route stands for the whole server: what any row offers. */
static bool offered(const struct route *route, enum method m)
{
    if (route != NULL)
        return offers(route, m);
    for (size_t i = 0; i < ROUTES; i++)
        if (offers(&routes[i], m))
            return true;
    return false;
}

static void put_allow(struct exchange *x, const struct route *route)
{
    char space[64];
    struct text t = {.at = space, .room = sizeof space};
    for (enum method m = METHOD_GET; m < METHOD_COUNT; m++) {
        if (offered(route, m)) {
            text_put(&t, t.length > 0 ? SPAN(", ") : SPAN(""));
            text_put(&t, method_word(m));
        }
    }
    (void)answer_field(&x->answer, "Allow", (struct span){t.at, t.length});
}

static enum handled answer_options(struct exchange *x, const struct route *route)
{
    put_allow(x, route);
    return answer_empty(x, 204);
}

enum handled routes_handle(struct exchange *x)
{
    enum method method = x->request->method;
    struct span part = SPAN("");
    if (method == METHOD_UNKNOWN)
        return refuse(x, 501, "no such method is known here");
    if (span_is(x->request->path, "*"))
        return answer_options(x, NULL);
    const struct route *route = find(x->request->path, &part);
    if (route == NULL)
        return refuse(x, 404, "nothing is found at this path");
    if (!offers(route, method)) {
        put_allow(x, route);
        return refuse(x, 405, "the methods that this path has are in Allow");
    }
    if (x->event == EXCHANGE_HEAD)
        return HANDLED_BODY;
    if (method == METHOD_OPTIONS)
        return answer_options(x, route);
    return route->cell[method == METHOD_HEAD ? METHOD_GET : method](x, part);
}
