// From an element's type to its drawing, with the attributes that labels, tests and screen readers hold on to.
import { h } from "../core/dom.js";
import { button, feedbackButtons, iconElement, workflowButton } from "./buttons.js";
import { checkboxes, overflow, radioButtons } from "./choices.js";
import { fileInput } from "./fileinput.js";
import { datepicker, datetimepicker, timepicker } from "./pickers.js";
import { richInput } from "./richinput.js";
import { select } from "./selects.js";
import { textInput } from "./textinputs.js";

const ELEMENTS = {
  button,
  workflow_button: workflowButton,
  feedback_buttons: feedbackButtons,
  icon_button: iconElement,
  overflow,
  checkboxes,
  radio_buttons: radioButtons,
  datepicker,
  timepicker,
  datetimepicker,
  plain_text_input: textInput,
  number_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  rich_text_input: richInput,
  file_input: fileInput,
  static_select: select,
  external_select: select,
  users_select: select,
  conversations_select: select,
  channels_select: select,
  multi_static_select: select,
  multi_external_select: select,
  multi_users_select: select,
  multi_conversations_select: select,
  multi_channels_select: select,
};

/** What an element's drawing may ask for. input: {labelId, describedBy, optional} when it stands in an input block. */
class ElementContext {
  constructor(surface, block, input) {
    this.surface = surface;
    this.block = block;
    this.inInput = Boolean(input);
    this.labelId = input?.labelId || null;
    this.describedBy = input?.describedBy || null;
    this.optional = Boolean(input?.optional);
    this.dispatches = !input || Boolean(block.dispatch_action);
    this.invalid = surface.errors.has(block.block_id) ? "true" : null;
    this.context = input?.context || null;
  }

  wrapAttrs(element) {
    return {
      "data-block-id": this.block.block_id,
      "data-action-id": element.action_id,
      "data-element": element.type,
      "data-focus": element.focus_on_load || null,
    };
  }

  controlAttrs(element, fallback) {
    return {
      "data-action-input": element.action_id,
      "aria-labelledby": this.labelId,
      "aria-label": this.labelId ? null : this.spoken(fallback),
      "aria-describedby": this.describedBy,
      "aria-invalid": this.invalid,
      "aria-required": this.inInput && !this.optional ? "true" : null,
    };
  }

  groupAttrs(element, fallback) {
    return {
      "aria-labelledby": this.labelId,
      "aria-label": this.labelId ? null : this.spoken(fallback),
      "aria-describedby": this.describedBy,
    };
  }

  spoken(fallback) {
    return this.block.type === "section" && this.block.text?.text
      ? `${fallback}: ${this.block.text.text.replace(/[*_~`]/g, "").slice(0, 80)}`
      : fallback;
  }

  dispatch(element, node, extra = {}) {
    return this.surface.act(this.block, element, extra, node);
  }
}

export function element(spec, surface, block, input) {
  const make = ELEMENTS[spec?.type];
  if (!make) return h("span", { class: "unknown-block" }, `Unknown element: ${spec?.type}`);
  return make(spec, new ElementContext(surface, block, input));
}
