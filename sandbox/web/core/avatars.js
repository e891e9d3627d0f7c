// Initials on a colour: people are rounded squares as in Slack, and nobody needs a picture.
import { h } from "./dom.js";
import { workspace } from "./state.js";

// Each bears white text at 4.5:1 or more.
const COLOURS = [
  "#8d3b72",
  "#1b6e8c",
  "#a23b2a",
  "#2f6f4f",
  "#5b4b9a",
  "#8a5a00",
  "#23599c",
  "#9b2c5e",
  "#3f6b1f",
  "#6b4a2f",
  "#2c5f7c",
  "#7a3e9d",
];

export function colourOf(id) {
  let sum = 0;
  for (const ch of String(id)) sum = (sum * 31 + ch.codePointAt(0)) % 100003;
  return COLOURS[sum % COLOURS.length];
}

function initials(name) {
  const words = name
    .replace(/[^\p{L}\p{N}\s]/gu, " ")
    .trim()
    .split(/\s+/);
  const chars = words.length > 1 ? [words[0], words[words.length - 1]] : [words[0] || "?"];
  return chars
    .map((w) => [...w][0] || "")
    .join("")
    .toUpperCase();
}

/** The manifest's colour where white text can be read on it, else aubergine. */
function appColour(app) {
  const m = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(app.color || "");
  if (!m) return "#4a154b";
  const [r, g, b] = m.slice(1).map((x) => {
    const c = parseInt(x, 16) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05) >= 4.5 ? app.color : "#4a154b";
}

export function avatar(userId, size = 36, nameGiven) {
  const person = workspace.people.get(userId);
  const app = person && !person.is_bot ? null : workspace.appOfBot(userId);
  const name =
    (app ? nameGiven : null) || person?.real_name || person?.name || nameGiven || app?.name || String(userId);
  return h(
    "span",
    {
      class: ["avatar", app && "avatar-app", person?.deleted && "avatar-gone"],
      "aria-hidden": "true",
      "data-size": size,
      style: { "--size": `${size}px`, background: app ? appColour(app) : colourOf(userId) },
    },
    initials(name),
  );
}
