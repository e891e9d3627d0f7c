// Builds DOM nodes. Text always becomes a text node, so nothing that people or apps write can turn into markup.

const SVG = "http://www.w3.org/2000/svg";

/** Makes an element: props that begin with "on" are listeners, the rest attributes; children may be nested, null or false. */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  assign(node, props);
  append(node, children);
  return node;
}

/** The same for SVG. */
export function s(tag, props, ...children) {
  const node = document.createElementNS(SVG, tag);
  assign(node, props);
  append(node, children);
  return node;
}

function assign(node, props) {
  for (const [key, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2).toLowerCase(), value);
    else if (key === "class")
      node.setAttribute("class", Array.isArray(value) ? value.filter(Boolean).join(" ") : value);
    else if (key === "style") for (const [name, v] of Object.entries(value)) node.style.setProperty(name, v);
    else if (
      key === "value" ||
      key === "checked" ||
      key === "disabled" ||
      key === "selected" ||
      key === "indeterminate"
    )
      node[key] = value;
    else node.setAttribute(key, value === true ? "" : String(value));
  }
}

export function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

let counter = 0;
/** A fresh id for label/for and aria references. */
export function uid(stem = "i") {
  counter += 1;
  return `${stem}-${counter}`;
}

/** A button that shows an icon; the label is what a screen reader says and what the tooltip shows. */
export function iconButton(iconNode, label, onClick, props = {}) {
  return h(
    "button",
    { type: "button", "aria-label": label, title: label, ...props, class: ["icon-btn", props.class], onClick },
    iconNode,
  );
}

const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([disabled]), textarea:not([disabled]), select:not([disabled]), [contenteditable="true"], [tabindex]:not([tabindex="-1"])';

export function focusables(root) {
  return [...root.querySelectorAll(FOCUSABLE)].filter((n) => n.offsetParent !== null || n === document.activeElement);
}

/** Keeps Tab inside root. Returns a function that lets go. */
export function trapFocus(root) {
  const onKey = (event) => {
    if (event.key !== "Tab") return;
    const list = focusables(root);
    if (!list.length) {
      event.preventDefault();
      return;
    }
    const first = list[0];
    const last = list[list.length - 1];
    const outside = !root.contains(document.activeElement);
    if (event.shiftKey && (document.activeElement === first || outside)) {
      event.preventDefault();
      last.focus();
    } else if (!event.shiftKey && (document.activeElement === last || outside)) {
      event.preventDefault();
      first.focus();
    }
  };
  root.addEventListener("keydown", onKey);
  return () => root.removeEventListener("keydown", onKey);
}

/** Says something to screen readers without showing it. */
export function announce(text, urgent = false) {
  const region = document.getElementById(urgent ? "alerter" : "announcer");
  region.append(h("p", {}, text));
  while (region.childNodes.length > 5) region.firstChild.remove();
}

export function debounce(fn, ms) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => fn(...args), ms);
  };
}

/** Arrow keys move among items (a toolbar, a menu, a list). */
export function roving(root, selector, { vertical = true, horizontal = false } = {}) {
  root.addEventListener("keydown", (event) => {
    const next = (vertical && event.key === "ArrowDown") || (horizontal && event.key === "ArrowRight");
    const previous = (vertical && event.key === "ArrowUp") || (horizontal && event.key === "ArrowLeft");
    if (!next && !previous && event.key !== "Home" && event.key !== "End") return;
    const items = [...root.querySelectorAll(selector)].filter((n) => n.offsetParent !== null);
    const at = items.indexOf(event.target.closest(selector));
    if (at < 0 || !items.length) return;
    event.preventDefault();
    const to =
      event.key === "Home"
        ? 0
        : event.key === "End"
          ? items.length - 1
          : (at + (next ? 1 : -1) + items.length) % items.length;
    items[to].focus();
  });
}
