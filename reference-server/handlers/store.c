/* SPDX-License-Identifier: MIT */
/*
 * The store behind /api/users: an array in order of ids. Adding goes to its end, finding is a
 * binary search, removing closes the gap; with LIMIT_USERS rows none of it needs more. One lock
 * around the array; under it texts are copied, and nobody else is called.
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
    char *text = user != NULL ? strndup(user->text, user->length) : NULL;
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
        text_put(&t, i == 0 ? SPAN("[") : SPAN(","));
        text_put(&t, (struct span){s->rows[i].text, s->rows[i].length});
    }
    pthread_mutex_unlock(&s->lock);
    if (t.at != NULL) {
        text_put(&t, t.length == 0 ? SPAN("[]") : SPAN("]"));
        t.at[t.length] = '\0';
    }
    return t.at;
}

uint64_t store_next(struct store *s)
{
    pthread_mutex_lock(&s->lock);
    uint64_t id = ++s->last_id;
    pthread_mutex_unlock(&s->lock);
    return id;
}

/* Somebody with a later id may have been faster. */
static void insert(struct store *s, const struct user *user)
{
    size_t i = s->count++;
    for (; i > 0 && s->rows[i - 1].id > user->id; i--)
        s->rows[i] = s->rows[i - 1];
    s->rows[i] = *user;
}

static bool has_room(const struct store *s, size_t octets, size_t instead_of)
{
    return octets <= LIMIT_USERS_OCTETS - (s->octets - instead_of);
}

enum stored store_add(struct store *s, uint64_t id, char *text, size_t octets)
{
    const struct user user = {id, octets, text, text != NULL ? strlen(text) : 0};
    pthread_mutex_lock(&s->lock);
    bool fits = text != NULL && s->count < LIMIT_USERS && has_room(s, octets, 0);
    if (fits) {
        insert(s, &user);
        s->octets += octets;
    }
    pthread_mutex_unlock(&s->lock);
    if (!fits)
        free(text);
    return fits ? STORED : STORE_FULL;
}

enum stored store_replace(struct store *s, uint64_t id, char *text, size_t octets)
{
    char *unused = text;
    enum stored stored = STORE_FULL;
    pthread_mutex_lock(&s->lock);
    struct user *user = find(s, id);
    if (user == NULL) {
        stored = STORE_UNKNOWN;
    } else if (text != NULL && has_room(s, octets, user->octets)) {
        unused = user->text;
        s->octets += octets - user->octets;
        *user = (struct user){id, octets, text, strlen(text)};
        stored = STORED;
    }
    pthread_mutex_unlock(&s->lock);
    free(unused);
    return stored;
}

enum stored store_remove(struct store *s, uint64_t id)
{
    struct user before = {.id = 0};
    pthread_mutex_lock(&s->lock);
    struct user *user = find(s, id);
    if (user != NULL) {
        before = *user;
        s->octets -= before.octets;
        s->count--;
        memmove(user, user + 1, (size_t)(s->rows + s->count - user) * sizeof *user);
    }
    pthread_mutex_unlock(&s->lock);
    free(before.text);
    return before.id != 0 ? STORED : STORE_UNKNOWN;
}

void store_release(struct store *s)
{
    for (size_t i = 0; i < s->count; i++)
        free(s->rows[i].text);
    s->count = 0;
    pthread_mutex_destroy(&s->lock);
}
