// Act as: choose whom to be.
import { avatar } from "../core/avatars.js";
import { popover } from "../core/layers.js";
import { actAs } from "../core/session.js";
import { workspace } from "../core/state.js";
import { closeDrawer } from "./sidebar.js";
import { finder } from "./finder.js";

const marks = (p) =>
  [p.is_admin && "admin", p.is_guest && "guest", p.is_external && "other workspace"].filter(Boolean).join(", ");

export function openSwitcher(anchor) {
  const rows = (query) => {
    const wanted = query.toLowerCase();
    return workspace
      .choosable()
      .filter((p) =>
        `${p.real_name} ${p.name} ${p.display_name || ""} ${p.title || ""} ${p.department || ""}`
          .toLowerCase()
          .includes(wanted),
      )
      .slice(0, 200)
      .map((p) => ({
        key: p.id,
        label: p.real_name || p.name,
        sub: [p.title, p.department].filter(Boolean).join(" · "),
        note: p.id === workspace.me ? "you" : marks(p),
        lead: () => avatar(p.id, 28),
      }));
  };
  const box = finder({
    placeholder: "Find a person",
    label: "Act as",
    testid: "act-as-search",
    rows,
    onPick: (row) => {
      layer.close(true);
      closeDrawer();
      actAs(row.key, {
        channel: workspace.route.app ? null : workspace.route.channel,
        tab: workspace.route.tab,
        app: workspace.route.app,
      });
    },
  });
  const layer = popover(anchor, box.node, { className: "popover-finder", role: "dialog", label: "Act as" });
  box.draw();
  layer.place();
  box.input.focus();
}
