/* SPDX-License-Identifier: MIT */
/* The word table: every key of a scenario, candidate or requirements file, where it may stand, what
 * kind of value it takes, one line about it and an example. Parsing, "did you mean" and
 * `assay explain` all read this one table, so a word cannot exist in one of them alone.
 */
#ifndef ASSAY_SCENARIO_WORDS_H
#define ASSAY_SCENARIO_WORDS_H

#include <stddef.h>

#include "scenario/scenario.h"

/* Which mapping a word stands in. */
enum word_place {
    PLACE_SCENARIO = 0,
    PLACE_STEP,
    PLACE_REPEAT,
    PLACE_LOAD,
    PLACE_MIX,
    PLACE_CHURN,
    PLACE_SOAK,
    PLACE_INJECT,
    PLACE_LIMIT,
    PLACE_STUB,
    PLACE_ATTACK,
    PLACE_CASE,
    PLACE_PART,
    PLACE_CANDIDATE,
    PLACE_FILE,
    PLACE_READY,
    PLACE_SIGNALS,
    PLACE_WAIVER,
    PLACE_REQUIREMENT,
    PLACE_COUNT
};

enum word_id {
    /* a scenario */
    WORD_VERSION = 0,
    WORD_SCENARIO,
    WORD_ABOUT,
    WORD_COVERS,
    WORD_NEEDS,
    WORD_TAGS,
    WORD_MODES,
    WORD_ARGUMENTS,
    WORD_VARS,
    WORD_STUBS,
    WORD_INCLUDE,
    WORD_STEPS,
    WORD_CASES,
    WORD_RULE,
    WORD_LEVEL,
    WORD_CONTESTED,
    /* a step: actions */
    WORD_REQUEST,
    WORD_RAW,
    WORD_BYTES,
    WORD_CONNECT,
    WORD_SIGNAL,
    WORD_WAIT,
    WORD_JOIN,
    WORD_WATCH,
    WORD_SLEEP,
    WORD_REPEAT,
    WORD_LOAD,
    WORD_CHURN,
    WORD_SOAK,
    WORD_FUZZ,
    WORD_LEAVE,
    WORD_INJECT,
    WORD_LIMIT,
    WORD_STUB,
    WORD_EXEC,
    WORD_ATTACK,
    /* a step: modifiers */
    WORD_NAME,
    WORD_STEP_NEEDS,
    WORD_CONNECTION,
    WORD_BACKGROUND,
    WORD_DELAY,
    WORD_WITHIN,
    WORD_HALF_CLOSE,
    WORD_PART,
    WORD_DRIP,
    WORD_CUT,
    WORD_CAPTURE,
    WORD_HEADERS,
    WORD_BODY,
    WORD_JSON,
    WORD_FILE,
    WORD_EXPECT,
    WORD_SHOULD,
    WORD_EACH,
    /* inside repeat: */
    WORD_TIMES,
    WORD_REPEAT_STEPS,
    /* inside load: */
    WORD_LOAD_REQUEST,
    WORD_LOAD_HEADERS,
    WORD_LOAD_BODY,
    WORD_LOAD_JSON,
    WORD_CONNECTIONS,
    WORD_RATE,
    WORD_REQUESTS,
    WORD_DURATION,
    WORD_WARM_UP,
    WORD_PIPELINE,
    WORD_THREADS,
    WORD_MIX,
    /* inside mix: */
    WORD_MIX_REQUEST,
    WORD_MIX_HEADERS,
    WORD_MIX_BODY,
    WORD_MIX_JSON,
    WORD_WEIGHT,
    WORD_MIX_EACH,
    /* inside churn: */
    WORD_CHURN_REQUEST,
    WORD_CHURN_HEADERS,
    WORD_CHURN_BODY,
    WORD_CHURN_JSON,
    WORD_CYCLES,
    WORD_CLOSE,
    /* inside soak: */
    WORD_SOAK_REQUEST,
    WORD_SOAK_HEADERS,
    WORD_SOAK_BODY,
    WORD_SOAK_JSON,
    WORD_SOAK_RATE,
    WORD_BOUND,
    WORD_SOAK_DURATION,
    WORD_BUDGET,
    /* inside inject: */
    WORD_CALLS,
    WORD_ERROR,
    WORD_NTH,
    WORD_INJECT_LASTS,
    WORD_INJECT_STEPS,
    /* inside limit: */
    WORD_DESCRIPTORS,
    WORD_MEMORY,
    WORD_LIMIT_LASTS,
    WORD_LIMIT_STEPS,
    /* what a stub does: */
    WORD_REPLY,
    WORD_STUB_DELAY,
    WORD_STUB_BODY,
    WORD_STUB_JSON,
    WORD_RESET_AFTER,
    /* inside attack: */
    WORD_ATTACK_KIND,
    WORD_ATTACK_CONNECTIONS,
    WORD_ATTACK_REQUEST,
    WORD_EVERY,
    WORD_ATTACK_DURATION,
    WORD_BYSTANDER,
    /* a case of cases: */
    WORD_CASE_ID,
    WORD_CASE_ABOUT,
    WORD_CASE_RAW,
    WORD_CASE_BYTES,
    WORD_OUTCOME,
    WORD_CONTROL,
    WORD_WHOLE,
    WORD_CASE_REQUESTS,
    WORD_CASE_EXPECT,
    WORD_CASE_HALF_CLOSE,
    WORD_CASE_NEEDS,
    WORD_CASE_RULE,
    WORD_CASE_LEVEL,
    WORD_CASE_CONTESTED,
    /* a part, which scenarios include */
    WORD_PART_VERSION,
    WORD_PART_ABOUT,
    WORD_PART_VARS,
    WORD_PART_STEPS,
    /* a candidate file */
    WORD_CANDIDATE_VERSION,
    WORD_CANDIDATE,
    WORD_CANDIDATE_ABOUT,
    WORD_COMMAND,
    WORD_PORT,
    WORD_FILES,
    WORD_ENVIRONMENT,
    WORD_READY,
    WORD_SIGNALS,
    WORD_PATHS,
    WORD_OFFERS,
    WORD_WAIVES,
    WORD_MEMCHECK,
    WORD_FILE_PATH,
    WORD_FILE_CONTENT,
    WORD_READY_PATH,
    WORD_READY_WITHIN,
    WORD_STOP,
    WORD_GRACEFUL,
    WORD_RELOAD,
    WORD_WAIVED_CAPABILITY,
    WORD_WAIVED_SCENARIO,
    WORD_WAIVED_STEP,
    WORD_WAIVED_CHECK,
    WORD_REASON,
    /* a requirement */
    WORD_REQUIREMENT_ID,
    WORD_REQUIREMENT_TITLE,
    WORD_REQUIREMENT_SOURCE,
    WORD_REQUIREMENT_KIND,
    WORD_COUNT
};

/* What kind of value a word takes; checked before its reader sees it. */
enum word_value {
    TAKES_TEXT = 0, /* a scalar with something in it */
    TAKES_CONTENT,  /* a scalar, perhaps empty */
    TAKES_DURATION, /* a scalar such as 100ms */
    TAKES_NAMES,    /* a list of words */
    TAKES_LIST,     /* a list */
    TAKES_MAP,      /* a mapping */
    TAKES_ENTRIES,  /* a mapping of names of one's own, each with the mapping that it holds, or
                       with a scalar of the word's shape */
    TAKES_CHECKS,   /* a check line, or a list of them */
    TAKES_ANYTHING
};

/* What a scalar looks like, or each item of a list, or each value of a mapping; see shapes.h. */
enum word_shape {
    SHAPE_TEXT = 0,
    SHAPE_VERSION,    /* 1 */
    SHAPE_COUNT,      /* a whole number from `least` to `most` */
    SHAPE_TRUTH,      /* true or false */
    SHAPE_SPAN,       /* 24h */
    SHAPE_RATE,       /* 1000/s */
    SHAPE_MEMORY,     /* 1 MiB */
    SHAPE_NAME,       /* one of `names` */
    SHAPE_CAPABILITY, /* any of capabilities.h */
    SHAPE_CONTRACT,   /* one of the acceptance contract */
    SHAPE_EXTRA,      /* one beyond it */
    SHAPE_ID,
    SHAPE_RULE,    /* RFC 9112 section 3.2 */
    SHAPE_REQUEST, /* GET /path */
    SHAPE_PATH,    /* /path */
    SHAPE_DRIP,    /* 1 byte every 5ms */
    SHAPE_CUT,     /* every place, or a list of places */
    SHAPE_NTH,     /* 3, or 1..5, or every */
    SHAPE_OUTCOME, /* one of outcome.h, or a list */
    SHAPE_REPLY,   /* 200, or what else a stub does */
    SHAPE_COMMAND, /* a line, or a list of arguments */
    SHAPE_JSON,    /* any value */
    SHAPE_KINDS
};

enum {
    ACTIONS_ALL = (1u << ACTION_COUNT) - 1,
    /* one request, sent many times */
    ACTIONS_MANY = 1u << ACTION_LOAD | 1u << ACTION_CHURN | 1u << ACTION_SOAK | 1u << ACTION_ATTACK,
    /* while their own steps are played something goes wrong for the candidate */
    ACTIONS_HARM = 1u << ACTION_INJECT | 1u << ACTION_LIMIT
};

struct word {
    const char *name;
    enum word_place place;
    enum word_value value;
    enum word_shape shape;
    enum word_place holds;    /* LIST, MAP, ENTRIES: the mapping inside; PLACE_SCENARIO: none */
    const char *const *names; /* SHAPE_NAME: the only ones; MAP: its only keys; ended by NULL */
    unsigned least, most;     /* SHAPE_COUNT */
    const char *otherwise;    /* what holds if it is left out; NULL: nothing */
    bool compulsory;
    bool is_action;      /* PLACE_STEP: one of these makes the step */
    enum action action;  /* of an action word */
    unsigned actions;    /* PLACE_STEP modifier: mask of the actions it goes with */
    const char *about;   /* one line */
    const char *example; /* as it is written in a file */
};

/* A row of the table. */
const struct word *word_row(enum word_id id) __attribute__((returns_nonnull, warn_unused_result));

/* The row with that name in that mapping, or WORD_COUNT. */
enum word_id word_find(enum word_place place, const char *name)
    __attribute__((nonnull, warn_unused_result));

/* The name nearest to `name` among the words of that mapping, or NULL. */
const char *word_nearest(enum word_place place, const char *name)
    __attribute__((nonnull, warn_unused_result));

/* "a scenario", "a step": the mapping in words. */
const char *word_place_name(enum word_place place)
    __attribute__((returns_nonnull, warn_unused_result));

/* The word of an action: "request". */
const char *word_of_action(enum action action) __attribute__((returns_nonnull, warn_unused_result));

#endif
