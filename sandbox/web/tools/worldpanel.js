// Things that happen in a workspace: people come, leave, are renamed; tokens end.
import { fill, h, uid } from "../core/dom.js";
import { api } from "../core/api.js";
import { workspace } from "../core/state.js";
import { personRow } from "../inputs/selects.js";
import { combobox } from "../inputs/combobox.js";
import { filtered } from "../inputs/filtered.js";
import { byName } from "../core/state.js";

const button = (label, onClick, danger) =>
  h("button", { type: "button", class: ["btn btn-small", danger && "btn-danger"], onClick }, label);
const card = (title, ...inside) =>
  h("section", { class: "world-card", "aria-label": title }, h("h3", { class: "log-part" }, title), inside);

/** A labelled line; `.value` is what stands in it. */
function line(label, placeholder = "") {
  const id = uid("world");
  const input = h("input", { id, type: "text", class: "text-input", placeholder });
  return {
    node: h("div", { class: "world-field" }, h("label", { class: "input-label", for: id }, label), input),
    get value() {
      return input.value.trim();
    },
  };
}

export function worldPanel() {
  return new WorldPanel().node;
}

class WorldPanel {
  constructor() {
    this.person = null;
    this.status = h("div", { class: "hint", role: "status", "data-testid": "world-status" });
    this.node = h("div", { class: "tools-pad world" }, this.personCard(), this.workspaceCard(), this.appCard());
  }

  async run(body, done) {
    const answer = await api.world(body).catch((error) => ({ ok: false, error: error.message }));
    fill(this.status, answer.ok === false ? answer.text || `Refused: ${answer.error}` : done);
  }

  /** The same for whoever is chosen. */
  on(verb, done, more = {}) {
    if (this.person) this.run({ verb, user: this.person, ...more }, done);
    else fill(this.status, "Choose a person first.");
  }

  personCard() {
    const everybody = () =>
      [...workspace.people.values()]
        .filter((p) => !p.is_bot)
        .sort(byName)
        .map((p) => ({ ...personRow(p), sub: p.deleted ? "deactivated" : p.title }));
    const chooser = combobox({
      chosen: [],
      placeholder: "Choose a person",
      compact: true,
      source: (query) => filtered([{ options: everybody() }], query),
      attrs: { "aria-label": "Person", "data-testid": "world-person" },
      onChange: ([row]) => {
        this.person = row?.key || null;
      },
    });
    const name = line("New name");
    const zone = line("Time zone", "Europe/Paris");
    return card(
      "A person",
      chooser,
      name.node,
      button("Rename", () => this.on("change_person", "Renamed.", { real_name: name.value })),
      zone.node,
      button("Move to that zone", () => this.on("change_person", "Moved.", { tz: zone.value })),
      h(
        "div",
        { class: "world-row" },
        button("Deactivate", () => this.on("deactivate", "Deactivated.")),
        button("Reactivate", () => this.on("reactivate", "Reactivated.")),
        button("Make a guest", () => this.on("change_person", "A guest now.", { guest: "multi" })),
        button("Make a member", () => this.on("change_person", "A member now.", { guest: "" })),
      ),
    );
  }

  workspaceCard() {
    const newcomer = line("Name of somebody new");
    const channel = line("Name of a new channel");
    const join = () =>
      this.run(
        {
          verb: "add_person",
          name: newcomer.value.toLowerCase().replace(/[^a-z0-9]+/g, "."),
          real_name: newcomer.value,
        },
        "Joined.",
      );
    return card(
      "The workspace",
      newcomer.node,
      button("Add person", join),
      channel.node,
      button("Add channel", () => this.run({ verb: "add_channel", name: channel.value }, "Added.")),
    );
  }

  appCard() {
    const buttons = [
      button("Revoke the token", () => this.run({ verb: "revoke_token" }, "Revoked."), true),
      button("Give a new token", () => this.run({ verb: "new_token" }, "Given.")),
      button("Uninstall", () => this.run({ verb: "uninstall" }, "Uninstalled."), true),
    ];
    return card("The app's installation", h("div", { class: "world-row" }, buttons), this.status);
  }
}
