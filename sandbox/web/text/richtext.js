// rich_text blocks: already structured, so nothing in them is parsed; a text element shows exactly its characters.
import { h } from "../core/dom.js";
import { workspace } from "../core/state.js";
import { emojiNode } from "./emoji.js";
import { broadcastMention, channelMention, dateNode, groupMention, linkNode, personMention } from "./mentions.js";

export function richText(block) {
  return h("div", { class: "rich" }, (block.elements || []).map(part));
}

function part(element) {
  const border = element.border ? "rich-border" : null;
  if (element.type === "rich_text_section") return h("div", { class: "rich-section" }, leaves(element.elements));
  if (element.type === "rich_text_quote")
    return h("blockquote", { class: ["quote", border] }, leaves(element.elements));
  if (element.type === "rich_text_preformatted")
    return h("pre", { class: ["pre", border] }, h("code", {}, leaves(element.elements)));
  if (element.type === "rich_text_list") return list(element);
  return h("div", { class: "unknown-block" }, `Unknown rich text: ${element.type}`);
}

function list(element) {
  const ordered = element.style === "ordered";
  const level = Math.min(element.indent || 0, 8);
  return h(
    ordered ? "ol" : "ul",
    {
      class: ["rich-list", `rich-level-${level % 3}`, element.border && "rich-border"],
      start: ordered ? (element.offset || 0) + 1 : null,
      style: { "--indent": String(level) },
    },
    (element.elements || []).map((item) => h("li", {}, leaves(item.elements))),
  );
}

function leaves(elements) {
  return (elements || []).map(leaf);
}

function leaf(element) {
  return styled(bare(element), element.style || {});
}

function bare(e) {
  switch (e.type) {
    case "text":
      return lines(e.text || "");
    case "link":
      return linkNode(e.url || "", e.text ? lines(e.text) : undefined);
    case "user":
      return personMention(e.user_id);
    case "usergroup":
      return groupMention(e.usergroup_id);
    case "channel":
      return channelMention(e.channel_id);
    case "broadcast":
      return broadcastMention(e.range);
    case "emoji":
      return emojiNode(e.name || "", e.unicode);
    case "date":
      return dateNode(e.timestamp, e.format, e.url, e.fallback);
    case "team":
      return document.createTextNode(workspace.team.name);
    case "color":
      return colour(e.value || "");
    default:
      return document.createTextNode(e.text || "");
  }
}

function colour(value) {
  const safe = /^#[0-9a-f]{3,8}$/i.test(value);
  return h(
    "span",
    { class: "rich-colour" },
    safe && h("span", { class: "swatch", style: { background: value } }),
    value,
  );
}

function lines(text) {
  return text
    .split("\n")
    .flatMap((line, i) => (i > 0 ? [h("br"), document.createTextNode(line)] : [document.createTextNode(line)]));
}

function styled(node, style) {
  let inside = [node].flat();
  if (style.code) inside = [h("code", { class: "code" }, inside)];
  if (style.strike) inside = [h("s", {}, inside)];
  if (style.underline) inside = [h("u", {}, inside)];
  if (style.italic) inside = [h("em", {}, inside)];
  if (style.bold) inside = [h("strong", {}, inside)];
  if (style.highlight || style.client_highlight) inside = [h("mark", {}, inside)];
  return inside;
}
