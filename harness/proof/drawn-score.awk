# What became of drawn mutants; called by drawn-score, behind interval.awk.
BEGIN {
    while ((getline row < table) > 0) {
        if (row ~ /^#/) continue
        split(row, t, FS)
        verdict[t[1], t[2], t[3], t[4], t[5]] = t[6]
        reason[t[1], t[2], t[3], t[4], t[5]] = t[7]
    }
}
{
    all++
    count[$2]++
    key = $5 SUBSEP $8 SUBSEP $9 SUBSEP $10 SUBSEP $11
    if ($2 == "found") by[$3]++
    if ($2 != "survived") next
    said = key in verdict ? verdict[key] : "not examined"
    sorted[said]++
    printf "%-14s %s:%s:%s  %s: %s -> %s\n%15s%s\n", said, $5, $6, $7, $8, $9, $10, "", $11
    if (key in reason) printf "%15s%s\n", "", reason[key]
}
END {
    for (s in by) printf "%5d  by %s\n", by[s], s | "sort -rn"
    close("sort -rn")
    counted = count["found"] + count["survived"] - sorted["equivalent"]
    if (!counted) { print "no mutant was judged"; exit 1 }
    share = 100 * count["found"] / counted
    printf "%d mutants: %d found, %d survived, of which %d are equivalent, %d missed, %d not examined; %d broken, %d open\n", all,
        count["found"], count["survived"], sorted["equivalent"], sorted["missed"], sorted["not examined"], count["broken"], count["open"]
    printf "found of those that are not equivalent: %.1f %% (95 %% interval %.1f to %.1f; bar %d)\n", share,
        100 * low(count["found"], counted), 100 * high(count["found"], counted), bar
    exit share < bar || sorted["not examined"] || count["broken"] || count["open"]
}