# The page of harness/proof/report, behind interval.awk. Whatever was missed or accused stands in bold letters.

function per_cent(found, all) {
    return sprintf("%.1f (%.1f to %.1f)", 100 * found / all, 100 * low(found, all), 100 * high(found, all))
}
function clean_row(who, which, n, yes, no, undecided) {
    return "| " who " | " which " | " n " | " yes + 0 " | " (no ? "**" no "**" : 0) " | " undecided + 0 " |"
}
BEGIN {
    lines = split(versions, line, "\n")
    for (i = 1; i <= lines; i++) { split(line[i], word, " "); version[word[1]] = word[2] }
}
{ outcome[$1, $7]++; kinds[$1]++ }
$1 == "fault" || $1 == "leak" {
    class = $1 == "leak" ? "leaks" : $3
    key = $2 SUBSEP $4 SUBSEP $5 SUBSEP $6
    if (!(key in times)) { order[++rows] = key; class_of[key] = class }
    times[key]++
    good[key] += $7 == "found"
    open_[key] += $7 == "inconclusive"
    ms[key] += $8
    others[key] = $9
    if ($7 != "inconclusive") { all[class]++; found[class] += $7 == "found" }
}
$1 == "clean" { runs[$2]++; accepted[$2] += $7 == "accepted"; accused[$2] += $7 == "accused"; left[$2] += $7 == "inconclusive" }
END {
    print "# What the judge finds, and whom it accuses\n"
    print "Written by `make prove`: each seeded fault judged by the scenario and the check that is meant for it, each known-good"
    print "server by scenarios that it must pass. Intervals are exact (Clopper and Pearson), 95 %.\n"
    print "## Sensitivity\n\n| scenarios of | verdicts | found | per cent |\n|---|---:|---:|---|"
    for (c in all) print "| " c " | " all[c] " | " (found[c] < all[c] ? "**" found[c] "**" : found[c]) " | " per_cent(found[c], all[c]) " |" | "sort"
    close("sort")
    f = outcome["fault", "found"] + outcome["leak", "found"]; m = f + outcome["fault", "missed"] + outcome["leak", "missed"]
    if (m) print "| all of them | " m " | " (f < m ? "**" f "**" : f) " | " per_cent(f, m) " |"
    printf "\n%d more could not be judged, because the host was too noisy.\n", outcome["fault", "inconclusive"] + 0
    print "\n## Known-good servers\n\nA run is one scenario on one server, natively; what a server waives in writing is not judged. This says something of"
    print "these servers only.\n\n| server | version | runs | accepted | accused | inconclusive |\n|---|---|---:|---:|---:|---:|"
    for (s in runs) {
        print clean_row(s, version[s], runs[s], accepted[s], accused[s], left[s]) | "sort"
        r += runs[s]; a += accused[s]; l += left[s]
    }
    close("sort")
    if (r) print clean_row("all of them", "", r, r - a - l, a, l)
    if (r - l) print "\nAccused of those that were decided: " per_cent(a, r - l) " %."
    print "\n## Each fault\n\n| fault | scenario | check that is meant for it | found | s | others that failed |\n|---|---|---|---:|---:|---|"
    for (i = 1; i <= rows; i++) {
        split(order[i], k, SUBSEP)
        judged = times[order[i]] - open_[order[i]]
        text = good[order[i]] " of " judged
        gsub(/\|/, "\\|", k[4]); gsub(/\|/, "\\|", others[order[i]])
        print "| " k[1] " | " k[2] (k[3] == "native" ? "" : ", " k[3]) " | " k[4] " | " (good[order[i]] < judged ? "**" text "**" : text) \
            " | " sprintf("%.1f", ms[order[i]] / times[order[i]] / 1000) " | " others[order[i]] " |"
    }
}
