// Standard Markdown of the `markdown` block. Slack parses its own <…> tokens in there too, so they are shown as such.
import { append, h } from "../core/dom.js";
import { withEmoji } from "./emoji.js";
import { linkNode, tokenNode, unescape } from "./mentions.js";

export function markdown(text) {
  const out = document.createDocumentFragment();
  const rows = text.replace(/\r/g, "").split("\n");
  let i = 0;
  while (i < rows.length) {
    const [node, next] = block(rows, i);
    if (node) out.append(node);
    i = next;
  }
  return out;
}

const ITEM = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;

function block(rows, i) {
  const row = rows[i];
  if (!row.trim()) return [null, i + 1];
  let m = /^\s*(`{3,}|~{3,})\s*(\S*)\s*$/.exec(row);
  if (m) return fence(rows, i, m[1]);
  m = /^(#{1,6})\s+(.*?)\s*#*$/.exec(row);
  if (m)
    return [
      h(
        "div",
        { class: `md-h md-h${m[1].length}`, role: "heading", "aria-level": Math.min(m[1].length + 2, 6) },
        spans(m[2]),
      ),
      i + 1,
    ];
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(row)) return [h("hr", { class: "divider" }), i + 1];
  if (/^(>|&gt;)/.test(row)) return quote(rows, i);
  if (isTable(rows, i)) return table(rows, i);
  if (ITEM.test(row)) return list(rows, i, ITEM.exec(row)[1].length);
  return paragraph(rows, i);
}

function fence(rows, i, mark) {
  const body = [];
  let j = i + 1;
  while (j < rows.length && !rows[j].trim().startsWith(mark)) {
    body.push(rows[j]);
    j += 1;
  }
  return [h("pre", { class: "pre" }, h("code", {}, unescape(body.join("\n")))), j + 1];
}

function quote(rows, i) {
  const body = [];
  let j = i;
  while (j < rows.length && /^(>|&gt;)/.test(rows[j])) {
    body.push(rows[j].replace(/^(>|&gt;) ?/, ""));
    j += 1;
  }
  return [h("blockquote", { class: "quote" }, markdown(body.join("\n"))), j];
}

function list(rows, i, indent) {
  const ordered = /\d/.test(ITEM.exec(rows[i])[2]);
  const node = h(ordered ? "ol" : "ul", {
    class: "md-list",
    start: ordered ? parseInt(ITEM.exec(rows[i])[2], 10) : null,
  });
  let j = i;
  while (j < rows.length) {
    const m = ITEM.exec(rows[j]);
    if (!m || m[1].length < indent) break;
    if (m[1].length > indent) {
      const [inner, next] = list(rows, j, m[1].length);
      (node.lastElementChild || node).append(inner);
      j = next;
      continue;
    }
    if (/\d/.test(m[2]) !== ordered) break;
    node.append(item(m[3]));
    j += 1;
  }
  return [node, j];
}

function item(text) {
  const task = /^\[([ xX])\]\s+(.*)$/.exec(text);
  if (!task) return h("li", {}, spans(text));
  const done = task[1] !== " ";
  return h(
    "li",
    { class: "md-task" },
    h("span", { role: "img", "aria-label": done ? "done" : "open", class: "md-box" }, done ? "☑" : "☐"),
    " ",
    spans(task[2]),
  );
}

const cells = (row) =>
  row
    .trim()
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((c) => c.trim().replace(/\\\|/g, "|"));
const isTable = (rows, i) =>
  rows[i].includes("|") && i + 1 < rows.length && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(rows[i + 1]);

function table(rows, i) {
  const align = cells(rows[i + 1]).map((c) => (/^:-+:$/.test(c) ? "center" : /-:$/.test(c) ? "right" : "left"));
  const head = h(
    "tr",
    {},
    cells(rows[i]).map((c, k) => h("th", { scope: "col", class: `align-${align[k] || "left"}` }, spans(c))),
  );
  const body = [];
  let j = i + 2;
  while (j < rows.length && rows[j].includes("|")) {
    body.push(
      h(
        "tr",
        {},
        cells(rows[j]).map((c, k) => h("td", { class: `align-${align[k] || "left"}` }, spans(c))),
      ),
    );
    j += 1;
  }
  return [
    h(
      "div",
      { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" },
      h("table", { class: "table" }, h("thead", {}, head), h("tbody", {}, body)),
    ),
    j,
  ];
}

function paragraph(rows, i) {
  const body = [];
  let j = i;
  while (
    j < rows.length &&
    rows[j].trim() &&
    (j === i || !/^(#{1,6}\s|>|&gt;|\s*```)/.test(rows[j])) &&
    (j === i || !ITEM.test(rows[j]))
  ) {
    body.push(rows[j]);
    j += 1;
  }
  const node = h("p", { class: "md-p" });
  body.forEach((row, k) => append(node, [k > 0 && h("br"), spans(row.trim())]));
  return [node, j];
}

const RULES = [
  [/^\\([\\`*_{}[\]()#+\-.!~|<>])/, (m) => document.createTextNode(m[1])],
  [/^(`+)([\s\S]*?[^`])\1(?!`)/, (m) => h("code", { class: "code" }, unescape(m[2]))],
  [/^!\[([^\]]*)\]\(([^)\s]+)[^)]*\)/, (m) => linkNode(unescape(m[2]), [m[1] || m[2]])],
  [/^\[([^\]]+)\]\(([^)\s]+)[^)]*\)/, (m) => linkNode(unescape(m[2]), spans(m[1]))],
  [/^<([^<>\n]+)>/, (m) => tokenNode(m[1]) || document.createTextNode(m[0])],
  [/^(\*\*|__)(?=\S)([\s\S]*?\S)\1/, (m) => h("strong", {}, spans(m[2]))],
  [/^~~(?=\S)([\s\S]*?\S)~~/, (m) => h("s", {}, spans(m[1]))],
  [/^\*(?=\S)([^*]*?\S)\*/, (m) => h("em", {}, spans(m[1]))],
  [/^_(?=\S)([^_]*?\S)_(?![A-Za-z0-9])/, (m, before) => (/[A-Za-z0-9]/.test(before) ? null : h("em", {}, spans(m[1])))],
  [/^https?:\/\/[^\s<>]+[^\s<>.,;:!?)\]'"]/, (m) => linkNode(unescape(m[0]))],
];

function spans(text) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(...withEmoji(unescape(plain)));
    plain = "";
  };
  let i = 0;
  while (i < text.length) {
    const rest = text.slice(i);
    let done = false;
    for (const [pattern, make] of RULES) {
      const m = pattern.exec(rest);
      const node = m && make(m, text[i - 1] || "");
      if (!node) continue;
      flush();
      nodes.push(node);
      i += m[0].length;
      done = true;
      break;
    }
    if (!done) {
      plain += text[i];
      i += 1;
    }
  }
  flush();
  return nodes;
}
