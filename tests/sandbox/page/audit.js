// What a checker of accessibility would say about the page as it is now: a list of sentences, empty when all is well.
() => {
  const found = [];
  const shown = (n) => n.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && !n.closest("[inert]") && !n.closest('[aria-hidden="true"]');
  const where = (n) => `<${n.tagName.toLowerCase()} class="${n.getAttribute("class") || ""}"> ${(n.textContent || "").trim().slice(0, 40)}`;
  const texts = (ids) => (ids || "").split(/\s+/).map((id) => document.getElementById(id)?.textContent.trim() || "").join(" ").trim();

  function name(n) {
    const direct = texts(n.getAttribute("aria-labelledby")) || n.getAttribute("aria-label");
    if (direct && direct.trim()) return direct.trim();
    if (n.labels?.length) return [...n.labels].map((l) => l.textContent.trim()).join(" ");
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(n.tagName) || n.isContentEditable) return n.getAttribute("title") || "";
    const inner = n.textContent.trim() || n.querySelector("img[alt], [aria-label]")?.getAttribute("aria-label") || n.querySelector("img")?.alt;
    return (inner || n.getAttribute("title") || "").trim();
  }

  const ids = new Map();
  for (const n of document.querySelectorAll("[id]")) ids.set(n.id, (ids.get(n.id) || 0) + 1);
  for (const [id, count] of ids) if (count > 1) found.push(`id ${id} is used ${count} times`);

  const controls = 'a[href], button, input, textarea, select, [role="button"], [role="combobox"], [role="textbox"], [role="option"], [role="tab"], [role="menuitem"], [contenteditable="true"]';
  for (const n of document.querySelectorAll(controls)) if (shown(n) && !name(n)) found.push(`no name: ${where(n)}`);
  for (const n of document.querySelectorAll('img:not([alt]), svg[role="img"]:not([aria-label])')) found.push(`no alternative: ${where(n)}`);
  for (const n of document.querySelectorAll('nav, aside, section, [role="dialog"], [role="alertdialog"], [role="region"], [role="listbox"], [role="menu"], [role="toolbar"], [role="radiogroup"], [role="grid"]')) {
    if (shown(n) && !texts(n.getAttribute("aria-labelledby")) && !n.getAttribute("aria-label")) found.push(`no label: ${where(n)} ${n.getAttribute("role") || ""}`);
  }
  for (const attribute of ["aria-labelledby", "aria-describedby", "for"]) {
    for (const n of document.querySelectorAll(`[${attribute}]`)) for (const id of n.getAttribute(attribute).split(/\s+/).filter(Boolean)) if (!document.getElementById(id)) found.push(`${attribute} points to nothing: ${id} ${where(n)}`);
  }
  for (const n of document.querySelectorAll('[role="option"]')) if (!n.closest('[role="listbox"]')) found.push(`option outside a listbox: ${where(n)}`);
  for (const n of document.querySelectorAll('[role="menuitem"]')) if (!n.closest('[role="menu"]')) found.push(`menuitem outside a menu: ${where(n)}`);
  for (const n of document.querySelectorAll("button button, a button, button a, label label")) found.push(`nested controls: ${where(n)}`);
  for (const n of document.querySelectorAll("[tabindex]")) if (Number(n.getAttribute("tabindex")) > 0) found.push(`tabindex above 0: ${where(n)}`);
  if (document.querySelectorAll("main").length !== 1) found.push("there is not exactly one main");
  if (!document.documentElement.lang) found.push("the page has no language");

  const channel = (v) => { const c = v / 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); const d = canvas.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255]; };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3]));

  function ground(n) {
    const layers = [];
    for (let at = n; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    let under = [255, 255, 255];
    for (const layer of layers.reverse()) under = over(layer, under);
    return under;
  }

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const n = text.parentElement;
    if (!text.data.trim() || seen.has(n) || !shown(n) || n.closest("svg, script, noscript, .emoji, .emoji-btn, .avatar-gone, :disabled, .sr-only")) continue;
    seen.add(n);
    const style = getComputedStyle(n);
    const box = n.getBoundingClientRect();
    if (!box.width || !box.height || style.opacity === "0") continue;
    const under = ground(n);
    const ink = over(rgba(style.color), under);
    const [a, b] = [light(ink), light(under)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) found.push(`contrast ${ratio.toFixed(2)}: ${where(n)} ${style.color} on ${under.map(Math.round)}`);
  }
  return found;
}
