// The developer tools at the bottom: requests, faults, people.
import { fill, h, iconButton, roving } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { workspace } from "../core/state.js";
import { faultsPanel } from "./faults.js";
import { RequestLog } from "./requests.js";
import { worldPanel } from "./worldpanel.js";

const TABS = [
  ["log", "Requests"],
  ["faults", "Faults"],
  ["world", "Workspace"],
];

export function mountTools(root) {
  const log = new RequestLog();
  let tab = null;
  const body = h("div", { class: "tools-body" });

  function show(next) {
    tab = next;
    root.hidden = !tab;
    document.getElementById("app").classList.toggle("with-tools", Boolean(tab));
    if (!tab) return;
    const bar = h(
      "div",
      { class: "tabs tools-tabs", role: "tablist", "aria-label": "Developer tools" },
      TABS.map(([key, label]) =>
        h(
          "button",
          {
            type: "button",
            role: "tab",
            class: ["tab", key === tab && "on"],
            "aria-selected": String(key === tab),
            tabindex: key === tab ? "0" : "-1",
            "data-testid": `tools-${key}`,
            onClick: () => show(key),
          },
          label,
        ),
      ),
    );
    roving(bar, "button", { vertical: false, horizontal: true });
    fill(
      root,
      h(
        "div",
        { class: "tools-head" },
        bar,
        tab === "log" && log.controls(),
        iconButton(icon("close", 16), "Close developer tools", () => show(null), { "data-testid": "tools-close" }),
      ),
      body,
    );
    fill(body, tab === "log" ? log.node : tab === "faults" ? faultsPanel() : worldPanel());
    if (tab === "log") log.shown();
  }
  workspace.on("tools", (which) => show(which === "toggle" ? (tab ? null : "log") : which));
}
