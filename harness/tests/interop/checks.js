// SPDX-License-Identifier: MIT
// What is asked of a page: by a validator, by axe, under a strict policy, on a phone, and of a large one.
"use strict";
const fs = require("fs");
const http = require("http");
const path = require("path");
const { pathToFileURL } = require("url");

const WIDTHS = [390, 768, 1280];
const THEMES = ["light", "dark"];
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const LOAD_MS = 2000;
const SIZE_MAX = 5 << 20;
const STRICT = "sandbox; default-src 'none'; img-src 'self'; style-src 'self'"; // as Jenkins serves what builds leave

const OPEN_ALL = `document.querySelectorAll("details").forEach((one) => { one.open = true; });`;

const RULES = {
  extends: ["html-validate:recommended"],
  rules: {
    "long-title": "off", // names of candidates are as long as they are
    "no-inline-style": "error",
    "valid-id": ["error", { relaxed: true }], // names of scenarios may have full stops
    "require-sri": "off", // style and script beside the page come with it
  },
};

async function checkMarkup(tools, name, file, hold) {
  const { HtmlValidate, StaticConfigLoader } = tools("html-validate");
  const report = await new HtmlValidate(new StaticConfigLoader(RULES)).validateFile(file);
  const said = report.results.flatMap((result) => result.messages);
  const [first] = said;
  hold(report.valid, `${name}: html-validate has ${said.length} complaints, first ` +
    (first && `${first.line}:${first.column} ${first.ruleId}: ${first.message}`));
}

function checkCtrf(tools, name, file, hold) {
  const schema = JSON.parse(fs.readFileSync(tools.resolve("ctrf").replace(/[^/]*$/, "ctrf-schema-0.0.json")));
  const ajv = new (tools("ajv").default)({ allErrors: true, strict: false });
  tools("ajv-formats").default(ajv);
  const valid = ajv.validate(schema, JSON.parse(fs.readFileSync(file)));
  hold(valid, `${name}: ctrf.json: ${ajv.errorsText(ajv.errors?.slice(0, 2))}`);
}

// ---- looks -------------------------------------------------------------------------------------------

function describe(violation) {
  const [node] = violation.nodes;
  return `${violation.id} (${violation.nodes.length}x): ${node.html.slice(0, 120)}: ${node.failureSummary.slice(0, 300)}`;
}

async function checkLook(tab, axe, name, hold) {
  const { scrollWidth, clientWidth } = await tab.value("(({ scrollWidth, clientWidth }) => " +
    "({ scrollWidth, clientWidth }))(document.documentElement)");
  hold(scrollWidth <= clientWidth, `${name}: the page is ${scrollWidth} wide, the window ${clientWidth}`);
  await tab.value(OPEN_ALL);
  const lost = await tab.value("Array.from(document.querySelectorAll('.badge, .scenario, table, figure')).filter(" +
    "(one) => one.getBoundingClientRect().right <= 0).map((one) => one.outerHTML.slice(0, 100))");
  hold(lost.length === 0, `${name}: ${lost.length} parts are left of the page, first ${lost[0]}`);
  const folded = await tab.value("document.documentElement.scrollWidth");
  hold(folded <= clientWidth, `${name}: with everything opened the page is ${folded} wide, the window ${clientWidth}`);
  const errors = tab.errors.length;
  await tab.value(axe);
  const violations = await tab.value(`axe.run({ runOnly: ${JSON.stringify(WCAG)}, resultTypes: ["violations"],
    preload: false }).then((result) => result.violations)`);
  hold(violations.length === 0, `${name}: axe: ${violations.map(describe).join("\n  ")}`);
  tab.errors.length = errors; // what axe tried is not the page's fault
}

async function checkLooks(browser, tools, name, file, hold) {
  const axe = fs.readFileSync(tools.resolve("axe-core/axe.min.js"), "utf8") + ";0"; // its value is not asked for
  for (const theme of THEMES) {
    for (const width of WIDTHS) {
      const tab = await browser.tab();
      await tab.look(width, theme);
      await tab.open(pathToFileURL(file).href);
      await checkLook(tab, axe, `${name}, ${width} wide, ${theme}`, hold);
      hold(tab.errors.length === 0, `${name}: the console says ${tab.errors[0]}`);
      await tab.close();
    }
  }
}

// ---- a strict policy ---------------------------------------------------------------------------------

// What can be seen: the words outside of what script adds, and how verdicts, tables and drawings are styled.
const SEEN = `(() => {
  document.querySelectorAll(".filter, button").forEach((one) => one.remove());
  const style = (part) => {
    const seen = getComputedStyle(part);
    const names = ["display", "color", "backgroundColor", "fontSize", "borderLeftWidth", "stroke", "fill", "width"];
    return part.tagName + "." + part.getAttribute("class") + " " + names.map((name) => seen[name]).join(" ");
  };
  const parts = ".banner, .word, .badge, table, th, td, pre, .charts, figure, .line, .tick";
  return {
    words: document.body.innerText.replace(/\\s+/g, " "),
    styles: Array.from(document.querySelectorAll(parts), style),
    drawings: document.querySelectorAll("svg.chart path").length,
  };
})()`;

async function see(browser, url, scripts) {
  const tab = await browser.tab();
  await tab.look(1280, "light");
  await tab.call("Emulation.setScriptExecutionDisabled", { value: !scripts });
  await tab.open(url);
  await tab.value(OPEN_ALL);
  const seen = await tab.value(SEEN);
  await tab.close();
  return seen;
}

function holdSame(name, seen, usual, hold) {
  const odd = seen.styles.findIndex((style, i) => style !== usual.styles[i]);
  hold(seen.words === usual.words, `${name}: other words are visible`);
  hold(odd < 0 && seen.styles.length === usual.styles.length, `${name}: ${seen.styles[odd]}, not ${usual.styles[odd]}`);
  hold(seen.drawings > 0 && seen.drawings === usual.drawings, `${name}: ${seen.drawings} lines are drawn`);
}

const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript" };

// A server on loopback that gives the files of a folder under that policy, for as long as the work lasts.
async function served(folder, work) {
  const server = http.createServer((request, answer) => {
    const file = path.join(folder, path.basename(request.url));
    const there = fs.existsSync(file) && fs.statSync(file).isFile();
    answer.writeHead(there ? 200 : 404, {
      "Content-Security-Policy": STRICT, "Content-Type": TYPES[path.extname(file)] ?? "text/plain" });
    answer.end(there ? fs.readFileSync(file) : "");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await work(`http://127.0.0.1:${server.address().port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function checkStrict(browser, name, inline, separate, hold) {
  const usual = await see(browser, pathToFileURL(inline).href, true);
  holdSame(`${name} without script`, await see(browser, pathToFileURL(inline).href, false), usual, hold);
  await served(path.dirname(separate), async (url) => {
    const seen = await see(browser, url + path.basename(separate), true);
    holdSame(`${name} under a strict policy`, seen, usual, hold);
  });
}

// ---- a wrong page ------------------------------------------------------------------------------------

// Of wrong.html every check has to say what is wrong: one that never fails proves nothing.
const WRONG = [/html-validate .*aria-label-misuse/, /dark: the page is \d{4} wide/, /with everything opened/, /left of the page/,
  /axe: .*color-contrast/s, /axe: .*image-alt/s, /console says .*Refused|console says .*violates/s];

async function checkWrong(browser, tools, hold) {
  const file = path.join(__dirname, "wrong.html");
  const said = [];
  const listen = (fine, sentence) => fine || said.push(sentence);
  await checkMarkup(tools, "wrong", file, listen);
  await checkLooks(browser, tools, "wrong", file, listen);
  for (const wanted of WRONG) hold(said.some((one) => wanted.test(one)), `nothing said ${wanted} of wrong.html`);
  const seen = await see(browser, pathToFileURL(file).href, true);
  const other = { words: seen.words + "!", styles: [...seen.styles, "?"], drawings: seen.drawings + 1 };
  const before = said.length;
  holdSame("wrong", seen, other, listen);
  hold(said.length === before + 3, "another page is taken for the same");
}

// ---- a large page ------------------------------------------------------------------------------------

async function checkLarge(browser, name, file, count, hold) {
  const { size } = fs.statSync(file);
  hold(size < SIZE_MAX, `${name}: ${size} octets`);
  const tab = await browser.tab();
  await tab.look(1280, "light");
  await tab.open(pathToFileURL(file).href);
  const { scenarios, took } = await tab.value(`({ scenarios: document.querySelectorAll("details.scenario").length,
    took: performance.getEntriesByType("navigation")[0].loadEventStart })`);
  await tab.close();
  hold(scenarios === count, `${name}: ${scenarios} scenarios`);
  hold(took < LOAD_MS, `${name}: it took ${Math.round(took)} ms to load`);
  console.log(`${name}: ${(size / 1048576).toFixed(2)} MiB, loaded in ${Math.round(took)} ms`);
}

module.exports = { checkMarkup, checkCtrf, checkLooks, checkStrict, checkWrong, checkLarge };
