// data_table: a table with a caption that turns pages and sorts by column.
import { fill, h } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { richText } from "../text/richtext.js";
import { cell, numeric } from "./tables.js";

export function dataTable(block) {
  return new DataTable(block).node;
}

class DataTable {
  constructor(block) {
    [this.head = [], ...this.all] = block.rows || [];
    this.caption = block.caption;
    this.size = block.page_size || 5;
    this.headerColumn = block.row_header_column_index ?? 0;
    this.page = 0;
    this.order = null;
    this.rows = this.all;
    this.status = h("span", { class: "hint", role: "status" });
    this.node = h("div", { class: "data-table", "data-testid": "data-table" });
    this.draw();
  }

  get pages() {
    return Math.max(1, Math.ceil(this.rows.length / this.size));
  }

  /** Up, then down, then as the app sent it. */
  sortBy(column) {
    const again = this.order?.column === column;
    this.order = again && this.order.down ? null : { column, down: again };
    const way = this.order?.down ? -1 : 1;
    this.rows = this.order ? [...this.all].sort((a, b) => compare(a[column], b[column]) * way) : this.all;
    this.page = 0;
    this.draw(`[data-column="${column}"]`);
  }

  turn(by) {
    this.page += by;
    this.draw(`[data-turn="${by}"]`);
  }

  draw(focus) {
    fill(this.node, this.table(), this.pager());
    const wanted = focus && this.node.querySelector(focus);
    (wanted?.disabled ? this.node.querySelector("[data-turn]:not([disabled])") : wanted)?.focus();
  }

  table() {
    const shown = this.rows.slice(this.page * this.size, (this.page + 1) * this.size);
    const table = h(
      "table",
      { class: "table" },
      h("caption", {}, this.caption),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          this.head.map((spec, i) => this.heading(spec, i)),
        ),
      ),
      h(
        "tbody",
        {},
        shown.map((row) => this.row(row)),
      ),
    );
    return h(
      "div",
      { class: "table-scroll", tabindex: "0", role: "region", "aria-label": this.caption || "Table" },
      table,
    );
  }

  heading(spec, column) {
    const sorted = this.order?.column === column && (this.order.down ? "descending" : "ascending");
    const align = this.all.every((row) => numeric(row[column])) ? "align-right" : "align-left";
    const arrow = sorted && icon(this.order.down ? "down" : "up", 12);
    const button = h(
      "button",
      { type: "button", class: "sort-btn", "data-column": column, onClick: () => this.sortBy(column) },
      cell(spec),
      arrow,
    );
    return h("th", { scope: "col", class: align, "aria-sort": sorted }, button);
  }

  row(row) {
    return h(
      "tr",
      {},
      row.map((spec, i) => {
        const align = numeric(spec) ? "align-right" : "align-left";
        return i === this.headerColumn
          ? h("th", { scope: "row", class: align }, cell(spec))
          : h("td", { class: align }, cell(spec));
      }),
    );
  }

  pager() {
    const { length } = this.rows;
    const first = this.page * this.size + 1;
    const last = Math.min(first + this.size - 1, length);
    fill(this.status, length > this.size ? `${first}–${last} of ${length}` : `${length} row${length === 1 ? "" : "s"}`);
    const turners =
      this.pages > 1 &&
      h(
        "span",
        { class: "pager-btns" },
        this.turner(-1, "left", "Previous page", this.page === 0),
        this.turner(1, "right", "Next page", this.page >= this.pages - 1),
      );
    return h("div", { class: "pager" }, this.status, turners);
  }

  turner(by, name, label, disabled) {
    const props = { type: "button", class: "icon-btn", "data-turn": by, "aria-label": label, disabled };
    return h("button", { ...props, onClick: () => this.turn(by) }, icon(name, 16));
  }
}

function sortKey(spec) {
  if (numeric(spec)) return spec.value;
  return spec?.type === "rich_text" ? richText(spec).textContent : (spec?.text ?? "");
}

function compare(first, second) {
  const [a, b] = [sortKey(first), sortKey(second)];
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en", { numeric: true });
}
