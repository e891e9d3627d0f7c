// The aubergine side: who acts, channels, people, apps.
import { fill, h, roving } from "../core/dom.js";
import { avatar } from "../core/avatars.js";
import { icon } from "../core/icons.js";
import { go } from "../core/session.js";
import { workspace } from "../core/state.js";
import { openJump } from "./jump.js";
import { openSwitcher } from "./switcher.js";

const folded = new Set();

export function mountSidebar(root) {
  const draw = () => fill(root, head(), h("div", { class: "side-scroll" }, sections()));
  for (const topic of ["person", "conversations", "route", "people", "apps"])
    workspace.on(topic, () => keepFocus(root, draw));
  roving(root, ".side-item, .side-section-head");
  draw();
}

function keepFocus(root, draw) {
  const id = root.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const top = root.querySelector(".side-scroll")?.scrollTop || 0;
  draw();
  root.querySelector(".side-scroll").scrollTop = top;
  if (id) root.querySelector(`[data-key="${CSS.escape(id)}"]`)?.focus();
}

function head() {
  const me = workspace.person;
  const button = h(
    "button",
    {
      type: "button",
      class: "act-as",
      "data-key": "act-as",
      "data-testid": "act-as",
      "aria-haspopup": "listbox",
      "aria-label": `Acting as ${me?.real_name || "nobody"}. Change person`,
      onClick: () => openSwitcher(button),
    },
    me && avatar(me.id, 32),
    h(
      "span",
      { class: "act-as-words" },
      h("span", { class: "act-as-label" }, "Acting as"),
      h("span", { class: "act-as-name" }, me?.real_name || me?.name || "…"),
      me?.title && h("span", { class: "act-as-title" }, me.title),
    ),
    icon("down", 14),
  );
  return h("div", { class: "side-head" }, h("div", { class: "team-name" }, workspace.team.name || "Workspace"), button);
}

function sections() {
  const all = [...workspace.conversations.values()];
  const named = (a, b) => workspace.conversationName(a).localeCompare(workspace.conversationName(b));
  const channels = all
    .filter(
      (c) =>
        (c.kind === "public" || c.kind === "private") &&
        c.is_member &&
        (!c.archived || c.id === workspace.route.channel),
    )
    .sort(named);
  const direct = all
    .filter((c) => (c.kind === "im" && !c.app) || c.kind === "mpim")
    .sort((a, b) => Number(b.latest_ts || 0) - Number(a.latest_ts || 0));
  const browsing = h(
    "button",
    {
      type: "button",
      class: "side-item side-add",
      "data-key": "browse",
      "data-testid": "browse-channels",
      onClick: () => openJump("#"),
    },
    h("span", { class: "side-icon" }, icon("plus", 14)),
    h("span", { class: "side-label" }, "Browse channels"),
  );
  const writing = h(
    "button",
    {
      type: "button",
      class: "side-item side-add",
      "data-key": "new-dm",
      "data-testid": "new-dm",
      onClick: () => openJump("@"),
    },
    h("span", { class: "side-icon" }, icon("plus", 14)),
    h("span", { class: "side-label" }, "Message somebody"),
  );
  return [
    section("channels", "Channels", [...channels.map(channelItem), browsing], channels),
    section("direct", "Direct messages", [...direct.map(directItem), writing], direct),
    section("apps", "Apps", [...workspace.apps.values()].map(appItem), []),
  ];
}

function section(key, title, items, conversations) {
  const closed = folded.has(key);
  const waiting = closed && conversations.some((c) => c.unread);
  const toggle = h(
    "button",
    {
      type: "button",
      class: "side-section-head",
      "data-key": `section-${key}`,
      "aria-expanded": String(!closed),
      onClick: () => {
        if (closed) folded.delete(key);
        else folded.add(key);
        workspace.emit("conversations");
      },
    },
    h("span", { class: ["side-fold", closed && "closed"] }, icon("down", 12)),
    h("span", { class: waiting ? "unread" : null }, title),
  );
  return h(
    "section",
    { class: "side-section", "aria-label": title },
    toggle,
    closed
      ? null
      : h(
          "ul",
          { class: "side-list" },
          items.map((item) => h("li", {}, item)),
        ),
  );
}

function item(conversation, lead, label, props = {}) {
  const here = workspace.route.channel === conversation.id && !workspace.route.app;
  const isDirect = conversation.kind === "im" || conversation.kind === "mpim";
  const badge = conversation.mentions || (isDirect ? conversation.unread : 0);
  const unread = conversation.unread > 0 && !here;
  const spoken = `${label}${unread ? `, ${conversation.unread} unread` : ""}${conversation.archived ? ", archived" : ""}`;
  return h(
    "button",
    {
      type: "button",
      class: ["side-item", here && "here", unread && "unread"],
      "data-key": conversation.id,
      "data-channel": conversation.id,
      "data-testid": "conversation",
      "aria-current": here ? "page" : null,
      "aria-label": spoken,
      ...props,
      onClick: () => {
        go({ channel: conversation.id });
        closeDrawer();
      },
    },
    h("span", { class: "side-icon" }, lead),
    h("span", { class: "side-label" }, label),
    badge > 0 && !here && h("span", { class: "badge", "data-testid": "badge" }, String(badge)),
  );
}

const channelItem = (c) => item(c, icon(c.kind === "private" ? "lock" : "hash", 15), c.name || c.id);

function directItem(c) {
  if (c.kind === "mpim") return item(c, icon("people", 15), c.name || "Group message");
  const person = workspace.people.get(c.with);
  return item(
    c,
    avatar(c.with, 20),
    `${workspace.nameOf(c.with)}${c.with === workspace.me ? " (you)" : ""}${person?.deleted ? " (left)" : ""}`,
  );
}

function appItem(app) {
  const here = workspace.route.app === app.id;
  const channel = workspace.appChannel(app.id);
  const unread = channel?.unread > 0;
  return h(
    "button",
    {
      type: "button",
      class: ["side-item", here && "here", unread && !here && "unread"],
      "data-key": app.id,
      "data-app": app.id,
      "data-testid": "app",
      "aria-current": here ? "page" : null,
      "aria-label": `${app.name}, app${app.connected ? "" : ", not connected"}${unread ? `, ${channel.unread} unread` : ""}`,
      onClick: () => {
        go({ app: app.id, tab: unread || !app.home ? "messages" : "home" });
        closeDrawer();
      },
    },
    h("span", { class: "side-icon" }, avatar(app.bot_user_id || app.id, 20, app.name)),
    h("span", { class: "side-label" }, app.name),
    !app.connected && h("span", { class: "side-off", title: "The app is not connected" }, "off"),
    unread &&
      !(here && workspace.route.tab === "messages") &&
      h("span", { class: "badge", "data-testid": "badge" }, String(channel.unread)),
  );
}

export function closeDrawer() {
  document.getElementById("app").classList.remove("drawer-open");
}
