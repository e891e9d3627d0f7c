// Searching among options that are already here.

const words = (option) => `${option.label} ${option.sub || ""} ${option.find || ""}`.toLowerCase();

/** 0: the label begins so, 1: a word of it does, 2: it holds it, 3: only what is written beside it does. */
function rank(option, wanted) {
  const label = String(option.label).toLowerCase();
  if (label.startsWith(wanted)) return 0;
  if (label.includes(` ${wanted}`)) return 1;
  return label.includes(wanted) ? 2 : 3;
}

/** Keeps the options whose words match, in their groups: names before titles, and otherwise in their order. */
export function filtered(groups, query) {
  const wanted = query.toLowerCase();
  if (!wanted) return groups;
  return groups
    .map((g) => ({
      ...g,
      options: g.options
        .filter((o) => words(o).includes(wanted))
        .sort((a, b) => rank(a, wanted) - rank(b, wanted)),
    }))
    .filter((g) => g.options.length);
}
