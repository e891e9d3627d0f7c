// Trouble on demand: the next answers fail in the way one chooses.
import { fill, h, iconButton, uid } from "../core/dom.js";
import { api } from "../core/api.js";
import { icon } from "../core/icons.js";
import { workspace } from "../core/state.js";

const KINDS = [
  ["rate_limit", "429 with Retry-After", ["method", "times", "retry_after"]],
  ["server_error", "5xx from Slack", ["method", "times", "status"]],
  ["timeout", "Slack never answers", ["method", "times"]],
  ["slow", "Slack answers slowly", ["method", "times", "seconds"]],
  ["lost_answer", "Accepted, but the answer is lost", ["method", "times"]],
  ["error", "A Slack error by name", ["method", "times", "error"]],
  ["drop_socket", "Drop the socket", []],
  ["half_dead_socket", "Half-dead socket: open, silent", ["seconds"]],
  ["disconnect", "Slack says disconnect", ["reason"]],
  ["duplicate", "Deliver the next payload twice", ["times"]],
  ["retry", "Ignore the first acknowledgement", ["times"]],
  ["token_revoked", "The token is revoked", ["times"]],
  ["missing_scope", "A scope is missing", ["method", "times", "scope"]],
];
const FIELDS = {
  method: ["Method (empty: any)", "text", ""],
  times: ["Times", "number", "1"],
  seconds: ["Seconds", "number", "5"],
  scope: ["Scope", "text", "chat:write"],
  status: ["Status", "number", "503"],
  retry_after: ["Retry after (s)", "number", "3"],
  error: ["Error", "text", "channel_not_found"],
  reason: ["Reason", "text", "refresh_requested"],
};

export function faultsPanel() {
  return new FaultsPanel().node;
}

class FaultsPanel {
  constructor() {
    this.active = h("ul", { class: "fault-active", "aria-label": "Faults that wait" });
    this.fields = h("div", { class: "fault-fields" });
    const choices = KINDS.map(([key, label]) => h("option", { value: key }, label));
    this.kind = h(
      "select",
      { class: "text-input", id: uid("fault"), "data-testid": "fault-kind", onChange: () => this.drawFields() },
      choices,
    );
    this.node = h("div", { class: "tools-pad faults" }, this.form(), this.active);
    this.drawFields();
    this.refresh();
  }

  form() {
    const label = h("label", { class: "input-label", for: this.kind.id }, "Fault");
    const button = (words, testid, primary, onClick) =>
      h("button", { type: "button", class: ["btn", primary && "btn-primary"], "data-testid": testid, onClick }, words);
    const buttons = [
      button("Add fault", "fault-add", true, () => this.put()),
      button("Remove all", "fault-clear", false, () => this.remove()),
    ];
    return h(
      "div",
      { class: "fault-form" },
      h("div", { class: "fault-field" }, label, this.kind),
      this.fields,
      h("div", { class: "fault-buttons" }, buttons),
    );
  }

  drawFields() {
    const wanted = KINDS.find(([key]) => key === this.kind.value)[2];
    fill(
      this.fields,
      wanted.map((name) => {
        const [label, type, value] = FIELDS[name];
        const id = uid("fault");
        const input = h("input", {
          id,
          type,
          class: "text-input",
          "data-name": name,
          min: type === "number" ? "0" : null,
          value,
        });
        return h("div", { class: "fault-field" }, h("label", { class: "input-label", for: id }, label), input);
      }),
    );
  }

  async put() {
    const body = { kind: this.kind.value };
    for (const input of this.fields.querySelectorAll("input")) {
      if (input.value !== "") body[input.dataset.name] = input.type === "number" ? Number(input.value) : input.value;
    }
    const answer = await api.addFault(body).catch((error) => ({ error: error.message }));
    if (answer.error || answer.ok === false)
      workspace.emit("notice", { text: answer.text || String(answer.error), kind: "error" });
    this.refresh();
  }

  async remove(id) {
    await api.removeFault(id);
    this.refresh();
  }

  async refresh() {
    const { faults = [] } = await api.faults().catch(() => ({}));
    fill(
      this.active,
      faults.length ? faults.map((fault) => this.row(fault)) : h("li", { class: "hint" }, "No faults wait."),
    );
  }

  row(fault) {
    const [, words, uses] = KINDS.find(([key]) => key === fault.kind) || [null, fault.kind, []];
    const details = uses.filter((key) => fault[key] !== "").map((key) => `${key.replace("_", " ")} ${fault[key]}`);
    const cross = iconButton(icon("close", 14), "Remove fault", () => this.remove(fault.id));
    return h(
      "li",
      { class: "fault-row", "data-testid": "fault" },
      h("strong", {}, words),
      h("span", { class: "hint" }, details.join(" · ")),
      cross,
    );
  }
}
