// rich_text_input: bold, italic, strike, code and lists, written into Slack's rich_text shape.
import { debounce, h, iconButton, roving } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { plainText } from "../text/mrkdwn.js";
import { richText } from "../text/richtext.js";

const COMMANDS = [
  ["bold", "Bold"],
  ["italic", "Italic"],
  ["strike", "Strikethrough", "strikeThrough"],
  ["list", "Bulleted list", "insertUnorderedList"],
  ["numbers", "Ordered list", "insertOrderedList"],
];

export function richInput(element, ctx) {
  const { surface, block } = ctx;
  const held = surface.get(block, element);
  const area = h("div", {
    class: "rich-input",
    contenteditable: "true",
    role: "textbox",
    "aria-multiline": "true",
    "data-control": true,
    "data-placeholder": plainText(element.placeholder) || "",
    ...ctx.controlAttrs(element, plainText(element.placeholder) || "Text"),
  });
  if (element.min_lines) area.style.minHeight = `${element.min_lines * 22 + 18}px`;
  if (element.max_lines) area.style.maxHeight = `${element.max_lines * 22 + 18}px`;
  if (held) area.append(...richText(held).childNodes);
  const buttons = COMMANDS.map(([name, label, command]) =>
    iconButton(
      icon(name, 15),
      label,
      () => {
        area.focus();
        document.execCommand(command || name);
        keep();
      },
      { class: "rich-btn", "data-mark": name, onMousedown: (event) => event.preventDefault() },
    ),
  );
  const bar = h("div", { class: "rich-bar", role: "toolbar", "aria-label": "Formatting" }, buttons);
  roving(bar, "button", { vertical: false, horizontal: true });
  const on = ctx.dispatches ? element.dispatch_action_config?.trigger_actions_on || ["on_enter_pressed"] : [];
  const soon = debounce(() => ctx.dispatch(element, null), 300);
  const keep = () => {
    const value = readRich(area);
    area.classList.toggle("empty", !area.textContent);
    surface.set(block, element, value);
    if (on.includes("on_character_entered")) soon();
  };
  area.classList.toggle("empty", !area.textContent);
  area.addEventListener("input", keep);
  area.addEventListener("paste", (event) => {
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });
  area.addEventListener("drop", (event) => event.preventDefault());
  return h("div", { class: "rich-field", ...ctx.wrapAttrs(element) }, bar, area);
}

/** DOM to a rich_text block, or null when nothing was written. */
export function readRich(area) {
  const elements = [];
  let section = [];
  const flush = () => {
    if (section.some((e) => e.text.trim())) elements.push({ type: "rich_text_section", elements: merged(section) });
    section = [];
  };
  const walk = (node, style) => {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) {
        if (child.data) section.push(textElement(child.data.replace(/\u00a0/g, " "), style));
        continue;
      }
      if (!(child instanceof HTMLElement)) continue;
      const tag = child.tagName;
      if (tag === "BR") section.push(textElement("\n", style));
      else if (tag === "UL" || tag === "OL") {
        flush();
        elements.push(...lists(child, 0));
      } else if ((tag === "DIV" || tag === "P") && !child.className) {
        if (section.length) section.push(textElement("\n", style));
        walk(child, styleOf(child, style));
      } else walk(child, styleOf(child, style));
    }
  };
  walk(area, {});
  flush();
  return elements.length ? { type: "rich_text", elements } : null;
}

function lists(node, indent) {
  const found = [];
  let items = [];
  const flush = () => {
    if (items.length)
      found.push({
        type: "rich_text_list",
        style: node.tagName === "OL" ? "ordered" : "bullet",
        indent,
        elements: items,
      });
    items = [];
  };
  for (const li of node.children) {
    if (li.tagName === "UL" || li.tagName === "OL") {
      flush();
      found.push(...lists(li, indent + 1));
      continue;
    }
    const inner = [];
    collect(li, {}, inner);
    items.push({ type: "rich_text_section", elements: merged(inner) });
  }
  flush();
  return found;
}

function collect(node, style, into) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      if (child.data) into.push(textElement(child.data.replace(/\u00a0/g, " "), style));
    } else if (child instanceof HTMLElement && child.tagName !== "BR") collect(child, styleOf(child, style), into);
  }
}

function styleOf(node, style) {
  const next = { ...style };
  if (/^(B|STRONG)$/.test(node.tagName) || /^(bold|[6-9]00)$/.test(node.style.fontWeight)) next.bold = true;
  if (/^(I|EM)$/.test(node.tagName) || node.style.fontStyle === "italic") next.italic = true;
  if (/^(S|STRIKE|DEL)$/.test(node.tagName) || node.style.textDecoration.includes("line-through")) next.strike = true;
  if (node.tagName === "CODE") next.code = true;
  return next;
}

function textElement(text, style) {
  return Object.keys(style).length ? { type: "text", text, style } : { type: "text", text };
}

/** Neighbours of one style become one element. */
function merged(list) {
  const out = [];
  for (const e of list) {
    const last = out[out.length - 1];
    if (last && JSON.stringify(last.style || {}) === JSON.stringify(e.style || {})) last.text += e.text;
    else out.push({ ...e });
  }
  if (out.length && out[out.length - 1].text.endsWith("\n"))
    out[out.length - 1].text = out[out.length - 1].text.replace(/\n+$/, "");
  return out.filter((e) => e.text);
}
