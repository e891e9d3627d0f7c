// What one may mean while typing: commands, people and groups, channels, emoji.
import { fill, h, uid } from "../core/dom.js";
import { avatar } from "../core/avatars.js";
import { icon } from "../core/icons.js";
import { workspace } from "../core/state.js";
import { emojiNode, searchEmoji } from "../text/emoji.js";

export function commands() {
  return [...workspace.apps.values()].flatMap((app) => (app.commands || []).map((c) => ({ ...c, app })));
}

const starts = (text, query) =>
  text
    .toLowerCase()
    .split(/[\s._-]+/)
    .some((w) => w.startsWith(query)) || text.toLowerCase().startsWith(query);

function commandRows(query) {
  return commands()
    .filter((c) => c.command.slice(1).toLowerCase().startsWith(query))
    .map((c) => ({
      key: c.command,
      label: c.command,
      hint: c.usage_hint,
      sub: c.description,
      note: c.app.name,
      lead: () => avatar(c.app.bot_user_id || c.app.id, 20, c.app.name),
      insert: c.command,
    }));
}

function peopleRows(query) {
  const people = workspace
    .choosable()
    .filter(
      (p) => starts(p.real_name || "", query) || starts(p.name || "", query) || starts(p.display_name || "", query),
    )
    .slice(0, 8)
    .map((p) => ({
      key: p.id,
      label: p.real_name || p.name,
      sub: [p.display_name || p.name, p.title].filter(Boolean).join(" · "),
      lead: () => avatar(p.id, 20),
      insert: `@${p.display_name || p.real_name || p.name}`,
      token: `<@${p.id}>`,
    }));
  const groups = [...workspace.groups.values()]
    .filter((g) => starts(g.handle, query) || starts(g.name || "", query))
    .map((g) => ({
      key: g.id,
      label: `@${g.handle}`,
      sub: `${g.name || "Group"} · ${members(g)}`,
      lead: () => icon("people", 16),
      insert: `@${g.handle}`,
      token: `<!subteam^${g.id}|@${g.handle}>`,
    }));
  const all = ["here", "channel", "everyone"]
    .filter((n) => query && n.startsWith(query))
    .map((n) => ({ key: n, label: `@${n}`, sub: "Notify everybody", lead: () => icon("people", 16), insert: `@${n}` }));
  return [...people, ...groups, ...all].slice(0, 10);
}

function members(group) {
  const count = (group.users || []).length;
  return count === 1 ? "1 person" : `${count} people`;
}

function channelRows(query) {
  return [...workspace.conversations.values()]
    .filter(
      (c) =>
        (c.kind === "public" || (c.kind === "private" && c.is_member)) && !c.archived && (c.name || "").includes(query),
    )
    .sort((a, b) => Number(b.name.startsWith(query)) - Number(a.name.startsWith(query)) || a.name.localeCompare(b.name))
    .slice(0, 8)
    .map((c) => ({
      key: c.id,
      label: c.name,
      sub: c.topic,
      lead: () => icon(c.kind === "private" ? "lock" : "hash", 15),
      insert: `#${c.name}`,
      token: `<#${c.id}|${c.name}>`,
    }));
}

const emojiRows = (query) =>
  searchEmoji(query, 8).map((n) => ({ key: n, label: `:${n}:`, lead: () => emojiNode(n), insert: `:${n}:` }));

const KINDS = [
  [/^\/([\w-]*)$/, commandRows, "Commands"],
  [/(?:^|[\s(])@([\p{L}\p{N}._-]*(?: \p{L}[\p{L}]*)?)$/u, peopleRows, "People and groups"],
  [/(?:^|[\s(])#([\p{L}\p{N}_-]*)$/u, channelRows, "Channels"],
  [/(?:^|[\s(]):([a-z0-9_+-]{2,})$/i, emojiRows, "Emoji"],
];

export class Autocomplete {
  /** field: the textarea; holder: where the list hangs; onPick(row, from, to) puts it in. */
  constructor(field, holder, onPick) {
    this.field = field;
    this.onPick = onPick;
    this.rows = [];
    this.active = 0;
    this.listId = uid("complete");
    this.title = h("div", { class: "listbox-label" });
    this.list = h("div", { role: "listbox", id: this.listId, class: "listbox", "aria-label": "Suggestions" });
    this.node = h(
      "div",
      { class: "autocomplete", hidden: true, "data-testid": "autocomplete" },
      this.title,
      this.list,
      h(
        "div",
        { class: "autocomplete-foot", "aria-hidden": "true" },
        "↑↓ to move · ↵ or Tab to choose · Esc to dismiss",
      ),
    );
    this.node.addEventListener("mousedown", (event) => event.preventDefault());
    holder.append(this.node);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.listId);
    field.addEventListener("input", () => this.look());
    field.addEventListener("click", () => this.look());
    field.addEventListener("blur", () => this.hide());
    field.addEventListener("keydown", (event) => this.onKey(event));
  }

  look() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    for (const [pattern, find, title] of KINDS) {
      const m = pattern.exec(before);
      if (!m) continue;
      const rows = find(m[1].toLowerCase());
      if (!rows.length) continue;
      const mark = m[0].search(/[/@#:]/);
      this.show(rows, title, m.index + mark, this.field.selectionStart);
      return;
    }
    this.hide();
  }

  show(rows, title, from, to) {
    this.rows = rows;
    this.range = [from, to];
    fill(this.title, title);
    fill(
      this.list,
      rows.map((row, i) =>
        h(
          "div",
          {
            role: "option",
            id: `${this.listId}-${i}`,
            class: "option",
            "aria-selected": "false",
            "data-testid": "suggestion",
            "data-key": row.key,
            onMousemove: () => this.mark(i),
            onClick: () => this.pick(row),
          },
          h("span", { class: "option-lead" }, row.lead()),
          h(
            "span",
            { class: "option-words" },
            h("span", { class: "option-label" }, row.label, row.hint && h("span", { class: "usage" }, ` ${row.hint}`)),
            row.sub && h("span", { class: "option-sub" }, row.sub),
          ),
          row.note && h("span", { class: "option-note" }, row.note),
        ),
      ),
    );
    this.node.hidden = false;
    this.mark(0);
  }

  hide() {
    if (this.node.hidden) return;
    this.node.hidden = true;
    this.rows = [];
    this.field.removeAttribute("aria-activedescendant");
  }

  mark(i) {
    this.active = i;
    [...this.list.children].forEach((node, k) => {
      node.classList.toggle("active", k === i);
      node.setAttribute("aria-selected", String(k === i));
    });
    this.list.children[i]?.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", `${this.listId}-${i}`);
  }

  pick(row) {
    this.onPick(row, ...this.range);
    this.hide();
  }

  onKey(event) {
    if (this.node.hidden || event.isComposing) return;
    const n = this.rows.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp")
      this.mark((this.active + (event.key === "ArrowDown" ? 1 : -1) + n) % n);
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") {
      const row = this.rows[this.active];
      if (event.key === "Enter" && row.insert === this.field.value) {
        this.hide();
        return;
      }
      this.pick(row);
    } else if (event.key === "Escape") this.hide();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}
