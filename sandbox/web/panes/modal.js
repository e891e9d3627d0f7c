// Modals: the top of this person's view stack, with validation, errors beside fields, Back and Close.
import { announce, fill, h, iconButton, uid } from "../core/dom.js";
import { TROUBLE, api } from "../core/api.js";
import { avatar } from "../core/avatars.js";
import { icon } from "../core/icons.js";
import { dialog } from "../core/layers.js";
import { workspace } from "../core/state.js";
import { complaint } from "../inputs/textinputs.js";
import { isEmpty } from "../inputs/values.js";
import { blocksNode } from "../blocks/index.js";
import { plainText } from "../text/mrkdwn.js";
import { addressOf } from "../core/focus.js";
import { forget, viewSurface } from "./surfaces.js";

let open = null;

export function mountModals() {
  workspace.on("views", (event) => draw(event?.errors));
  workspace.on("people", () => {
    if (open) {
      open.print = "";
      draw();
    }
  });
}

const topView = () => workspace.stack[workspace.stack.length - 1] || null;

function draw(errors) {
  const view = topView();
  const alive = new Set(workspace.stack.map((v) => v.id));
  for (const id of open?.seen || []) if (!alive.has(id)) forget(id);
  if (!view) {
    open?.layer.close();
    open = null;
    return;
  }
  if (!open) {
    const box = h("div", { class: "dialog modal", role: "dialog", "aria-modal": "true", "data-testid": "modal" });
    open = { box, seen: new Set(), print: "", viewId: null };
    open.layer = dialog(box, { onEscape: () => closeView(true) });
    box.addEventListener("keydown", onKey);
  }
  open.seen.add(view.id);
  const surface = viewSurface(view, "modal");
  if (errors) takeErrors(surface, errors);
  const print = JSON.stringify([view.id, view.title, view.submit, view.close, view.blocks, workspace.stack.length]);
  if (print !== open.print || errors) paint(view, surface, print, errors);
}

function paint(view, surface, print, errors) {
  const same = open.viewId === view.id;
  const active = same && open.box.contains(document.activeElement) ? document.activeElement : null;
  const address = active && addressOf(active);
  const caret = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  const top = same ? open.box.querySelector(".modal-body")?.scrollTop || 0 : 0;
  open.print = print;
  open.viewId = view.id;
  open.box.dataset.viewId = view.id;
  open.box.dataset.callbackId = view.callback_id || "";
  const titleId = uid("title");
  open.box.setAttribute("aria-labelledby", titleId);
  open.trouble = h("div", { class: "modal-trouble", "data-testid": "modal-trouble", hidden: true });
  surface.onErrorCleared = (blockId) => clearError(blockId);
  const body = h("div", { class: "modal-body", tabindex: "-1" }, blocksNode(view.blocks, surface));
  fill(open.box, head(view, titleId), body, open.trouble, foot(view, surface));
  body.scrollTop = top;
  if (errors) focusError(surface);
  else if (address && open.box.querySelector(address)) refocus(open.box.querySelector(address), caret);
  else firstFocus(body);
}

function refocus(node, caret) {
  node.focus({ preventScroll: true });
  if (!caret || !("selectionStart" in node)) return;
  try {
    node.setSelectionRange(...caret);
  } catch {
    /* e-mail fields have no caret to set */
  }
}

function firstFocus(body) {
  const wanted =
    body.querySelector("[data-focus] [data-control], [data-focus][data-control]") ||
    body.querySelector(".block-input [data-control]:not([disabled])") ||
    open.box.querySelector(".modal-foot .btn-primary") ||
    open.box.querySelector("[data-close]");
  wanted?.focus({ preventScroll: true });
}

function head(view, titleId) {
  const app = workspace.apps.get(view.app_id) || [...workspace.apps.values()][0];
  const back =
    workspace.stack.length > 1 &&
    iconButton(icon("back"), "Back", () => closeView(false), { "data-testid": "modal-back" });
  return h(
    "header",
    { class: "modal-head" },
    back || (app && avatar(app.bot_user_id || app.id, 28, app.name)),
    h("h2", { class: "dialog-title", id: titleId, "data-testid": "modal-title" }, plainText(view.title)),
    iconButton(icon("close"), "Close", () => closeView(true), { "data-close": true, "data-testid": "modal-x" }),
  );
}

function foot(view, surface) {
  const submit =
    view.submit &&
    h(
      "button",
      { type: "button", class: "btn btn-primary", "data-testid": "modal-submit", onClick: () => send(view, surface) },
      h("span", { class: "btn-words" }, plainText(view.submit)),
    );
  const cancel = h(
    "button",
    { type: "button", class: "btn", "data-testid": "modal-cancel", onClick: () => closeView(false) },
    plainText(view.close) || (view.submit ? "Cancel" : "Close"),
  );
  open.submit = submit || null;
  return h("footer", { class: "modal-foot" }, cancel, submit);
}

function onKey(event) {
  if (event.key !== "Enter" || event.defaultPrevented || event.isComposing) return;
  const field = event.target;
  const single = field.matches("input.text-input:not(.date-input):not(.finder-input)") && !field.closest(".popover");
  if (single || event.ctrlKey || event.metaKey) {
    event.preventDefault();
    open.submit?.click();
  }
}

/** What can be said before the app is asked. */
function ownErrors(view, surface) {
  const found = {};
  for (const block of view.blocks || []) {
    if (block.type !== "input") continue;
    const value = surface.get(block, block.element);
    if (isEmpty(block.element, value)) {
      if (!block.optional) found[block.block_id] = "Please complete this required field.";
      continue;
    }
    const words = complaint(block.element, value);
    if (words) found[block.block_id] = words;
  }
  return found;
}

function takeErrors(surface, errors) {
  surface.errors.clear();
  for (const [blockId, text] of Object.entries(errors)) surface.errors.set(blockId, text);
}

function showErrors(view, surface, errors) {
  takeErrors(surface, errors);
  paint(view, surface, open.print, errors);
  announce(Object.values(errors).join(" "), true);
}

function focusError(surface) {
  const [first] = surface.errors.keys();
  const place = first && open.box.querySelector(`[data-error-for="${CSS.escape(first)}"]`);
  place?.closest(".input")?.scrollIntoView({ block: "nearest" });
  place?.closest(".input")?.querySelector("[data-control]")?.focus();
}

function clearError(blockId) {
  const place = open?.box.querySelector(`[data-error-for="${CSS.escape(blockId)}"]`);
  if (!place) return;
  fill(place);
  place.closest(".input")?.classList.remove("input-wrong");
  for (const node of place.closest(".input")?.querySelectorAll("[aria-invalid]") || [])
    node.removeAttribute("aria-invalid");
}

async function send(view, surface) {
  if (open.sending) return;
  const own = ownErrors(view, surface);
  if (Object.keys(own).length) {
    showErrors(view, surface, own);
    return;
  }
  const mine = open;
  busy(mine, true);
  trouble("");
  const answer = await api.do("submit", { view_id: view.id, state: surface.state() });
  busy(mine, false);
  if (answer.ok) {
    await resync(view.id);
    return;
  }
  if (open !== mine) return;
  if (answer.errors) showErrors(topView(), viewSurface(topView(), "modal"), answer.errors);
  else trouble(answer.text || TROUBLE);
}

function busy(which, on) {
  which.sending = on;
  which.submit?.toggleAttribute("disabled", on);
  which.submit?.classList.toggle("busy", on);
  which.box.setAttribute("aria-busy", String(on));
}

function trouble(text) {
  if (!open) return;
  fill(open.trouble, text && [icon("fault", 16), h("span", {}, text)]);
  open.trouble.hidden = !text;
  if (text) announce(text, true);
}

/** The live line brings the new stack; if it is late or broken, ask. */
async function resync(viewId) {
  await new Promise((resolve) => setTimeout(resolve, 400));
  if (!workspace.stack.some((v) => v.id === viewId)) return;
  const { stack } = await api.views();
  if (JSON.stringify(stack) === JSON.stringify(workspace.stack)) return;
  workspace.stack = stack || [];
  workspace.emit("views", {});
}

async function closeView(all) {
  const view = all ? workspace.stack[0] : topView();
  if (!view) return;
  const before = workspace.stack;
  workspace.stack = all ? [] : before.slice(0, -1);
  workspace.emit("views", {});
  const answer = await api.do("close", { view_id: view.id, clear: all });
  if (!answer.ok && answer.error !== "not_found")
    workspace.emit("notice", { text: answer.text || TROUBLE, kind: "error" });
}
