// JSON that one can read: indented, coloured, copied by a button.
import { append, h, iconButton } from "../core/dom.js";
import { icon } from "../core/icons.js";

export function jsonNode(value) {
  if (value === null || value === undefined || value === "") return h("div", { class: "hint" }, "nothing");
  const pre = h("pre", { class: "json" });
  append(pre, pieces(value, 0));
  const copy = iconButton(
    icon("copy", 14),
    "Copy",
    () => navigator.clipboard?.writeText(JSON.stringify(value, null, 2)).catch(() => {}),
    { class: "json-copy" },
  );
  return h("div", { class: "json-box" }, copy, pre);
}

function pieces(value, depth) {
  const pad = "  ".repeat(depth + 1);
  const end = "  ".repeat(depth);
  if (value === null) return [h("span", { class: "j-null" }, "null")];
  if (typeof value === "string") return [h("span", { class: "j-string" }, JSON.stringify(value))];
  if (typeof value !== "object") return [h("span", { class: "j-number" }, String(value))];
  const list = Array.isArray(value);
  const entries = list ? value.map((v) => [null, v]) : Object.entries(value);
  if (!entries.length) return [list ? "[]" : "{}"];
  const inner = entries.flatMap(([key, v], i) => [
    pad,
    key !== null && h("span", { class: "j-key" }, JSON.stringify(key)),
    key !== null && ": ",
    ...pieces(v, depth + 1),
    i < entries.length - 1 && ",",
    "\n",
  ]);
  return [list ? "[\n" : "{\n", ...inner, end, list ? "]" : "}"];
}
