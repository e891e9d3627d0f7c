// Slack's mrkdwn to DOM nodes. Input is escaped as Slack stores it (&amp; &lt; &gt;); output never passes through HTML.
import { append, h } from "../core/dom.js";
import { workspace } from "../core/state.js";
import { withEmoji } from "./emoji.js";
import { broadcastMention, channelMention, linkNode, tokenNode, unescape } from "./mentions.js";

const MARKS = { "*": "strong", _: "em", "~": "s" };

/** A whole text. options.verbatim: no links or mentions are guessed; options.guess: names like @here are (Slack's default in blocks). */
export function mrkdwn(text, options = {}) {
  const out = document.createDocumentFragment();
  const fences = text.split("```");
  fences.forEach((piece, i) => {
    const isCode = i % 2 === 1 && i < fences.length - 1;
    if (isCode)
      out.append(h("pre", { class: "pre" }, h("code", {}, codeNodes(piece.replace(/^\n/, "").replace(/\n$/, "")))));
    else if (piece || i === 0)
      append(out, lines(i % 2 === 1 ? `\`\`\`${piece}` : trimmed(piece, i, fences.length), options));
  });
  return out;
}

function trimmed(piece, i, count) {
  let text = piece;
  if (i > 0) text = text.replace(/^\n/, "");
  if (i < count - 1) text = text.replace(/\n$/, "");
  return text;
}

function codeNodes(text) {
  return text
    .split(/(<[^<>\n]+>)/)
    .filter(Boolean)
    .map((bit) => {
      const inside = /^<([^<>\n]+)>$/.exec(bit);
      return (inside && tokenNode(inside[1])) || document.createTextNode(unescape(bit));
    });
}

function lines(text, options) {
  const nodes = [];
  let quote = [];
  const flush = () => {
    if (!quote.length) return;
    nodes.push(
      h(
        "blockquote",
        { class: "quote" },
        quote.map((line, i) => [i > 0 && h("br"), inline(line, options)]),
      ),
    );
    quote = [];
  };
  let pendingBreak = false;
  const rows = text.split("\n");
  rows.forEach((row, i) => {
    const rest = /^(?:&gt;&gt;&gt;|>>>) ?([\s\S]*)$/.exec(row);
    if (rest) {
      flush();
      quote = [rest[1], ...rows.slice(i + 1)];
      rows.length = i + 1;
      flush();
      return;
    }
    const m = /^(?:&gt;|>) ?(.*)$/.exec(row);
    if (m) {
      quote.push(m[1]);
      pendingBreak = false;
      return;
    }
    flush();
    if (pendingBreak) nodes.push(h("br"));
    nodes.push(...inline(row, options));
    pendingBreak = true;
  });
  flush();
  return nodes;
}

/** One line. Walks it once; a mark opens after a border and closes before one, as in Slack's client. */
export function inline(text, options = {}) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(...guessed(plain, options));
    plain = "";
  };
  let i = 0;
  while (i < text.length) {
    const ch = text[i];
    if (ch === "<") {
      const end = text.indexOf(">", i);
      const node = end > i + 1 ? tokenNode(text.slice(i + 1, end)) : null;
      if (node) {
        flush();
        nodes.push(node);
        i = end + 1;
        continue;
      }
    }
    if (ch === "`") {
      const end = text.indexOf("`", i + 1);
      if (end > i + 1) {
        flush();
        nodes.push(h("code", { class: "code" }, codeNodes(text.slice(i + 1, end))));
        i = end + 1;
        continue;
      }
    }
    if (MARKS[ch] && opens(text, i)) {
      const end = closing(text, i, ch);
      if (end > 0) {
        flush();
        nodes.push(h(MARKS[ch], {}, inline(text.slice(i + 1, end), options)));
        i = end + 1;
        continue;
      }
    }
    plain += ch;
    i += 1;
  }
  flush();
  return nodes;
}

const BORDER = /[\s\p{P}\p{S}]/u;

function opens(text, i) {
  const before = text[i - 1];
  const after = text[i + 1];
  if (after === undefined || /\s/.test(after) || after === text[i]) return false;
  return before === undefined || (BORDER.test(before) && before !== text[i]);
}

function closing(text, from, mark) {
  for (let j = from + 1; j < text.length; j += 1) {
    if (text[j] === "<") {
      const end = text.indexOf(">", j);
      if (end > j) {
        j = end;
        continue;
      }
    }
    if (text[j] === "`") {
      const end = text.indexOf("`", j + 1);
      if (end > j) {
        j = end;
        continue;
      }
    }
    if (text[j] !== mark || j === from + 1) continue;
    const after = text[j + 1];
    if (!/\s/.test(text[j - 1]) && (after === undefined || (BORDER.test(after) && after !== mark))) return j;
  }
  return -1;
}

const URL_IN_TEXT =
  /(https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)\]'"])|(^|[\s(])(@(?:here|channel|everyone)\b|#[a-z0-9][a-z0-9_-]{0,79})/gi;

function guessed(text, options) {
  if (options.verbatim) return withEmoji(unescape(text));
  const nodes = [];
  let from = 0;
  URL_IN_TEXT.lastIndex = 0;
  for (let m = URL_IN_TEXT.exec(text); m; m = URL_IN_TEXT.exec(text)) {
    const word = m[1] || m[3];
    const start = m.index + (m[1] ? 0 : m[2].length);
    const node = m[1] ? linkNode(unescape(word)) : options.guess ? nameNode(word) : null;
    if (!node) continue;
    nodes.push(...withEmoji(unescape(text.slice(from, start))), node);
    from = start + word.length;
  }
  nodes.push(...withEmoji(unescape(text.slice(from))));
  return nodes;
}

function nameNode(word) {
  if (word[0] === "@") return broadcastMention(word.slice(1).toLowerCase());
  for (const c of workspace.conversations.values())
    if (c.name && c.kind !== "im" && c.name === word.slice(1).toLowerCase()) return channelMention(c.id, c.name);
  return null;
}

/** A text object of Block Kit. plain_text knows emoji and line breaks, nothing else. */
export function textNode(object, props = {}) {
  if (!object) return null;
  if (typeof object === "string") return h("span", props, plainNodes(object));
  if (object.type === "mrkdwn")
    return h(
      "span",
      { ...props, class: ["mrkdwn", props.class] },
      mrkdwn(object.text || "", { verbatim: object.verbatim, guess: true }),
    );
  return h("span", props, plainNodes(object.text || "", object.emoji));
}

export function plainNodes(text, emoji = true) {
  return unescape(text)
    .split("\n")
    .map((line, i) => [i > 0 && h("br"), emoji === false ? line : withEmoji(line)]);
}

/** A text object as words only: for labels, titles of windows and screen readers. */
export function plainText(object) {
  if (!object) return "";
  const text = typeof object === "string" ? object : object.text || "";
  if (object.type !== "mrkdwn") {
    const span = h("span", {}, plainNodes(text));
    return span.textContent;
  }
  return h("span", {}, mrkdwn(text)).textContent;
}
