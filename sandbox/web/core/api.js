// The page's only door to its own server.
import { workspace } from "./state.js";

const ROOT = "/sandbox/api";
export const TROUBLE = "We had some trouble connecting. Try again?";

async function call(path, options) {
  const answer = await fetch(ROOT + path, options);
  const text = await answer.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`The sandbox answered ${answer.status} without JSON.`);
  }
}

function post(path, body) {
  return call(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
}

function query(values) {
  const pairs = Object.entries(values).filter(([, v]) => v !== null && v !== undefined && v !== "");
  return new URLSearchParams(pairs).toString();
}

export const api = {
  boot: () => call("/boot"),
  conversations: () => call(`/conversations?${query({ as: workspace.me })}`),
  messages: (channel, extra = {}) => call(`/messages?${query({ as: workspace.me, channel, limit: 50, ...extra })}`),
  views: () => call(`/views?${query({ as: workspace.me })}`),
  home: (app) => call(`/home?${query({ as: workspace.me, app })}`),
  log: (after) => call(`/log?${query({ after })}`),
  clock: (body) => (body ? post("/clock", body) : call("/clock")),
  faults: () => call("/faults"),
  addFault: (body) => post("/faults", body),
  removeFault: (id) => call(`/faults${id ? `/${encodeURIComponent(id)}` : ""}`, { method: "DELETE" }),
  world: (body) => post("/world", body),

  /** A person's deed. Never throws: trouble on the way comes back as {ok: false, text}. */
  async do(verb, body = {}) {
    try {
      return await post("/do", { as: workspace.me, verb, ...body });
    } catch (error) {
      return { ok: false, error: "sandbox_unreachable", text: TROUBLE, detail: String(error.message || error) };
    }
  },

  async upload(file) {
    const form = new FormData();
    form.append("file", file, file.name);
    try {
      return await call(`/upload?${query({ as: workspace.me })}`, { method: "POST", body: form });
    } catch {
      return { ok: false, text: `${file.name} could not be uploaded.` };
    }
  },
};
