// Where one writes: messages, slash commands, files.
import { fill, h, iconButton, roving } from "../core/dom.js";
import { TROUBLE, api } from "../core/api.js";
import { icon } from "../core/icons.js";
import { menu } from "../core/layers.js";
import { place } from "../core/live.js";
import { workspace } from "../core/state.js";
import { bytes } from "../inputs/fileinput.js";
import { Autocomplete, commands } from "./autocomplete.js";
import { pickEmoji } from "./emojipicker.js";
import { outgoing } from "./outgoing.js";

const drafts = new Map();
let localCount = 0;

/** Slackbot's words to this person alone; they live in the page only. */
export function sayLocally(channel, text) {
  localCount += 1;
  const ts = `${(workspace.now() / 1000).toFixed(0)}.${String(900000 + localCount).slice(-6)}`;
  place(workspace.messagesOf(channel).list, { ts, local: true, ephemeral: true, user: "USLACKBOT", text });
  workspace.emit("messages", { channel });
}

export class Composer {
  constructor({ channel, thread = null, label }) {
    this.channel = channel;
    this.thread = thread;
    this.key = `${workspace.me} ${channel} ${thread || ""}`;
    const draft = drafts.get(this.key) || { text: "", tokens: [], files: [] };
    this.tokens = draft.tokens;
    this.files = draft.files;
    this.field = h("textarea", {
      class: "composer-field",
      rows: "1",
      placeholder: label,
      "aria-label": label,
      "data-testid": thread ? "thread-composer" : "composer",
      value: draft.text,
    });
    this.hint = h("div", { class: "usage-line", "aria-live": "polite", hidden: true });
    this.fileRow = h("div", { class: "composer-files" });
    this.sendButton = iconButton(icon("send", 17), "Send", () => this.send(), {
      class: "send",
      "data-testid": thread ? "thread-send" : "send",
    });
    this.busy = h("span", { class: "composer-busy", role: "status" });
    this.node = h("div", { class: "composer" });
    const box = h("div", { class: "composer-box" }, this.field, this.fileRow, this.bar());
    this.node.append(box, this.hint);
    this.complete = new Autocomplete(this.field, this.node, (row, from, to) => this.insert(row, from, to));
    this.field.addEventListener("input", () => this.changed());
    this.field.addEventListener("keydown", (event) => this.onKey(event));
    this.field.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length) {
        event.preventDefault();
        this.attach([...event.clipboardData.files]);
      }
    });
    this.node.addEventListener("dragover", (event) => event.preventDefault());
    this.node.addEventListener("drop", (event) => {
      event.preventDefault();
      this.attach([...event.dataTransfer.files]);
    });
    this.paintFiles();
    requestAnimationFrame(() => this.changed());
  }

  bar() {
    const native = h("input", {
      type: "file",
      multiple: true,
      class: "file-native",
      "aria-label": "Attach a file",
      tabindex: "-1",
      "data-testid": "composer-file",
      onChange: () => {
        this.attach([...native.files]);
        native.value = "";
      },
    });
    const smile = iconButton(icon("smile", 17), "Emoji", () => pickEmoji(smile, (name) => this.type(`:${name}: `)));
    const shortcuts = iconButton(icon("bolt", 17), "Shortcuts", () => this.openShortcuts(shortcuts), {
      "aria-haspopup": "menu",
      "data-testid": "shortcuts",
    });
    const bar = h(
      "div",
      { class: "composer-bar", role: "toolbar", "aria-label": "Composer" },
      iconButton(icon("plus", 17), "Attach a file", () => native.click()),
      native,
      smile,
      iconButton(icon("at", 17), "Mention somebody", () => this.type("@")),
      shortcuts,
      this.busy,
      this.sendButton,
    );
    roving(bar, "button", { vertical: false, horizontal: true });
    return bar;
  }

  openShortcuts(anchor) {
    const globals = [...workspace.apps.values()].flatMap((app) =>
      (app.shortcuts || []).filter((s) => s.type === "global").map((s) => ({ app, s })),
    );
    const slash = commands();
    menu(
      anchor,
      [
        globals.length && { heading: "Shortcuts" },
        ...globals.map(({ app, s }) => ({
          label: s.name,
          sub: s.description || app.name,
          icon: icon("bolt", 15),
          testid: "global-shortcut",
          props: { "data-callback": s.callback_id },
          onPick: () => this.shortcut(s, app),
        })),
        slash.length && { heading: "Commands" },
        ...slash.map((c) => ({
          label: c.command,
          sub: c.description,
          icon: icon("code", 15),
          testid: "menu-command",
          onPick: () => {
            this.field.value = `${c.command} `;
            this.field.focus();
            this.changed();
          },
        })),
      ].filter(Boolean),
      { label: "Shortcuts", placement: "above", className: "popover-menu popover-tall" },
    );
  }

  async shortcut(s, app) {
    this.working(true);
    const answer = await api.do("shortcut", { callback_id: s.callback_id, app: app.id });
    this.working(false);
    if (!answer.ok) sayLocally(this.channel, answer.text || `“${s.name}” did not work (${answer.error}).`);
  }

  insert(row, from, to) {
    const value = this.field.value;
    const text = `${row.insert} `;
    this.field.value = value.slice(0, from) + text + value.slice(to);
    this.field.setSelectionRange(from + text.length, from + text.length);
    if (row.token) this.tokens.push({ label: row.insert, token: row.token });
    this.field.focus();
    this.changed();
  }

  type(text) {
    const at = this.field.selectionStart;
    const lead = text === "@" && at > 0 && !/\s/.test(this.field.value[at - 1]) ? " " : "";
    this.field.setRangeText(lead + text, at, this.field.selectionEnd, "end");
    this.field.focus();
    this.changed();
    this.complete.look();
  }

  changed() {
    drafts.set(this.key, { text: this.field.value, tokens: this.tokens, files: this.files });
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 240)}px`;
    this.sendButton.classList.toggle("ready", Boolean(this.field.value.trim() || this.files.length));
    const command = this.commandIn(this.field.value);
    const usage = command && this.field.value.startsWith(`${command.command} `) && command.usage_hint;
    this.hint.hidden = !usage;
    if (usage) fill(this.hint, h("strong", {}, command.command), ` ${command.usage_hint}`);
  }

  commandIn(text) {
    const word = text.split(/\s/)[0].toLowerCase();
    return commands().find((c) => c.command.toLowerCase() === word);
  }

  onKey(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    }
    if (event.key === "ArrowUp" && !this.field.value) this.editLast(event);
  }

  editLast(event) {
    const last = workspace
      .messagesOf(this.channel)
      .list.filter((m) => m.user === workspace.me && !m.bot_id && !m.ephemeral)
      .at(-1);
    if (!last || this.thread) return;
    event.preventDefault();
    last.editing = true;
    workspace.emit("messages", { channel: this.channel, message: last });
  }

  async send() {
    const text = this.field.value.trim();
    if (!text && !this.files.length) return;
    const before = { text: this.field.value, tokens: this.tokens, files: this.files };
    const isCommand = /^\/[a-z0-9_.-]+(\s|$)/i.test(text);
    if (isCommand && this.thread) {
      workspace.emit("notice", { text: `${text.split(/\s/)[0]} is not supported in threads. Sorry!`, kind: "error" });
      return;
    }
    this.set({ text: "", tokens: [], files: [] });
    this.working(true);
    const [head] = text.split(/\s/);
    const rest = isCommand ? text.slice(head.length).replace(/^\s/, "") : text;
    const words = outgoing(rest, before.tokens, { escape: !isCommand });
    const answer = isCommand
      ? await api.do("command", { channel: this.channel, command: head.toLowerCase(), text: words })
      : await api.do("say", {
          channel: this.channel,
          text: words,
          escaped: true,
          ...(this.thread ? { thread_ts: this.thread } : {}),
          ...(before.files.length ? { files: before.files.map((f) => f.id) } : {}),
        });
    this.working(false);
    if (answer.ok) return;
    if (!this.field.value) this.set(before);
    if (isCommand) sayLocally(this.channel, answer.text || `${head} failed with the error "${answer.error}"`);
    else
      workspace.emit("notice", {
        text: answer.text || (answer.error ? `The message was not sent (${answer.error}).` : TROUBLE),
        kind: "error",
      });
  }

  set({ text, tokens, files }) {
    this.field.value = text;
    this.tokens = tokens;
    this.files = files;
    this.paintFiles();
    this.changed();
    this.complete.hide();
  }

  working(on) {
    fill(
      this.busy,
      on ? [h("span", { class: "spinner", "aria-hidden": "true" }), h("span", { class: "sr-only" }, "Working")] : "",
    );
  }

  async attach(files) {
    for (const file of files) {
      this.working(true);
      const answer = await api.upload(file);
      this.working(false);
      if (answer.ok) this.files = [...this.files, answer.file];
      else workspace.emit("notice", { text: answer.text || `${file.name} could not be uploaded.`, kind: "error" });
    }
    this.paintFiles();
    this.changed();
  }

  paintFiles() {
    fill(
      this.fileRow,
      this.files.map((file) =>
        h(
          "span",
          { class: "chip" },
          icon("file", 13),
          h("span", { class: "chip-label" }, `${file.name} (${bytes(file.size || 0)})`),
          h(
            "button",
            {
              type: "button",
              class: "chip-x",
              "aria-label": `Remove ${file.name}`,
              onClick: () => {
                this.files = this.files.filter((f) => f !== file);
                this.paintFiles();
                this.changed();
              },
            },
            icon("close", 10),
          ),
        ),
      ),
    );
  }
}
