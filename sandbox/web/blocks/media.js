// Pictures, videos, files. Only this server's own pictures are loaded: others are named, never fetched.
import { h } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { dialog } from "../core/layers.js";
import { bytes } from "../inputs/fileinput.js";
import { linkNode } from "../text/mentions.js";
import { plainText, textNode } from "../text/mrkdwn.js";

export function sourceOf(spec) {
  if (spec.slack_file)
    return spec.slack_file.url
      ? local(spec.slack_file.url)
      : spec.slack_file.id
        ? `/sandbox/files/${encodeURIComponent(spec.slack_file.id)}/file`
        : null;
  return spec.image_url ? local(spec.image_url) : null;
}

/** The address as this page may load it: on its own server, by path; null for any other. */
export function local(url) {
  try {
    const parsed = new URL(url, location.href);
    if (parsed.origin === location.origin || /^(data|blob):$/.test(parsed.protocol)) return parsed.href;
    const files = parsed.pathname.indexOf("/sandbox/files/");
    return files >= 0 ? parsed.pathname.slice(files) : null;
  } catch {
    return null;
  }
}

/** An image element or block as a picture, or as a named frame when it lives elsewhere. */
export function picture(spec, className) {
  const src = sourceOf(spec);
  const alt = spec.alt_text || plainText(spec.title) || "";
  if (!src)
    return h(
      "span",
      { class: ["picture-away", className], role: "img", "aria-label": alt || "Picture", title: spec.image_url || "" },
      icon("eye", 14),
      h("span", { class: "picture-alt" }, alt || "Picture"),
    );
  const node = h("img", { src, alt, class: className, loading: "lazy", decoding: "async" });
  node.addEventListener("error", () =>
    node.replaceWith(
      h(
        "span",
        { class: ["picture-away", className], role: "img", "aria-label": alt },
        h("span", { class: "picture-alt" }, alt || "Picture"),
      ),
    ),
  );
  return node;
}

function zoomable(spec, title) {
  const small = picture(spec, "image-block");
  if (small.tagName !== "IMG")
    return h("div", { class: "image-away" }, small, spec.image_url && linkNode(spec.image_url, ["Open the original"]));
  return h(
    "button",
    {
      type: "button",
      class: "image-zoom",
      "aria-label": `Enlarge: ${small.alt || title || "picture"}`,
      onClick: () => enlarge(small.src, small.alt),
    },
    small,
  );
}

function enlarge(src, alt) {
  const close = h(
    "button",
    { type: "button", class: "icon-btn lightbox-close", "aria-label": "Close", onClick: () => layer.close() },
    icon("close"),
  );
  const box = h(
    "div",
    { class: "lightbox", role: "dialog", "aria-modal": "true", "aria-label": alt || "Picture" },
    close,
    h("img", { src, alt }),
    alt && h("p", {}, alt),
  );
  const layer = dialog(box, { onEscape: () => layer.close(), className: "overlay-dark" });
  close.focus();
}

export function image(block) {
  const title = plainText(block.title);
  return h(
    "figure",
    { class: "image" },
    title && h("figcaption", { class: "image-title" }, textNode(block.title)),
    zoomable(block, title),
  );
}

export function video(block) {
  const title = textNode(block.title, { class: "video-title" });
  return h(
    "div",
    { class: "video" },
    block.author_name &&
      h("div", { class: "hint" }, [block.provider_name, block.author_name].filter(Boolean).join(" · ")),
    h("div", { class: "video-head" }, linkNode(block.title_url || block.video_url || "", [title])),
    block.description && textNode(block.description, { class: "video-text" }),
    h(
      "div",
      { class: "video-frame" },
      picture({ image_url: block.thumbnail_url, alt_text: block.alt_text }, "video-thumb"),
      linkNode(block.video_url || "", [h("span", { class: "video-play" }, icon("play", 18), "Watch video")]),
    ),
  );
}

export function fileBlock(block) {
  return h(
    "div",
    { class: "file-card" },
    icon("file", 20),
    h("span", { class: "file-name" }, block.external_id || "A file"),
    h("span", { class: "hint" }, block.source || ""),
  );
}

/** A file shared in a message: pictures are shown, the rest is a card that downloads. */
export function sharedFile(file) {
  const url = local(
    file.url ||
      file.url_private ||
      file.permalink ||
      `/sandbox/files/${file.id}/${encodeURIComponent(file.name || "file")}`,
  );
  const name = file.title || file.name || file.id;
  if (file.mode === "tombstone" || file.deleted)
    return h(
      "div",
      { class: "file-card file-gone", "data-testid": "file" },
      icon("trash", 18),
      h("span", {}, "This file was deleted."),
    );
  if (url && /^image\//.test(file.mimetype || "")) {
    return h(
      "figure",
      { class: "image", "data-testid": "file", "data-file": file.id },
      h("figcaption", { class: "image-title" }, name),
      h(
        "button",
        {
          type: "button",
          class: "image-zoom",
          "aria-label": `Enlarge: ${file.alt_txt || name}`,
          onClick: () => enlarge(url, file.alt_txt || name),
        },
        h("img", { src: url, alt: file.alt_txt || name, class: "image-block", loading: "lazy" }),
      ),
    );
  }
  const words = h(
    "span",
    { class: "file-words" },
    h("span", { class: "file-name" }, name),
    h(
      "span",
      { class: "hint" },
      [(file.filetype || file.mimetype || "file").toUpperCase().split("/").pop(), file.size ? bytes(file.size) : null]
        .filter(Boolean)
        .join(" · "),
    ),
  );
  return h(
    "a",
    { class: "file-card", "data-testid": "file", "data-file": file.id, href: url || "#", download: file.name || "" },
    h("span", { class: "file-icon" }, icon("file", 22)),
    words,
  );
}
