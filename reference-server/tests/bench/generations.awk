# The story of the ladder, told from its rows by whoever draws: in front of generations_text.awk or
# generations_page.awk, which have title, chapter, say, head, row, foot and chart.
# -v engines: their names in order; -v limit: descriptors a process may have; -v cores: processors
#
# A row: kind engine idle busy path held late slowest room samples rate p50 p95 answered lost, and three looks at the
# server, each behind a bar: octets descriptors processes threads switches ns.

function grouped(n,    s, out) { # 10,000
    s = sprintf("%.0f", n)
    for (out = ""; length(s) > 3; s = substr(s, 1, length(s) - 3)) out = "," substr(s, length(s) - 2) out
    return s out
}
function few_digits(x) { return x >= 100 ? grouped(x) : x >= 10 ? sprintf("%.1f", x) : sprintf("%.2f", x) }
function median(list,    v, n, i, j, t) {
    n = split(list, v)
    for (i = 2; i <= n; i++) for (j = i; j > 1 && v[j-1]+0 > v[j]+0; j--) { t = v[j]; v[j] = v[j-1]; v[j-1] = t }
    return n == 0 ? "" : n % 2 ? v[(n+1)/2] : (v[n/2] + v[n/2+1]) / 2
}
$1 == "queue" { queues[++queue_count] = $0; next }
{
    k = $1 SUBSEP $2 SUBSEP ($3 + $4) SUBSEP $5
    sub(/-[0-9]+$/, "", $1)
    asked[k] = $3 + $4; held[k] = $6; rate[k] = $11; p95[k] = $13; answered[k] = $14; busy[k] = $4
    if (($1 == "all" || $1 == "few") && $6 > most[$2]) most[$2] = $6
    if ($6 > 0) each[k] = ($24 - $17) / $6
    if ($6 > 0) loaded[k] = ($31 - $17) / $6
    fds[k] = $25; processes[k] = $26; threads[k] = $27
    if ($10 > 0) { switches[k] = ($35 - $28) / $10; us[k] = ($36 - $29) / $10 / 1000 }
    if ($1 == "figure") {
        f = $2 SUBSEP ($3 + $4) SUBSEP $5
        figure[f] = figure[f] " " $11
    }
    if ($1 == "most") { most_held = $6; most_p95 = $13 }
}

function at(what, kind, e, n, path,    k) { k = kind SUBSEP e SUBSEP n SUBSEP path; return k in what ? what[k] : "" }
function verdict(name, value, want, good) {
    row(name "|" value "|" want "|" (value == "" ? "not measured" : good ? "yes" : "**no**"))
}
function ratio(e, n, path, other, m, other_path,    a, b) {
    a = median(figure[e, n, path]); b = median(figure[other, m, other_path])
    return a != "" && b > 0 ? sprintf("%.2f", a / b) : ""
}
function figures(    a, b, c) {
    chapter("Figures")
    head("what|measured|wanted|holds")
    a = ratio("epoll", 10000, test, "epoll", 100, test)
    verdict("epoll: requests/s with 9,900 idle beside 100 busy, of those without", a, "0.90 or more", a >= 0.9)
    b = ratio("epoll-threads", 100, work, "epoll", 100, work)
    verdict("epoll-threads to epoll: requests/s of 200 us of work each, " cores " processors", b, "1.60 or more", b >= 1.6)
    c = ratio("green", 100, test, "epoll", 100, test)
    verdict("green to epoll: requests/s of 100 kept connections, one processor each", c, "0.75 or more", c >= 0.75)
    verdict("epoll: p95 of 100 busy beside " (most_held > 0 ? grouped(most_held - 100) : "all") " idle, ms", most_held > 0 ? most_p95 : "", "below 10", most_p95 < 10)
    foot()
    say("Medians of three rounds in which each has its turn. The last is the most that this host allows: " \
        grouped(limit) " descriptors per process, some of which are not connections.")
}

function gave_out(e) {
    if (e == "iterative") return "the server itself: it is with one client, and who asks next waits for a second or more"
    if (e == "select" && most[e] < 1024) return "FD_SETSIZE: no descriptor above 1023"
    if (most[e] >= 10000) return "nothing up to here; next come " \
        (e == "fork" ? "process ids" : e == "thread" ? "mappings of memory, two for each stack" : e == "green" ? "descriptors, then mappings of memory" : "descriptors: " grouped(limit) " for each process")
    return "time: the others were not answered while it was waited for"
}
function limits(    i, e, r, best, last) {
    chapter("What gives out first")
    head("engine|connections held|what gave out|processes|threads|descriptors of all|requests/s of the best rung|at the highest that answered all")
    for (i = 1; i <= count; i++) {
        e = names[i]; best = last = 0
        for (r = 1; r <= rungs; r++) {
            if (at(rate, "all", e, rung[r], test) > best) best = at(rate, "all", e, rung[r], test)
            if (at(answered, "all", e, rung[r], test) == rung[r]) last = r
        }
        if (most[e] == "") continue
        row(e "|" grouped(most[e]) " of 10,000|" gave_out(e) "|" grouped(at(processes, "all", e, 10000, test)) "|" \
            grouped(at(threads, "all", e, 10000, test)) "|" grouped(at(fds, "all", e, 10000, test)) "|" grouped(best) "|" \
            (last ? grouped(at(rate, "all", e, rung[last], test)) " with " grouped(rung[last]) : "-"))
    }
    foot()
}

# A table of all rungs, and its drawing.
function climb(kind, path, what,    i, r, e, line, n) {
    head("engine|" (kind == "few" ? "1,000|10,000" : "1|10|100|1,000|10,000"))
    for (i = 1; i <= count; i++) {
        e = names[i]; line = e
        if (most[e] == "") continue
        for (r = kind == "few" ? 4 : 1; r <= rungs; r++) {
            n = at(answered, kind, e, rung[r], path)
            line = line "|" (n == "" ? "" : n == 0 ? "nobody answered" : grouped(at(rate, kind, e, rung[r], path)) "/s, " \
                few_digits(at(p95, kind, e, rung[r], path)) " ms" (n < at(busy, kind, e, rung[r], path) ? ", " grouped(n) " answered" : ""))
        }
        row(line)
    }
    foot()
    if (kind == "all") {
        chart_begin(what, "connections", "requests/s")
        for (i = 1; i <= count; i++) {
            line = ""
            for (r = 1; r <= rungs; r++) if (at(rate, kind, names[i], rung[r], path) > 0) line = line " " rung[r] ":" at(rate, kind, names[i], rung[r], path)
            curve(names[i], line)
        }
        chart_end()
    }
}

function memory(    i, e, line) {
    chapter("What a connection costs the server")
    say("Memory of its own (the proportional share, and the kernel's tables of it; not its socket buffers), idle after one request, and while all are busy waiting; switches of context for each request.")
    head("engine|octets, idle, of 1,000|idle, of 10,000|busy waiting, of 1,000|switches a request, 100 busy|1,000 busy")
    for (i = 1; i <= count; i++) {
        e = names[i]
        if (most[e] == "") continue
        row(e "|" grouped(at(each, "few", e, 1000, test)) "|" grouped(at(each, "few", e, 10000, test)) "|" \
            grouped(at(loaded, "all", e, 1000, slow)) "|" few_digits(at(switches, "all", e, 100, test)) "|" few_digits(at(switches, "all", e, 1000, test)))
    }
    foot()
}

function wakes(    i, e, n, line, a, b) {
    chapter("What the idle cost the busy")
    say("One client asks, the others are silent: processor time of the server for each request, in microseconds. Each request is a wake-up of its own, for which poll(2) and select(2) go through all descriptors, in the kernel and then in the server; epoll(7) is told of those that are ready.")
    head("engine|no idle one|300|900|3,000|10,000|for each idle one")
    for (i = 1; i <= count; i++) {
        e = names[i]; line = e; n = e == "select" ? 900 : 10000
        a = at(us, "one", e, 1, test); b = at(us, "one", e, n + 1, test)
        if (a == "") continue
        for (r = 1; r <= idles; r++) line = line "|" (at(held, "one", e, idle[r] + 1, test) > idle[r] ? few_digits(at(us, "one", e, idle[r] + 1, test)) : "-")
        row(line "|" sprintf("%.3f us", (b - a) / n))
    }
    foot()
    chart_begin("Processor time of one request beside idle connections", "idle connections", "us")
    for (i = 1; i <= count; i++) {
        line = ""
        for (r = 1; r <= idles; r++) if (at(held, "one", names[i], idle[r] + 1, test) > idle[r])
            line = line " " (idle[r] ? idle[r] : 100) ":" at(us, "one", names[i], idle[r] + 1, test)
        curve(names[i], line)
    }
    chart_end()
    say("In the drawing, none at all stands at 100.")
}

function queue_told(    i, v) {
    chapter("The accept queue")
    say("The server is stopped (SIGSTOP) for half a second while so many clients connect. Its listener was given a backlog of 128, and the kernel lets one more in. Who finds no place is told nothing: his SYN is dropped, and his kernel sends it again after a second, then two. So a full queue costs seconds, and nobody is lost.")
    head("clients|waited in the queue|SYNs dropped|answered|a second or more late|the last one after")
    for (i = 1; i <= queue_count; i++) {
        split(queues[i], v, " ")
        row(grouped(v[3]) "|" v[4] "|" grouped(v[5]) "|" grouped(v[6]) "|" grouped(v[7]) "|" v[8] " s")
    }
    foot()
}

function lesson(e, text) {
    if (most[e] == "") return
    item(e, text " Here: " grouped(at(rate, "all", e, 100, test)) " requests/s and p95 of " few_digits(at(p95, "all", e, 100, test)) " ms for " at(answered, "all", e, 100, test) " of 100 busy ones; " \
        grouped(at(rate, "all", e, 100, work)) " requests/s of 200 us of work.")
}
function lessons() {
    chapter("Engine by engine")
    lesson("iterative", "Whoever is served has the server for himself; of 100 clients " at(answered, "all", "iterative", 100, test) " was answered, the others were still waiting.")
    lesson("fork", "A process for each may block as it likes. It costs " grouped(at(each, "few", "fork", 1000, test)) " octets and a process id for each connection, and the kernel switches between processes instead of the server between connections.")
    lesson("prefork", "Processes made in advance spare the fork; inside, each is a loop with poll(2) and pays for its idle connections.")
    lesson("thread", "A thread costs " grouped(at(each, "few", "thread", 1000, test)) " octets, less than a process, and the same switches. With 10,000 there are as many flows of control for the scheduler to know.")
    lesson("select", "One thread for all, and no switch between them; but of 1,000 connections it held " at(held, "all", "select", 1000, test) ".")
    lesson("poll", "The table may be of any length, and is gone through for each wake-up: busy ones share that cost, so it is seen best when few are busy among many.")
    lesson("epoll", "Idle connections cost memory, " grouped(at(each, "few", "epoll", 10000, test)) " octets each, and no time.")
    lesson("epoll-threads", "The same loop on " cores " processors: nothing is won where one processor is enough; where requests compute it has the others as well, as the second figure above says.")
    lesson("green", "Written as if it blocked, at the speed of a loop. A connection costs a stack and buffers that were once touched, " grouped(at(each, "few", "green", 10000, test)) " octets; a switch is a call, so the kernel counts hardly any.")
}

END {
    test = "/api/test"; slow = "/api/slow?ms=10"; work = "/api/work?us=200"
    count = split(engines, names, /[ \n]+/)
    rungs = split("1 10 100 1000 10000", rung); idles = split("0 300 900 3000 10000", idle)
    title("Generations of servers", "One core and the same handlers, nine ways to wait. Written by `make generations` on a host of " cores " processors.")
    figures()
    limits()
    lessons()
    chapter("All are busy")
    say("Each client asks again as soon as it is answered: requests per second, and the time within which 95 % of them were answered. The server has one processor, the load another.")
    climb("all", test, "Throughput with all connections busy")
    chapter("All are busy, and each answer waits 10 ms")
    say("Where answers wait for something else, throughput is the number of those who wait at the same time: it grows with the connections, until the processor is the limit.")
    climb("all", slow, "Throughput where each answer waits for 10 ms")
    chapter("All are busy, and each answer computes for 200 us")
    say("One processor computes 5,000 such answers a second, whatever the architecture. The server has all processors and shares them with the load.")
    climb("all", work, "Throughput where each answer computes for 200 us")
    chapter("100 are busy among many idle ones")
    climb("few", test)
    say("The same, where each answer waits for 10 ms:")
    climb("few", slow)
    say("The same, where each answer computes for 200 us:")
    climb("few", work)
    memory()
    wakes()
    queue_told()
    finish()
}
