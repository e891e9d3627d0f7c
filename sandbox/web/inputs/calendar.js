// A month to pick a day from. Arrow keys move by day and week, PageUp and PageDown by month.
import { fill, h, iconButton, uid } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { isoDay, monthName, prettyDay } from "../core/time.js";

const WEEKDAYS = [
  ["Su", "Sunday"],
  ["Mo", "Monday"],
  ["Tu", "Tuesday"],
  ["We", "Wednesday"],
  ["Th", "Thursday"],
  ["Fr", "Friday"],
  ["Sa", "Saturday"],
];
const asUtc = (day) => new Date(`${day}T00:00:00Z`);
const asDay = (d) => isoDay({ year: d.getUTCFullYear(), month: d.getUTCMonth() + 1, day: d.getUTCDate() });

function shift(day, days, months = 0) {
  const d = asUtc(day);
  if (months) {
    const wanted = d.getUTCDate();
    d.setUTCDate(1);
    d.setUTCMonth(d.getUTCMonth() + months);
    const last = new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + 1, 0)).getUTCDate();
    d.setUTCDate(Math.min(wanted, last));
  }
  d.setUTCDate(d.getUTCDate() + days);
  return asDay(d);
}

export function calendar({ chosen, today, onPick }) {
  let focus = chosen || today;
  const titleId = uid("month");
  const title = h("div", { class: "cal-title", id: titleId, "aria-live": "polite" });
  const grid = h("table", { class: "cal-grid", role: "grid", "aria-labelledby": titleId });
  const node = h(
    "div",
    { class: "calendar", "data-testid": "calendar" },
    h(
      "div",
      { class: "cal-head" },
      iconButton(icon("left", 16), "Previous month", () => move(0, -1, false)),
      title,
      iconButton(icon("right", 16), "Next month", () => move(0, 1, false)),
    ),
    grid,
    h(
      "div",
      { class: "cal-foot" },
      h("button", { type: "button", class: "btn-link", onClick: () => onPick(today) }, "Today"),
    ),
  );

  function move(days, months, take = true) {
    focus = shift(focus, days, months);
    draw();
    if (take) grid.querySelector('[tabindex="0"]')?.focus();
  }

  function draw() {
    const [year, month] = focus.split("-").map(Number);
    fill(title, monthName(year, month));
    const first = `${focus.slice(0, 8)}01`;
    const start = shift(first, -asUtc(first).getUTCDay());
    const rows = [];
    for (let week = 0; week < 6; week += 1) {
      const days = [0, 1, 2, 3, 4, 5, 6].map((n) => shift(start, week * 7 + n));
      if (week > 3 && days.every((d) => d.slice(0, 7) !== focus.slice(0, 7))) break;
      rows.push(h("tr", {}, days.map(cell)));
    }
    fill(
      grid,
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          WEEKDAYS.map(([short, long]) => h("th", { scope: "col" }, h("abbr", { title: long }, short))),
        ),
      ),
      h("tbody", {}, rows),
    );
  }

  function cell(day) {
    const state = [
      day.slice(0, 7) !== focus.slice(0, 7) && "other",
      day === today && "today",
      day === chosen && "chosen",
    ];
    return h(
      "td",
      { role: "gridcell", "aria-selected": day === chosen ? "true" : "false" },
      h(
        "button",
        {
          type: "button",
          class: ["cal-day", ...state],
          tabindex: day === focus ? "0" : "-1",
          "data-day": day,
          "aria-label": prettyDay(day),
          "aria-current": day === today ? "date" : null,
          onClick: () => onPick(day),
        },
        String(Number(day.slice(8))),
      ),
    );
  }

  grid.addEventListener("keydown", (event) => {
    const steps = {
      ArrowLeft: [-1],
      ArrowRight: [1],
      ArrowUp: [-7],
      ArrowDown: [7],
      PageUp: [0, -1],
      PageDown: [0, 1],
    };
    if (!steps[event.key]) return;
    event.preventDefault();
    move(steps[event.key][0], steps[event.key][1] || 0);
  });
  draw();
  return { node, focus: () => grid.querySelector('[tabindex="0"]')?.focus() };
}
