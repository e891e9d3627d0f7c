// What the page knows, in one place. Panes listen to topics and draw again; nobody else holds a second copy.

class Workspace {
  constructor() {
    this.team = { id: "", name: "", domain: "" };
    this.apps = new Map();
    this.people = new Map();
    this.groups = new Map();
    this.customEmoji = {};
    this.me = null;
    this.conversations = new Map();
    this.messages = new Map();
    this.homes = new Map();
    this.stack = [];
    this.route = { channel: null, app: null, tab: null, thread: null };
    this.clock = { base: Date.now(), at: performance.now() };
    this.log = [];
    this.listeners = new Map();
  }

  on(topic, listener) {
    if (!this.listeners.has(topic)) this.listeners.set(topic, new Set());
    this.listeners.get(topic).add(listener);
    return () => this.listeners.get(topic).delete(listener);
  }

  emit(topic, detail) {
    for (const listener of [...(this.listeners.get(topic) || [])]) listener(detail);
  }

  takeBoot(boot) {
    this.team = boot.team || this.team;
    this.apps = new Map((boot.apps || []).map((app) => [app.id, app]));
    this.people = new Map((boot.people || []).map((person) => [person.id, person]));
    this.groups = new Map((boot.groups || []).map((group) => [group.id, group]));
    this.customEmoji = boot.emoji || {};
    if (boot.clock) this.setClock(boot.clock.now);
  }

  setClock(now) {
    const moment = typeof now === "number" ? now * 1000 : Date.parse(now);
    if (Number.isFinite(moment)) this.clock = { base: moment, at: performance.now() };
    this.emit("clock");
  }

  /** The workspace's time in milliseconds since the epoch; it runs on between the server's words. */
  now() {
    return this.clock.base + (performance.now() - this.clock.at);
  }

  get person() {
    return this.people.get(this.me) || null;
  }

  get tz() {
    return this.person?.tz || "UTC";
  }

  appOfBot(id) {
    for (const app of this.apps.values()) if (app.bot_id === id || app.bot_user_id === id || app.id === id) return app;
    return null;
  }

  nameOf(userId) {
    const person = this.people.get(userId);
    if (person) return person.display_name || person.real_name || person.name || userId;
    return this.appOfBot(userId)?.name || userId;
  }

  /** People whom one may choose or mention: no leavers, no bots. */
  choosable() {
    return [...this.people.values()].filter((p) => !p.deleted && !p.is_bot).sort(byName);
  }

  conversationName(conversation) {
    if (!conversation) return "";
    if (conversation.kind === "im")
      return conversation.app ? this.apps.get(conversation.app)?.name || "App" : this.nameOf(conversation.with);
    return conversation.name || conversation.id;
  }

  appChannel(appId) {
    for (const c of this.conversations.values()) if (c.kind === "im" && c.app === appId) return c;
    return null;
  }

  messagesOf(channel) {
    if (!this.messages.has(channel)) this.messages.set(channel, { list: [], hasMore: false, loaded: false });
    return this.messages.get(channel);
  }
}

export function byName(a, b) {
  return (a.real_name || a.name || "").localeCompare(b.real_name || b.name || "");
}

export const workspace = new Workspace();
