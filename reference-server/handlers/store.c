/* SPDX-License-Identifier: MIT */
/*
 * The store behind /api/users: an array in order of ids. Adding goes to its end, finding is a
 * binary search, removing closes the gap; with LIMIT_USERS rows none of it needs more. One lock
 * around the array; under it texts are copied, and nobody else is called: an id is given out first
 * and its text, which contains it, is set later.
 */
#include "handlers/site.h"

#include <stdlib.h>

static int compare(const void *key, const void *row)
{
    uint64_t id = *(const uint64_t *)key;
    const struct user *user = row;
    return (id > user->id) - (id < user->id);
}

/* To be called under the lock; or NULL. */
static struct user *find(struct store *s, uint64_t id)
{
    return bsearch(&id, s->rows, s->count, sizeof *s->rows, compare);
}

char *store_get(struct store *s, uint64_t id)
{
    pthread_mutex_lock(&s->lock);
    const struct user *user = find(s, id);
    char *text = user != NULL && user->text != NULL ? strdup(user->text) : NULL;
    pthread_mutex_unlock(&s->lock);
    return text;
}

char *store_all(struct store *s)
{
    pthread_mutex_lock(&s->lock);
    size_t room = sizeof "[]";
    for (size_t i = 0; i < s->count; i++)
        room += s->rows[i].length + 1;
    struct text t = {.at = malloc(room), .room = room};
    for (size_t i = 0; t.at != NULL && i < s->count; i++) {
        if (s->rows[i].text == NULL)
            continue;
        text_put(&t, t.length == 0 ? SPAN("[") : SPAN(","));
        text_put(&t, (struct span){s->rows[i].text, s->rows[i].length});
    }
    pthread_mutex_unlock(&s->lock);
    if (t.at != NULL) {
        text_put(&t, t.length == 0 ? SPAN("[]") : SPAN("]"));
        t.at[t.length] = '\0';
    }
    return t.at;
}

uint64_t store_new(struct store *s)
{
    pthread_mutex_lock(&s->lock);
    uint64_t id = s->count < LIMIT_USERS ? ++s->last_id : 0;
    if (id != 0)
        s->rows[s->count++] = (struct user){.id = id};
    pthread_mutex_unlock(&s->lock);
    return id;
}

unsigned store_set(struct store *s, uint64_t id, char *text)
{
    unsigned status = 507;
    char *unused = text;
    size_t length = text != NULL ? strlen(text) : 0;
    pthread_mutex_lock(&s->lock);
    struct user *user = find(s, id);
    if (user == NULL) {
        status = 404;
    } else if (text != NULL && length <= LIMIT_USERS_OCTETS - (s->octets - user->length)) {
        unused = user->text;
        s->octets += length - user->length;
        *user = (struct user){id, text, length};
        status = 0;
    }
    pthread_mutex_unlock(&s->lock);
    free(unused);
    return status;
}

bool store_remove(struct store *s, uint64_t id)
{
    char *text = NULL;
    pthread_mutex_lock(&s->lock);
    struct user *user = find(s, id);
    if (user != NULL) {
        text = user->text;
        s->octets -= user->length;
        s->count--;
        memmove(user, user + 1, (size_t)(s->rows + s->count - user) * sizeof *user);
    }
    pthread_mutex_unlock(&s->lock);
    free(text);
    return user != NULL;
}

void store_release(struct store *s)
{
    for (size_t i = 0; i < s->count; i++)
        free(s->rows[i].text);
    s->count = 0;
    pthread_mutex_destroy(&s->lock);
}
