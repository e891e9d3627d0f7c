// People, groups, channels, links and dates inside texts.
import { h } from "../core/dom.js";
import { workspace } from "../core/state.js";
import { dateTokens, full } from "../core/time.js";
import { withEmoji } from "./emoji.js";

/** Undoes Slack's three escapes, once. */
export function unescape(text) {
  return text.replace(/&(lt|gt|amp);/g, (all, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);
}

export function personMention(id, fallback) {
  const mine = id === workspace.me;
  const known = workspace.people.has(id) || workspace.appOfBot(id);
  return h(
    "button",
    {
      type: "button",
      class: ["mention", mine && "mention-me"],
      "data-user": id,
      "data-testid": "mention",
      onClick: () => workspace.emit("show-person", id),
    },
    `@${known ? workspace.nameOf(id) : fallback || id}`,
  );
}

export function groupMention(id, fallback) {
  const group = workspace.groups.get(id);
  const mine = group?.users?.includes(workspace.me);
  return h(
    "span",
    { class: ["mention", mine && "mention-me"], "data-group": id, "data-testid": "mention" },
    `@${(group?.handle || fallback || id).replace(/^@/, "")}`,
  );
}

export function broadcastMention(range) {
  return h("span", { class: "mention mention-me", "data-broadcast": range, "data-testid": "mention" }, `@${range}`);
}

export function channelMention(id, fallback) {
  const conversation = workspace.conversations.get(id);
  const name = conversation?.name || fallback || (conversation ? id : "private channel");
  return h(
    "a",
    {
      class: "mention",
      href: "#",
      "data-channel": id,
      "data-testid": "mention",
      onClick: (event) => {
        event.preventDefault();
        workspace.emit("go", { channel: id });
      },
    },
    `#${name}`,
  );
}

const SAFE = /^(https?:|mailto:|tel:)/i;

/** A link that cannot run anything: other schemes become plain text. */
export function linkNode(url, label) {
  const shown = label === undefined || label === "" ? [url] : label;
  const here = archiveOf(url);
  if (here)
    return h(
      "a",
      {
        href: "#",
        class: "link",
        onClick: (event) => {
          event.preventDefault();
          workspace.emit("go", here);
        },
      },
      shown,
    );
  if (!SAFE.test(url))
    return h("span", { class: "link-refused", title: "This kind of link is not followed here" }, shown);
  return h("a", { href: url, class: "link", target: "_blank", rel: "noopener noreferrer nofollow" }, shown);
}

/** Permalinks of this very workspace lead to the message instead of leaving the page. */
function archiveOf(url) {
  const m = /^https?:\/\/[^/]+\/archives\/([CDG][A-Z0-9]+)(?:\/p(\d{10})(\d{6}))?(?:\?(.*))?$/.exec(url);
  if (!m || !workspace.conversations.has(m[1])) return null;
  const thread = new URLSearchParams(m[4] || "").get("thread_ts");
  return { channel: m[1], message: m[2] ? `${m[2]}.${m[3]}` : null, thread };
}

export function dateNode(unix, format, link, fallback) {
  const ms = Number(unix) * 1000;
  if (!Number.isFinite(ms)) return document.createTextNode(fallback || "");
  const node = h(
    "time",
    { datetime: new Date(ms).toISOString(), title: full(ms, workspace.tz), class: "date-token" },
    dateTokens(ms, format || "{date_short_pretty} {time}", workspace.tz, workspace.now()),
  );
  return link ? linkNode(link, [node]) : node;
}

/** What stands between < and > in mrkdwn (the inside still escaped) as a node, or null when it is no token of Slack's. */
export function tokenNode(inside) {
  const bar = inside.indexOf("|");
  const head = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : unescape(inside.slice(bar + 1));
  let m = /^@([UWB][A-Z0-9]+)$/.exec(head);
  if (m) return personMention(m[1], label);
  m = /^#([CDG][A-Z0-9]+)$/.exec(head);
  if (m) return channelMention(m[1], label);
  m = /^!subteam\^(S[A-Z0-9]+)$/.exec(head);
  if (m) return groupMention(m[1], label);
  m = /^!(here|channel|everyone)$/.exec(head);
  if (m) return broadcastMention(m[1]);
  m = /^!date\^(-?\d+)\^([^^]*)(?:\^(.*))?$/.exec(head);
  if (m) return dateNode(m[1], unescape(m[2]), m[3] ? unescape(m[3]) : null, label);
  if (/^!/.test(head)) return document.createTextNode(label || head);
  if (/^[a-z][a-z0-9+.-]*:/i.test(head)) return linkNode(unescape(head), label ? withEmoji(label) : undefined);
  return null;
}
