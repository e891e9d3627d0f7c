// A select one can type into: one value or several, options given or fetched. Follows the ARIA combobox pattern.
import { append, debounce, fill, h, uid } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { popover } from "../core/layers.js";

/**
 * options: {
 *   chosen: [{key, label}], multiple, max, placeholder, attrs (for the input), clearable,
 *   source(query) -> groups | Promise<groups>  where groups = [{label?, options: [{key, label, sub?, lead? (() => Node), data}]}],
 *   minQuery, wait (ms), onChange(chosen), compact
 * }
 */
export function combobox(options) {
  const box = new Combobox(options);
  return box.node;
}

class Combobox {
  constructor(options) {
    this.o = options;
    this.chosen = [...(options.chosen || [])];
    this.groups = [];
    this.active = -1;
    this.layer = null;
    this.ticket = 0;
    this.listId = uid("list");
    this.input = h("input", {
      type: "text",
      class: "combo-input",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-expanded": "false",
      "aria-autocomplete": "list",
      "aria-controls": this.listId,
      "data-control": true,
      ...options.attrs,
    });
    this.chips = h("span", { class: "combo-chips", role: "list", "aria-label": "Chosen", hidden: true });
    this.clear = h(
      "button",
      {
        type: "button",
        class: "combo-clear",
        "aria-label": "Clear",
        tabindex: "-1",
        hidden: true,
        onClick: () => this.choose([]),
      },
      icon("close", 12),
    );
    this.node = h(
      "div",
      { class: ["combo", options.multiple && "combo-multi", options.compact && "combo-compact"] },
      this.chips,
      this.input,
      this.clear,
      icon("down", 14),
    );
    this.fetchSoon = debounce(() => this.load(), options.wait || 0);
    this.wire();
    this.paint();
  }

  wire() {
    this.node.addEventListener("mousedown", (event) => {
      if (event.target.closest("button")) return;
      if (event.target !== this.input) {
        event.preventDefault();
        this.input.focus();
      }
      this.open();
    });
    this.input.addEventListener("input", () => {
      this.open();
      this.o.wait ? this.fetchSoon() : this.load();
    });
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () =>
      setTimeout(() => {
        if (document.activeElement === this.input || this.layer?.node.contains(document.activeElement)) return;
        this.layer?.close();
        this.paint();
      }, 0),
    );
    this.input.addEventListener("focus", () => {
      if (!this.o.multiple) this.input.select();
    });
  }

  get query() {
    const text = this.input.value.trim();
    return !this.o.multiple && this.chosen[0] && text === this.chosen[0].label.trim() ? "" : text;
  }

  paint() {
    const many = this.o.multiple;
    if (many) {
      fill(
        this.chips,
        this.chosen.map((item) =>
          h(
            "span",
            { class: "chip", role: "listitem", "data-key": item.key },
            h("span", { class: "chip-label" }, item.label),
            h(
              "button",
              {
                type: "button",
                class: "chip-x",
                "aria-label": `Remove ${item.label}`,
                onClick: () => {
                  this.choose(this.chosen.filter((c) => c.key !== item.key));
                  this.input.focus();
                },
              },
              icon("close", 10),
            ),
          ),
        ),
      );
      this.chips.hidden = !this.chosen.length;
      this.input.value = "";
    } else {
      this.input.value = this.chosen[0]?.label || "";
      this.node.classList.toggle("has-value", this.chosen.length > 0);
      this.clear.hidden = !(this.o.clearable && this.chosen.length);
    }
    this.input.placeholder = many && this.chosen.length ? "" : this.o.placeholder || "";
    if (many && this.chosen.length)
      this.input.setAttribute(
        "aria-description",
        `${this.chosen.length} chosen: ${this.chosen.map((c) => c.label).join(", ")}`,
      );
    else this.input.removeAttribute("aria-description");
  }

  open() {
    if (this.layer || this.input.disabled) return;
    this.list = h("div", {
      id: this.listId,
      role: "listbox",
      class: "listbox",
      "aria-label": this.o.listLabel || "Options",
      "aria-multiselectable": this.o.multiple ? "true" : null,
    });
    this.note = h("div", { class: "listbox-note", role: "status" });
    this.layer = popover(this.node, [this.list, this.note], {
      width: "anchor",
      className: "popover-list",
      keepFocus: true,
      onClose: () => {
        this.layer = null;
        this.active = -1;
        this.input.setAttribute("aria-expanded", "false");
        this.input.removeAttribute("aria-activedescendant");
      },
    });
    this.layer.node.addEventListener("mousedown", (event) => event.preventDefault());
    this.input.setAttribute("aria-expanded", "true");
    this.load();
  }

  async load() {
    if (!this.layer) return;
    const ticket = (this.ticket += 1);
    const least = this.o.minQuery || 0;
    if (this.query.length < least) {
      this.show([], least === 1 ? "Type to search" : `Type at least ${least} characters to search`);
      return;
    }
    const found = this.o.source(this.query);
    if (!(found instanceof Promise)) {
      this.show(found);
      return;
    }
    fill(this.note, h("span", { class: "spinner", "aria-hidden": "true" }), " Loading…");
    this.layer.place();
    const answer = await found;
    if (ticket !== this.ticket || !this.layer) return;
    if (answer.error) this.show([], answer.error);
    else this.show(answer);
  }

  show(groups, note) {
    this.groups = groups;
    this.flat = groups
      .flatMap((g) => g.options)
      .filter((o) => !this.o.multiple || !this.chosen.some((c) => c.key === o.key));
    const full = this.o.multiple && this.o.max && this.chosen.length >= this.o.max;
    fill(this.list);
    let index = 0;
    for (const group of full ? [] : groups) {
      const shown = group.options.filter((o) => this.flat.includes(o));
      if (!shown.length) continue;
      const labelId = uid("group");
      const rows = shown.map((option) => this.row(option, index++));
      append(this.list, [
        group.label
          ? h(
              "div",
              { role: "group", "aria-labelledby": labelId, class: "listbox-group" },
              h("div", { class: "listbox-label", id: labelId }, group.label),
              rows,
            )
          : rows,
      ]);
    }
    const words = full ? `You can choose up to ${this.o.max}` : note || (index ? "" : "No matching items");
    fill(this.note, words);
    this.list.hidden = index === 0;
    const at = this.flat.findIndex((o) => this.chosen.some((c) => c.key === o.key));
    this.mark(index ? (this.query ? 0 : Math.max(at, this.o.multiple ? 0 : at)) : -1);
    this.layer.place();
  }

  row(option, index) {
    const on = this.chosen.some((c) => c.key === option.key);
    return h(
      "div",
      {
        role: "option",
        id: `${this.listId}-${index}`,
        class: "option",
        "aria-selected": on ? "true" : "false",
        "data-key": option.key,
        "data-testid": "option",
        onClick: () => this.pick(option),
        onMousemove: () => this.mark(index),
      },
      option.lead && h("span", { class: "option-lead" }, option.lead()),
      h(
        "span",
        { class: "option-words" },
        h("span", { class: "option-label" }, option.label),
        option.sub && h("span", { class: "option-sub" }, option.sub),
      ),
      on && !this.o.multiple && icon("check", 14),
    );
  }

  mark(index) {
    this.active = index;
    for (const node of this.list.querySelectorAll(".option"))
      node.classList.toggle("active", node.id === `${this.listId}-${index}`);
    const node = index >= 0 && document.getElementById(`${this.listId}-${index}`);
    if (node) {
      this.input.setAttribute("aria-activedescendant", node.id);
      node.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  onKey(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.layer) {
        this.open();
        return;
      }
      const n = this.flat?.length || 0;
      if (n) this.mark((this.active + (event.key === "ArrowDown" ? 1 : -1) + n) % n);
    } else if (event.key === "Enter" && this.layer) {
      event.preventDefault();
      if (this.flat?.[this.active]) this.pick(this.flat[this.active]);
    } else if (event.key === "Enter" && !this.o.multiple) {
      event.preventDefault();
      this.open();
    } else if (event.key === "Backspace" && this.o.multiple && !this.input.value && this.chosen.length) {
      this.choose(this.chosen.slice(0, -1));
    } else if (event.key === "Tab" && this.layer) this.layer.close();
  }

  pick(option) {
    this.choose(this.o.multiple ? [...this.chosen, option] : [option]);
    if (this.o.multiple) {
      if (this.layer) this.load();
    } else {
      this.layer?.close();
      this.input.focus();
    }
  }

  async choose(next) {
    const before = this.chosen;
    this.chosen = next;
    this.paint();
    if ((await this.o.onChange(next)) === false) {
      this.chosen = before;
      this.paint();
    }
  }
}
