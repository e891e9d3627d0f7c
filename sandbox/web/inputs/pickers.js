// Date, time, and both. Days and times are the acting person's own wall clock.
import { h, iconButton } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { popover } from "../core/layers.js";
import { workspace } from "../core/state.js";
import { dayOf, fromWall, parts, prettyDay, readDay, readTime, wallTime } from "../core/time.js";
import { plainText } from "../text/mrkdwn.js";
import { calendar } from "./calendar.js";
import { combobox } from "./combobox.js";

/** A field that shows a day, opens a month, and also reads what one types. */
function dayField({ value, placeholder, attrs, onChange }) {
  let day = value;
  let layer = null;
  const input = h("input", {
    type: "text",
    class: "text-input date-input",
    autocomplete: "off",
    placeholder,
    ...attrs,
    value: day ? prettyDay(day) : "",
  });
  const button = iconButton(icon("calendar", 16), "Open the calendar", () => (layer ? layer.close() : open(true)), {
    class: "date-btn",
    "aria-haspopup": "dialog",
  });
  const node = h("div", { class: "date-field" }, input, button);

  function open(enter) {
    const cal = calendar({
      chosen: day,
      today: dayOf(workspace.now(), workspace.tz),
      onPick: (picked) => {
        take(picked);
        layer.close();
        input.focus();
      },
    });
    layer = popover(node, cal.node, {
      role: "dialog",
      label: "Choose a date",
      keepFocus: true,
      onClose: () => {
        layer = null;
      },
    });
    if (enter) cal.focus();
  }

  function take(picked) {
    if (picked === day) {
      show();
      return;
    }
    day = picked;
    show();
    input.setCustomValidity("");
    input.removeAttribute("aria-invalid");
    onChange(day);
  }

  function show() {
    input.value = day ? prettyDay(day) : "";
  }

  function read() {
    const text = input.value.trim();
    if (!text) take(null);
    else if (readDay(text)) take(readDay(text));
    else show();
  }

  input.addEventListener("mousedown", () => {
    if (!layer) open(false);
  });
  input.addEventListener("change", read);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      if (!layer) open(true);
      else layer.node.querySelector('[tabindex="0"]')?.focus();
    }
    if (event.key === "Enter") {
      event.preventDefault();
      read();
      layer?.close();
    }
    if (event.key === "Tab") layer?.close();
  });
  return {
    node,
    get: () => day,
    set: (d) => {
      day = d;
      show();
    },
  };
}

function timeRows(query) {
  const rows = [];
  const typed = readTime(query);
  if (typed) rows.push({ key: typed, label: wallTime(typed), data: typed });
  for (let m = 0; m < 1440; m += 30) {
    const value = `${String(Math.floor(m / 60)).padStart(2, "0")}:${String(m % 60).padStart(2, "0")}`;
    const label = wallTime(value);
    if (
      value !== typed &&
      (!query || label.toLowerCase().startsWith(query.toLowerCase()) || (!typed && value.startsWith(query)))
    )
      rows.push({ key: value, label, data: value });
  }
  return [{ options: rows }];
}

function timeField({ value, placeholder, attrs, onChange, clearable }) {
  return combobox({
    chosen: value ? [{ key: value, label: wallTime(value), data: value }] : [],
    placeholder,
    attrs,
    clearable,
    source: timeRows,
    listLabel: "Times",
    compact: true,
    onChange: (chosen) => onChange(chosen[0]?.data ?? null),
  });
}

export function datepicker(element, ctx) {
  const { surface, block } = ctx;
  const placeholder = plainText(element.placeholder) || "Select a date";
  const field = dayField({
    value: surface.get(block, element),
    placeholder,
    attrs: { "data-control": true, ...ctx.controlAttrs(element, placeholder) },
    onChange: async (day) => {
      const before = surface.get(block, element);
      surface.set(block, element, day);
      if (ctx.dispatches && day && !(await ctx.dispatch(element, field.node)) && element.confirm) {
        surface.set(block, element, before);
        field.set(before);
      }
    },
  });
  return h("div", { class: "picker", ...ctx.wrapAttrs(element) }, field.node);
}

export function timepicker(element, ctx) {
  const { surface, block } = ctx;
  const placeholder = plainText(element.placeholder) || "Select a time";
  const node = timeField({
    value: surface.get(block, element),
    placeholder,
    attrs: ctx.controlAttrs(element, placeholder),
    clearable: ctx.inInput && ctx.optional,
    onChange: async (time) => {
      const before = surface.get(block, element);
      surface.set(block, element, time);
      if (!ctx.dispatches || !time) return true;
      const went = await ctx.dispatch(element, node, element.timezone ? { timezone: element.timezone } : {});
      if (!went && element.confirm) {
        surface.set(block, element, before);
        return false;
      }
      return true;
    },
  });
  return h(
    "div",
    { class: "picker", ...ctx.wrapAttrs(element) },
    node,
    element.timezone && h("span", { class: "hint" }, element.timezone),
  );
}

export function datetimepicker(element, ctx) {
  const { surface, block } = ctx;
  const held = surface.get(block, element);
  const p = held ? parts(held * 1000, workspace.tz) : null;
  let day = held ? dayOf(held * 1000, workspace.tz) : null;
  let time = p ? `${String(p.hour).padStart(2, "0")}:${String(p.minute).padStart(2, "0")}` : null;
  const keep = () => {
    if (!day || !time) {
      surface.set(block, element, null);
      return;
    }
    const [y, m, d] = day.split("-").map(Number);
    const [hour, minute] = time.split(":").map(Number);
    surface.set(block, element, Math.floor(fromWall(y, m, d, hour, minute, workspace.tz) / 1000));
    if (ctx.dispatches) ctx.dispatch(element, node);
  };
  const field = dayField({
    value: day,
    placeholder: "Select a date",
    attrs: { "data-control": true, "data-part": "date", ...ctx.controlAttrs(element, "Date") },
    onChange: (d) => {
      day = d;
      keep();
    },
  });
  const clock = timeField({
    value: time,
    placeholder: "Time",
    attrs: { "aria-label": "Time", "data-part": "time" },
    onChange: (t) => {
      time = t;
      keep();
    },
  });
  const node = h("div", { class: "picker picker-both" }, field.node, clock);
  return h("div", { ...ctx.wrapAttrs(element) }, node);
}
