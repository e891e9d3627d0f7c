// table. Cells are raw text, raw numbers or rich text.
import { h } from "../core/dom.js";
import { richText } from "../text/richtext.js";

export function cell(spec) {
  if (!spec) return "";
  if (spec.type === "rich_text") return richText(spec);
  return spec.text ?? String(spec.value ?? "");
}

export const numeric = (spec) => spec?.type === "raw_number";

export function table(block) {
  const [head = [], ...rows] = block.rows || [];
  const setting = (i) => block.column_settings?.[i] || {};
  const style = (i, spec) => [
    `align-${setting(i).align || (numeric(spec) ? "right" : "left")}`,
    setting(i).is_wrapped ? "wrapped" : "unwrapped",
  ];
  return h(
    "div",
    { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" },
    h(
      "table",
      { class: "table" },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          head.map((spec, i) => h("th", { scope: "col", class: style(i, spec) }, cell(spec))),
        ),
      ),
      h(
        "tbody",
        {},
        rows.map((row) =>
          h(
            "tr",
            {},
            row.map((spec, i) => h("td", { class: style(i, spec) }, cell(spec))),
          ),
        ),
      ),
    ),
  );
}
