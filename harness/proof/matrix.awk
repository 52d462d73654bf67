# What the proofs wrote down, as tables for the pages on it: behind interval.awk, before report.awk or page.awk.
# -v versions: a line for each server, its name and its version.
#
# Of faults, in `order`: times, good, undecided, ms, others. By class, in `classes`: all, found; found is what was found
# each time that it was judged. Of servers, in `servers`: runs, accepted, accused, left, version. In all: f of m found,
# noisy; `repeated` judged more than once, at most `most` times, `wavered` of them; a of r accused, l left.

function few(list,    n, item) { # the first three of what else failed
    n = split(list, item, "; ")
    return n <= 3 ? list : item[1] "; " item[2] "; " item[3] "; and " n - 3 " more"
}
BEGIN {
    lines = split(versions, line, "\n")
    for (i = 1; i <= lines; i++) { split(line[i], word, " "); version[word[1]] = word[2] }
}
$1 == "fault" || $1 == "leak" {
    class = $1 == "leak" ? "leaks" : $3
    key = $2 SUBSEP $4 SUBSEP $5 SUBSEP $6
    if (!(key in times)) order[++rows] = key
    if (!(class in all)) { classes[++class_count] = class; all[class] = 0 }
    times[key]++
    good[key] += $7 == "found"
    undecided[key] += $7 == "inconclusive"
    ms[key] += $8
    others[key] = $9
    class_of[key] = class
}
$1 == "clean" {
    if (!($2 in runs)) servers[++server_count] = $2
    runs[$2]++; accepted[$2] += $7 == "accepted"; accused[$2] += $7 == "accused"; left[$2] += $7 == "inconclusive"
    r++; a += $7 == "accused"; l += $7 == "inconclusive"
}
END {
    for (i = 1; i <= rows; i++) {
        key = order[i]; judged = times[key] - undecided[key]
        if (!judged) { noisy++; continue }
        all[class_of[key]]++; found[class_of[key]] += good[key] == judged
        m++; f += good[key] == judged
        repeated += judged > 1; wavered += good[key] && good[key] < judged
        most = judged > most ? judged : most
    }
}
