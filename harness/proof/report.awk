# The matrix as Markdown, behind matrix.awk. Whatever was missed or accused stands in bold letters.
# -v drawn: what became of mutants.

function per_cent(found, all) {
    return sprintf("%.1f (%.1f to %.1f)", 100 * found / all, 100 * low(found, all), 100 * high(found, all))
}
function bold(text, wrong) { return wrong ? "**" text "**" : text }
function clean_row(who, which, n, no, undecided) {
    return "| " who " | " which " | " n " | " n - no - undecided " | " bold(no + 0, no) " | " undecided + 0 " |"
}
function cell(text) { gsub(/\|/, "\\|", text); return text }
END {
    print "# What the judge finds, and whom it accuses\n"
    print "Written by `make prove`: each seeded fault judged by the scenario and the check that is meant for it, each known-good"
    print "server by scenarios that it must pass. Intervals are exact (Clopper and Pearson), 95 %.\n"
    print "## Sensitivity\n\n| scenarios of | verdicts | found | per cent |\n|---|---:|---:|---|"
    for (i = 1; i <= class_count; i++) {
        c = classes[i]
        if (all[c]) print "| " c " | " all[c] " | " bold(found[c], found[c] < all[c]) " | " per_cent(found[c], all[c]) " |"
    }
    if (m) print "| all of them | " m " | " bold(f, f < m) " | " per_cent(f, m) " |"
    printf "\n%d more could not be judged, because the host was too noisy.\n", noisy
    if (repeated) printf "\nOf %d that were judged more than once, up to %d times, %d came out the same each time, %s wavered.\n", \
        repeated, most, repeated - wavered, bold(wavered + 0, wavered)
    print "\n## Known-good servers\n\nA run is one scenario on one server, natively; what a server waives in writing is not judged. This says something of"
    print "these servers only.\n\n| server | version | runs | accepted | accused | inconclusive |\n|---|---|---:|---:|---:|---:|"
    for (i = 1; i <= server_count; i++) {
        s = servers[i]
        print clean_row(s, version[s], runs[s], accused[s], left[s])
    }
    if (r) print clean_row("all of them", "", r, a, l)
    if (r - l) print "\nAccused of those that were decided: " per_cent(a, r - l) " %."
    if (drawn != "") { gsub(/\n/, "\n    ", drawn); print "\n## Mutants that chance drew\n\n    " drawn }
    print "\n## Each fault\n\n| fault | scenario | check that is meant for it | found | s | others that failed |\n|---|---|---|---:|---:|---|"
    for (i = 1; i <= rows; i++) {
        split(order[i], part, SUBSEP)
        judged = times[order[i]] - undecided[order[i]]
        print "| " part[1] " | " part[2] (part[3] == "native" ? "" : ", " part[3]) " | " cell(part[4]) " | " \
            bold(good[order[i]] " of " judged, good[order[i]] < judged) " | " \
            sprintf("%.1f", ms[order[i]] / times[order[i]] / 1000) " | " cell(few(others[order[i]])) " |"
    }
}
