/* SPDX-License-Identifier: MIT */
/* What a step sends, from YAML to octets: JSON bodies, raw heads, exact octets.
 */
#ifndef ASSAY_SCENARIO_CONTENT_H
#define ASSAY_SCENARIO_CONTENT_H

#include "base/bytes.h"
#include "scenario/form.h"

enum { CONTENT_MAX = 16 * 1024 * 1024 }; /* octets that one step may send */

/* A YAML value as compact JSON text. Numbers keep their spelling, plain true, false and null are
 * JSON's, quoted text is a string, and so is other plain text. False after a complaint. */
bool content_json(struct form *f, const struct yaml_node *value, struct bytes *out)
    __attribute__((nonnull, warn_unused_result));

/* The lines of `raw:` with CR LF after each and the empty line that ends a head. */
bool content_raw(struct form *f, const struct yaml_node *value, struct bytes *out)
    __attribute__((nonnull, warn_unused_result));

/* The octets of `bytes:`. */
bool content_bytes(struct form *f, const struct yaml_node *value, struct bytes *out)
    __attribute__((nonnull, warn_unused_result));

#endif
