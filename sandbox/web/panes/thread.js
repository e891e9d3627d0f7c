// The right side: one thread with its own composer.
import { fill, h, iconButton } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { openThread } from "../core/session.js";
import { workspace } from "../core/state.js";
import { Composer } from "./composer.js";
import { MessageList } from "./messages.js";

let shown = null;

export function mountThread(root) {
  const draw = () => {
    const { thread, channel } = workspace.route;
    const key = thread && channel ? `${workspace.me} ${channel} ${thread}` : null;
    if (key === shown?.key) return;
    shown?.list.close();
    root.hidden = !key;
    document.getElementById("app").classList.toggle("with-thread", Boolean(key));
    if (!key) {
      shown = null;
      fill(root);
      return;
    }
    const list = new MessageList({ channel, thread });
    const composer = new Composer({ channel, thread, label: "Reply…" });
    shown = { key, list };
    const close = iconButton(icon("close"), "Close thread", () => openThread(null), { "data-testid": "close-thread" });
    fill(
      root,
      h(
        "header",
        { class: "side-pane-head" },
        h(
          "div",
          { class: "head-words" },
          h("h2", { class: "head-title" }, "Thread"),
          h("div", { class: "head-topic" }, workspace.conversationName(workspace.conversations.get(channel))),
        ),
        close,
      ),
      list.node,
      composer.node,
    );
    list.load();
    composer.field.focus({ preventScroll: true });
  };
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) openThread(null);
  });
  workspace.on("route", draw);
}
