// From a block's type to its drawing. One table; each family has its own file.
import { h } from "../core/dom.js";
import { contextActions, plan, taskCard } from "./agent.js";
import { alertBlock, card, carousel, container } from "./cards.js";
import { chart } from "./charts.js";
import { actions, inputBlock } from "./forms.js";
import { fileBlock, image, video } from "./media.js";
import { dataTable } from "./datatable.js";
import { table } from "./tables.js";
import { context, divider, header, markdownBlock, richTextBlock, section } from "./texts.js";

const BLOCKS = {
  section,
  header,
  divider,
  context,
  rich_text: richTextBlock,
  markdown: markdownBlock,
  actions,
  input: inputBlock,
  image,
  video,
  file: fileBlock,
  table,
  data_table: dataTable,
  data_visualization: chart,
  alert: alertBlock,
  card,
  carousel,
  container,
  context_actions: contextActions,
  task_card: taskCard,
  plan,
};

/** Draws one block. The wrapper bears the ids that tests and journeys look for. */
export function blockNode(block, surface) {
  const make = BLOCKS[block.type];
  const inner = make
    ? make(block, surface, blockNode)
    : h("div", { class: "unknown-block" }, `This page cannot show a block of type “${block.type}”.`);
  const trouble = h("div", { class: "block-trouble", "data-trouble": block.block_id || "", hidden: true });
  return h(
    "div",
    { class: ["block", `block-${block.type}`], "data-block": block.type, "data-block-id": block.block_id },
    inner,
    trouble,
  );
}

export function blocksNode(blocks, surface) {
  const node = h(
    "div",
    { class: "blocks" },
    (blocks || []).map((block) => blockNode(block, surface)),
  );
  surface.onTrouble = (blockId, text) => {
    for (const place of node.querySelectorAll("[data-trouble]")) {
      if (place.dataset.trouble !== (blockId || "")) continue;
      place.textContent = text || "";
      place.hidden = !text;
    }
  };
  for (const [blockId, text] of surface.trouble) surface.onTrouble(blockId, text);
  return node;
}
