// A list of messages with day dividers. Rows whose content did not change are left alone, so focus and scroll stay.
import { append, fill, h } from "../core/dom.js";
import { api } from "../core/api.js";
import { loadMessages, markRead, openThread } from "../core/session.js";
import { workspace } from "../core/state.js";
import { dayLabel, dayOf, seconds } from "../core/time.js";
import { giveFocus, regainFocus } from "../core/focus.js";
import { place } from "../core/live.js";
import { fingerprint, messageRow } from "./message.js";

export class MessageList {
  /** thread: the parent's ts when this is a thread; intro: a node that stands above the first message. */
  constructor({ channel, thread = null, intro = null }) {
    this.channel = channel;
    this.thread = thread;
    this.intro = intro;
    this.rows = new Map();
    this.own = { list: [], hasMore: false, loaded: false };
    this.lastRead = workspace.conversations.get(channel)?.last_read || "0";
    this.hadUnread = (workspace.conversations.get(channel)?.unread || 0) > 0;
    this.inner = h("div", { class: "message-rows" });
    this.node = h(
      "div",
      {
        class: "message-list",
        role: "log",
        "aria-live": "off",
        "aria-label": thread ? "Thread" : "Messages",
        tabindex: "0",
        "data-testid": thread ? "thread-messages" : "messages",
      },
      this.inner,
    );
    this.node.addEventListener(
      "scroll",
      () => {
        if (this.node.scrollTop < 120) this.earlier();
      },
      { passive: true },
    );
    this.node.addEventListener("keydown", (event) => this.onKey(event));
    this.offs = [
      workspace.on("messages", (d) => this.heard(d)),
      workspace.on("people", () => this.redraw()),
      workspace.on("clock", () => this.dayTurned()),
      workspace.on("reload", () => this.load(true)),
      workspace.on("dismiss", (d) => this.dismiss(d)),
    ];
    if (thread) this.offs.push(workspace.on("reply", (d) => this.replied(d)));
    this.sizer = new ResizeObserver(() => {
      if (this.stuck) this.toEnd();
    });
    this.sizer.observe(this.inner);
    this.sizer.observe(this.node);
    this.stuck = true;
    this.node.addEventListener(
      "scroll",
      () => {
        this.stuck = this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < 60;
      },
      { passive: true },
    );
  }

  get held() {
    return this.thread ? this.own : workspace.messagesOf(this.channel);
  }

  close() {
    for (const off of this.offs) off();
    this.sizer.disconnect();
    this.closed = true;
  }

  async load(again = false) {
    if (again || !this.held.loaded) {
      if (!this.held.loaded)
        fill(
          this.inner,
          h("div", { class: "loading", role: "status" }, h("span", { class: "spinner" }), " Loading messages…"),
        );
      const local = this.held.list.filter((m) => m.local);
      const { list, hasMore } = await loadMessages(
        this.channel,
        this.thread ? { thread: this.thread, limit: 200 } : {},
      );
      if (this.closed) return;
      this.held.list = list;
      for (const message of local) place(this.held.list, message);
      this.held.hasMore = hasMore;
      this.held.loaded = true;
      this.inner.replaceChildren();
    }
    this.draw();
    this.toEnd();
    if (!this.thread) markRead(this.channel);
  }

  async earlier() {
    if (this.thread || !this.held.hasMore || this.fetching || !this.held.list.length) return;
    this.fetching = true;
    const { list, hasMore } = await loadMessages(this.channel, { before: this.held.list.find((m) => !m.local)?.ts });
    this.fetching = false;
    if (this.closed) return;
    const before = this.node.scrollHeight - this.node.scrollTop;
    this.held.hasMore = hasMore && list.length > 0;
    for (const message of list) place(this.held.list, message);
    this.draw();
    this.node.scrollTop = this.node.scrollHeight - before;
  }

  heard({ channel, message, deleted }) {
    if (channel !== this.channel) return;
    if (this.thread) {
      if (deleted) this.own.list = this.own.list.filter((m) => m.ts !== deleted);
      else if (message?.ts === this.thread) place(this.own.list, message);
    }
    const own = message?.user === workspace.me;
    this.draw();
    if (this.stuck || own) this.toEnd();
    if (!this.thread) markRead(this.channel);
  }

  replied({ channel, message }) {
    if (channel !== this.channel || message.thread_ts !== this.thread || !this.own.loaded) return;
    place(this.own.list, message);
    this.draw();
    if (this.stuck || message.user === workspace.me) this.toEnd();
  }

  async dismiss({ channel, message }) {
    if (channel !== this.channel || !this.held.list.includes(message)) return;
    this.held.list = this.held.list.filter((m) => m !== message);
    this.draw();
    if (!message.local) await api.do("dismiss", { channel, ts: message.ts });
  }

  /** After midnight "Today" is yesterday. */
  dayTurned() {
    if (this.today && this.today !== dayOf(workspace.now(), workspace.tz)) this.redraw();
  }

  redraw() {
    const top = this.node.scrollTop;
    this.rows.clear();
    this.inner.replaceChildren();
    this.draw();
    if (this.stuck) this.toEnd();
    else this.node.scrollTop = top;
  }

  draw() {
    if (!this.held.loaded) return;
    this.today = dayOf(workspace.now(), workspace.tz);
    const wanted = [];
    if (this.held.hasMore)
      wanted.push(
        this.keyed("more", "more", () =>
          h(
            "button",
            { type: "button", class: "btn-link load-more", onClick: () => this.earlier() },
            "Load earlier messages",
          ),
        ),
      );
    else if (this.intro) wanted.push(this.keyed("intro", "intro", () => this.intro));
    let day = null;
    let previous = null;
    let marked = !this.hadUnread || Boolean(this.thread);
    for (const message of this.held.list) {
      const ms = seconds(message.ts) * 1000;
      const itsDay = dayOf(ms, workspace.tz);
      if (itsDay !== day && !this.thread) {
        const label = dayLabel(ms, workspace.tz, workspace.now());
        wanted.push(
          this.keyed(`day ${itsDay}`, label, () =>
            h("div", { class: "day", role: "separator", "aria-label": label }, h("span", {}, label)),
          ),
        );
        previous = null;
      }
      day = itsDay;
      if (!marked && Number(message.ts) > Number(this.lastRead) && message.user !== workspace.me && !message.local) {
        marked = true;
        wanted.push(
          this.keyed("new", "new", () =>
            h(
              "div",
              { class: "new-line", role: "separator", "aria-label": "New messages", "data-testid": "new-line" },
              h("span", {}, "New"),
            ),
          ),
        );
        previous = null;
      }
      const compact = this.joins(previous, message);
      const flags = {
        channel: this.channel,
        compact,
        inThread: Boolean(this.thread),
        first: message.ts === this.thread,
      };
      wanted.push(this.keyed(message.ts, fingerprint(message, flags), () => messageRow(message, flags)));
      previous = message;
    }
    this.patch(wanted);
  }

  joins(previous, message) {
    if (
      !previous ||
      previous.ephemeral ||
      message.ephemeral ||
      previous.subtype ||
      (message.subtype && message.subtype !== "bot_message")
    )
      return false;
    if (this.thread && previous.ts === this.thread) return false;
    return (
      (previous.user || previous.bot_id) === (message.user || message.bot_id) &&
      previous.username === message.username &&
      Number(message.ts) - Number(previous.ts) < 300
    );
  }

  keyed(key, print, make) {
    const held = this.rows.get(key);
    if (held?.print === print) return [key, held];
    const fresh = { print, node: make() };
    if (held) regainFocus(held.node, fresh.node);
    this.rows.set(key, fresh);
    return [key, fresh];
  }

  patch(wanted) {
    const keys = new Set(wanted.map(([key]) => key));
    for (const [key, { node }] of this.rows)
      if (!keys.has(key)) {
        node.remove();
        this.rows.delete(key);
      }
    let at = this.inner.firstChild;
    for (const [, { node }] of wanted) {
      if (node === at) {
        at = at.nextSibling;
        continue;
      }
      this.inner.insertBefore(node, at);
    }
    while (at) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
    if (!wanted.length) append(this.inner, [h("div", { class: "empty" }, "No messages yet.")]);
    giveFocus();
  }

  toEnd() {
    this.node.scrollTop = this.node.scrollHeight;
    this.stuck = true;
  }

  reveal(ts) {
    const row = this.inner.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
    if (!row) return;
    row.scrollIntoView({ block: "center" });
    row.classList.add("flash");
    row.focus();
  }

  onKey(event) {
    const row = event.target.closest?.(".message");
    if (event.target !== this.node && event.target !== row) return;
    const rows = [...this.inner.querySelectorAll(".message")];
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      const at = rows.indexOf(row);
      const to =
        at < 0 ? rows.length - 1 : Math.max(0, Math.min(rows.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)));
      rows[to]?.focus();
    }
    if (!row) return;
    if (event.key === "Enter" || event.key === "ArrowRight") {
      event.preventDefault();
      row.querySelector(".toolbar button")?.focus();
    }
    if (event.key === "t" && !this.thread) openThread(row.dataset.ts);
    if (event.key === "r") {
      event.preventDefault();
      row.querySelector('[data-testid="add-reaction"]')?.click();
    }
    if (event.key === "m") {
      event.preventDefault();
      row.querySelector('[data-testid="more-actions"]')?.click();
    }
  }
}
