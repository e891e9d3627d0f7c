// One Surface per message and view, kept while the page lives, so that a redrawn message keeps what was chosen in it.
import { Surface } from "../inputs/surface.js";
import { workspace } from "../core/state.js";

const held = new Map();

export function messageSurface(channel, message) {
  const key = `${workspace.me} ${channel} ${message.ts}`;
  if (!held.has(key))
    held.set(
      key,
      new Surface({
        kind: "message",
        container: { type: "message", channel, ts: message.ts },
        blocks: () => held.get(key).message.blocks || [],
        currentConversation: channel,
      }),
    );
  const surface = held.get(key);
  surface.message = message;
  return surface;
}

/** view: Slack's view object. A changed view keeps the values of fields whose ids stayed. */
export function viewSurface(view, kind) {
  const key = `${workspace.me} ${view.id}`;
  if (!held.has(key))
    held.set(
      key,
      new Surface({
        kind,
        container: { type: "view", view_id: view.id },
        blocks: () => held.get(key).view.blocks || [],
        currentConversation: workspace.route.channel,
      }),
    );
  const surface = held.get(key);
  surface.view = view;
  return surface;
}

export function forget(viewId) {
  held.delete(`${workspace.me} ${viewId}`);
}
