# The matrix as one HTML page, behind matrix.awk, with the style of assay's own pages.
# -v style: file of the style sheet; -v drawn: what became of mutants.

function h(text) {
    gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text); gsub(/"/, "\\&quot;", text)
    return text
}
function badge(good, word) { return "<b class=\"badge count " (good ? "pass" : "fail") "\">" word "</b>" }
function found_of(good, judged) { # what was never judged is neither
    return judged ? badge(good == judged, good " of " judged) : "<b class=\"badge inconclusive\">not judged</b>"
}
# The exact interval as a bar from 0 to 100 %, the share itself as a line in it.
function bar(found, all,    from, to) {
    from = 100 * low(found, all); to = 100 * high(found, all)
    return sprintf("<svg class=\"interval\" width=\"130\" height=\"14\" viewBox=\"0 0 130 14\" aria-hidden=\"true\">" \
        "<rect x=\"0\" y=\"5\" width=\"130\" height=\"4\" fill=\"#d0d7de\" class=\"axis\"/>" \
        "<rect x=\"%.1f\" y=\"2\" width=\"%.1f\" height=\"10\" fill=\"#0969da\" class=\"span\"/>" \
        "<rect x=\"%.1f\" y=\"0\" width=\"2\" height=\"14\" fill=\"#1f2328\" class=\"share\"/></svg> ", \
        from * 1.3, (to - from) * 1.3 + 0.5, 129 * found / all)
}
function share(found, all) {
    return bar(found, all) sprintf("%.1f <small>(%.1f to %.1f)</small>", 100 * found / all, 100 * low(found, all), 100 * high(found, all))
}
function head(text,    n, cells, i) {
    n = split(text, cells, "|")
    printf "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"%s\"><table><thead><tr>", cells[1]
    for (i = 1; i <= n; i++) printf "<th scope=\"col\">%s</th>", cells[i]
    print "</tr></thead><tbody>"
}
function clean_row(who, which, n, no, undecided) {
    printf "<tr><th scope=\"row\">%s</th><td>%s</td><td>%d</td><td>%d</td><td>%s</td><td>%d</td></tr>\n", \
        h(who), h(which), n, n - no - undecided, badge(!no, no + 0), undecided
}
function tail_() { print "</tbody></table></div>" }
END {
    fine = m && f == m && !a
    print "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">"
    print "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">"
    print "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    print "<title>assay: what it finds, and whom it accuses</title>\n<style>"
    while ((getline text < style) > 0) print text
    print ".interval .axis { fill: var(--edge); } .interval .span { fill: var(--l1); } .interval .share { fill: var(--text); }"
    print ".interval { vertical-align: middle; }\n</style>\n</head>\n<body>\n<main>"
    printf "<header class=\"banner %s\"><h1><span class=\"word\">%d of %d</span> seeded faults were found, by the check that is meant for them</h1>\n", fine ? "accepted" : "rejected", f, m
    printf "<p>%d of %d clean runs of %d known-good servers were accused", a, r, server_count
    if (r) printf "; %.1f %% were left open", 100 * l / r
    print ". Written by <code>make prove</code>; intervals are exact (Clopper and Pearson), 95 %.</p></header>"
    print "<h2>Sensitivity</h2>"
    head("scenarios of|verdicts|found|per cent")
    for (i = 1; i <= class_count; i++) {
        k = classes[i]
        if (all[k]) printf "<tr><th scope=\"row\">%s</th><td>%d</td><td>%s</td><td>%s</td></tr>\n", h(k), all[k], badge(found[k] == all[k], found[k]), share(found[k], all[k])
    }
    if (m) printf "<tr><th scope=\"row\">all of them</th><td>%d</td><td>%s</td><td>%s</td></tr>\n", m, badge(f == m, f), share(f, m)
    tail_()
    printf "<p>%d more could not be judged, because the host was too noisy.</p>\n", noisy
    if (repeated) printf "<p>Of %d that were judged more than once, up to %d times, %d came out the same each time, %d wavered.</p>\n", \
        repeated, most, repeated - wavered, wavered
    print "<h2>Known-good servers</h2><p>This says something of these servers only. A run is one scenario on one server.</p>"
    head("server|version|runs|accepted|accused|inconclusive")
    for (i = 1; i <= server_count; i++) {
        s = servers[i]
        clean_row(s, version[s], runs[s], accused[s], left[s])
    }
    if (r) clean_row("all of them", "", r, a, l)
    tail_()
    if (r - l) printf "<p>Accused of those that were decided: %s %%.</p>\n", share(a, r - l)
    if (drawn != "") printf "<h2>Mutants that chance drew</h2><pre>%s</pre>\n", h(drawn)
    print "<h2>Each fault</h2>"
    head("fault|scenario|check that is meant for it|found|seconds|others that failed")
    for (i = 1; i <= rows; i++) {
        split(order[i], part, SUBSEP)
        judged = times[order[i]] - undecided[order[i]]
        printf "<tr><th scope=\"row\">%s</th><td>%s</td><td><code>%s</code></td><td>%s</td><td>%.1f</td><td><small>%s</small></td></tr>\n", \
            h(part[1]), h(part[2] (part[3] == "native" ? "" : ", " part[3])), h(part[4]), found_of(good[order[i]], judged), \
            ms[order[i]] / times[order[i]] / 1000, h(few(others[order[i]]))
    }
    tail_()
    print "</main>\n</body>\n</html>"
}
