// SPDX-License-Identifier: MIT
// Chromium without a window, asked through the DevTools protocol over two pipes: no port, no library.
"use strict";
const fs = require("fs");
const os = require("os");
const path = require("path");
const { spawn, spawnSync } = require("child_process");

const NAMES = [process.env.CHROMIUM, "chromium", "chromium-browser", "google-chrome"].filter(Boolean);
const PATIENCE = 60000; // ms that an answer may take: far more than any does

function find() {
  const found = NAMES.find((name) => spawnSync(name, ["--version"]).status === 0);
  if (!found) {
    throw new Error("no chromium: apt-get install chromium, or CHROMIUM=/path/to/it");
  }
  return found;
}

// Calls are numbered; what is not an answer to one of them is an event, which listeners hear.
class Wire {
  constructor(child) {
    this.out = child.stdio[3];
    this.calls = new Map();
    this.listeners = new Set();
    this.last = 0;
    let rest = Buffer.alloc(0);
    child.stdio[4].on("data", (octets) => {
      rest = Buffer.concat([rest, octets]);
      for (let end; (end = rest.indexOf(0)) >= 0; rest = rest.subarray(end + 1)) {
        this.take(JSON.parse(rest.subarray(0, end)));
      }
    });
    this.out.on("error", () => {});
    child.on("exit", () => this.fail(new Error("chromium has ended")));
  }

  take(message) {
    const call = this.calls.get(message.id);
    if (!call) {
      this.listeners.forEach((hear) => hear(message));
      return;
    }
    this.calls.delete(message.id);
    clearTimeout(call.timer);
    if (message.error) call.reject(new Error(call.method + ": " + message.error.message));
    else call.resolve(message.result);
  }

  fail(error) {
    this.calls.forEach((call) => (clearTimeout(call.timer), call.reject(error)));
    this.calls.clear();
  }

  call(method, params = {}, sessionId = undefined) {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(method + ": no answer in " + PATIENCE / 1000 + " s"));
      this.calls.set(id, { method, resolve, reject, timer: setTimeout(late, PATIENCE) });
      this.out.write(JSON.stringify({ id, method, params, sessionId }) + "\0");
    });
  }
}

// One tab: where it is, what it looks like, and which errors it had since it was opened.
class Tab {
  constructor(wire, target, session) {
    this.wire = wire;
    this.target = target;
    this.session = session;
    this.errors = [];
    wire.listeners.add((event) => event.sessionId === session && this.hear(event));
  }

  call(method, params) {
    return this.wire.call(method, params, this.session);
  }

  hear({ method, params }) {
    if (method === "Runtime.exceptionThrown") {
      this.errors.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
    }
    if (method === "Log.entryAdded" && params.entry.level === "error") this.errors.push(params.entry.text);
    if (method === "Runtime.consoleAPICalled" && /^(error|assert)$/.test(params.type)) {
      this.errors.push(params.args.map((one) => one.value ?? one.description).join(" "));
    }
    if (method === "Page.loadEventFired" && this.loaded) this.loaded();
  }

  // Resolves behind the load event.
  async open(url) {
    const loaded = new Promise((resolve) => (this.loaded = resolve));
    const { errorText } = await this.call("Page.navigate", { url });
    if (errorText) throw new Error(url + ": " + errorText);
    await loaded;
  }

  // What an expression is, which is a value that JSON knows, or a promise of one.
  async value(expression) {
    const params = { expression, returnByValue: true, awaitPromise: true };
    const { result, exceptionDetails } = await this.call("Runtime.evaluate", params);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async look(width, theme) {
    const size = { width, height: 900, deviceScaleFactor: 1, mobile: false };
    await this.call("Emulation.setDeviceMetricsOverride", size);
    await this.call("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: theme }] });
  }

  close() {
    return this.wire.call("Target.closeTarget", { targetId: this.target });
  }
}

class Browser {
  constructor() {
    const program = find();
    this.profile = fs.mkdtempSync(path.join(os.tmpdir(), "assay-chromium-"));
    const words = ["--headless=new", "--remote-debugging-pipe", "--user-data-dir=" + this.profile, "--no-first-run",
      "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--hide-scrollbars",
      "--force-color-profile=srgb", "--allow-file-access-from-files", "about:blank"];
    if (process.getuid() === 0) words.unshift("--no-sandbox");
    this.child = spawn(program, words, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    this.ended = new Promise((resolve) => this.child.on("exit", resolve));
    this.wire = new Wire(this.child);
  }

  async tab() {
    const { targetId } = await this.wire.call("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.wire.call("Target.attachToTarget", { targetId, flatten: true });
    const tab = new Tab(this.wire, targetId, sessionId);
    for (const part of ["Page", "Runtime", "Log"]) await tab.call(part + ".enable");
    return tab;
  }

  // Asked first; killed if it does not end by itself. Its profile goes with it.
  async close() {
    this.wire.call("Browser.close").catch(() => {});
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 5000);
    await this.ended;
    clearTimeout(timer);
    fs.rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

// Work with a browser that ends, whatever becomes of the work.
async function withBrowser(work) {
  const browser = new Browser();
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

module.exports = { withBrowser };
