// "Are you sure?" as Slack asks it.
import { h, uid } from "../core/dom.js";
import { dialog } from "../core/layers.js";
import { plainText, textNode } from "../text/mrkdwn.js";

/** Resolves to true when the person confirms. confirm is Slack's confirmation object. */
export function confirmed(confirm) {
  const titleId = uid("confirm");
  const bodyId = uid("confirm");
  return new Promise((resolve) => {
    const end = (answer) => {
      layer.close();
      resolve(answer);
    };
    const yes = h(
      "button",
      {
        type: "button",
        class: ["btn", confirm.style === "danger" ? "btn-danger" : "btn-primary"],
        "data-testid": "confirm-yes",
        onClick: () => end(true),
      },
      plainText(confirm.confirm) || "Yes",
    );
    const no = h(
      "button",
      { type: "button", class: "btn", "data-testid": "confirm-no", onClick: () => end(false) },
      plainText(confirm.deny) || "Cancel",
    );
    const box = h(
      "div",
      {
        class: "dialog dialog-small",
        role: "alertdialog",
        "aria-modal": "true",
        "aria-labelledby": titleId,
        "aria-describedby": bodyId,
        "data-testid": "confirm",
      },
      h("h2", { class: "dialog-title", id: titleId }, plainText(confirm.title) || "Are you sure?"),
      h("div", { class: "dialog-body", id: bodyId }, textNode(confirm.text)),
      h("div", { class: "dialog-foot" }, no, yes),
    );
    const layer = dialog(box, { onEscape: () => end(false) });
    (confirm.style === "danger" ? no : yes).focus();
  });
}

/** The page's own questions in the same dress. */
export const ask = (title, text, yes, style) =>
  confirmed({ title, text: { type: "plain_text", text }, confirm: yes, deny: "Cancel", style });
