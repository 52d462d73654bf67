/* SPDX-License-Identifier: MIT */
/*
 * Target: the judge's own reader of responses. Its oracle: the cut of the input changes nothing,
 * neither what was read nor where the response ends. The first octet says whether the request was
 * HEAD, and whether the peer closes behind the last one.
 */
#include "fuzz/account.h"
#include "fuzz/target.h"
#include "fuzz/violation.h"

#include <string.h>

static void compare(const char *oracle, const struct account *one, const struct account *other)
{
    if (one->length != other->length || memcmp(one->text, other->text, one->length) != 0)
        violation(oracle, (struct side){"at once", one->text, one->length},
                  (struct side){"otherwise", other->text, other->length});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const size_t steps[] = {1, 2, size / 3 + 1};
    if (size == 0)
        return 0;
    const char *octets = (const char *)data + 1;
    struct account whole, other;
    account_read(&whole, *data, octets, size - 1, size);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        account_read(&other, *data, octets, size - 1, steps[i]);
        compare("the cut of the input changes nothing", &whole, &other);
        account_forget(&other);
    }
    account_forget(&whole);
    return 0;
}
