// Puts the panes on the page, then asks who is here.
import { fill, h } from "./core/dom.js";
import { start } from "./core/session.js";
import { workspace } from "./core/state.js";
import { mountMain } from "./panes/main.js";
import { mountModals } from "./panes/modal.js";
import { openProfile } from "./panes/profile.js";
import { mountSidebar } from "./panes/sidebar.js";
import { mountThread } from "./panes/thread.js";
import { mountNotices } from "./tools/notices.js";
import { mountTools } from "./tools/panel.js";
import { applyTheme } from "./tools/theme.js";
import { mountTopbar } from "./tools/topbar.js";

applyTheme();
const at = (id) => document.getElementById(id);
mountNotices(at("toasts"));
mountTopbar(at("topbar"));
mountSidebar(at("sidebar"));
mountMain(at("main"));
mountThread(at("side"));
mountTools(at("tools"));
mountModals();
workspace.on("show-person", openProfile);
document.querySelector("[data-skip]").addEventListener("click", (event) => {
  event.preventDefault();
  document.querySelector(".message-list, .home")?.focus();
});
at("main").addEventListener("pointerdown", () => at("app").classList.remove("drawer-open"));

start()
  .then(() => document.body.setAttribute("data-ready", "true"))
  .catch((error) => {
    fill(
      at("main"),
      h(
        "div",
        { class: "empty", role: "alert" },
        h("p", {}, "The sandbox could not be reached."),
        h("p", { class: "hint" }, String(error.message || error)),
        h("button", { type: "button", class: "btn btn-primary", onClick: () => location.reload() }, "Try again"),
      ),
    );
  });
