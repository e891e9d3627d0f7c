// What floats above the page: popovers and dialogs, in one stack, so that Escape closes the topmost and nothing else.
import { h, trapFocus } from "./dom.js";

const stack = [];

document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || !stack.length || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    stack[stack.length - 1].escape();
  },
  true,
);

document.addEventListener(
  "pointerdown",
  (event) => {
    const top = stack[stack.length - 1];
    if (!top || top.kind !== "popover") return;
    if (top.node.contains(event.target) || top.anchor?.contains(event.target)) return;
    top.close();
  },
  true,
);

for (const name of ["resize", "scroll"]) {
  window.addEventListener(
    name,
    (event) => {
      for (const layer of stack)
        if (layer.kind === "popover" && !(event.target instanceof Node && layer.node.contains(event.target)))
          layer.place();
    },
    true,
  );
}

const root = () => document.getElementById("layers");

/** A floating box beside an anchor. Returns {node, close, place}. Focus goes back to the anchor unless keepFocus is set. */
export function popover(
  anchor,
  content,
  { onClose, placement = "below", width, className, keepFocus = false, role, label } = {},
) {
  const node = h("div", { class: ["popover", className], role, "aria-label": label }, content);
  if (width === "anchor") node.style.minWidth = `${anchor.getBoundingClientRect().width}px`;
  root().append(node);
  const layer = {
    kind: "popover",
    node,
    anchor,
    place() {
      position(node, anchor, placement);
    },
    escape() {
      layer.close(true);
    },
    close(byKey) {
      const at = stack.indexOf(layer);
      if (at < 0) return;
      for (const above of stack.slice(at + 1).reverse()) above.close();
      stack.splice(stack.indexOf(layer), 1);
      const held = node.contains(document.activeElement);
      node.remove();
      if (!keepFocus && (held || byKey))
        (anchor.matches("button, input, a, [tabindex]")
          ? anchor
          : anchor.querySelector("button, input, [tabindex]")
        )?.focus();
      onClose?.();
    },
  };
  stack.push(layer);
  layer.place();
  return layer;
}

function position(node, anchor, placement) {
  const box = anchor.getBoundingClientRect();
  const size = node.getBoundingClientRect();
  const gap = 6;
  const room = { width: window.innerWidth, height: window.innerHeight };
  let top = placement === "above" ? box.top - size.height - gap : box.bottom + gap;
  if (placement !== "above" && top + size.height > room.height - 8 && box.top - size.height - gap > 8)
    top = box.top - size.height - gap;
  if (placement === "above" && top < 8) top = box.bottom + gap;
  let left = placement === "end" ? box.right - size.width : box.left;
  left = Math.max(8, Math.min(left, room.width - size.width - 8));
  top = Math.max(8, Math.min(top, room.height - size.height - 8));
  node.style.left = `${Math.round(left)}px`;
  node.style.top = `${Math.round(top)}px`;
}

/** A dialog that holds the page still. node is the dialog itself; onEscape decides what Escape means. */
export function dialog(node, { onEscape, className, returnFocus } = {}) {
  const before = returnFocus || document.activeElement;
  const overlay = h("div", { class: ["overlay", className] }, node);
  root().append(overlay);
  const release = trapFocus(node);
  const layer = {
    kind: "dialog",
    node,
    overlay,
    escape() {
      onEscape?.();
    },
    close() {
      const at = stack.indexOf(layer);
      if (at < 0) return;
      for (const above of stack.slice(at + 1).reverse()) above.close();
      stack.splice(stack.indexOf(layer), 1);
      release();
      overlay.remove();
      still();
      if (before?.isConnected) before.focus();
    },
  };
  stack.push(layer);
  still();
  return layer;
}

/** Everything under the topmost dialog is inert. */
function still() {
  const dialogs = stack.filter((l) => l.kind === "dialog");
  const top = dialogs[dialogs.length - 1];
  document.getElementById("app").inert = Boolean(top);
  for (const layer of dialogs) layer.overlay.inert = layer !== top;
}

export const anyDialog = () => stack.some((l) => l.kind === "dialog");
export const anyLayer = () => stack.length > 0;

/** A menu of buttons. items: {label, sub, icon, danger, onPick, testid, divider, heading}. */
export function menu(anchor, items, options = {}) {
  const list = h(
    "div",
    { role: "menu", class: "menu", "aria-label": options.label || "Menu" },
    items.map((item) => {
      if (item.divider) return h("div", { class: "menu-divider", role: "separator" });
      if (item.heading) return h("div", { class: "menu-heading", role: "presentation" }, item.heading);
      return h(
        "button",
        {
          type: "button",
          role: "menuitem",
          tabindex: "-1",
          class: ["menu-item", item.danger && "danger"],
          "data-testid": item.testid,
          ...item.props,
          onClick: () => {
            layer.close(true);
            item.onPick();
          },
        },
        item.icon && h("span", { class: "menu-icon" }, item.icon),
        h(
          "span",
          { class: "menu-words" },
          h("span", { class: "menu-label" }, item.label),
          item.sub && h("span", { class: "menu-sub" }, item.sub),
        ),
      );
    }),
  );
  const layer = popover(anchor, list, { className: "popover-menu", ...options });
  menuKeys(list);
  list.querySelector('[role="menuitem"]')?.focus();
  return layer;
}

function menuKeys(list) {
  list.addEventListener("keydown", (event) => {
    const items = [...list.querySelectorAll('[role="menuitem"]')];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      items[(to + items.length) % items.length]?.focus();
      return;
    }
    if (event.key === "Tab") event.preventDefault();
    if (event.key.length === 1 && /\S/.test(event.key)) {
      const rest = [...items.slice(at + 1), ...items.slice(0, at + 1)];
      rest.find((n) => n.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
    }
  });
}
