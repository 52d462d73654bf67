/* SPDX-License-Identifier: MIT */
/* What every engine does alike: accept, rest for want of descriptors, hear of a stop. */
#include "engines/engine.h"

#include <errno.h>

int service_accept(struct service *s, struct sockaddr_storage *peer, struct instant now)
{
    int fd = listen_accept(s->listener, peer);
    if (fd == -1 && errno != EAGAIN)
        s->accept_again = now.ms + LIMIT_ACCEPT_PAUSE_MS;
    return fd;
}

void service_deafen(struct service *s)
{
    if (s->listener != -1)
        tracker_close(s->tracker, TRACKED_SOCKETS, s->listener);
    s->listener = -1;
}

int service_news(const struct service *s)
{
    return s->news[s->stops > 0];
}

bool service_hear(struct service *s, struct instant now)
{
    static const atomic_bool never = false;
    unsigned before = s->stops;
    s->stops += signals_take(service_news(s));
    if (s->stops > 1)
        s->drain_end = 0;
    else if (s->stops > before)
        s->drain_end = now.ms + s->drain_ms;
    if (s->stops > 0)
        s->config.keep_alive = &never;
    return before == 0 && s->stops > 0;
}

bool service_is_full(const struct service *s)
{
    const struct tracker *t = s->tracker;
    return tracker_count(t->whole != NULL ? t->whole : t, TRACKED_CONNECTIONS) >= s->max_of_all;
}
