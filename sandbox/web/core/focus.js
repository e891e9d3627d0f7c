// When a surface is drawn anew, the control that had the focus gets it back.

const pendingFocus = [];

/** When the focused control of a row is drawn anew, its successor takes the focus. */
export function regainFocus(old, fresh) {
  const active = document.activeElement;
  if (!old.contains(active)) return;
  const address = addressOf(active);
  pendingFocus.push(() => (address && fresh.querySelector(address) ? fresh.querySelector(address) : fresh).focus());
}

/** A selector that finds the same control in a redrawn surface. */
export function addressOf(node) {
  const holder = node.closest("[data-action-id]");
  if (!holder) return node.dataset?.testid ? `[data-testid="${node.dataset.testid}"]` : null;
  const base = `[data-block-id="${CSS.escape(holder.dataset.blockId || "")}"][data-action-id="${CSS.escape(holder.dataset.actionId || "")}"]`;
  if (holder === node) return base;
  if (node.dataset.value !== undefined) return `${base} [data-value="${CSS.escape(node.dataset.value)}"]`;
  if (node.dataset.part) return `${base} [data-part="${node.dataset.part}"]`;
  return node.hasAttribute("data-control") ? `${base} [data-control]` : `${base} ${node.tagName.toLowerCase()}`;
}

/** Hands out what `regainFocus` promised, once the new nodes stand on the page. */
export function giveFocus() {
  for (const refocus of pendingFocus.splice(0)) refocus();
}
