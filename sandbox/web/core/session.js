// Who acts, where one looks, and what the live line brings.
import { announce } from "./dom.js";
import { api } from "./api.js";
import { authorOf } from "./authors.js";
import { Live, takeMessage } from "./live.js";
import { workspace } from "./state.js";
import { plainText } from "../text/mrkdwn.js";

const REMEMBERED = "sandbox.as";
const live = new Live(onEvent, onState);
let connected = null;

export async function start() {
  workspace.takeBoot(await api.boot());
  workspace.on("conversations", entitle);
  const wanted = readHash();
  window.addEventListener("hashchange", () => follow(readHash()));
  workspace.on("go", (route) => go(route));
  await actAs(startingPerson(wanted.as), wanted);
}

/** The window's title says how much waits: "(3) Larkmoor". */
function entitle() {
  const waiting = [...workspace.conversations.values()].reduce(
    (sum, c) => sum + ((c.kind === "im" || c.kind === "mpim" ? c.unread : c.mentions) || 0),
    0,
  );
  document.title = `${waiting ? `(${waiting}) ` : ""}${workspace.team.name || "Sandbox"}`;
}

function startingPerson(wanted) {
  const may = (id) =>
    id && workspace.people.get(id) && !workspace.people.get(id).deleted && !workspace.people.get(id).is_bot;
  if (may(wanted)) return wanted;
  try {
    if (may(localStorage.getItem(REMEMBERED))) return localStorage.getItem(REMEMBERED);
  } catch {
    /* no storage */
  }
  return workspace.choosable()[0]?.id || null;
}

function readHash() {
  const found = new URLSearchParams(location.hash.slice(1));
  return {
    as: found.get("as"),
    channel: found.get("c"),
    tab: found.get("app"),
    app: found.get("a"),
    thread: found.get("t"),
  };
}

function writeHash() {
  const { channel, app, tab, thread } = workspace.route;
  const pairs = [
    ["as", workspace.me],
    ["c", app ? null : channel],
    ["app", tab],
    ["a", app && workspace.apps.size > 1 ? app : null],
    ["t", thread],
  ].filter(([, v]) => v);
  const hash = `#${pairs.map(([k, v]) => `${k}=${encodeURIComponent(v)}`).join("&")}`;
  if (location.hash !== hash) history.replaceState(null, "", hash);
}

async function follow(wanted) {
  if (wanted.as && wanted.as !== workspace.me && workspace.people.has(wanted.as)) await actAs(wanted.as, wanted);
  else
    go({
      channel: wanted.channel,
      app: wanted.tab ? wanted.app || firstApp() : null,
      tab: wanted.tab,
      thread: wanted.thread,
    });
}

const firstApp = () => workspace.apps.keys().next().value || null;

/** Becomes another person: their conversations, unread marks, open modal and Home. */
export async function actAs(person, wanted = {}) {
  if (!person) {
    workspace.emit("notice", { text: "This workspace has nobody to act as.", kind: "error" });
    return;
  }
  workspace.me = person;
  try {
    localStorage.setItem(REMEMBERED, person);
  } catch {
    /* no storage */
  }
  workspace.messages.clear();
  workspace.homes.clear();
  workspace.stack = [];
  workspace.emit("views", {});
  await loadConversations();
  workspace.emit("person");
  live.follow(person);
  const fallback =
    [...workspace.conversations.values()].find((c) => c.kind === "public" && c.is_member && !c.archived) ||
    workspace.conversations.values().next().value;
  const channel = wanted.channel && workspace.conversations.has(wanted.channel) ? wanted.channel : fallback?.id;
  await go(
    wanted.tab
      ? { app: wanted.app || firstApp(), tab: wanted.tab, thread: wanted.thread }
      : { channel, thread: wanted.thread },
  );
  const { stack } = await api.views();
  if (stack?.length) {
    workspace.stack = stack;
    workspace.emit("views", {});
  }
}

async function loadConversations() {
  const { conversations } = await api.conversations();
  workspace.conversations = new Map((conversations || []).map((c) => [c.id, c]));
  workspace.emit("conversations");
}

/** Shows a channel, or an app's tab. {channel, thread?, message?} or {app, tab}. */
export async function go({ channel = null, app = null, tab = null, thread = null, message = null }) {
  const direct = channel && workspace.conversations.get(channel);
  if (direct?.app && !app) {
    app = direct.app;
    tab = "messages";
  }
  if (app && workspace.apps.has(app)) await openApp(app, tab || "home", thread, message);
  else if (channel && workspace.conversations.has(channel)) show({ channel, app: null, tab: null, thread, message });
}

async function openApp(app, tab, thread, message) {
  const channel = workspace.appChannel(app)?.id || null;
  show({ channel: tab === "messages" ? channel : null, app, tab, thread, message });
  if (tab === "about") return;
  const answer = await api.do("home", { tab, app });
  if (!answer.ok)
    workspace.emit("notice", { text: answer.text || `The app could not be opened (${answer.error}).`, kind: "error" });
  if (tab === "messages" && !channel) {
    await loadConversations();
    show({ channel: workspace.appChannel(app)?.id || answer.channel || null, app, tab, thread, message });
  } else if (tab === "home" && workspace.route.app === app) {
    const { view } = await api.home(app);
    if (view) workspace.homes.set(app, view);
    workspace.emit("home", app);
  }
}

function show(route) {
  workspace.route = route;
  writeHash();
  workspace.emit("route");
}

export function openThread(ts) {
  show({ ...workspace.route, thread: ts, message: null });
}

export async function loadMessages(channel, extra = {}) {
  const answer = await api.messages(channel, extra);
  return { list: answer.messages || [], hasMore: Boolean(answer.has_more) };
}

export async function markRead(channel) {
  const conversation = workspace.conversations.get(channel);
  const last = workspace
    .messagesOf(channel)
    .list.filter((m) => !m.local)
    .at(-1);
  if (!conversation || !last || document.hidden || (!conversation.unread && !conversation.mentions)) return;
  conversation.unread = 0;
  conversation.mentions = 0;
  workspace.emit("conversations");
  await api.do("read", { channel, ts: last.ts });
}

function onEvent(event) {
  const act = EVENTS[event.type];
  if (act) act(event);
}

const EVENTS = {
  message: (e) => gotMessage(e, true),
  changed: (e) => gotMessage(e, false),
  deleted(e) {
    const held = workspace.messagesOf(e.channel);
    held.list = held.list.filter((m) => m.ts !== e.ts);
    workspace.emit("messages", { channel: e.channel, deleted: e.ts });
  },
  views(e) {
    workspace.stack = e.stack || [];
    workspace.emit("views", e);
  },
  home(e) {
    workspace.homes.set(e.app, e.view);
    workspace.emit("home", e.app);
  },
  unread(e) {
    const conversation = workspace.conversations.get(e.channel);
    if (!conversation) {
      loadConversations();
      return;
    }
    conversation.unread = e.unread;
    conversation.mentions = e.mentions;
    workspace.emit("conversations");
    if (workspace.route.channel === e.channel && e.unread) markRead(e.channel);
  },
  conversation(e) {
    const held = workspace.conversations.get(e.conversation.id) || {};
    if (e.conversation.kind !== "public" && !e.conversation.is_member)
      workspace.conversations.delete(e.conversation.id);
    else workspace.conversations.set(e.conversation.id, { ...held, ...e.conversation });
    workspace.emit("conversations");
    if (workspace.route.channel === e.conversation.id) workspace.emit("conversation", e.conversation.id);
  },
  person(e) {
    workspace.people.set(e.person.id, e.person);
    workspace.emit("people");
    workspace.emit("conversations");
  },
  group(e) {
    if (e.group.gone) workspace.groups.delete(e.group.id);
    else workspace.groups.set(e.group.id, e.group);
    workspace.emit("people");
  },
  clock(e) {
    workspace.setClock(e.now);
  },
  app(e) {
    workspace.apps.set(e.app.id, { ...workspace.apps.get(e.app.id), ...e.app });
    workspace.emit("apps");
    workspace.emit("conversations");
  },
  log(e) {
    workspace.emit("log", e.entry);
  },
  notice(e) {
    workspace.emit("notice", { text: e.text, kind: "refused" });
  },
};

function gotMessage({ channel, message }, isNew) {
  const fresh = takeMessage(channel, message);
  if (!workspace.conversations.has(channel)) loadConversations();
  workspace.emit("messages", { channel, message, fresh });
  const shown = workspace.route.channel === channel || workspace.route.thread === message.thread_ts;
  if (isNew && shown && message.user !== workspace.me)
    announce(`${authorOf(message).name}: ${plainText({ type: "mrkdwn", text: message.text || "" })}`);
}

/** After a break everything may have changed, so it is asked for again. */
async function onState(state, again) {
  const was = connected;
  connected = state === "open";
  if (was !== connected) workspace.emit("connection", connected);
  if (connected && again) await refresh();
}

async function refresh() {
  const boot = await api.boot();
  workspace.takeBoot(boot);
  await loadConversations();
  workspace.emit("apps");
  for (const [channel, held] of workspace.messages)
    if (held.loaded && channel !== workspace.route.channel) held.loaded = false;
  workspace.emit("reload");
  const { stack } = await api.views();
  workspace.stack = stack || [];
  workspace.emit("views", {});
}
