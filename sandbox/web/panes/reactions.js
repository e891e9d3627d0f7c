// Reactions under a message.
import { h, iconButton } from "../core/dom.js";
import { api } from "../core/api.js";
import { icon } from "../core/icons.js";
import { workspace } from "../core/state.js";
import { emojiNode, rememberEmoji } from "../text/emoji.js";
import { pickEmoji } from "./emojipicker.js";

export async function react(channel, ts, name, remove = false) {
  const answer = await api.do("react", { channel, ts, name, remove });
  if (!answer.ok && answer.error !== "already_reacted")
    workspace.emit("notice", { text: answer.text || `The reaction was refused (${answer.error}).`, kind: "error" });
}

export function addReaction(anchor, channel, ts) {
  pickEmoji(anchor, (name) => {
    rememberEmoji(name);
    react(channel, ts, name);
  });
}

export function reactionBar(message, channel) {
  if (!message.reactions?.length) return null;
  const add = iconButton(icon("smile", 16), "Add reaction", () => addReaction(add, channel, message.ts), {
    class: "reaction-add",
  });
  return h(
    "div",
    { class: "reactions", role: "group", "aria-label": "Reactions" },
    message.reactions.map((r) => pill(r, message, channel)),
    add,
  );
}

function pill(reaction, message, channel) {
  const users = reaction.users || [];
  const mine = users.includes(workspace.me);
  const names = users.map((id) => (id === workspace.me ? "You" : workspace.nameOf(id)));
  const who = `${names.slice(0, 12).join(", ")}${names.length > 12 ? ` and ${names.length - 12} more` : ""} reacted with :${reaction.name}:`;
  return h(
    "button",
    {
      type: "button",
      class: ["reaction", mine && "mine"],
      "aria-pressed": String(mine),
      "aria-label": `${reaction.name}, ${reaction.count}`,
      title: who,
      "data-testid": "reaction",
      "data-name": reaction.name,
      onClick: () => react(channel, message.ts, reaction.name, mine),
    },
    emojiNode(reaction.name),
    h("span", { class: "reaction-count" }, String(reaction.count)),
  );
}
