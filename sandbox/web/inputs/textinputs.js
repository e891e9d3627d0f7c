// Text that one types: plain, number, e-mail, address.
import { debounce, fill, h } from "../core/dom.js";
import { plainText } from "../text/mrkdwn.js";

const KIND = { plain_text_input: "text", number_input: "text", email_text_input: "email", url_text_input: "url" };

export function textInput(element, ctx) {
  const { surface, block } = ctx;
  const multiline = element.type === "plain_text_input" && element.multiline;
  const placeholder = plainText(element.placeholder);
  const input = h(multiline ? "textarea" : "input", {
    type: multiline ? null : KIND[element.type],
    class: "text-input",
    placeholder: placeholder || null,
    inputmode: element.type === "number_input" ? "decimal" : null,
    rows: multiline ? "4" : null,
    autocomplete: "off",
    "data-control": true,
    ...ctx.controlAttrs(element, placeholder || "Text"),
    value: surface.get(block, element) ?? "",
  });
  const counter = h("span", { class: "counter", "aria-hidden": "true" });
  const on = ctx.dispatches ? element.dispatch_action_config?.trigger_actions_on || ["on_enter_pressed"] : [];
  const soon = debounce(() => ctx.dispatch(element, null), 300);

  const count = () => {
    const most = element.max_length;
    const used = [...input.value].length;
    const near = most && used > most * 0.8;
    fill(counter, most && (multiline || near) ? String(most - used) : "");
    counter.classList.toggle("over", Boolean(most && used > most));
    if (multiline) {
      input.style.height = "auto";
      input.style.height = `${Math.min(Math.max(input.scrollHeight + 2, 96), 320)}px`;
    }
  };
  input.addEventListener("input", () => {
    surface.set(block, element, input.value === "" ? null : input.value);
    count();
    if (on.includes("on_character_entered")) soon();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    if (multiline && !(event.metaKey || event.ctrlKey)) return;
    if (on.includes("on_enter_pressed")) {
      event.preventDefault();
      ctx.dispatch(element, null);
    }
  });
  requestAnimationFrame(count);
  return h(
    "div",
    { class: ["text-field", multiline && "text-field-multi"], ...ctx.wrapAttrs(element) },
    input,
    counter,
  );
}

/** What Slack's own client refuses before it sends anything; null when the value may go. */
export function complaint(element, value) {
  const text = value ?? "";
  if (!KIND[element.type] || text === "") return null;
  const length = [...text].length;
  if (element.type === "plain_text_input") {
    if (element.min_length && length < element.min_length)
      return `Your response must be at least ${element.min_length} character${element.min_length === 1 ? "" : "s"}.`;
    if (element.max_length && length > element.max_length)
      return `Your response must be ${element.max_length} characters or fewer.`;
  }
  if (element.type === "email_text_input" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text))
    return "Please enter a valid email address.";
  if (element.type === "url_text_input" && !/^[a-z][a-z0-9+.-]*:\/\/[^\s]+$/i.test(text))
    return "Please enter a valid URL.";
  if (element.type === "number_input") return numberComplaint(element, text);
  return null;
}

function numberComplaint(element, text) {
  if (!/^-?\d+(\.\d+)?$/.test(text.trim())) return "Please enter a valid number.";
  if (!element.is_decimal_allowed && text.includes(".")) return "Please enter a whole number.";
  const n = Number(text);
  if (element.min_value !== undefined && n < Number(element.min_value))
    return `Please enter a number of at least ${element.min_value}.`;
  if (element.max_value !== undefined && n > Number(element.max_value))
    return `Please enter a number of at most ${element.max_value}.`;
  return null;
}
