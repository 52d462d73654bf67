/* SPDX-License-Identifier: MIT */
/*
 * What a refused request is told: the first rule that it broke, and where.
 */
#ifndef HTTP_FAULT_H
#define HTTP_FAULT_H

#include "http/text.h"

struct fault {
    unsigned status;      /* to answer with */
    const char *rule;     /* the document and section that was broken; constant text */
    size_t offset;        /* where, in octets from the start of the head */
    const char *sentence; /* why, in words; constant text */
};

#endif
