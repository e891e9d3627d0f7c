// The bar above: clock, search, theme, developer tools, connection.
import { fill, h, iconButton } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { workspace } from "../core/state.js";
import { openJump } from "../panes/jump.js";
import { clockControl } from "./clock.js";
import { nextTheme, themeNow } from "./theme.js";

export function mountTopbar(root) {
  const line = h("span", { class: "offline", role: "status", "data-testid": "connection" });
  workspace.on("connection", (on) => fill(line, on ? "" : "Reconnecting…"));
  const theme = iconButton(
    icon(themeNow() === "dark" ? "sun" : "moon", 18),
    "Switch between light and dark",
    () => {
      nextTheme();
      fill(theme, icon(themeNow() === "dark" ? "sun" : "moon", 18));
    },
    { class: "top-btn", "data-testid": "theme" },
  );
  const search = h(
    "button",
    {
      type: "button",
      class: "top-search",
      "data-testid": "jump",
      "aria-keyshortcuts": "Control+K",
      onClick: () => openJump(),
    },
    icon("search", 15),
    h("span", {}, "Jump to…"),
    h("kbd", {}, "Ctrl K"),
  );
  const count = h("span", { class: "problem-count", "data-testid": "problem-count", hidden: true });
  workspace.on("problems", (n) => {
    count.hidden = !n;
    fill(count, String(n), h("span", { class: "sr-only" }, " problems"));
  });
  const tools = h(
    "button",
    {
      type: "button",
      class: "top-btn top-tools",
      "data-testid": "tools",
      "aria-label": "Developer tools",
      title: "Developer tools",
      onClick: () => workspace.emit("tools", "toggle"),
    },
    icon("code", 18),
    h("span", { class: "top-label" }, "Developer"),
    count,
  );
  fill(
    root,
    h("div", { class: "top-left" }, clockControl(), line),
    search,
    h("div", { class: "top-right" }, theme, tools),
  );
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openJump();
    }
  });
}
