// Searching among options that are already here.

/** Keeps the options whose words match, in their groups. */
export function filtered(groups, query) {
  const wanted = query.toLowerCase();
  if (!wanted) return groups;
  return groups
    .map((g) => ({
      ...g,
      options: g.options.filter((o) => `${o.label} ${o.sub || ""} ${o.find || ""}`.toLowerCase().includes(wanted)),
    }))
    .filter((g) => g.options.length);
}
