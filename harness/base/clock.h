/* SPDX-License-Identifier: MIT */
/* The only place of the harness that reads a clock. Nanoseconds, monotonic, as int64_t everywhere:
 * differences are signed and 292 years fit.
 */
#ifndef ASSAY_BASE_CLOCK_H
#define ASSAY_BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define CLOCK_MS INT64_C(1000000)
#define CLOCK_S  INT64_C(1000000000)

/* Monotonic nanoseconds since an arbitrary point. */
int64_t clock_now(void);

/* The monotonic moment at which the wall clock showed this, as the kernel stamps packets; now, if
 * that lies ahead. Wrong by as much as the wall clock was set meanwhile. */
int64_t clock_of_wall(const struct timespec *wall) __attribute__((nonnull));

/* Processor time that this thread, and that this process, has used so far: ns. */
int64_t clock_of_thread(void);
int64_t clock_of_process(void);

/* Sleeps until that monotonic moment, or until a signal arrives that the program handles. */
void clock_wait(int64_t until);

/* Wall-clock time as 2026-11-22T08:15:30Z into `out`, for reports. */
void clock_stamp(char *out, size_t size) __attribute__((nonnull));

/* Milliseconds from now until `deadline`, rounded up, for poll(2): 0 when passed, at most one hour.
 */
int clock_poll_ms(int64_t deadline);

#endif
