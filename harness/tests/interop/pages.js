// SPDX-License-Identifier: MIT
// Every kind of page that assay writes, made anew: of good and bad servers, side by side, of hostile texts, a large one.
"use strict";
const fs = require("fs");
const path = require("path");
const { spawnSync } = require("child_process");

const top = path.resolve(__dirname, "../../..");
const MANY = 500;

// What proofs wrote down: something found, missed and left open, nobody accused and somebody.
const PROOF = [
  "fault|leaks-descriptor|acceptance|churn-1000|native|fds leaked == 0|found|9012|descriptors are back at their baseline",
  "fault|wrong-length|protocol|framing|native|body is <b>complete</b> & \"whole\"|missed|512|",
  "leak|leak 64 of 1000|acceptance|churn-1000|native|memory is back at its baseline|found|9100|",
  "fault|stalls|load|offered|native|latency p99 < 50 ms|inconclusive|20000|",
  "clean|nginx|acceptance|routing|native||accepted|800|",
  "clean|lighttpd|acceptance|starts|native||accused|800|",
].map((line) => line.replace(/\|/g, "\t") + "\n").join("");

class Pages {
  constructor(bin, folder) {
    this.assay = path.join(path.resolve(bin), "assay");
    this.faults = path.join(path.resolve(bin), "faults");
    this.folder = path.resolve(folder);
    fs.rmSync(this.folder, { recursive: true, force: true });
    fs.mkdirSync(this.folder, { recursive: true });
  }

  at(...names) {
    return path.join(this.folder, ...names);
  }

  // What a program writes is read; how it ends is its verdict, so only a missing file is a failure here.
  make(file, program, ...words) {
    const done = spawnSync(program, words, { cwd: top, encoding: "utf8" });
    if (!fs.existsSync(this.at(file))) {
      throw new Error(`${program} ${words.join(" ")} did not write ${file}: ${done.stderr || done.error}`);
    }
    return this.at(file);
  }

  run(name, ...words) {
    const how = ["run", "-q", "-j2", "--mode", "native", "--seed", "1", "--reports", this.at(name)];
    return this.make(name + "/report.html", this.assay, ...how, ...words);
  }

  report(name, ...words) {
    return this.make(name, this.assay, "report", "--reports", path.dirname(this.at(name)), ...words);
  }

  proof() {
    fs.writeFileSync(this.at("proof.tsv"), PROOF);
    return this.make("proof/proof.html", "harness/proof/report", this.at("proof.tsv"), this.at("proof"));
  }

  // 500 scenarios from those of two real runs, over and over, each with a name of its own.
  large(...names) {
    const runs = names.map((name) => JSON.parse(fs.readFileSync(this.at(name, "run.json"))));
    const like = runs.flatMap((run) => run.scenarios);
    const scenarios = Array.from({ length: MANY }, (_, i) => ({ ...like[i % like.length], id: "scenario-" + i }));
    const counts = Object.fromEntries(Object.keys(runs[0].counts).map((verdict) =>
      [verdict, scenarios.filter((one) => one.verdict === verdict).length]));
    const verdict = counts.fail ? "rejected" : runs[0].verdict; // a run that contradicts itself is refused
    fs.mkdirSync(this.at("large"));
    fs.writeFileSync(this.at("large", "run.json"), JSON.stringify({ ...runs[0], verdict, counts, scenarios }));
    return this.report("large/report.html", this.at("large", "run.json"));
  }

  all() {
    const some = ["--only", "@(starts|routing|rest|connections-100|chunk-*|version-*|host-p*)"];
    const shipped = ["scenarios/acceptance", "scenarios/protocol", ...some];
    return {
      "golden report": this.report("golden/report.html", "harness/tests/golden/run.json"),
      "good report": this.run("good", "-c", "refserver", ...shipped),
      "bad report": this.run("bad", "-c", "refserver", "--only", "churn-1000", "--", path.join(this.faults, "demo-fail")),
      "nginx report": this.run("nginx", "-c", "nginx", ...shipped),
      servers: this.report("servers/servers.html", this.at("good"), this.at("nginx"), this.at("golden")),
      fuzz: this.make("fuzz/fuzz.html", this.assay, "fuzz", "--seconds", "3", "--seed", "1", "--reports", this.at("fuzz"),
        "-c", "refserver", "--", path.join(this.faults, "crashes-on-nul")),
      proof: this.proof(),
    };
  }
}

module.exports = { Pages, MANY };
