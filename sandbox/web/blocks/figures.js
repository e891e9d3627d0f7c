// What a chart says in numbers.
import { h } from "../core/dom.js";

export const number = (n) =>
  Math.abs(n) >= 10000
    ? new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(n)
    : new Intl.NumberFormat("en", { maximumFractionDigits: 2 }).format(n);

export function categoriesOf(spec) {
  return spec.axis_config?.categories || (spec.series?.[0]?.data || []).map((p) => p.label);
}

export function valueAt(series, category, i) {
  const point = (series.data || []).find((p) => p.label === category) || series.data?.[i];
  return point ? Number(point.value) : null;
}

/** The figures as a table. */
export function figures(spec) {
  if (spec.type === "pie")
    return simple(
      ["", "Value"],
      (spec.segments || []).map((x) => [x.label, number(x.value)]),
    );
  const categories = categoriesOf(spec);
  return simple(
    ["", ...(spec.series || []).map((one) => one.name)],
    categories.map((c, i) => [
      c,
      ...(spec.series || []).map((one) => {
        const v = valueAt(one, c, i);
        return v === null ? "" : number(v);
      }),
    ]),
  );
}

function simple(head, rows) {
  return h(
    "div",
    { class: "table-scroll" },
    h(
      "table",
      { class: "table" },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          head.map((c) => h("th", { scope: "col" }, c || h("span", { class: "sr-only" }, "Label"))),
        ),
      ),
      h(
        "tbody",
        {},
        rows.map((row) =>
          h(
            "tr",
            {},
            row.map((c, i) => (i ? h("td", { class: "align-right" }, c) : h("th", { scope: "row" }, c))),
          ),
        ),
      ),
    ),
  );
}
