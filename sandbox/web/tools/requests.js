// Every request between the app and Slack: name, way, time, status, payload, complaints.
import { debounce, fill, h, iconButton } from "../core/dom.js";
import { api } from "../core/api.js";
import { icon } from "../core/icons.js";
import { workspace } from "../core/state.js";
import { time } from "../core/time.js";
import { jsonNode } from "./json.js";

const MOST = 1000;
const wrong = (e) =>
  (e.complaints || []).length > 0 ||
  Number(e.status) >= 400 ||
  e.response?.ok === false ||
  /timeout|fail|error/i.test(String(e.status));

export class RequestLog {
  constructor() {
    this.entries = [];
    this.filter = { text: "", way: "", onlyWrong: false };
    this.chosen = null;
    this.problems = 0;
    this.list = h("div", {
      class: "log-list",
      role: "listbox",
      "aria-label": "Requests",
      tabindex: "0",
      "data-testid": "log",
    });
    this.detail = h("div", {
      class: "log-detail",
      tabindex: "0",
      role: "region",
      "aria-label": "Request",
      "data-testid": "log-detail",
    });
    this.node = h("div", { class: "log" }, this.list, this.detail);
    this.list.addEventListener("keydown", (event) => this.onKey(event));
    this.soon = debounce(() => this.draw(), 80);
    workspace.on("log", (entry) => this.take([entry]));
    workspace.on("reload", () => this.fetch());
    this.fetch();
  }

  async fetch() {
    const { entries } = await api.log(0).catch(() => ({ entries: [] }));
    this.take(entries || []);
  }

  take(entries) {
    for (const entry of entries) {
      const at = this.entries.findIndex((e) => e.id === entry.id);
      if (at >= 0) this.entries[at] = entry;
      else {
        this.entries.push(entry);
        if (wrong(entry)) this.problems += 1;
      }
    }
    if (this.entries.length > MOST) this.entries = this.entries.slice(-MOST);
    workspace.emit("problems", this.problems);
    this.soon();
  }

  controls() {
    const text = h("input", {
      type: "search",
      class: "text-input log-filter",
      placeholder: "Filter by name or words",
      "aria-label": "Filter requests",
      "data-testid": "log-filter",
      value: this.filter.text,
      onInput: () => {
        this.filter.text = text.value.toLowerCase();
        this.draw();
      },
    });
    const way = h(
      "select",
      {
        class: "text-input log-way",
        "aria-label": "Way",
        "data-testid": "log-way",
        onChange: () => {
          this.filter.way = way.value;
          this.draw();
        },
      },
      [
        ["", "Both ways"],
        ["to app", "To the app"],
        ["from app", "From the app"],
      ].map(([v, l]) => h("option", { value: v, selected: v === this.filter.way }, l)),
    );
    const bad = h("input", {
      type: "checkbox",
      checked: this.filter.onlyWrong,
      "data-testid": "log-wrong",
      onChange: () => {
        this.filter.onlyWrong = bad.checked;
        this.draw();
      },
    });
    return h(
      "div",
      { class: "log-controls" },
      text,
      way,
      h("label", { class: "log-bad" }, bad, " Problems only"),
      iconButton(icon("trash", 15), "Clear the list", () => {
        this.entries = [];
        this.problems = 0;
        this.chosen = null;
        workspace.emit("problems", 0);
        this.draw();
      }),
    );
  }

  shown() {
    this.draw();
  }

  matching() {
    const { text, way, onlyWrong } = this.filter;
    return this.entries.filter(
      (e) =>
        (!way || e.way === way) &&
        (!onlyWrong || wrong(e)) &&
        (!text ||
          `${e.name} ${e.transport} ${e.status} ${JSON.stringify(e.request || "")} ${JSON.stringify(e.response || "")}`
            .toLowerCase()
            .includes(text)),
    );
  }

  draw() {
    if (!this.node.isConnected) return;
    const found = this.matching().slice(-300).reverse();
    fill(this.list, found.length ? found.map((e) => this.row(e)) : h("div", { class: "empty" }, "No requests."));
    this.drawDetail();
  }

  row(e) {
    const on = this.chosen === e.id;
    const toApp = e.way === "to app";
    return h(
      "div",
      {
        role: "option",
        class: ["log-row", on && "on", wrong(e) && "wrong"],
        "aria-selected": String(on),
        "data-id": e.id,
        "data-testid": "log-row",
        "data-name": e.name,
        onClick: () => {
          this.chosen = e.id;
          this.draw();
          this.list.focus();
        },
      },
      h(
        "span",
        { class: ["log-way-mark", toApp ? "to-app" : "from-app"], title: e.way },
        toApp ? "→" : "←",
        h("span", { class: "sr-only" }, ` ${e.way} `),
      ),
      h("span", { class: "log-name" }, e.name),
      (e.complaints || []).length > 0 && h("span", { class: "log-count" }, `${e.complaints.length} refused`),
      h("span", { class: "log-status" }, String(e.status ?? "")),
      h("span", { class: "log-ms" }, e.ms === null || e.ms === undefined ? "…" : `${Math.round(e.ms)} ms`),
      h(
        "span",
        { class: "log-at" },
        e.at ? time(typeof e.at === "number" ? e.at * 1000 : Date.parse(e.at), workspace.tz, true) : "",
      ),
    );
  }

  drawDetail() {
    const e = this.entries.find((one) => one.id === this.chosen);
    if (!e) {
      fill(this.detail, h("div", { class: "empty" }, "Choose a request to see what was said."));
      return;
    }
    if (this.detail.dataset.print === JSON.stringify(e)) return;
    this.detail.dataset.print = JSON.stringify(e);
    fill(
      this.detail,
      h(
        "div",
        { class: "log-title" },
        h("strong", {}, e.name),
        h(
          "span",
          { class: "hint" },
          [e.way, e.transport, e.status, e.ms === null || e.ms === undefined ? null : `${Math.round(e.ms)} ms`]
            .filter((x) => x !== null && x !== undefined && x !== "")
            .join(" · "),
        ),
      ),
      (e.complaints || []).length > 0 &&
        h(
          "ul",
          { class: "complaints", "data-testid": "complaints" },
          e.complaints.map((c) => h("li", {}, c)),
        ),
      h("h3", { class: "log-part" }, e.way === "to app" ? "Slack said" : "The app said"),
      jsonNode(e.request),
      h("h3", { class: "log-part" }, e.way === "to app" ? "The app answered" : "Slack answered"),
      jsonNode(e.response),
    );
  }

  onKey(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const found = this.matching().slice(-300).reverse();
    const at = found.findIndex((e) => e.id === this.chosen);
    const next = found[Math.max(0, Math.min(found.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))];
    if (!next) return;
    this.chosen = next.id;
    this.draw();
    this.list.querySelector(".on")?.scrollIntoView({ block: "nearest" });
  }
}
