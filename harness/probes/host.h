/* SPDX-License-Identifier: MIT */
/* What all processors of this host have done since it started (proc(5), /proc/stat). */
#ifndef ASSAY_PROBES_HOST_H
#define ASSAY_PROBES_HOST_H

#include <stdint.h>

struct host_time {
    int64_t busy;   /* ns in processes, whosever; interrupts aside; grain: a clock tick */
    int64_t stolen; /* ns that a hypervisor gave to others while something here could have run */
};

/* All zero if it cannot be read. */
struct host_time host_read(void);

#endif
