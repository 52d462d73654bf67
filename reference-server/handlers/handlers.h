/* SPDX-License-Identifier: MIT */
/*
 * Every handler that a row of the route table may name. `part` is what the pattern's variable piece
 * stands for, as sent; it is empty where the pattern has none.
 */
#ifndef HANDLERS_HANDLERS_H
#define HANDLERS_HANDLERS_H

#include "handlers/site.h"

enum handled status_get(struct exchange *x, struct span part);
enum handled test_get(struct exchange *x, struct span part);
enum handled users_list(struct exchange *x, struct span part);
enum handled users_post(struct exchange *x, struct span part);
enum handled users_get(struct exchange *x, struct span part);
enum handled users_put(struct exchange *x, struct span part);
enum handled users_delete(struct exchange *x, struct span part);
enum handled counter_get(struct exchange *x, struct span part);
enum handled counter_post(struct exchange *x, struct span part);
enum handled echo_post(struct exchange *x, struct span part);
enum handled slow_get(struct exchange *x, struct span part);
enum handled work_get(struct exchange *x, struct span part);
enum handled bytes_get(struct exchange *x, struct span part);
enum handled answer_get(struct exchange *x, struct span part);
enum handled keep_alive_put(struct exchange *x, struct span part);
enum handled files_get(struct exchange *x, struct span part);

#endif
