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
  ["missing_scope", "A scope is missing", ["method", "times"]],
];
const FIELDS = {
  method: ["Method (empty: any)", "text", ""],
  times: ["Times", "number", "1"],
  seconds: ["Seconds", "number", "5"],
  status: ["Status", "number", "503"],
  retry_after: ["Retry after (s)", "number", "3"],
  error: ["Error", "text", "channel_not_found"],
  reason: ["Reason", "text", "refresh_requested"],
};

export function faultsPanel() {
  const active = h("ul", { class: "fault-active", "aria-label": "Faults that wait" });
  const fields = h("div", { class: "fault-fields" });
  const kind = h(
    "select",
    { class: "text-input", id: uid("fault"), "data-testid": "fault-kind", onChange: () => drawFields() },
    KINDS.map(([key, label]) => h("option", { value: key }, label)),
  );
  const add = h(
    "button",
    { type: "button", class: "btn btn-primary", "data-testid": "fault-add", onClick: () => put() },
    "Add fault",
  );

  function drawFields() {
    const wanted = KINDS.find(([key]) => key === kind.value)[2];
    fill(
      fields,
      wanted.map((name) => {
        const id = uid("fault");
        const [label, type, value] = FIELDS[name];
        return h(
          "div",
          { class: "fault-field" },
          h("label", { class: "input-label", for: id }, label),
          h("input", { id, type, class: "text-input", "data-name": name, min: type === "number" ? "0" : null, value }),
        );
      }),
    );
  }

  async function put() {
    const body = { kind: kind.value };
    for (const input of fields.querySelectorAll("input"))
      if (input.value !== "") body[input.dataset.name] = input.type === "number" ? Number(input.value) : input.value;
    const answer = await api.addFault(body).catch((error) => ({ error: error.message }));
    if (answer.error || answer.ok === false)
      workspace.emit("notice", { text: answer.text || String(answer.error), kind: "error" });
    refresh();
  }

  async function refresh() {
    const answer = await api.faults().catch(() => []);
    const list = Array.isArray(answer) ? answer : answer.faults || [];
    fill(
      active,
      list.length
        ? list.map((f) =>
            h(
              "li",
              { class: "fault-row", "data-testid": "fault" },
              h("strong", {}, KINDS.find(([key]) => key === f.kind)?.[1] || f.kind),
              h(
                "span",
                { class: "hint" },
                Object.entries(f)
                  .filter(([k, v]) => !["id", "kind"].includes(k) && v !== null && v !== undefined && v !== "")
                  .map(([k, v]) => `${k} ${v}`)
                  .join(" · "),
              ),
              iconButton(icon("close", 14), "Remove fault", async () => {
                await api.removeFault(f.id);
                refresh();
              }),
            ),
          )
        : h("li", { class: "hint" }, "No faults wait."),
    );
  }
  const clear = h(
    "button",
    {
      type: "button",
      class: "btn",
      "data-testid": "fault-clear",
      onClick: async () => {
        await api.removeFault();
        refresh();
      },
    },
    "Remove all",
  );
  drawFields();
  refresh();
  return h(
    "div",
    { class: "tools-pad faults" },
    h(
      "div",
      { class: "fault-form" },
      h("div", { class: "fault-field" }, h("label", { class: "input-label", for: kind.id }, "Fault"), kind),
      fields,
      h("div", { class: "fault-buttons" }, add, clear),
    ),
    active,
  );
}
