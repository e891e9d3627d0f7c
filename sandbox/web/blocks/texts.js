// Blocks that are mostly words.
import { h } from "../core/dom.js";
import { element } from "../inputs/index.js";
import { markdown } from "../text/markdown.js";
import { textNode } from "../text/mrkdwn.js";
import { richText } from "../text/richtext.js";
import { picture } from "./media.js";

export function section(block, surface) {
  const accessory =
    block.accessory &&
    (block.accessory.type === "image"
      ? h("div", { class: "accessory" }, picture(block.accessory, "accessory-image"))
      : h("div", { class: "accessory" }, element(block.accessory, surface, block)));
  const words = h(
    "div",
    { class: "section-words" },
    block.text && textNode(block.text, { class: "section-text" }),
    block.fields &&
      h(
        "div",
        { class: "fields" },
        block.fields.map((field) => h("div", { class: "field" }, textNode(field))),
      ),
  );
  return h(
    "div",
    {
      class: [
        "section",
        accessory && "section-with",
        accessory && /select|picker/.test(block.accessory.type) && "section-wide",
      ],
    },
    words,
    accessory,
  );
}

export function header(block) {
  const level = Math.min(Math.max(block.level || 1, 1), 4);
  return h(
    "div",
    { class: `header-text header-${level}`, role: "heading", "aria-level": level + 2 },
    textNode(block.text),
  );
}

export function divider() {
  return h("hr", { class: "divider" });
}

export function context(block) {
  return h(
    "div",
    { class: "context" },
    (block.elements || []).map((part) =>
      part.type === "image" ? picture(part, "context-image") : textNode(part, { class: "context-text" }),
    ),
  );
}

export function richTextBlock(block) {
  return richText(block);
}

export function markdownBlock(block) {
  return h("div", { class: "markdown" }, markdown(block.text || ""));
}
