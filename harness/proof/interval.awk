# The exact 95 % interval of a share (Clopper and Pearson, Biometrika 26, 1934): of `found` among `all`.
# low(found, all) and high(found, all) are shares from 0 to 1.

# The logarithm of a binomial coefficient times p^k (1-p)^(n-k).
function log_weight(k, n, p,    i, sum) {
    sum = k * log(p) + (n - k) * log(1 - p)
    for (i = 1; i <= k; i++)
        sum += log(n - k + i) - log(i)
    return sum
}
# How likely `from` to `to` of n are found, if each is with probability p.
function likely(from, to, n, p,    k, sum) {
    for (k = from; k <= to; k++)
        sum += exp(log_weight(k, n, p))
    return sum
}
function low(found, all,    a, b, p, i) {
    if (found == 0)
        return 0
    for (b = 1; i++ < 50;) {
        p = (a + b) / 2
        if (likely(found, all, all, p) < 0.025) a = p; else b = p
    }
    return a
}
function high(found, all) {
    return 1 - low(all - found, all)
}
