// A message, a modal or a Home tab as something that holds values and can be acted upon.
import { announce } from "../core/dom.js";
import { TROUBLE, api } from "../core/api.js";
import { workspace } from "../core/state.js";
import { confirmed } from "./confirm.js";
import { initialValue, isStateful, stateOf, statefuls } from "./values.js";

export class Surface {
  /** container: {type:"message", channel, ts} or {type:"view", view_id}; blocks(): those shown now. */
  constructor({ kind, container, blocks, currentConversation }) {
    this.kind = kind;
    this.container = container;
    this.blocks = blocks;
    this.currentConversation = currentConversation || null;
    this.values = new Map();
    this.errors = new Map();
    this.trouble = new Map();
    this.onTrouble = null;
  }

  key(block, element) {
    return `${block.block_id}\n${element.action_id}\n${element.type}`;
  }

  get(block, element) {
    const key = this.key(block, element);
    return this.values.has(key) ? this.values.get(key) : initialValue(element, this);
  }

  set(block, element, value) {
    this.values.set(this.key(block, element), value);
    if (this.errors.delete(block.block_id)) this.onErrorCleared?.(block.block_id);
  }

  state() {
    const found = {};
    for (const [block, element] of statefuls(this.blocks())) {
      found[block.block_id] ||= {};
      found[block.block_id][element.action_id] = stateOf(element, this.get(block, element));
    }
    return found;
  }

  /** Sends a block_action. Answers true when it went through, false when the person said no or the app did not answer. */
  async act(block, element, payload, node) {
    if (element.confirm && !(await confirmed(element.confirm))) return false;
    node?.setAttribute("aria-busy", "true");
    node?.classList.add("busy");
    this.trouble.delete(block.block_id);
    this.onTrouble?.(block.block_id, null);
    const body = isStateful(element) ? stateOf(element, this.get(block, element)) : { type: element.type };
    const answer = await api.do("action", {
      container: this.container,
      block_id: block.block_id,
      action_id: element.action_id,
      element: { ...body, ...payload, block_id: block.block_id, action_id: element.action_id },
      state: this.state(),
    });
    node?.removeAttribute("aria-busy");
    node?.classList.remove("busy");
    if (!answer.ok) {
      const text = answer.text || TROUBLE;
      this.trouble.set(block.block_id, text);
      if (this.onTrouble) this.onTrouble(block.block_id, text);
      else workspace.emit("notice", { text, kind: "error" });
      announce(text, true);
    }
    return Boolean(answer.ok);
  }

  suggest(block, element, value) {
    return api.do("suggest", {
      container: this.container,
      block_id: block.block_id,
      action_id: element.action_id,
      value,
    });
  }
}
