// data_visualization: pie, bar, area and line, drawn as SVG, each with its figures as a table for whoever cannot see it.
import { fill, h, s, uid } from "../core/dom.js";
import { figures, number } from "./figures.js";
import { plot } from "./plot.js";

const WIDEST = 560;
const NARROWEST = 240;

export function chart(block) {
  const spec = block.chart || {};
  const titleId = uid("chart");
  const title = block.title || "Chart";
  const [picture, key] = spec.type === "pie" ? pie(spec, title) : [fitted(spec, title), names(spec)];
  return h(
    "figure",
    { class: `chart chart-${spec.type}`, "data-testid": "chart", "aria-labelledby": titleId },
    h("figcaption", { class: "chart-title", id: titleId }, block.title),
    h("div", { class: "chart-body" }, picture, key),
    h("details", { class: "chart-data" }, h("summary", {}, "Show figures"), figures(spec)),
  );
}

/** A plot that is drawn again when its place grows or shrinks, so that its words keep their size. */
function fitted(spec, title) {
  const holder = h("div", { class: "plot-holder" }, plot(spec, title, WIDEST));
  let drawn = WIDEST;
  new ResizeObserver(([{ contentRect }]) => {
    const width = Math.round(Math.max(NARROWEST, Math.min(WIDEST, contentRect.width)));
    if (!contentRect.width || Math.abs(width - drawn) < 12) return;
    drawn = width;
    fill(holder, plot(spec, title, width));
  }).observe(holder);
  return holder;
}

function names(spec) {
  const series = spec.series || [];
  return series.length > 1 || series[0]?.name ? legend(series.map((one, i) => ({ name: one.name, i }))) : null;
}

function pie(spec, title) {
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
