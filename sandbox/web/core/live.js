// The WebSocket that keeps the page fresh. It comes back by itself, and then asks for what it missed.
import { workspace } from "./state.js";

export class Live {
  constructor(onEvent, onState) {
    this.onEvent = onEvent;
    this.onState = onState;
    this.socket = null;
    this.wanted = null;
    this.attempt = 0;
    this.timer = 0;
  }

  follow(person) {
    this.wanted = person;
    this.attempt = 0;
    clearTimeout(this.timer);
    this.drop();
    this.connect();
  }

  drop() {
    if (!this.socket) return;
    const old = this.socket;
    this.socket = null;
    old.close();
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/sandbox/api/live?as=${encodeURIComponent(this.wanted)}`);
    this.socket = socket;
    let opened = false;
    socket.addEventListener("open", () => {
      if (this.socket !== socket) return;
      opened = true;
      this.onState("open", this.attempt > 0);
      this.attempt = 0;
    });
    socket.addEventListener("message", (event) => {
      if (this.socket === socket) this.onEvent(JSON.parse(event.data));
    });
    socket.addEventListener("close", () => {
      if (this.socket !== socket) return;
      this.attempt += 1;
      this.onState("closed", opened);
      this.timer = setTimeout(() => this.connect(), Math.min(500 * 2 ** Math.min(this.attempt, 4), 5000));
    });
  }
}

/** Puts one message where it belongs in a list that is ordered by ts; answers whether it was new. */
export function place(list, message) {
  const at = list.findIndex((m) => m.ts === message.ts);
  if (at >= 0) {
    list[at] = message;
    return false;
  }
  let i = list.length;
  while (i > 0 && Number(list[i - 1].ts) > Number(message.ts)) i -= 1;
  list.splice(i, 0, message);
  return true;
}

/** Updates the store after a live event about messages. */
export function takeMessage(channel, message) {
  const isReply = message.thread_ts && message.thread_ts !== message.ts && message.subtype !== "thread_broadcast";
  if (isReply) {
    workspace.emit("reply", { channel, message });
    return false;
  }
  const held = workspace.messagesOf(channel);
  if (!held.loaded) return true;
  return place(held.list, message);
}
