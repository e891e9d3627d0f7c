// Ctrl+K: go to a channel, a person, an app.
import { h } from "../core/dom.js";
import { api } from "../core/api.js";
import { avatar } from "../core/avatars.js";
import { icon } from "../core/icons.js";
import { anyDialog, dialog } from "../core/layers.js";
import { go } from "../core/session.js";
import { workspace } from "../core/state.js";
import { finder } from "./finder.js";
import { closeDrawer } from "./sidebar.js";

function channelRows(wanted) {
  return [...workspace.conversations.values()]
    .filter((c) => c.kind !== "im" && (c.name || "").toLowerCase().includes(wanted))
    .sort((a, b) => Number(b.is_member) - Number(a.is_member) || (a.name || "").localeCompare(b.name || ""))
    .map((c) => ({
      key: c.id,
      label: c.name,
      sub: c.topic,
      note: c.archived ? "archived" : c.is_member ? "" : "not joined",
      lead: () => icon(c.kind === "private" ? "lock" : c.kind === "mpim" ? "people" : "hash", 16),
      open: () => go({ channel: c.id }),
    }));
}

function peopleRows(wanted) {
  return workspace
    .choosable()
    .filter((p) => `${p.real_name} ${p.name} ${p.title || ""}`.toLowerCase().includes(wanted))
    .slice(0, 60)
    .map((p) => ({
      key: p.id,
      label: p.real_name || p.name,
      sub: p.title,
      lead: () => avatar(p.id, 20),
      open: () => messagePerson(p.id),
    }));
}

function appRows(wanted) {
  return [...workspace.apps.values()]
    .filter((a) => a.name.toLowerCase().includes(wanted))
    .map((a) => ({
      key: a.id,
      label: a.name,
      note: "app",
      lead: () => avatar(a.bot_user_id || a.id, 20, a.name),
      open: () => go({ app: a.id, tab: a.home ? "home" : "messages" }),
    }));
}

export async function messagePerson(id) {
  const answer = await api.do("dm", { with: id });
  if (!answer.ok) {
    workspace.emit("notice", {
      text: answer.text || `No conversation could be opened (${answer.error}).`,
      kind: "error",
    });
    return;
  }
  if (!workspace.conversations.has(answer.channel)) {
    const { conversations } = await api.conversations();
    workspace.conversations = new Map(conversations.map((c) => [c.id, c]));
    workspace.emit("conversations");
  }
  go({ channel: answer.channel });
}

export function openJump(prefix = "") {
  if (anyDialog()) return;
  const rows = (query) => {
    const kind = query[0];
    const wanted = query.replace(/^[#@]/, "").toLowerCase();
    if (kind === "#") return channelRows(wanted);
    if (kind === "@") return peopleRows(wanted);
    return [...channelRows(wanted).slice(0, 12), ...appRows(wanted), ...peopleRows(wanted)];
  };
  const box = finder({
    placeholder: "Jump to a channel, person or app",
    label: "Jump to",
    testid: "jump-search",
    rows,
    onPick: (row) => {
      layer.close();
      closeDrawer();
      row.open();
    },
  });
  const node = h(
    "div",
    { class: "dialog dialog-jump", role: "dialog", "aria-modal": "true", "aria-label": "Jump to" },
    box.node,
  );
  const layer = dialog(node, { onEscape: () => layer.close() });
  layer.overlay.addEventListener("pointerdown", (event) => {
    if (event.target === layer.overlay) layer.close();
  });
  box.input.value = prefix;
  box.draw();
  box.input.focus();
}
