// Light or dark: what the system says, unless one chose here.
const KEY = "sandbox.theme";
const system = matchMedia("(prefers-color-scheme: dark)");

export function themeNow() {
  const chosen = document.documentElement.dataset.theme;
  return chosen === "auto" ? (system.matches ? "dark" : "light") : chosen;
}

export function applyTheme() {
  let chosen = "auto";
  try {
    chosen = localStorage.getItem(KEY) || "auto";
  } catch {
    /* no storage */
  }
  document.documentElement.dataset.theme = chosen === "light" || chosen === "dark" ? chosen : "auto";
}

export function nextTheme() {
  const next = themeNow() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    /* no storage */
  }
}
