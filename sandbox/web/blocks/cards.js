// Cards, carousels, containers, alerts.
import { h, iconButton, uid } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { element } from "../inputs/index.js";
import { plainText, textNode } from "../text/mrkdwn.js";
import { richText } from "../text/richtext.js";
import { picture } from "./media.js";

const LEVELS = {
  default: ["info", "Note"],
  info: ["info", "Information"],
  warning: ["fault", "Warning"],
  error: ["fault", "Error"],
  success: ["check", "Success"],
};

export function alertBlock(block) {
  const level = LEVELS[block.level] ? block.level : "default";
  const [picture_, word] = LEVELS[level];
  return h(
    "div",
    { class: `alert alert-${level}`, role: level === "error" || level === "warning" ? "alert" : "status" },
    icon(picture_, 18),
    h("span", { class: "sr-only" }, `${word}: `),
    textNode(block.text),
  );
}

export function card(block, surface) {
  const lead = block.icon
    ? picture(block.icon, "card-icon")
    : block.slack_icon
      ? h(
          "span",
          { class: "card-icon card-slack-icon", "aria-hidden": "true" },
          icon(block.slack_icon.name || "app", 18),
        )
      : null;
  return h(
    "article",
    { class: "card", "aria-label": plainText(block.title) || "Card" },
    block.hero_image && h("div", { class: "card-hero" }, picture(block.hero_image, "card-hero-image")),
    (lead || block.title || block.subtitle) &&
      h(
        "div",
        { class: "card-head" },
        lead,
        h(
          "div",
          { class: "card-names" },
          block.title && textNode(block.title, { class: "card-title" }),
          block.subtitle && textNode(block.subtitle, { class: "card-subtitle" }),
        ),
      ),
    block.body && textNode(block.body, { class: "card-body" }),
    block.subtext && textNode(block.subtext, { class: "card-subtext" }),
    block.actions?.length > 0 &&
      h(
        "div",
        { class: "actions card-actions" },
        block.actions.map((spec) => element(spec, surface, block)),
      ),
  );
}

export function carousel(block, surface) {
  const track = h(
    "div",
    { class: "carousel-track", tabindex: "0", role: "group", "aria-label": "Cards" },
    (block.elements || []).map((one, i) =>
      h(
        "div",
        {
          class: "carousel-cell",
          "data-block": "card",
          "data-block-id": one.block_id,
          "aria-label": `${i + 1} of ${block.elements.length}`,
          role: "group",
        },
        card(one, surface),
      ),
    ),
  );
  const go = (by) =>
    track.scrollBy({
      left: by * Math.max(240, track.clientWidth * 0.8),
      behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth",
    });
  const back = iconButton(icon("left", 16), "Previous cards", () => go(-1), { class: "carousel-btn" });
  const forth = iconButton(icon("right", 16), "Next cards", () => go(1), { class: "carousel-btn" });
  const sync = () => {
    back.disabled = track.scrollLeft < 4;
    forth.disabled = track.scrollLeft + track.clientWidth > track.scrollWidth - 4;
  };
  track.addEventListener("scroll", sync, { passive: true });
  requestAnimationFrame(sync);
  return h("div", { class: "carousel" }, track, h("div", { class: "carousel-nav" }, back, forth));
}

export function container(block, surface, blockNode) {
  const width = ["narrow", "standard", "wide", "full"].includes(block.width) ? block.width : "standard";
  const bodyId = uid("container");
  const body = h(
    "div",
    { class: "container-body", id: bodyId },
    (block.child_blocks || []).map((child) => blockNode(child, surface)),
  );
  const title = block.rich_text_title ? richText(block.rich_text_title) : textNode(block.title);
  const words = [
    block.icon && picture(block.icon, "container-icon"),
    h(
      "div",
      { class: "card-names" },
      h("div", { class: "card-title" }, title),
      block.subtitle && textNode(block.subtitle, { class: "card-subtitle" }),
    ),
  ];
  const node = h("section", {
    class: ["container", `container-${width}`, block.has_header_divider && "container-ruled"],
    "aria-label": plainText(block.title) || "Group",
  });
  if (!block.is_collapsible) {
    node.append(h("div", { class: "card-head" }, words), body);
    return node;
  }
  body.hidden = Boolean(block.default_collapsed);
  const toggle = h(
    "button",
    {
      type: "button",
      class: "card-head container-toggle",
      "aria-expanded": String(!body.hidden),
      "aria-controls": bodyId,
      onClick: () => {
        body.hidden = !body.hidden;
        toggle.setAttribute("aria-expanded", String(!body.hidden));
      },
    },
    words,
    icon("down", 16),
  );
  node.append(toggle, body);
  return node;
}
