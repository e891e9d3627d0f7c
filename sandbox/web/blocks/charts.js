// data_visualization: pie, bar, area and line, drawn as SVG, each with its figures as a table for whoever cannot see it.
import { h, s, uid } from "../core/dom.js";

const SIZE = { width: 560, height: 280, left: 48, right: 14, top: 14, bottom: 44 };

export function chart(block) {
  const spec = block.chart || {};
  const titleId = uid("chart");
  const draw = spec.type === "pie" ? pie : plot;
  const [picture, legend] = draw(spec, titleId, block.title || "Chart");
  return h(
    "figure",
    { class: `chart chart-${spec.type}`, "data-testid": "chart", "aria-labelledby": titleId },
    h("figcaption", { class: "chart-title", id: titleId }, block.title),
    h("div", { class: "chart-body" }, picture, legend),
    h("details", { class: "chart-data" }, h("summary", {}, "Show figures"), figures(spec)),
  );
}

const number = (n) =>
  Math.abs(n) >= 10000
    ? new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(n)
    : new Intl.NumberFormat("en", { maximumFractionDigits: 2 }).format(n);

function pie(spec, titleId, title) {
  const segments = spec.segments || [];
  const total = segments.reduce((sum, x) => sum + x.value, 0) || 1;
  const share = (x) => `${Math.round((x.value / total) * 100)}%`;
  let angle = -Math.PI / 2;
  const slices = segments.map((segment, i) => {
    const turn = (segment.value / total) * Math.PI * 2;
    const path = slice(100, 100, 92, 50, angle, angle + turn);
    angle += turn;
    return s(
      "path",
      { d: path, class: `slice fill-${i % 12}` },
      s("title", {}, `${segment.label}: ${number(segment.value)} (${share(segment)})`),
    );
  });
  const label = `${title}. ${segments.map((x) => `${x.label}: ${number(x.value)}, ${share(x)}`).join("; ")}`;
  return [
    s("svg", { viewBox: "0 0 200 200", class: "pie", role: "img", "aria-label": label }, slices),
    legend(segments.map((x, i) => ({ name: x.label, value: `${number(x.value)} · ${share(x)}`, i }))),
  ];
}

function slice(cx, cy, outer, inner, from, to) {
  const end = Math.min(to, from + Math.PI * 2 - 0.0001);
  const at = (r, a) => `${(cx + r * Math.cos(a)).toFixed(2)} ${(cy + r * Math.sin(a)).toFixed(2)}`;
  const large = end - from > Math.PI ? 1 : 0;
  return `M${at(outer, from)}A${outer} ${outer} 0 ${large} 1 ${at(outer, end)}L${at(inner, end)}A${inner} ${inner} 0 ${large} 0 ${at(inner, from)}Z`;
}

function legend(items) {
  return h(
    "ul",
    { class: "legend" },
    items.map((item) =>
      h(
        "li",
        {},
        h("span", { class: `swatch back-${item.i % 12}`, "aria-hidden": "true" }),
        h("span", { class: "legend-name" }, item.name),
        item.value && h("span", { class: "legend-value" }, item.value),
      ),
    ),
  );
}

function categoriesOf(spec) {
  return spec.axis_config?.categories || (spec.series?.[0]?.data || []).map((p) => p.label);
}

function valueAt(series, category, i) {
  const point = (series.data || []).find((p) => p.label === category) || series.data?.[i];
  return point ? Number(point.value) : null;
}

/** Round steps that cover the values, zero included. */
export function scale(values) {
  let low = Math.min(0, ...values);
  let high = Math.max(0, ...values);
  if (low === high) high = low + 1;
  const raw = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((x) => x >= raw);
  low = Math.floor(low / step + 1e-9) * step;
  high = Math.ceil(high / step - 1e-9) * step;
  const ticks = [];
  for (let v = low; v <= high + step / 2; v += step) ticks.push(Number(v.toPrecision(12)));
  return { low, high, ticks };
}

function plot(spec, titleId, title) {
  const categories = categoriesOf(spec);
  const series = spec.series || [];
  const grid = series.map((one) => categories.map((c, i) => valueAt(one, c, i)));
  const range = scale(grid.flat().filter((v) => v !== null));
  const inner = { width: SIZE.width - SIZE.left - SIZE.right, height: SIZE.height - SIZE.top - SIZE.bottom };
  const y = (v) => SIZE.top + inner.height * (1 - (v - range.low) / (range.high - range.low));
  const band = inner.width / Math.max(categories.length, 1);
  const x = (i) => SIZE.left + band * (i + 0.5);
  const tip = (k, i) => s("title", {}, `${series[k].name}, ${categories[i]}: ${number(grid[k][i])}`);
  const marks =
    spec.type === "bar" ? bars(grid, band, y, range, tip) : lines(grid, x, y, range, spec.type === "area", tip);
  const label = `${title}. ${series.map((one, k) => `${one.name}: ${categories.map((c, i) => `${c} ${grid[k][i] === null ? "none" : number(grid[k][i])}`).join(", ")}`).join("; ")}`;
  const picture = s(
    "svg",
    { viewBox: `0 0 ${SIZE.width} ${SIZE.height}`, class: "plot", role: "img", "aria-label": label },
    axes(range, categories, x, y, band, spec.axis_config || {}),
    marks,
  );
  return [
    picture,
    series.length > 1 || series[0]?.name ? legend(series.map((one, i) => ({ name: one.name, i }))) : null,
  ];
}

function axes(range, categories, x, y, band, config) {
  const right = SIZE.width - SIZE.right;
  const skip = Math.ceil(46 / band);
  const room = Math.max(4, Math.floor((band * skip) / 6.6));
  const short = (text) => (text.length > room ? `${text.slice(0, room - 1)}…` : text);
  return [
    range.ticks.map((v) => [
      s("line", { x1: SIZE.left, x2: right, y1: y(v), y2: y(v), class: v === 0 ? "axis" : "gridline" }),
      s("text", { x: SIZE.left - 8, y: y(v) + 4, "text-anchor": "end", class: "tick" }, number(v)),
    ]),
    categories.map(
      (c, i) =>
        i % skip === 0 &&
        s(
          "text",
          { x: x(i), y: SIZE.height - SIZE.bottom + 18, "text-anchor": "middle", class: "tick" },
          short(c),
          s("title", {}, c),
        ),
    ),
    config.x_label &&
      s(
        "text",
        { x: (SIZE.left + right) / 2, y: SIZE.height - 6, "text-anchor": "middle", class: "axis-label" },
        config.x_label,
      ),
    config.y_label &&
      s(
        "text",
        {
          x: -(SIZE.height - SIZE.bottom + SIZE.top) / 2,
          y: 11,
          "text-anchor": "middle",
          transform: "rotate(-90)",
          class: "axis-label",
        },
        config.y_label,
      ),
  ];
}

function bars(grid, band, y, range, tip) {
  const width = Math.min((band * 0.72) / grid.length, 44);
  const zero = y(Math.max(range.low, 0));
  return grid.map((row, k) =>
    row.map((v, i) => {
      if (v === null) return null;
      const left = SIZE.left + band * (i + 0.5) - (width * grid.length) / 2 + width * k;
      const top = Math.min(y(v), zero);
      return s(
        "rect",
        {
          x: left + 1,
          y: top,
          width: Math.max(width - 2, 1),
          height: Math.max(Math.abs(zero - y(v)), 1),
          rx: 2,
          class: `bar fill-${k % 12}`,
        },
        tip(k, i),
      );
    }),
  );
}

const SHAPES = [
  (x, y) => s("circle", { cx: x, cy: y, r: 3.6 }),
  (x, y) => s("rect", { x: x - 3.2, y: y - 3.2, width: 6.4, height: 6.4 }),
  (x, y) => s("path", { d: `M${x} ${y - 4.4}L${x + 4.2} ${y + 3.2}H${x - 4.2}Z` }),
  (x, y) => s("path", { d: `M${x} ${y - 4.6}L${x + 4.6} ${y}L${x} ${y + 4.6}L${x - 4.6} ${y}Z` }),
];

function lines(grid, x, y, range, filled, tip) {
  const floor = y(Math.max(range.low, 0));
  return grid.map((row, k) => {
    const points = row.map((v, i) => (v === null ? null : [x(i), y(v), i])).filter(Boolean);
    if (!points.length) return null;
    const path = points.map(([px, py], i) => `${i ? "L" : "M"}${px.toFixed(1)} ${py.toFixed(1)}`).join("");
    const area =
      filled &&
      s("path", {
        d: `${path}L${points[points.length - 1][0].toFixed(1)} ${floor}L${points[0][0].toFixed(1)} ${floor}Z`,
        class: `area fill-${k % 12}`,
      });
    const dots = points.map(([px, py, i]) => {
      const dot = SHAPES[k % SHAPES.length](px, py);
      dot.setAttribute("class", `dot fill-${k % 12}`);
      dot.append(tip(k, i));
      return dot;
    });
    return s("g", {}, area, s("path", { d: path, class: `line stroke-${k % 12}` }), dots);
  });
}

function figures(spec) {
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
