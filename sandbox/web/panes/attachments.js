// Legacy attachments: a coloured bar with text, fields, buttons of blocks.
import { h } from "../core/dom.js";
import { blocksNode } from "../blocks/index.js";
import { picture } from "../blocks/media.js";
import { Surface } from "../inputs/surface.js";
import { linkNode } from "../text/mentions.js";
import { mrkdwn } from "../text/mrkdwn.js";

const NAMED = { good: "#2f8f5b", warning: "#b7791f", danger: "#c53030" };

export function attachmentNode(attachment, surface, message) {
  const colour =
    NAMED[attachment.color] ||
    (/^#?[0-9a-f]{6}$/i.test(attachment.color || "") ? `#${attachment.color.replace("#", "")}` : null);
  const inner = new Surface({
    kind: "message",
    container: { ...surface.container, attachment_id: attachment.id },
    blocks: () => attachment.blocks || [],
  });
  const title =
    attachment.title &&
    (attachment.title_link ? linkNode(attachment.title_link, [attachment.title]) : attachment.title);
  const quoted = attachment.author_name || attachment.author_subname;
  return h(
    "div",
    { class: "attachment", "data-testid": "attachment", style: colour ? { "border-left-color": colour } : {} },
    attachment.pretext && h("div", { class: "mrkdwn" }, mrkdwn(attachment.pretext)),
    quoted && h("div", { class: "attachment-author" }, quoted),
    title && h("div", { class: "attachment-title" }, title),
    attachment.blocks?.length
      ? blocksNode(attachment.blocks, inner)
      : attachment.text && h("div", { class: "mrkdwn" }, mrkdwn(attachment.text)),
    attachment.fields?.length > 0 &&
      h(
        "div",
        { class: "fields" },
        attachment.fields.map((field) =>
          h("div", { class: "field" }, h("strong", {}, field.title), h("div", {}, mrkdwn(String(field.value || "")))),
        ),
      ),
    attachment.image_url &&
      picture({ image_url: attachment.image_url, alt_text: attachment.fallback || "Picture" }, "image-block"),
    !attachment.blocks &&
      !attachment.text &&
      !attachment.title &&
      attachment.fallback &&
      !message.text &&
      h("div", {}, attachment.fallback),
    attachment.footer && h("div", { class: "hint" }, attachment.footer),
  );
}
