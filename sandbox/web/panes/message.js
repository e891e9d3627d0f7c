// One message as a row.
import { h } from "../core/dom.js";
import { api } from "../core/api.js";
import { authorOf } from "../core/authors.js";
import { avatar } from "../core/avatars.js";
import { icon } from "../core/icons.js";
import { openThread } from "../core/session.js";
import { workspace } from "../core/state.js";
import { full, seconds, time } from "../core/time.js";
import { blocksNode } from "../blocks/index.js";
import { sharedFile } from "../blocks/media.js";
import { mrkdwn, plainText } from "../text/mrkdwn.js";
import { attachmentNode } from "./attachments.js";
import { messageSurface } from "./surfaces.js";
import { reactionBar } from "./reactions.js";
import { toolbar } from "./toolbar.js";

const QUIET = new Set([
  "channel_join",
  "channel_leave",
  "channel_topic",
  "channel_purpose",
  "channel_name",
  "channel_archive",
  "channel_unarchive",
  "group_join",
  "group_leave",
]);
const quiet = (message) => QUIET.has(message.subtype);

/** compact: the author stood in the row above, less than five minutes before. */
export function messageRow(message, { channel, compact, inThread, first }) {
  const author = authorOf(message);
  const ms = seconds(message.ts) * 1000;
  const short = time(ms, workspace.tz);
  const stamp = h(
    "a",
    {
      class: "stamp",
      href: "#",
      title: full(ms, workspace.tz),
      onClick: (event) => event.preventDefault(),
      tabindex: "-1",
    },
    h("time", { datetime: new Date(ms).toISOString() }, compact ? short.replace(/ [AP]M$/, "") : short),
  );
  const who = h(
    "button",
    {
      type: "button",
      class: "author",
      "data-testid": "author",
      onClick: () => workspace.emit("show-person", author.id),
    },
    author.name,
  );
  const headline = compact
    ? null
    : h("div", { class: "message-head" }, who, author.app && h("span", { class: "app-badge" }, "APP"), stamp);
  const body = h(
    "div",
    { class: "message-body" },
    message.ephemeral && ephemeralMark(),
    headline,
    content(message, channel),
    extras(message, channel, inThread, first),
  );
  const label = `${author.name}, ${short}`;
  return h(
    "div",
    {
      class: ["message", compact && "compact", message.ephemeral && "ephemeral", quiet(message) && "quiet"],
      role: "article",
      "aria-label": label,
      tabindex: "-1",
      "data-ts": message.ts,
      "data-channel": channel,
      "data-testid": "message",
      "data-ephemeral": message.ephemeral || null,
      "data-user": author.id,
    },
    h("div", { class: "gutter" }, compact ? stamp : avatar(author.id, 36, author.name)),
    body,
    !message.local && !message.ephemeral && toolbar(message, channel, inThread),
  );
}

function ephemeralMark() {
  return h("div", { class: "only-you", "data-testid": "only-visible" }, icon("eye", 13), " Only visible to you");
}

function content(message, channel) {
  if (message.editing) return editor(message, channel);
  const edited = message.edited && h("span", { class: "edited", title: "Edited" }, " (edited)");
  if (message.blocks?.length)
    return h(
      "div",
      { class: "message-content", "data-testid": "message-content" },
      blocksNode(message.blocks, messageSurface(channel, message)),
      edited,
    );
  const words = message.local ? h("span", {}, message.text) : mrkdwn(message.text || "", { verbatim: true });
  return h(
    "div",
    { class: "message-content text-content", "data-testid": "message-content" },
    message.text &&
      h("div", { class: ["mrkdwn", onlyEmoji(message.text) && "jumbo"], "data-testid": "message-text" }, words, edited),
  );
}

function onlyEmoji(text) {
  return /^(\s*:[a-z0-9_+'-]+:\s*){1,8}$/i.test(text) && plainText({ type: "plain_text", text }).indexOf(":") < 0;
}

function extras(message, channel, inThread, first) {
  return [
    (message.attachments || []).map((attachment) =>
      attachmentNode(attachment, messageSurface(channel, message), message),
    ),
    message.files?.length > 0 && h("div", { class: "files" }, message.files.map(sharedFile)),
    reactionBar(message, channel),
    !inThread && message.reply_count > 0 && threadLink(message),
    inThread &&
      first &&
      message.reply_count > 0 &&
      h(
        "div",
        { class: "reply-rule" },
        h("span", {}, `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`),
        h("hr"),
      ),
    message.ephemeral &&
      h(
        "button",
        {
          type: "button",
          class: "btn-link dismiss",
          "data-testid": "dismiss",
          onClick: () => workspace.emit("dismiss", { channel, message }),
        },
        "Dismiss message",
      ),
  ];
}

function threadLink(message) {
  const people = (message.reply_users || []).slice(0, 4);
  const last = message.latest_reply ? time(seconds(message.latest_reply) * 1000, workspace.tz) : null;
  return h(
    "button",
    { type: "button", class: "thread-link", "data-testid": "open-thread", onClick: () => openThread(message.ts) },
    people.map((id) => avatar(id, 22)),
    h("span", { class: "thread-count" }, `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`),
    last && h("span", { class: "hint" }, `Last reply at ${last}`),
    h("span", { class: "thread-more" }, "View thread"),
  );
}

function editor(message, channel) {
  const area = h("textarea", {
    class: "text-input edit-area",
    "aria-label": "Edit message",
    rows: "3",
    value: plainEdit(message.text || ""),
  });
  const end = () => {
    delete message.editing;
    workspace.emit("messages", { channel, message });
  };
  const save = async () => {
    const answer = await api.do("edit", { channel, ts: message.ts, text: area.value });
    if (answer.ok) end();
    else
      workspace.emit("notice", {
        text: answer.text || `The message could not be edited (${answer.error}).`,
        kind: "error",
      });
  };
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      end();
    }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      save();
    }
  });
  requestAnimationFrame(() => area.focus());
  return h(
    "div",
    { class: "editor" },
    area,
    h(
      "div",
      { class: "editor-foot" },
      h("button", { type: "button", class: "btn btn-small", onClick: end }, "Cancel"),
      h("button", { type: "button", class: "btn btn-small btn-primary", onClick: save }, "Save"),
    ),
  );
}

/** Stored text back to what one would type: escapes undone, tokens left as they are. */
function plainEdit(text) {
  return text
    .replace(/<(https?:[^|>]+)>/g, "$1")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
}

/** A row's fingerprint: the same one means that nothing has to be drawn again. */
export function fingerprint(message, flags) {
  return `${JSON.stringify(message)} ${JSON.stringify(flags)}`;
}
