// Bar, area and line charts as SVG.
import { s } from "../core/dom.js";
import { categoriesOf, number, valueAt } from "./figures.js";

const MARGIN = { left: 48, right: 14, top: 14, bottom: 44 };

/** The drawing is as wide as its place, so that its words keep their size. */
const sized = (width) => ({ ...MARGIN, width, height: Math.round(Math.max(200, width / 2)) });

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

export function plot(spec, title, width) {
  const size = sized(width);
  const categories = categoriesOf(spec);
  const series = spec.series || [];
  const grid = series.map((one) => categories.map((c, i) => valueAt(one, c, i)));
  const range = scale(grid.flat().filter((v) => v !== null));
  const inner = { width: size.width - size.left - size.right, height: size.height - size.top - size.bottom };
  const y = (v) => size.top + inner.height * (1 - (v - range.low) / (range.high - range.low));
  const band = inner.width / Math.max(categories.length, 1);
  const x = (i) => size.left + band * (i + 0.5);
  const tip = (k, i) => s("title", {}, `${series[k].name}, ${categories[i]}: ${number(grid[k][i])}`);
  const marks =
    spec.type === "bar" ? bars(grid, x, band, y, range, tip) : lines(grid, x, y, range, spec.type === "area", tip);
  const label = `${title}. ${series.map((one, k) => `${one.name}: ${categories.map((c, i) => `${c} ${grid[k][i] === null ? "none" : number(grid[k][i])}`).join(", ")}`).join("; ")}`;
  return s(
    "svg",
    { viewBox: `0 0 ${size.width} ${size.height}`, class: "plot", role: "img", "aria-label": label },
    axes(size, range, categories, x, y, band, spec.axis_config || {}),
    marks,
  );
}

function axes(size, range, categories, x, y, band, config) {
  const right = size.width - size.right;
  const longest = Math.max(1, ...categories.map((c) => c.length));
  const skip = Math.ceil(Math.min(46, longest * 6.6 + 6) / band);
  const room = Math.max(4, Math.floor((band * skip) / 6.6));
  const short = (text) => (text.length > room ? `${text.slice(0, room - 1)}…` : text);
  return [
    range.ticks.map((v) => [
      s("line", { x1: size.left, x2: right, y1: y(v), y2: y(v), class: v === 0 ? "axis" : "gridline" }),
      s("text", { x: size.left - 8, y: y(v) + 4, "text-anchor": "end", class: "tick" }, number(v)),
    ]),
    categories.map(
      (c, i) =>
        i % skip === 0 &&
        s(
          "text",
          { x: x(i), y: size.height - size.bottom + 18, "text-anchor": "middle", class: "tick" },
          short(c),
          s("title", {}, c),
        ),
    ),
    config.x_label &&
      s(
        "text",
        { x: (size.left + right) / 2, y: size.height - 6, "text-anchor": "middle", class: "axis-label" },
        config.x_label,
      ),
    config.y_label &&
      s(
        "text",
        {
          x: -(size.height - size.bottom + size.top) / 2,
          y: 11,
          "text-anchor": "middle",
          transform: "rotate(-90)",
          class: "axis-label",
        },
        config.y_label,
      ),
  ];
}

function bars(grid, x, band, y, range, tip) {
  const width = Math.min((band * 0.72) / grid.length, 44);
  const zero = y(Math.max(range.low, 0));
  return grid.map((row, k) =>
    row.map((v, i) => {
      if (v === null) return null;
      const left = x(i) - (width * grid.length) / 2 + width * k;
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
