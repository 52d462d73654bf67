/* SPDX-License-Identifier: MIT */
/*
 * Two pages that other servers have the content of. Each is written down once, as what is asked
 * after what and beside what; chain.h says how that comes to wait for nobody.
 */
#include "handlers/chain.h"

/* It goes on to others as it came, so it is nothing that could lead them elsewhere. */
static bool is_key(struct span s)
{
    return s.length > 0 && s.length <= LIMIT_KEY && s.at[0] != '.' && span_find(s, '%') == s.length;
}

/* Friends are asked once it is known who asks: a chain of its own, and a part of the page's. */
static struct outcome may_see(struct exchange *x, struct span photo)
{
    struct outcome auth = chain_ask(x, BACKEND_AUTH, photo);
    return auth.status == 200 ? chain_ask(x, BACKEND_FRIENDS, photo) : auth;
}

/* GET /photo/OWNER/NUMBER: takes as long as the longer of two ways. */
enum handled photo_get(struct exchange *x)
{
    uint64_t id = 0;
    struct span photo = x->request->path;
    struct span number = job_of(x)->part;
    struct span owner = span_cut(&number, '/');
    if (!is_key(owner) || number.length > 20 || !span_number(number, &id))
        return refuse(x, 404, "a photo has an owner and a number");
    struct outcome user = chain_ask(x, BACKEND_USERINFO, photo); /* beside what follows */
    struct outcome all = chain_both(may_see(x, photo), user);
    return all.status != 200 ? chain_refuse(x, all)
                             : answer_bytes(&x->answer, 200, "text/plain", user.body);
}

/* GET /cache/KEY: the first of three caches that has it. One that does not reply has it not; but if
   nobody has it, then nobody knows. */
enum handled cache_get(struct exchange *x)
{
    struct outcome found = {.status = 404};
    if (!is_key(job_of(x)->part))
        return refuse(x, 404, "this is no key");
    for (enum backend cache = BACKEND_CACHE_1; cache <= BACKEND_CACHE_3; cache++) {
        struct outcome reply = chain_ask(x, cache, x->request->path);
        if (reply.status == 0)
            return HANDLED_CALLS;
        if (reply.status == 200)
            return answer_bytes(&x->answer, 200, "application/octet-stream", reply.body);
        if (found.status == 404)
            found = reply;
    }
    return chain_refuse(x, found);
}
