// Blocks of assistants: feedback under an answer, a task's progress, a plan of tasks.
import { h } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { element } from "../inputs/index.js";
import { linkNode } from "../text/mentions.js";
import { richText } from "../text/richtext.js";

export function contextActions(block, surface) {
  return h(
    "div",
    { class: "context-actions" },
    (block.elements || []).map((spec) => element(spec, surface, block)),
  );
}

const STATUS = {
  pending: ["clock", "Waiting"],
  in_progress: [null, "In progress"],
  complete: ["check", "Done"],
  error: ["fault", "Failed"],
};

export function taskCard(block) {
  const [name, words] = STATUS[block.status] || STATUS.pending;
  return h(
    "div",
    { class: `task task-${block.status}` },
    h(
      "div",
      { class: "task-head" },
      name ? icon(name, 16) : h("span", { class: "spinner", "aria-hidden": "true" }),
      h("span", { class: "task-title" }, block.title),
      h("span", { class: "hint" }, words),
    ),
    block.details && h("div", { class: "task-part" }, richText(block.details)),
    block.output && h("div", { class: "task-part" }, richText(block.output)),
    block.sources?.length > 0 &&
      h(
        "div",
        { class: "task-sources" },
        block.sources.map((source) => linkNode(source.url || "", [source.text || source.url])),
      ),
  );
}

export function plan(block) {
  return h(
    "section",
    { class: "plan", "aria-label": block.title || "Plan" },
    h("div", { class: "card-title" }, block.title),
    (block.tasks || []).map(taskCard),
  );
}
