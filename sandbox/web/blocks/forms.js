// Blocks that ask: a row of controls, and a labelled field.
import { fill, h, uid } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { element } from "../inputs/index.js";
import { textNode } from "../text/mrkdwn.js";

export function actions(block, surface) {
  return h(
    "div",
    { class: "actions" },
    (block.elements || []).map((spec) => element(spec, surface, block)),
  );
}

const GROUPED = new Set(["checkboxes", "radio_buttons"]);

export function inputBlock(block, surface) {
  const labelId = uid("label");
  const hintId = block.hint ? uid("hint") : null;
  const errorId = uid("error");
  const fault = surface.errors.get(block.block_id);
  const control = element(block.element, surface, block, {
    labelId,
    describedBy: [hintId, errorId].filter(Boolean).join(" "),
    optional: block.optional,
  });
  const words = [textNode(block.label), block.optional && h("span", { class: "optional" }, " (optional)")];
  const label = h(GROUPED.has(block.element?.type) ? "div" : "label", { class: "input-label", id: labelId }, words);
  if (label.tagName === "LABEL")
    label.addEventListener("click", (event) => {
      event.preventDefault();
      control.querySelector("[data-control]")?.focus();
    });
  const error = h("div", { class: "field-error", id: errorId, "data-error-for": block.block_id });
  if (fault) fill(error, icon("fault", 14), h("span", {}, fault));
  return h(
    "div",
    { class: ["input", fault && "input-wrong"], "data-testid": "input" },
    label,
    control,
    block.hint && textNode(block.hint, { class: "hint", id: hintId }),
    error,
  );
}
