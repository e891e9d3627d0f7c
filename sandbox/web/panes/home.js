// An app's Home tab. Fields keep what was typed when the app publishes anew with the same ids.
import { fill, h } from "../core/dom.js";
import { workspace } from "../core/state.js";
import { dayOf } from "../core/time.js";
import { blocksNode } from "../blocks/index.js";
import { addressOf } from "../core/focus.js";
import { viewSurface } from "./surfaces.js";

/** Draws into body and keeps it fresh; answers a function that stops it. */
export function homeView(body, app) {
  const panel = h("div", {
    class: "home",
    tabindex: "0",
    role: "tabpanel",
    "aria-label": "Home",
    "data-testid": "home",
  });
  const inner = h("div", { class: "home-inner" });
  panel.append(inner);
  fill(body, panel);
  fill(inner, h("div", { class: "loading", role: "status" }, h("span", { class: "spinner" }), " Opening Home…"));
  let print = "";
  let today = dayOf(workspace.now(), workspace.tz);

  const draw = () => {
    const view = workspace.homes.get(app);
    if (!view) {
      if (workspace.homes.has(app) || print !== "asked")
        fill(
          inner,
          h(
            "div",
            { class: "empty" },
            h("p", {}, "This is the app's Home. It has not published anything for you yet."),
            h("span", { class: "spinner", "aria-hidden": "true" }),
          ),
        );
      print = "asked";
      return;
    }
    const next = JSON.stringify(view.blocks) + view.id;
    if (next === print) return;
    print = next;
    today = dayOf(workspace.now(), workspace.tz);
    const address = inner.contains(document.activeElement) ? addressOf(document.activeElement) : null;
    const top = panel.scrollTop;
    fill(inner, blocksNode(view.blocks, viewSurface(view, "home")));
    panel.scrollTop = top;
    if (address) inner.querySelector(address)?.focus({ preventScroll: true });
    panel.dataset.viewId = view.id || "";
  };
  const again = () => {
    print = "";
    draw();
  };
  const offs = [
    workspace.on("home", (which) => which === app && draw()),
    workspace.on("people", again),
    workspace.on("clock", () => today !== dayOf(workspace.now(), workspace.tz) && again()),
  ];
  if (workspace.homes.get(app)) draw();
  return () => offs.forEach((off) => off());
}
