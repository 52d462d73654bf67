# One HTML page with drawings in it, behind generations.awk, in the style of assay's own pages.
# -v style: file of the style sheet
function h(text) { gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text); return text }
function marked(text) { # `code` and **no** of the text
    text = h(text)
    while (match(text, /`[^`]*`/)) text = substr(text, 1, RSTART - 1) "<code>" substr(text, RSTART + 1, RLENGTH - 2) "</code>" substr(text, RSTART + RLENGTH)
    gsub(/\*\*no\*\*/, "<b class=\"badge fail\">no</b>", text)
    return text
}
function title(text, about) {
    print "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">"
    print "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">"
    print "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    print "<title>" h(text) "</title>\n<style>"
    while ((getline line < style) > 0) print line
    print "figure svg { max-width: 100%; height: auto; } svg text { fill: var(--text); font: 12px sans-serif; }"
    print "svg .grid { stroke: var(--edge); } svg .curve { fill: none; stroke-width: 2; }\n</style>\n</head>\n<body>\n<main>"
    print "<header class=\"banner\"><h1>" h(text) "</h1>\n<p>" marked(about) "</p></header>"
}
function chapter(text) { if (items) print "</ul>"; items = 0; print "<h2>" h(text) "</h2>" }
function say(text) { print "<p>" marked(text) "</p>" }
function item(name, text) { if (!items++) print "<ul>"; print "<li><b>" h(name) "</b>. " marked(text) "</li>" }
function head(text,    n, cell, i) {
    n = split(text, cell, "|")
    printf "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"%s\"><table><thead><tr>", h(cell[1])
    for (i = 1; i <= n; i++) printf "<th scope=\"col\">%s</th>", marked(cell[i])
    print "</tr></thead><tbody>"
}
function row(text,    n, cell, i) {
    n = split(text, cell, "|")
    printf "<tr><th scope=\"row\">%s</th>", marked(cell[1])
    for (i = 2; i <= n; i++) printf "<td>%s</td>", marked(cell[i])
    print "</tr>"
}
function foot() { print "</tbody></table></div>" }
function finish() { print "</main>\n</body>\n</html>" }

# Both axes are logarithmic. The points of a curve are X:Y.
function chart_begin(text, x, y) {
    chart_title = text; chart_x = x; chart_y = y; curves = 0
    low_x = low_y = 1e18; high_x = high_y = 0
}
function curve(name, points,    n, p, i, v) {
    n = split(points, p, " ")
    if (n < 1) return
    curve_name[++curves] = name; curve_points[curves] = points
    for (i = 1; names[i] != name; i++) { }
    curve_color[curves] = i
    for (i = 1; i <= n; i++) {
        split(p[i], v, ":")
        if (v[1] < low_x) low_x = v[1]
        if (v[1] > high_x) high_x = v[1]
        if (v[2] < low_y) low_y = v[2]
        if (v[2] > high_y) high_y = v[2]
    }
}
function decade(x, up,    d) { for (d = 0.001; d * 10 <= x * 1.0001; d *= 10) { } return up && d < x * 0.9999 ? d * 10 : d }
function px(x) { return 70 + 510 * log(x / low_x) / log(high_x / low_x) }
function py(y) { return 290 - 260 * log(y / low_y) / log(high_y / low_y) }
function chart_end(    i, n, j, p, v, d, color, path) { # a colour for each engine
    if (!curves) return
    low_x = decade(low_x, 0); high_x = decade(high_x, 1); low_y = decade(low_y, 0); high_y = decade(high_y, 1)
    split("#8c6d1f #b35900 #cf222e #bf3989 #8250df #0969da #1a7f37 #1b7c83 #57606a", color, " ")
    printf "<figure><svg viewBox=\"0 0 720 340\" width=\"720\" height=\"340\" role=\"img\" aria-label=\"%s\">\n", h(chart_title)
    for (d = low_x; d <= high_x * 1.01; d *= 10)
        printf "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"30\" y2=\"290\"/><text x=\"%.1f\" y=\"308\" text-anchor=\"middle\">%s</text>\n", px(d), px(d), px(d), grouped(d)
    for (d = low_y; d <= high_y * 1.01; d *= 10)
        printf "<line class=\"grid\" x1=\"70\" x2=\"580\" y1=\"%.1f\" y2=\"%.1f\"/><text x=\"64\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", py(d), py(d), py(d) + 4, grouped(d)
    for (i = 1; i <= curves; i++) {
        n = split(curve_points[i], p, " "); path = ""
        for (j = 1; j <= n; j++) {
            split(p[j], v, ":")
            path = path (j == 1 ? "M" : "L") sprintf("%.1f %.1f", px(v[1]), py(v[2]))
            printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"><title>%s: %s at %s</title></circle>\n", px(v[1]), py(v[2]), color[curve_color[i]], h(curve_name[i]), few_digits(v[2]), grouped(v[1])
        }
        printf "<path class=\"curve\" stroke=\"%s\" d=\"%s\"/>\n", color[curve_color[i]], path
        printf "<circle cx=\"600\" cy=\"%d\" r=\"5\" fill=\"%s\"/><text x=\"610\" y=\"%d\">%s</text>\n", 36 + 20 * i, color[curve_color[i]], 40 + 20 * i, h(curve_name[i])
    }
    printf "<text x=\"580\" y=\"328\" text-anchor=\"end\">%s</text><text x=\"70\" y=\"20\">%s</text>\n</svg><figcaption>%s</figcaption></figure>\n", h(chart_x), h(chart_y), h(chart_title)
}
