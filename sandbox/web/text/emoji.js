// :short_names: to pictures.
import { h } from "../core/dom.js";
import { workspace } from "../core/state.js";
import { CATEGORIES, EMOJI } from "./emojidata.js";

const TONES = { 2: "🏻", 3: "🏼", 4: "🏽", 5: "🏾", 6: "🏿" };
const USED = "sandbox.emoji";

/** The character for a short name ("+1", "wave::skin-tone-3"), or null. */
export function glyphOf(name) {
  const [base, tone] = name.split("::skin-tone-");
  const found = workspace.customEmoji[base] || EMOJI.get(base);
  if (!found || /^(https?:|\/|alias:)/.test(found)) return null;
  return tone && TONES[tone] ? found.replace("\ufe0f", "") + TONES[tone] : found;
}

export function emojiNode(name, unicode) {
  const glyph =
    glyphOf(name) || (unicode ? String.fromCodePoint(...unicode.split("-").map((x) => parseInt(x, 16))) : null);
  if (!glyph) return document.createTextNode(`:${name}:`);
  return h("span", { class: "emoji", role: "img", "aria-label": `${name} emoji`, title: `:${name}:` }, glyph);
}

const PATTERN = /:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/gi;

/** Text to nodes, with known :names: shown as emoji; everything else stays as it is. */
export function withEmoji(text) {
  const nodes = [];
  let from = 0;
  PATTERN.lastIndex = 0;
  for (let m = PATTERN.exec(text); m; m = PATTERN.exec(text)) {
    const name = m[1].toLowerCase();
    if (!glyphOf(name)) {
      PATTERN.lastIndex = m.index + m[0].length - 1;
      continue;
    }
    if (m.index > from) nodes.push(document.createTextNode(text.slice(from, m.index)));
    nodes.push(emojiNode(name));
    from = m.index + m[0].length;
  }
  if (from < text.length) nodes.push(document.createTextNode(text.slice(from)));
  return nodes;
}

export function categories() {
  const own = Object.keys(workspace.customEmoji).filter((n) => !EMOJI.has(n) && glyphOf(n));
  return own.length && own.length <= 60 ? [...CATEGORIES, { title: "This workspace", names: own }] : CATEGORIES;
}

/** Short names that match what was typed, the best first. */
export function searchEmoji(query, limit = 60) {
  const wanted = query.toLowerCase();
  const names = [...new Set([...EMOJI.keys(), ...Object.keys(workspace.customEmoji)])].filter(
    (n) => n.includes(wanted) && glyphOf(n),
  );
  names.sort(
    (a, b) =>
      Number(b === wanted) - Number(a === wanted) ||
      Number(b.startsWith(wanted)) - Number(a.startsWith(wanted)) ||
      a.length - b.length,
  );
  return names.slice(0, limit);
}

export function recentEmoji() {
  try {
    return JSON.parse(localStorage.getItem(USED) || "[]")
      .filter(glyphOf)
      .slice(0, 18);
  } catch {
    return [];
  }
}

export function rememberEmoji(name) {
  const list = [name, ...recentEmoji().filter((n) => n !== name)].slice(0, 18);
  try {
    localStorage.setItem(USED, JSON.stringify(list));
  } catch {
    /* private windows have no storage */
  }
}
