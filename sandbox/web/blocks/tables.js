// table and data_table. Cells are raw text, raw numbers or rich text; data_table turns pages and sorts.
import { fill, h } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { richText } from "../text/richtext.js";

function cell(spec) {
  if (!spec) return "";
  if (spec.type === "rich_text") return richText(spec);
  return spec.text ?? String(spec.value ?? "");
}

const numeric = (spec) => spec?.type === "raw_number";

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

const sortKey = (spec) =>
  numeric(spec) ? spec.value : spec?.type === "rich_text" ? richText(spec).textContent : (spec?.text ?? "");

export function dataTable(block) {
  const [head = [], ...all] = block.rows || [];
  const size = block.page_size || 5;
  const headerColumn = block.row_header_column_index ?? 0;
  let page = 0;
  let order = null;
  let rows = all;
  const node = h("div", { class: "data-table", "data-testid": "data-table" });
  const status = h("span", { class: "hint", role: "status" });

  const sortBy = (i) => {
    order = order?.column === i ? (order.down ? null : { column: i, down: true }) : { column: i, down: false };
    rows = order ? [...all].sort((a, b) => compare(sortKey(a[i]), sortKey(b[i])) * (order.down ? -1 : 1)) : all;
    page = 0;
    draw(`[data-column="${i}"]`);
  };

  const turn = (by) => {
    page += by;
    draw(by > 0 ? '[data-turn="1"]' : '[data-turn="-1"]');
  };

  function draw(focus) {
    const pages = Math.max(1, Math.ceil(rows.length / size));
    const shown = rows.slice(page * size, (page + 1) * size);
    const heads = head.map((spec, i) =>
      h(
        "th",
        {
          scope: "col",
          class: all.every((r) => numeric(r[i])) ? "align-right" : "align-left",
          "aria-sort": order?.column === i ? (order.down ? "descending" : "ascending") : null,
        },
        h(
          "button",
          { type: "button", class: "sort-btn", "data-column": i, onClick: () => sortBy(i) },
          cell(spec),
          order?.column === i && icon(order.down ? "down" : "up", 12),
        ),
      ),
    );
    const body = shown.map((row) =>
      h(
        "tr",
        {},
        row.map((spec, i) =>
          h(
            i === headerColumn ? "th" : "td",
            { scope: i === headerColumn ? "row" : null, class: numeric(spec) ? "align-right" : "align-left" },
            cell(spec),
          ),
        ),
      ),
    );
    const turner = (by, name, label, off) =>
      h(
        "button",
        {
          type: "button",
          class: "icon-btn",
          "data-turn": by,
          "aria-label": label,
          disabled: off,
          onClick: () => turn(by),
        },
        icon(name, 16),
      );
    status.textContent =
      rows.length > size
        ? `${page * size + 1}–${Math.min((page + 1) * size, rows.length)} of ${rows.length}`
        : `${rows.length} row${rows.length === 1 ? "" : "s"}`;
    fill(
      node,
      h(
        "div",
        { class: "table-scroll", tabindex: "0", role: "region", "aria-label": block.caption || "Table" },
        h(
          "table",
          { class: "table" },
          h("caption", {}, block.caption),
          h("thead", {}, h("tr", {}, heads)),
          h("tbody", {}, body),
        ),
      ),
      h(
        "div",
        { class: "pager" },
        status,
        pages > 1 &&
          h(
            "span",
            { class: "pager-btns" },
            turner(-1, "left", "Previous page", page === 0),
            turner(1, "right", "Next page", page >= pages - 1),
          ),
      ),
    );
    if (focus) {
      const wanted = node.querySelector(focus);
      (wanted?.disabled ? node.querySelector("[data-turn]:not([disabled])") : wanted)?.focus();
    }
  }
  draw();
  return node;
}

function compare(a, b) {
  return typeof a === "number" && typeof b === "number"
    ? a - b
    : String(a).localeCompare(String(b), "en", { numeric: true });
}
