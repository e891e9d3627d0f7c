// Buttons of all kinds.
import { h, iconButton } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { workspace } from "../core/state.js";
import { plainText, textNode } from "../text/mrkdwn.js";

const STYLE = { primary: "btn-primary", danger: "btn-danger" };

export function button(element, ctx) {
  const label = element.accessibility_label || null;
  const act = () =>
    ctx.surface.act(ctx.block, element, element.value === undefined ? {} : { value: element.value }, node);
  const shown = textNode(element.text, { class: "btn-words" });
  const safe = element.url && /^(https?|mailto):/i.test(element.url);
  const props = {
    class: ["btn", STYLE[element.style], element.url && "btn-url"],
    "aria-label": label,
    "data-control": true,
    ...ctx.wrapAttrs(element),
  };
  const node =
    safe && !element.confirm
      ? h(
          "a",
          { ...props, href: element.url, target: "_blank", rel: "noopener noreferrer", onClick: act },
          shown,
          icon("link", 14),
        )
      : h(
          "button",
          {
            ...props,
            type: "button",
            onClick: async () => {
              if (node.getAttribute("aria-busy")) return;
              if ((await act()) && safe) window.open(element.url, "_blank", "noopener");
            },
          },
          shown,
        );
  return node;
}

export function workflowButton(element, ctx) {
  return h(
    "button",
    {
      type: "button",
      class: ["btn", STYLE[element.style]],
      "aria-label": element.accessibility_label,
      ...ctx.wrapAttrs(element),
      onClick: () =>
        workspace.emit("notice", {
          text: "Workflows are not part of the sandbox; in Slack this starts one.",
          kind: "info",
        }),
    },
    icon("bolt", 14),
    textNode(element.text, { class: "btn-words" }),
  );
}

export function feedbackButtons(element, ctx) {
  const node = h("div", { class: "feedback", role: "group", "aria-label": "Feedback", ...ctx.wrapAttrs(element) });
  const one = (spec, name) =>
    h(
      "button",
      {
        type: "button",
        class: "btn btn-small",
        "aria-label": spec.accessibility_label || null,
        "aria-pressed": "false",
        "data-value": spec.value,
        onClick: async (event) => {
          const target = event.currentTarget;
          if (!(await ctx.surface.act(ctx.block, element, { value: spec.value }, target))) return;
          for (const other of node.children) other.setAttribute("aria-pressed", String(other === target));
        },
      },
      icon(name, 15),
      h("span", {}, plainText(spec.text)),
    );
  node.append(one(element.positive_button, "thumbsup"), one(element.negative_button, "thumbsdown"));
  return node;
}

export function iconElement(element, ctx) {
  if (element.visible_to_user_ids && !element.visible_to_user_ids.includes(workspace.me)) return null;
  const node = iconButton(
    icon(element.icon === "trash" ? "trash" : "info", 16),
    element.accessibility_label || plainText(element.text),
    () => ctx.surface.act(ctx.block, element, element.value === undefined ? {} : { value: element.value }, node),
    { ...ctx.wrapAttrs(element) },
  );
  return node;
}
