// The select menus: static, external, users, conversations, channels; one or many.
import { h } from "../core/dom.js";
import { TROUBLE } from "../core/api.js";
import { avatar } from "../core/avatars.js";
import { icon } from "../core/icons.js";
import { workspace } from "../core/state.js";
import { plainText } from "../text/mrkdwn.js";
import { combobox } from "./combobox.js";
import { filtered } from "./filtered.js";
import { isPlural } from "./values.js";

const optionRow = (option) => ({
  key: option.value,
  label: plainText(option.text),
  sub: plainText(option.description),
  data: option,
});

function groupsOf(holder) {
  if (holder.option_groups)
    return holder.option_groups.map((g) => ({ label: plainText(g.label), options: (g.options || []).map(optionRow) }));
  return [{ options: (holder.options || []).map(optionRow) }];
}

export const personRow = (p) => ({
  key: p.id,
  label: p.real_name || p.name,
  sub: [p.display_name && p.display_name !== p.real_name ? p.display_name : null, p.title].filter(Boolean).join(" · "),
  find: `${p.name || ""} ${p.department || ""}`,
  lead: () => avatar(p.id, 20),
  data: p.id,
});

export const peopleGroups = () => [{ options: workspace.choosable().map(personRow) }];

export const conversationRow = (c) => ({
  key: c.id,
  label: workspace.conversationName(c),
  lead: () => (c.kind === "im" ? avatar(c.with || c.app, 20) : icon(c.kind === "private" ? "lock" : "hash", 15)),
  data: c.id,
});

function conversationGroups(element) {
  const include = element.filter?.include;
  const channelsOnly = element.type.includes("channels_select");
  const rows = [...workspace.conversations.values()]
    .filter((c) => !c.archived && (channelsOnly ? c.kind === "public" : !include || include.includes(c.kind)))
    .filter((c) => !(element.filter?.exclude_bot_users && c.app));
  rows.sort((a, b) => workspace.conversationName(a).localeCompare(workspace.conversationName(b)));
  return [{ options: rows.map(conversationRow) }];
}

const DEFAULTS = {
  users: "Select a person",
  conversations: "Select a conversation",
  channels: "Select a channel",
  static: "Select an option",
  external: "Search",
};
const MANY = {
  users: "Select people",
  conversations: "Select conversations",
  channels: "Select channels",
  static: "Select options",
  external: "Search",
};

function family(type) {
  return type.replace(/^multi_/, "").replace(/_select$/, "");
}

/** Rows for what is chosen already. */
function chosenRows(element, value) {
  const list = isPlural(element) ? value || [] : value ? [value] : [];
  const kind = family(element.type);
  if (kind === "static" || kind === "external") return list.map(optionRow);
  if (kind === "users")
    return list.map((id) =>
      workspace.people.has(id) ? personRow(workspace.people.get(id)) : { key: id, label: id, data: id },
    );
  return list.map((id) =>
    workspace.conversations.has(id)
      ? conversationRow(workspace.conversations.get(id))
      : { key: id, label: id, data: id },
  );
}

function sourceOf(element, ctx) {
  const kind = family(element.type);
  if (kind === "static") return (query) => filtered(groupsOf(element), query);
  if (kind === "users") return (query) => filtered(peopleGroups(), query);
  if (kind !== "external") return (query) => filtered(conversationGroups(element), query);
  return async (query) => {
    const answer = await ctx.surface.suggest(ctx.block, element, query);
    return answer.ok ? groupsOf(answer) : { error: answer.text || TROUBLE };
  };
}

export function select(element, ctx) {
  const { surface, block } = ctx;
  const kind = family(element.type);
  const plural = isPlural(element);
  const placeholder = plainText(element.placeholder) || (plural ? MANY : DEFAULTS)[kind];
  const node = combobox({
    chosen: chosenRows(element, surface.get(block, element)),
    multiple: plural,
    max: element.max_selected_items,
    placeholder,
    compact: !ctx.inInput,
    clearable: ctx.inInput && ctx.optional,
    source: sourceOf(element, ctx),
    minQuery: kind === "external" ? (element.min_query_length ?? 3) : 0,
    wait: kind === "external" ? 200 : 0,
    attrs: ctx.controlAttrs(element, placeholder),
    listLabel: placeholder,
    onChange: async (chosen) => {
      const before = surface.get(block, element);
      const values = chosen.map((c) => c.data);
      surface.set(block, element, plural ? values : (values[0] ?? null));
      if (!ctx.dispatches || (!plural && !values.length)) return true;
      const went = await ctx.dispatch(element, node);
      if (!went && element.confirm) {
        surface.set(block, element, before);
        return false;
      }
      return true;
    },
  });
  return h("div", { class: "select", ...ctx.wrapAttrs(element) }, node);
}
