// Things that happen in a workspace: people come, leave, are renamed; tokens end.
import { fill, h, uid } from "../core/dom.js";
import { api } from "../core/api.js";
import { workspace } from "../core/state.js";
import { personRow } from "../inputs/selects.js";
import { combobox } from "../inputs/combobox.js";
import { filtered } from "../inputs/filtered.js";
import { byName } from "../core/state.js";

export function worldPanel() {
  let person = null;
  const status = h("div", { class: "hint", role: "status", "data-testid": "world-status" });
  const everybody = () => [
    {
      options: [...workspace.people.values()]
        .filter((p) => !p.is_bot)
        .sort(byName)
        .map((p) => ({ ...personRow(p), sub: p.deleted ? "deactivated" : p.title })),
    },
  ];
  const chooser = combobox({
    chosen: [],
    placeholder: "Choose a person",
    compact: true,
    source: (q) => filtered(everybody(), q),
    attrs: { "aria-label": "Person", "data-testid": "world-person" },
    onChange: ([row]) => {
      person = row?.key || null;
    },
  });
  const text = (label, name, placeholder = "") => {
    const id = uid("world");
    return [
      h("label", { class: "input-label", for: id }, label),
      h("input", { id, type: "text", class: "text-input", "data-name": name, placeholder }),
    ];
  };
  const act = (label, deed, danger) =>
    h("button", { type: "button", class: ["btn btn-small", danger && "btn-danger"], onClick: deed }, label);

  async function run(body, done) {
    const answer = await api.world(body).catch((error) => ({ ok: false, error: error.message }));
    fill(status, answer.ok === false ? answer.text || `Refused: ${answer.error}` : done);
  }
  const withPerson =
    (verb, done, more = {}) =>
    () =>
      person ? run({ verb, user: person, ...more }, done) : fill(status, "Choose a person first.");
  const rename = h("div", { class: "world-field" }, text("New name", "real_name"));
  const zone = h("div", { class: "world-field" }, text("Time zone", "tz", "Europe/Paris"));
  const newcomer = h("div", { class: "world-field" }, text("Name of somebody new", "real_name"));
  const channel = h("div", { class: "world-field" }, text("Name of a new channel", "name"));
  const valueIn = (node) => node.querySelector("input").value.trim();

  return h(
    "div",
    { class: "tools-pad world" },
    h(
      "section",
      { class: "world-card", "aria-label": "A person" },
      h("h3", { class: "log-part" }, "A person"),
      chooser,
      rename,
      act("Rename", () => withPerson("change_person", "Renamed.", { real_name: valueIn(rename) })()),
      zone,
      act("Move to that zone", () => withPerson("change_person", "Moved.", { tz: valueIn(zone) })()),
      h(
        "div",
        { class: "world-row" },
        act("Deactivate", withPerson("deactivate", "Deactivated.")),
        act("Reactivate", withPerson("reactivate", "Reactivated.")),
      ),
    ),
    h(
      "section",
      { class: "world-card", "aria-label": "The workspace" },
      h("h3", { class: "log-part" }, "The workspace"),
      newcomer,
      act("Add person", () =>
        run(
          {
            verb: "add_person",
            name: valueIn(newcomer)
              .toLowerCase()
              .replace(/[^a-z0-9]+/g, "."),
            real_name: valueIn(newcomer),
          },
          "Joined.",
        ),
      ),
      channel,
      act("Add channel", () =>
        run({ verb: "add_channel", name: valueIn(channel), creator: workspace.me, user: workspace.me }, "Added."),
      ),
    ),
    h(
      "section",
      { class: "world-card", "aria-label": "The app's installation" },
      h("h3", { class: "log-part" }, "The app's installation"),
      h(
        "div",
        { class: "world-row" },
        act("Revoke the token", () => run({ verb: "revoke_token" }, "Revoked."), true),
        act("Give a new token", () => run({ verb: "new_token" }, "Given.")),
        act("Uninstall", () => run({ verb: "uninstall" }, "Uninstalled."), true),
      ),
      status,
    ),
  );
}
