// Choose an emoji: search, or a grid that arrow keys walk.
import { fill, h } from "../core/dom.js";
import { popover } from "../core/layers.js";
import { categories, glyphOf, recentEmoji, searchEmoji } from "../text/emoji.js";

const PER_ROW = 9;

export function pickEmoji(anchor, onPick) {
  const input = h("input", {
    type: "text",
    class: "text-input",
    placeholder: "Search emoji",
    "aria-label": "Search emoji",
    "data-testid": "emoji-search",
    autocomplete: "off",
  });
  const grid = h("div", { class: "emoji-grid", role: "group", "aria-label": "Emoji" });
  const name = h("div", { class: "emoji-name hint", "aria-hidden": "true" }, "Pick an emoji");
  const layer = popover(anchor, h("div", { class: "emoji-picker", "data-testid": "emoji-picker" }, input, grid, name), {
    role: "dialog",
    label: "Emoji",
    placement: "above",
  });
  const take = (n) => {
    layer.close(true);
    onPick(n);
  };

  const button = (n) =>
    h(
      "button",
      {
        type: "button",
        class: "emoji-btn",
        tabindex: "-1",
        "aria-label": n,
        "data-emoji": n,
        onClick: () => take(n),
        onFocus: () => fill(name, `:${n}:`),
        onMouseenter: () => fill(name, `:${n}:`),
      },
      glyphOf(n),
    );
  const group = (title, names) =>
    names.length > 0 && [
      h("div", { class: "emoji-title" }, title),
      h("div", { class: "emoji-row" }, names.filter(glyphOf).map(button)),
    ];

  function draw() {
    const query = input.value.trim().replace(/:/g, "");
    fill(
      grid,
      query
        ? group("Results", searchEmoji(query, 80)) || h("div", { class: "hint" }, "No emoji by that name")
        : [group("Often used", recentEmoji()), categories().map((c) => group(c.title, c.names))],
    );
  }

  input.addEventListener("input", draw);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      const first = grid.querySelector(".emoji-btn");
      if (first) take(first.dataset.emoji);
    }
    if (event.key === "ArrowDown") {
      event.preventDefault();
      grid.querySelector(".emoji-btn")?.focus();
    }
  });
  grid.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: PER_ROW, ArrowUp: -PER_ROW }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...grid.querySelectorAll(".emoji-btn")];
    const to = all.indexOf(document.activeElement) + step;
    if (to < 0) input.focus();
    else all[Math.min(to, all.length - 1)].focus();
  });
  draw();
  layer.place();
  input.focus();
}
