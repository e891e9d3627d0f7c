// The middle: a channel, or an app with its tabs.
import { fill, h, iconButton, roving } from "../core/dom.js";
import { api } from "../core/api.js";
import { avatar } from "../core/avatars.js";
import { icon } from "../core/icons.js";
import { menu } from "../core/layers.js";
import { go } from "../core/session.js";
import { workspace } from "../core/state.js";
import { plainNodes } from "../text/mrkdwn.js";
import { Composer } from "./composer.js";
import { homeView } from "./home.js";
import { MessageList } from "./messages.js";

let shown = null;

export function mountMain(root) {
  workspace.on("route", () => draw(root));
  workspace.on("person", () => {
    shown = null;
  });
  workspace.on("conversation", () => {
    shown = null;
    draw(root);
  });
  workspace.on("people", () => drawHead(root));
}

function draw(root) {
  const { channel, app, tab, message } = workspace.route;
  const key = `${workspace.me} ${app || ""} ${tab || ""} ${channel || ""}`;
  if (shown?.key === key) {
    if (message) shown.list?.reveal(message);
    return;
  }
  shown?.close?.();
  shown = { key };
  const body = h("div", { class: "main-body" });
  fill(root, h("header", { class: "main-head", "data-testid": "main-head" }), body);
  root.setAttribute(
    "aria-label",
    app
      ? workspace.apps.get(app)?.name || "App"
      : workspace.conversationName(workspace.conversations.get(channel)) || "Messages",
  );
  drawHead(root);
  if (app && tab === "home") shown.close = homeView(body, app);
  else if (app && tab === "about") about(body, app);
  else if (channel) channelBody(body, channel, message);
  else fill(body, h("div", { class: "empty" }, h("span", { class: "spinner" }), " Opening…"));
}

function drawHead(root) {
  const head = root.querySelector(".main-head");
  if (!head) return;
  const { channel, app } = workspace.route;
  fill(head, app ? appHead(app) : channel ? channelHead(workspace.conversations.get(channel)) : null);
}

const drawer = () =>
  iconButton(icon("menu"), "Show conversations", () => document.getElementById("app").classList.toggle("drawer-open"), {
    class: "drawer-btn",
    "data-testid": "drawer",
  });

function channelHead(c) {
  if (!c) return null;
  const person = c.kind === "im" ? workspace.people.get(c.with) : null;
  const lead = person
    ? avatar(person.id, 24)
    : icon(c.kind === "private" ? "lock" : c.kind === "mpim" ? "people" : "hash", 18);
  return [
    drawer(),
    h(
      "div",
      { class: "head-words" },
      h(
        "h1",
        { class: "head-title", "data-testid": "channel-name" },
        lead,
        h("span", {}, workspace.conversationName(c)),
        c.archived && h("span", { class: "tag" }, "archived"),
        person?.deleted && h("span", { class: "tag" }, "deactivated"),
      ),
      (c.topic || person?.title) && h("div", { class: "head-topic" }, plainNodes(c.topic || person.title)),
    ),
    headMenu(c),
  ];
}

function headMenu(c) {
  if (!["public", "private"].includes(c.kind) || !c.is_member || c.archived) return null;
  const more = iconButton(
    icon("more", 18),
    "Channel actions",
    () =>
      menu(more, [{ label: "Leave channel", testid: "leave", danger: true, onPick: () => deed("leave", c.id) }], {
        label: "Channel actions",
        placement: "end",
      }),
    { "aria-haspopup": "menu", "data-testid": "channel-menu" },
  );
  return [
    c.members > 0 &&
      h(
        "span",
        { class: "head-count hint" },
        icon("people", 16),
        ` ${c.members}`,
        h("span", { class: "sr-only" }, " members"),
      ),
    more,
  ];
}

async function deed(verb, channel) {
  const answer = await api.do(verb, { channel });
  if (!answer.ok)
    workspace.emit("notice", { text: answer.text || `That did not work (${answer.error}).`, kind: "error" });
}

function appHead(id) {
  const app = workspace.apps.get(id);
  const tabs = [
    ["home", "Home", app.home !== false],
    ["messages", "Messages", app.messages_tab !== false],
    ["about", "About", true],
  ].filter(([, , on]) => on);
  const bar = h(
    "div",
    { class: "tabs", role: "tablist", "aria-label": `${app.name} tabs` },
    tabs.map(([key, label]) => {
      const on = workspace.route.tab === key;
      return h(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${key}`,
          class: ["tab", on && "on"],
          "aria-selected": String(on),
          tabindex: on ? "0" : "-1",
          "data-testid": `tab-${key}`,
          onClick: () => go({ app: id, tab: key }),
        },
        label,
      );
    }),
  );
  roving(bar, "button", { vertical: false, horizontal: true });
  return [
    drawer(),
    h(
      "div",
      { class: "head-words" },
      h(
        "h1",
        { class: "head-title", "data-testid": "channel-name" },
        avatar(app.bot_user_id || id, 24, app.name),
        h("span", {}, app.name),
        !app.connected && h("span", { class: "tag tag-warn" }, "not connected"),
      ),
      bar,
    ),
  ];
}

function about(body, id) {
  const app = workspace.apps.get(id);
  const rows = (title, list, line) =>
    list?.length > 0 && [h("h2", { class: "about-title" }, title), h("dl", { class: "about-list" }, list.map(line))];
  fill(
    body,
    h(
      "div",
      { class: "home", tabindex: "0", role: "tabpanel", "aria-label": "About" },
      h(
        "div",
        { class: "home-inner" },
        h(
          "div",
          { class: "about-head" },
          avatar(app.bot_user_id || id, 56, app.name),
          h(
            "div",
            {},
            h("div", { class: "header-text header-1" }, app.name),
            h("div", { class: "hint" }, app.description),
          ),
        ),
        rows("Commands", app.commands, (c) => [
          h(
            "dt",
            {},
            h("code", { class: "code" }, c.command),
            c.usage_hint && h("span", { class: "usage" }, ` ${c.usage_hint}`),
          ),
          h("dd", {}, c.description),
        ]),
        rows("Shortcuts", app.shortcuts, (s) => [
          h("dt", {}, s.name, h("span", { class: "hint" }, s.type === "message" ? " · on a message" : " · anywhere")),
          h("dd", {}, s.description || ""),
        ]),
      ),
    ),
  );
}

function intro(c) {
  if (c.app)
    return h(
      "div",
      { class: "intro" },
      avatar(workspace.apps.get(c.app)?.bot_user_id || c.app, 56, workspace.conversationName(c)),
      h("div", { class: "intro-title" }, workspace.conversationName(c)),
      h("p", {}, `This is the very beginning of your direct message history with ${workspace.conversationName(c)}.`),
    );
  if (c.kind === "im")
    return h(
      "div",
      { class: "intro" },
      avatar(c.with, 56),
      h("div", { class: "intro-title" }, workspace.nameOf(c.with)),
      h("p", {}, `This conversation is just between ${workspace.nameOf(c.with)} and you.`),
    );
  return h(
    "div",
    { class: "intro" },
    h("div", { class: "intro-title" }, icon(c.kind === "private" ? "lock" : "hash", 24), c.name),
    h("p", {}, `This is the very beginning of the ${c.name} channel.`, c.topic ? ` ${c.topic}` : ""),
  );
}

function channelBody(body, channel, message) {
  const conversation = workspace.conversations.get(channel);
  if (!conversation) {
    fill(body, h("div", { class: "empty" }, "This conversation cannot be seen by you."));
    return;
  }
  const list = new MessageList({ channel, intro: intro(conversation) });
  shown.list = list;
  shown.close = () => list.close();
  fill(body, list.node, foot(conversation));
  list.load().then(() => {
    if (message) list.reveal(message);
  });
}

function foot(c) {
  if (c.archived)
    return h("div", { class: "join-bar" }, h("span", {}, `You are viewing #${c.name}, an archived channel.`));
  if (c.kind === "im" && workspace.people.get(c.with)?.deleted)
    return h("div", { class: "join-bar" }, h("span", {}, "This person's account has been deactivated."));
  if (!c.is_member && c.kind === "public")
    return h(
      "div",
      { class: "join-bar" },
      h("strong", {}, `#${c.name}`),
      h(
        "button",
        { type: "button", class: "btn btn-primary", "data-testid": "join", onClick: () => deed("join", c.id) },
        "Join channel",
      ),
    );
  const name = workspace.conversationName(c);
  const composer = new Composer({
    channel: c.id,
    label: `Message ${c.kind === "im" || c.kind === "mpim" ? name : `#${name}`}`,
  });
  if (
    !matchMedia("(max-width: 700px)").matches &&
    (document.activeElement === document.body || !document.activeElement)
  )
    requestAnimationFrame(() => composer.field.focus({ preventScroll: true }));
  return composer.node;
}
