// Checkboxes, radio buttons and the overflow menu.
import { h, iconButton, uid } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { menu } from "../core/layers.js";
import { plainText, textNode } from "../text/mrkdwn.js";

const same = (a, b) => a && b && a.value === b.value;

function choiceRow(type, option, props) {
  const id = uid("choice");
  const subId = option.description ? uid("sub") : null;
  const box = h("input", { type, id, "data-value": option.value, "aria-describedby": subId, ...props });
  return [
    box,
    h(
      "div",
      { class: "choice" },
      box,
      h(
        "label",
        { for: id, class: "choice-words" },
        textNode(option.text),
        option.description && textNode(option.description, { class: "choice-sub", id: subId }),
      ),
    ),
  ];
}

export function checkboxes(element, ctx) {
  const { surface, block } = ctx;
  const node = h("div", {
    class: "choices",
    role: "group",
    ...ctx.groupAttrs(element, "Checkboxes"),
    ...ctx.wrapAttrs(element),
  });
  (element.options || []).forEach((option, i) => {
    const [box, row] = choiceRow("checkbox", option, {
      checked: (surface.get(block, element) || []).some((o) => same(o, option)),
      "data-control": i === 0 || null,
      "aria-invalid": ctx.invalid,
      onChange: async () => {
        const before = surface.get(block, element) || [];
        const chosen = element.options.filter((o) => (same(o, option) ? box.checked : before.some((b) => same(b, o))));
        surface.set(block, element, chosen);
        if (ctx.dispatches && !(await ctx.dispatch(element, row)) && element.confirm) {
          surface.set(block, element, before);
          box.checked = !box.checked;
        }
      },
    });
    node.append(row);
  });
  return node;
}

export function radioButtons(element, ctx) {
  const { surface, block } = ctx;
  const name = uid("radio");
  const node = h("div", {
    class: "choices",
    role: "radiogroup",
    ...ctx.groupAttrs(element, "Options"),
    ...ctx.wrapAttrs(element),
  });
  (element.options || []).forEach((option, i) => {
    const [box, row] = choiceRow("radio", option, {
      name,
      checked: Boolean(same(surface.get(block, element), option)),
      "data-control": i === 0 || null,
      "aria-invalid": ctx.invalid,
      onChange: async () => {
        const before = surface.get(block, element);
        surface.set(block, element, option);
        if (ctx.dispatches && !(await ctx.dispatch(element, row)) && element.confirm) {
          surface.set(block, element, before);
          for (const other of node.querySelectorAll("input")) other.checked = other.dataset.value === before?.value;
        }
      },
    });
    node.append(row);
  });
  return node;
}

export function overflow(element, ctx) {
  const button = iconButton(
    icon("more", 18),
    "More options",
    () => {
      menu(
        button,
        (element.options || []).map((option) => ({
          label: plainText(option.text),
          sub: plainText(option.description),
          testid: "overflow-option",
          props: { "data-value": option.value },
          onPick: () => {
            if (option.url && /^https?:/i.test(option.url)) window.open(option.url, "_blank", "noopener");
            ctx.surface.act(ctx.block, element, { selected_option: option }, button);
          },
        })),
        { label: "More options" },
      );
    },
    { class: "overflow-btn", "aria-haspopup": "menu", "data-control": true },
  );
  return h("div", { class: "overflow", ...ctx.wrapAttrs(element) }, button);
}
