/* SPDX-License-Identifier: MIT */
/* `attack:`, clients that hold their connections up while a bystander asks.
 */
#include "scenario/step_draft.h"

#include <string.h>

#define EVERY_USUALLY INT64_C(100000000) /* ns */
#define EVERY_LEAST   INT64_C(1000000)   /* ns; faster is no longer slow */

const char *const attack_kind_names[] = {
    [ATTACK_SLOW_HEAD] = "slow-head", [ATTACK_SLOW_BODY] = "slow-body",
    [ATTACK_SLOW_READ] = "slow-read", [ATTACK_NEVER_READ] = "never-read",
    [ATTACK_SILENT] = "silent",       NULL,
};

static void read_kind(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    s->step->attack = (enum attack_kind)form_choice(&s->draft->form, key, value, attack_kind_names);
}

static void read_every(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    struct step_draft *s = context;
    unsigned before = s->draft->form.complaints->errors;
    s->step->every = form_duration(&s->draft->form, key, value);
    if (s->step->every < EVERY_LEAST && s->draft->form.complaints->errors == before)
        form_wrong(&s->draft->form, value->place, "'%s' is 1ms or more", key->text);
}

static void read_bystander(void *context, const struct yaml_node *key,
                           const struct yaml_node *value)
{
    struct step_draft *s = context;
    (void)key;
    s->step->bystander = step_request_line(s, value);
}

static void check_every(struct step_draft *s, const struct yaml_node *every)
{
    bool moves = s->step->attack != ATTACK_NEVER_READ && s->step->attack != ATTACK_SILENT;
    if (every && !moves)
        form_wrong(&s->draft->form, every->place,
                   "who never reads, or is silent, does nothing now and then; leave 'every' out");
    else if (every && s->step->duration && s->step->every > s->step->duration)
        form_wrong(&s->draft->form, every->place,
                   "'every' is longer than 'duration': some attackers would do nothing");
}

static void check_request(struct step_draft *s, const struct yaml_node *attack)
{
    const struct yaml_node *request = yaml_get(attack, "request");
    if (request && s->step->attack == ATTACK_SILENT)
        form_wrong(&s->draft->form, request->place, "who is silent asks nothing; leave it out");
    else if (!request && s->step->attack != ATTACK_SILENT)
        form_wrong(&s->draft->form, attack->place, "`attack:` needs 'request' (method and target)");
}

static bool has_content(const char *method)
{
    return strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0 ||
           strcmp(method, "PATCH") == 0;
}

static void check_method(struct step_draft *s, const struct yaml_node *request)
{
    const char *method = s->step->method;
    bool reads = s->step->attack == ATTACK_SLOW_READ || s->step->attack == ATTACK_NEVER_READ;
    if (!method || !request)
        return;
    if (s->step->attack == ATTACK_SLOW_BODY && !has_content(method))
        form_wrong(&s->draft->form, request->place,
                   "a slow body needs a request with content: POST, PUT or PATCH, not %s", method);
    if (reads && strcmp(method, "HEAD") == 0)
        form_wrong(&s->draft->form, request->place,
                   "the answer to HEAD has no content that could be read slowly");
}

void step_read_attack(void *context, const struct yaml_node *key, const struct yaml_node *value)
{
    static form_reader *const readers[WORD_COUNT] = {
        [WORD_ATTACK_KIND] = read_kind,
        [WORD_ATTACK_CONNECTIONS] = step_read_connections,
        [WORD_ATTACK_REQUEST] = step_read_request,
        [WORD_EVERY] = read_every,
        [WORD_ATTACK_DURATION] = step_read_duration,
        [WORD_BYSTANDER] = read_bystander,
    };
    struct step_draft *s = context;
    (void)key;
    s->step->every = EVERY_USUALLY;
    form_read(&s->draft->form, PLACE_ATTACK, value, readers, s);
    check_every(s, yaml_get(value, "every"));
    check_request(s, value);
    check_method(s, yaml_get(value, "request"));
}
