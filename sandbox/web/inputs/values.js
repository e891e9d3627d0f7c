// What an element holds, in the shape of Slack's view.state.values and of actions[0].

const FIELD = {
  plain_text_input: "value",
  number_input: "value",
  email_text_input: "value",
  url_text_input: "value",
  rich_text_input: "rich_text_value",
  file_input: "files",
  static_select: "selected_option",
  external_select: "selected_option",
  overflow: "selected_option",
  radio_buttons: "selected_option",
  multi_static_select: "selected_options",
  multi_external_select: "selected_options",
  checkboxes: "selected_options",
  users_select: "selected_user",
  multi_users_select: "selected_users",
  conversations_select: "selected_conversation",
  multi_conversations_select: "selected_conversations",
  channels_select: "selected_channel",
  multi_channels_select: "selected_channels",
  datepicker: "selected_date",
  timepicker: "selected_time",
  datetimepicker: "selected_date_time",
};

const INITIAL = {
  value: "initial_value",
  rich_text_value: "initial_value",
  selected_option: "initial_option",
  selected_options: "initial_options",
  selected_user: "initial_user",
  selected_users: "initial_users",
  selected_conversation: "initial_conversation",
  selected_conversations: "initial_conversations",
  selected_channel: "initial_channel",
  selected_channels: "initial_channels",
  selected_date: "initial_date",
  selected_time: "initial_time",
  selected_date_time: "initial_date_time",
};

export const fieldOf = (element) => FIELD[element.type];
export const isStateful = (element) => Boolean(element && FIELD[element.type] && element.type !== "overflow");
export const isPlural = (element) =>
  element.type.startsWith("multi_") || element.type === "checkboxes" || element.type === "file_input";

/** The value before anybody touched it. */
export function initialValue(element, surface) {
  const field = fieldOf(element);
  const given = element[INITIAL[field]];
  if (given !== undefined) return given;
  if (element.default_to_current_conversation && surface.currentConversation) {
    return isPlural(element) ? [surface.currentConversation] : surface.currentConversation;
  }
  return isPlural(element) ? [] : null;
}

export function isEmpty(element, value) {
  if (value === null || value === undefined) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (element.type === "rich_text_input")
    return !JSON.stringify(value.elements || []).includes('"text":"') && !JSON.stringify(value).includes('"emoji"');
  return value === "";
}

/** {type, selected_…} as Slack writes it; an option is text and value without its url. */
export function stateOf(element, value) {
  return { type: element.type, [fieldOf(element)]: shape(element, value) };
}

function shape(element, value) {
  if (value === "" || value === undefined) return null;
  if (element.type === "file_input") return value;
  return value;
}

/** Every stateful element of some blocks with its block, containers included. */
export function* statefuls(blocks) {
  for (const block of blocks || []) {
    if (block.type === "container") yield* statefuls(block.child_blocks);
    const elements =
      block.type === "input"
        ? [block.element]
        : block.type === "section"
          ? [block.accessory]
          : block.type === "actions"
            ? block.elements
            : [];
    for (const element of elements || []) if (isStateful(element)) yield [block, element];
  }
}
