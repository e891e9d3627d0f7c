// The workspace's clock: shown in the acting person's zone, moved by buttons; a move may take a while.
import { fill, h, uid } from "../core/dom.js";
import { api } from "../core/api.js";
import { icon } from "../core/icons.js";
import { popover } from "../core/layers.js";
import { workspace } from "../core/state.js";
import { clockLabel, fromWall, parts } from "../core/time.js";

export function clockControl() {
  const face = h("span", { class: "clock-face", "data-testid": "clock" });
  const zone = h("span", { class: "clock-zone" });
  const button = h(
    "button",
    {
      type: "button",
      class: "top-btn clock-btn",
      "aria-haspopup": "dialog",
      "aria-label": "Workspace time",
      "data-testid": "clock-button",
      onClick: () => openPanel(button),
    },
    icon("clock", 16),
    face,
    zone,
  );
  const tick = () => {
    const words = clockLabel(workspace.now(), workspace.tz);
    if (face.textContent !== words) fill(face, words);
    fill(zone, workspace.tz.split("/").pop().replace(/_/g, " "));
    button.setAttribute("aria-label", `Workspace time: ${words}, ${workspace.tz}. Move the clock`);
  };
  setInterval(tick, 1000);
  workspace.on("clock", tick);
  workspace.on("person", tick);
  tick();
  return button;
}

/** Seconds until the next Monday 09:00 of this zone. */
export function untilMonday(now, tz) {
  const p = parts(now, tz);
  const days = (7 - p.weekday) % 7;
  const at = (add) => {
    const d = new Date(Date.UTC(p.year, p.month - 1, p.day + add));
    return fromWall(d.getUTCFullYear(), d.getUTCMonth() + 1, d.getUTCDate(), 9, 0, tz);
  };
  const found = at(days) > now ? at(days) : at(days + 7);
  return (found - now) / 1000;
}

function openPanel(anchor) {
  const status = h("div", { class: "clock-status", role: "status", "data-testid": "clock-status" });
  const steps = [
    ["+1 hour", 3600],
    ["+1 day", 86400],
    ["+1 week", 604800],
  ];
  const buttons = steps.map(([label, by]) =>
    h(
      "button",
      {
        type: "button",
        class: "btn",
        "data-testid": `clock${label.replace(" ", "-")}`,
        onClick: () => run({ move: by }),
      },
      label,
    ),
  );
  buttons.push(
    h(
      "button",
      {
        type: "button",
        class: "btn",
        "data-testid": "clock-monday",
        onClick: () => run({ move: Math.ceil(untilMonday(workspace.now(), workspace.tz)) }),
      },
      "To Monday 09:00",
    ),
  );
  const p = parts(workspace.now(), workspace.tz);
  const two = (n) => String(n).padStart(2, "0");
  const id = uid("clock");
  const exact = h("input", {
    type: "datetime-local",
    class: "text-input",
    id,
    "data-testid": "clock-exact",
    value: `${p.year}-${two(p.month)}-${two(p.day)}T${two(p.hour)}:${two(p.minute)}`,
  });
  const set = h(
    "button",
    {
      type: "button",
      class: "btn btn-primary",
      "data-testid": "clock-set",
      onClick: () => {
        const m = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+)/.exec(exact.value);
        if (m) run({ set: new Date(fromWall(+m[1], +m[2], +m[3], +m[4], +m[5], workspace.tz)).toISOString() });
        else fill(status, "Enter a date and a time.");
      },
    },
    "Set",
  );
  const panel = h(
    "div",
    { class: "clock-panel" },
    h("h2", { class: "panel-title" }, "Workspace clock"),
    h("p", { class: "hint" }, `Everything in the workspace goes by it. Times are ${workspace.tz}.`),
    h("div", { class: "clock-steps" }, buttons),
    h("label", { class: "input-label", for: id }, "Exactly"),
    h("div", { class: "clock-exact" }, exact, set),
    status,
  );
  const layer = popover(anchor, panel, { role: "dialog", label: "Workspace clock" });
  buttons[0].focus();

  async function run(body) {
    const all = [...buttons, set];
    all.forEach((b) => {
      b.disabled = true;
    });
    anchor.classList.add("busy");
    fill(status, h("span", { class: "spinner" }), " Moving the clock; what is due on the way happens now…");
    layer.place();
    try {
      const answer = await api.clock(body);
      if (answer.now) workspace.setClock(answer.now);
      fill(
        status,
        answer.now
          ? `It is now ${clockLabel(workspace.now(), workspace.tz)}.`
          : answer.text || answer.error || "The clock was not moved.",
      );
    } catch (error) {
      fill(status, `The clock could not be moved: ${error.message}`);
    }
    anchor.classList.remove("busy");
    all.forEach((b) => {
      b.disabled = false;
    });
  }
}
