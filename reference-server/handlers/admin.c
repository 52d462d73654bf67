/* SPDX-License-Identifier: MIT */
/*
 * PUT /api/admin/keep-alive {"enabled": false}: the switch, while the server runs. Only with
 * --admin, and only for peers on the same host; for everybody else there is nothing at this path.
 */
#include "handlers/handlers.h"

#include <jansson.h>

static bool is_admin(const struct exchange *x)
{
    const struct tracked_connection *connection = x->owner;
    return site_of(x)->admin && connection->loopback;
}

enum handled keep_alive_put(struct exchange *x, struct span part)
{
    (void)part;
    if (!is_admin(x))
        return refuse(x, 404, "nothing is found at this path");
    json_t *body = json_loadb(x->body.at, x->body.length, 0, NULL);
    const json_t *enabled = json_object_get(body, "enabled");
    bool given = json_is_boolean(enabled);
    if (given)
        atomic_store(&site_of(x)->keep_alive, json_is_true(enabled));
    json_decref(body);
    if (!given)
        return refuse(x, 400, "the body is {\"enabled\": true} or {\"enabled\": false}");
    answer_bytes(&x->answer, 204, NULL, SPAN(""));
    return HANDLED_ANSWERED;
}
