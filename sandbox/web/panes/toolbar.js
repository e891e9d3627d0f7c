// What appears on a message when one points at it: react, reply, more actions with the apps' message shortcuts.
import { h, iconButton, roving } from "../core/dom.js";
import { api } from "../core/api.js";
import { icon } from "../core/icons.js";
import { menu } from "../core/layers.js";
import { openThread } from "../core/session.js";
import { workspace } from "../core/state.js";
import { ask } from "../inputs/confirm.js";
import { addReaction, react } from "./reactions.js";
import { emojiNode } from "../text/emoji.js";

export function toolbar(message, channel, inThread) {
  const quick = ["white_check_mark", "eyes", "raised_hands"].map((name) =>
    h(
      "button",
      {
        type: "button",
        class: "icon-btn quick",
        tabindex: "-1",
        "aria-label": `React with ${name}`,
        title: `:${name}:`,
        onClick: () => react(channel, message.ts, name),
      },
      emojiNode(name),
    ),
  );
  const smile = iconButton(icon("smile", 17), "Add reaction", () => addReaction(smile, channel, message.ts), {
    tabindex: "-1",
    "data-testid": "add-reaction",
  });
  const reply =
    !inThread &&
    iconButton(icon("thread", 17), "Reply in thread", () => openThread(message.thread_ts || message.ts), {
      tabindex: "-1",
      "data-testid": "reply-in-thread",
    });
  const more = iconButton(icon("more", 17), "More actions", () => openMore(more, message, channel), {
    tabindex: "-1",
    "aria-haspopup": "menu",
    "data-testid": "more-actions",
  });
  const bar = h(
    "div",
    { class: "toolbar", role: "toolbar", "aria-label": "Message actions" },
    quick,
    smile,
    reply,
    more,
  );
  roving(bar, "button", { vertical: false, horizontal: true });
  return bar;
}

function openMore(anchor, message, channel) {
  const shortcuts = [...workspace.apps.values()].flatMap((app) =>
    (app.shortcuts || []).filter((s) => s.type === "message").map((s) => ({ app, shortcut: s })),
  );
  const mine = message.user === workspace.me && !message.bot_id;
  menu(
    anchor,
    [
      ...shortcuts.map(({ app, shortcut }) => ({
        label: shortcut.name,
        sub: app.name,
        icon: icon("bolt", 15),
        testid: "message-shortcut",
        props: { "data-callback": shortcut.callback_id },
        onPick: () => run(shortcut, message, channel, app),
      })),
      shortcuts.length && { divider: true },
      { label: "Copy link", icon: icon("link", 15), onPick: () => copyLink(channel, message) },
      { label: "Copy text", icon: icon("copy", 15), onPick: () => copy(message.text || "") },
      mine && {
        label: "Edit message",
        icon: icon("edit", 15),
        testid: "edit-message",
        onPick: () => {
          message.editing = true;
          workspace.emit("messages", { channel, message });
        },
      },
      mine && {
        label: "Delete message…",
        icon: icon("trash", 15),
        danger: true,
        testid: "delete-message",
        onPick: () => remove(message, channel),
      },
    ].filter(Boolean),
    { label: "More actions", placement: "end" },
  );
}

async function run(shortcut, message, channel, app) {
  const answer = await api.do("message_shortcut", {
    callback_id: shortcut.callback_id,
    app: app.id,
    channel,
    ts: message.ts,
  });
  if (!answer.ok)
    workspace.emit("notice", {
      text: answer.text || `“${shortcut.name}” did not work (${answer.error}).`,
      kind: "error",
    });
}

async function remove(message, channel) {
  if (
    !(await ask(
      "Delete message",
      "Are you sure you want to delete this message? This cannot be undone.",
      "Delete",
      "danger",
    ))
  )
    return;
  const answer = await api.do("delete", { channel, ts: message.ts });
  if (!answer.ok)
    workspace.emit("notice", {
      text: answer.text || `The message could not be deleted (${answer.error}).`,
      kind: "error",
    });
}

function copyLink(channel, message) {
  copy(
    `${location.origin}/archives/${channel}/p${message.ts.replace(".", "")}${message.thread_ts && message.thread_ts !== message.ts ? `?thread_ts=${message.thread_ts}` : ""}`,
  );
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    workspace.emit("notice", { text: "Copied.", kind: "info" });
  } catch {
    workspace.emit("notice", { text: `Could not copy; here it is: ${text}`, kind: "info" });
  }
}
