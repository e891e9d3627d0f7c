// A person's card, from a name, an avatar or a mention.
import { h, uid } from "../core/dom.js";
import { avatar } from "../core/avatars.js";
import { dialog } from "../core/layers.js";
import { actAs, go } from "../core/session.js";
import { workspace } from "../core/state.js";
import { time } from "../core/time.js";
import { messagePerson } from "./jump.js";

export function openProfile(id) {
  const person = workspace.people.get(id);
  const app = (!person || person.is_bot) && workspace.appOfBot(id);
  if (app) {
    go({ app: app.id, tab: app.home ? "home" : "messages" });
    return;
  }
  if (!person) return;
  const titleId = uid("profile");
  const row = (name, value) => value && h("div", { class: "profile-row" }, h("dt", {}, name), h("dd", {}, value));
  const marks = [
    person.is_admin && "Workspace admin",
    person.is_guest && "Guest",
    person.is_external && "From another workspace",
    person.deleted && "Deactivated",
  ]
    .filter(Boolean)
    .join(", ");
  const act = (label, deed, primary) =>
    h(
      "button",
      {
        type: "button",
        class: ["btn", primary && "btn-primary"],
        onClick: () => {
          layer.close();
          deed();
        },
      },
      label,
    );
  const box = h(
    "div",
    {
      class: "dialog dialog-small profile",
      role: "dialog",
      "aria-modal": "true",
      "aria-labelledby": titleId,
      "data-testid": "profile",
    },
    h(
      "div",
      { class: "profile-head" },
      avatar(id, 72),
      h(
        "div",
        {},
        h("h2", { class: "dialog-title", id: titleId }, person.real_name || person.name),
        h("div", { class: "hint" }, person.title),
      ),
    ),
    h(
      "dl",
      { class: "profile-rows" },
      row("Display name", person.display_name || person.name),
      row("Department", person.department),
      row("Local time", `${time(workspace.now(), person.tz || "UTC")} (${person.tz || "UTC"})`),
      row("Note", marks),
      row("Member id", id),
    ),
    h(
      "div",
      { class: "dialog-foot" },
      act("Close", () => {}),
      !person.deleted && !person.is_bot && id !== workspace.me && act("Act as", () => actAs(id)),
      !person.deleted && act("Message", () => messagePerson(id), true),
    ),
  );
  const layer = dialog(box, { onEscape: () => layer.close() });
  box.querySelector("button").focus();
}
