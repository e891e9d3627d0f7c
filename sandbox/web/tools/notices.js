// Short words in the corner. What Slack refused stays until it is closed; the rest goes by itself.
import { h, iconButton } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { workspace } from "../core/state.js";

const KINDS = { error: ["fault", "Trouble"], refused: ["fault", "Slack would refuse this"], info: ["info", "Note"] };

/** Several complaints about one call come at once: they stand in one notice. */
function joined(last, text) {
  const [method] = text.split(": ");
  if (last?.dataset.method !== method || Date.now() - Number(last.dataset.at) > 500) return false;
  if (!last.textContent.includes(text))
    last.querySelector(".toast-text").append(h("div", {}, text.slice(method.length + 2)));
  return true;
}

export function mountNotices(root) {
  workspace.on("notice", ({ text, kind = "info" }) => {
    const [name, title] = KINDS[kind] || KINDS.info;
    if (kind === "refused" && joined(root.lastElementChild, text)) return;
    const same = [...root.children].find((node) => node.dataset.text === text);
    if (same) same.remove();
    const node = h(
      "div",
      {
        class: `toast toast-${kind}`,
        role: kind === "info" ? "status" : "alert",
        "data-testid": "notice",
        "data-text": text,
        "data-method": kind === "refused" ? text.split(": ")[0] : null,
        "data-at": Date.now(),
      },
      h("span", { class: "toast-icon" }, icon(name, 18)),
      h(
        "div",
        { class: "toast-words" },
        kind !== "info" && h("strong", {}, title),
        h("div", { class: "toast-text" }, text),
        kind === "refused" &&
          h(
            "button",
            { type: "button", class: "btn-link", onClick: () => workspace.emit("tools", "log") },
            "Show requests",
          ),
      ),
      iconButton(icon("close", 14), "Dismiss notice", () => node.remove()),
    );
    root.append(node);
    while (root.children.length > 4) root.firstChild.remove();
    if (kind === "info") setTimeout(() => node.remove(), 4000);
    else if (kind === "error") setTimeout(() => node.remove(), 12000);
  });
}
