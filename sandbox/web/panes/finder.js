// A box that searches a list of rows: used to change person and to jump.
import { fill, h, uid } from "../core/dom.js";

/** rows(query) -> [{key, label, sub, lead (() => Node), heading?, onPick}]. Answers {node, input, first}. */
export function finder({ placeholder, label, rows, onPick, testid }) {
  const listId = uid("finder");
  let shown = [];
  let active = 0;
  const input = h("input", {
    type: "text",
    class: "text-input finder-input",
    placeholder,
    role: "combobox",
    "aria-label": label,
    "aria-expanded": "true",
    "aria-controls": listId,
    "aria-autocomplete": "list",
    autocomplete: "off",
    spellcheck: "false",
    "data-testid": testid,
  });
  const list = h("div", { role: "listbox", id: listId, class: "listbox finder-list", "aria-label": label });
  const note = h("div", { class: "listbox-note", role: "status" });

  function draw() {
    shown = rows(input.value.trim());
    active = 0;
    fill(
      list,
      shown.map((row, i) => [
        row.heading && h("div", { class: "listbox-label", role: "presentation" }, row.heading),
        h(
          "div",
          {
            role: "option",
            class: "option",
            id: `${listId}-${i}`,
            "aria-selected": "false",
            "data-key": row.key,
            "data-testid": "option",
            onMousemove: () => mark(i),
            onClick: () => onPick(row),
          },
          row.lead && h("span", { class: "option-lead" }, row.lead()),
          h(
            "span",
            { class: "option-words" },
            h("span", { class: "option-label" }, row.label),
            row.sub && h("span", { class: "option-sub" }, row.sub),
          ),
          row.note && h("span", { class: "option-note" }, row.note),
        ),
      ]),
    );
    fill(note, shown.length ? "" : "Nobody and nothing by that name");
    mark(0);
  }

  function mark(i) {
    active = i;
    list.querySelectorAll(".option").forEach((node, k) => {
      node.classList.toggle("active", k === i);
      node.setAttribute("aria-selected", String(k === i));
    });
    const node = document.getElementById(`${listId}-${i}`);
    if (node) {
      input.setAttribute("aria-activedescendant", node.id);
      node.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  input.addEventListener("input", draw);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (shown.length) mark((active + (event.key === "ArrowDown" ? 1 : -1) + shown.length) % shown.length);
    }
    if (event.key === "Enter" && shown[active]) {
      event.preventDefault();
      onPick(shown[active]);
    }
  });
  return { node: h("div", { class: "finder" }, input, list, note), input, draw };
}
