# Markdown, behind generations.awk. Drawings are in the page.
function title(text, about) { print "# " text "\n\n" about }
function chapter(text) { print "\n## " text }
function say(text) { print "\n" text }
function item(name, text) { print (items++ ? "" : "\n") "- *" name "*. " text }
function head(text,    n, cell, i) {
    n = split(text, cell, "|")
    printf "\n| %s |\n|", join(cell, n)
    for (i = 1; i <= n; i++) printf i == 1 ? "---|" : "---:|"
    print ""
}
function join(cell, n,    i, s) { s = cell[1]; for (i = 2; i <= n; i++) s = s " | " cell[i]; return s }
function row(text,    cell, n) { n = split(text, cell, "|"); printf "| %s |\n", join(cell, n) }
function foot() { }
function chart_begin(text, x, y) { }
function curve(name, points) { }
function chart_end() { }
function finish() { }
