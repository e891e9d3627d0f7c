// file_input: choose or drop files; they are uploaded at once, as Slack does, and stay private until submitted.
import { fill, h, iconButton } from "../core/dom.js";
import { api } from "../core/api.js";
import { icon } from "../core/icons.js";

export const bytes = (n) =>
  n >= 1048576 ? `${(n / 1048576).toFixed(1)} MB` : n >= 1024 ? `${Math.round(n / 1024)} KB` : `${n} bytes`;

export function fileInput(element, ctx) {
  const { surface, block } = ctx;
  const most = element.max_files || 10;
  const types = element.filetypes || [];
  const note = h("div", { class: "field-error", role: "status" });
  const list = h("ul", { class: "file-list" });
  const input = h("input", {
    type: "file",
    class: "file-native",
    multiple: most > 1,
    accept: types.length ? types.map((t) => `.${t}`).join(",") : null,
    "data-control": true,
    ...ctx.controlAttrs(element, "Upload files"),
    onChange: () => {
      take([...input.files]);
      input.value = "";
    },
  });
  const drop = h(
    "label",
    { class: "file-drop" },
    input,
    h("span", { class: "btn" }, icon("file", 16), " Add file"),
    h(
      "span",
      { class: "hint" },
      `or drop ${most === 1 ? "one" : `up to ${most}`} here${types.length ? ` (${types.join(", ")})` : ""}`,
    ),
  );
  for (const name of ["dragover", "drop"])
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      if (name === "drop") take([...event.dataTransfer.files]);
    });

  const paint = (waiting = []) =>
    fill(
      list,
      (surface.get(block, element) || []).map((file) =>
        h(
          "li",
          { class: "file-row", "data-file": file.id },
          icon("file", 16),
          h("span", { class: "file-name" }, file.name),
          h("span", { class: "hint" }, bytes(file.size || 0)),
          iconButton(icon("close", 14), `Remove ${file.name}`, () => {
            surface.set(
              block,
              element,
              surface.get(block, element).filter((f) => f.id !== file.id),
            );
            paint();
            input.focus();
          }),
        ),
      ),
      waiting.map((file) =>
        h(
          "li",
          { class: "file-row" },
          h("span", { class: "spinner" }),
          h("span", { class: "file-name" }, file.name),
          h("span", { class: "hint" }, "Uploading…"),
        ),
      ),
    );

  async function take(files) {
    const held = surface.get(block, element) || [];
    const wrong = files.find((f) => types.length && !types.includes((f.name.split(".").pop() || "").toLowerCase()));
    if (wrong) {
      fill(note, `${wrong.name} is not one of: ${types.join(", ")}.`);
      return;
    }
    if (held.length + files.length > most) {
      fill(note, `You can add up to ${most} file${most === 1 ? "" : "s"}.`);
      return;
    }
    fill(note);
    paint(files);
    for (const file of files) {
      const answer = await api.upload(file);
      if (answer.ok) surface.set(block, element, [...(surface.get(block, element) || []), answer.file]);
      else fill(note, answer.text || answer.error || `${file.name} could not be uploaded.`);
    }
    paint();
  }
  paint();
  return h("div", { class: "file-field", ...ctx.wrapAttrs(element) }, drop, list, note);
}
