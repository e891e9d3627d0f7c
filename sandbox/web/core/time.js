// Moments as the acting person reads them. Everything takes the zone; nothing uses the machine's own.

const cache = new Map();

function formatter(tz, options) {
  const key = tz + JSON.stringify(options);
  if (!cache.has(key)) {
    let made;
    try {
      made = new Intl.DateTimeFormat("en-US", { timeZone: tz, ...options });
    } catch {
      made = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", ...options });
    }
    cache.set(key, made);
  }
  return cache.get(key);
}

export const seconds = (ts) => Number(String(ts).split(".")[0]);

/** {year, month, day, hour, minute, second, weekday} of a moment (ms) in a zone. */
export function parts(ms, tz) {
  const found = {};
  const wanted = {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    weekday: "short",
    hourCycle: "h23",
  };
  for (const p of formatter(tz, wanted).formatToParts(new Date(ms))) found[p.type] = p.value;
  const order = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
  return {
    year: +found.year,
    month: +found.month,
    day: +found.day,
    hour: +found.hour % 24,
    minute: +found.minute,
    second: +found.second,
    weekday: order.indexOf(found.weekday),
  };
}

const two = (n) => String(n).padStart(2, "0");
export const isoDay = (p) => `${p.year}-${two(p.month)}-${two(p.day)}`;
export const dayOf = (ms, tz) => isoDay(parts(ms, tz));

export function time(ms, tz, withSeconds = false) {
  return formatter(tz, { hour: "numeric", minute: "2-digit", ...(withSeconds ? { second: "2-digit" } : {}) }).format(
    new Date(ms),
  );
}

/** The moment (ms) at which a zone's wall clock shows this; in a gap, the moment after it. */
export function fromWall(year, month, day, hour, minute, tz) {
  const guess = Date.UTC(year, month - 1, day, hour, minute);
  let at = guess;
  for (let i = 0; i < 3; i += 1) {
    const p = parts(at, tz);
    const shown = Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute);
    if (shown === guess) return at;
    at += guess - shown;
  }
  return at;
}

const ordinal = (n) => (n % 100 >= 11 && n % 100 <= 13 ? "th" : ["th", "st", "nd", "rd"][n % 10] || "th");

/** "Today", "Yesterday", or "Monday, November 23rd", as Slack's dividers say. */
export function dayLabel(ms, tz, now) {
  const pretty = relativeDay(ms, tz, now);
  if (pretty && pretty !== "Tomorrow") return pretty;
  const p = parts(ms, tz);
  const sameYear = p.year === parts(now, tz).year;
  const base = formatter(tz, { weekday: "long", month: "long" }).formatToParts(new Date(ms));
  const get = (type) => base.find((x) => x.type === type).value;
  return `${get("weekday")}, ${get("month")} ${p.day}${ordinal(p.day)}${sameYear ? "" : `, ${p.year}`}`;
}

function relativeDay(ms, tz, now) {
  const a = parts(ms, tz);
  const b = parts(now, tz);
  const days = Math.round((Date.UTC(a.year, a.month - 1, a.day) - Date.UTC(b.year, b.month - 1, b.day)) / 86400000);
  return { 0: "Today", 1: "Tomorrow", "-1": "Yesterday" }[days] || null;
}

function ago(ms, now) {
  const s = Math.round((now - ms) / 1000);
  const units = [
    ["year", 31536000],
    ["month", 2592000],
    ["day", 86400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
  ];
  const [unit, size] = units.find(([, n]) => Math.abs(s) >= n) || ["second", 1];
  const n = Math.floor(Math.abs(s) / size);
  if (n === 0) return "just now";
  return s >= 0 ? `${n} ${unit}${n === 1 ? "" : "s"} ago` : `in ${n} ${unit}${n === 1 ? "" : "s"}`;
}

/** Slack's <!date^…> formats: {date_short_pretty} {time} and their kin. */
export function dateTokens(ms, format, tz, now) {
  const f = (options) => formatter(tz, options).format(new Date(ms));
  const p = parts(ms, tz);
  const month = formatter(tz, { month: "long" }).format(new Date(ms));
  const weekday = formatter(tz, { weekday: "long" }).format(new Date(ms));
  const forms = {
    date_num: () => isoDay(p),
    date: () => `${month} ${p.day}${ordinal(p.day)}, ${p.year}`,
    date_short: () => f({ month: "short", day: "numeric", year: "numeric" }),
    date_long: () => `${weekday}, ${month} ${p.day}${ordinal(p.day)}, ${p.year}`,
    day_divider_pretty: () => dayLabel(ms, tz, now),
    time: () => time(ms, tz),
    time_secs: () => time(ms, tz, true),
    ago: () => ago(ms, now),
  };
  return format.replace(/\{(\w+)\}/g, (all, name) => {
    if (forms[name]) return forms[name]();
    const plain = name.replace(/_pretty$/, "");
    if (name.endsWith("_pretty") && forms[plain]) return relativeDay(ms, tz, now) || forms[plain]();
    return all;
  });
}

export const full = (ms, tz) =>
  formatter(tz, {
    weekday: "long",
    month: "long",
    day: "numeric",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
    second: "2-digit",
  }).format(new Date(ms));
export const monthName = (year, month) =>
  formatter("UTC", { month: "long", year: "numeric" }).format(new Date(Date.UTC(year, month - 1, 15)));
export const clockLabel = (ms, tz) =>
  formatter(tz, {
    weekday: "short",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(new Date(ms));

/** "14:30" → "2:30 PM". */
export function wallTime(value) {
  const [hour, minute] = value.split(":").map(Number);
  return `${((hour + 11) % 12) + 1}:${two(minute)} ${hour < 12 ? "AM" : "PM"}`;
}

/** Reads "9", "9:30", "9.30 pm", "14:05"; null when it is no time. */
export function readTime(text) {
  const m = /^\s*(\d{1,2})(?:[:.](\d{2}))?\s*([ap])?\.?m?\.?\s*$/i.exec(text);
  if (!m) return null;
  let hour = Number(m[1]);
  const minute = Number(m[2] || 0);
  if (m[3]) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (m[3].toLowerCase() === "p" ? 12 : 0);
  }
  return hour > 23 || minute > 59 ? null : `${two(hour)}:${two(minute)}`;
}

/** "2026-12-04" → "December 4th, 2026". */
export function prettyDay(day) {
  const ms = Date.parse(`${day}T12:00:00Z`);
  return Number.isFinite(ms) ? dateTokens(ms, "{date}", "UTC", ms) : day;
}

/** Reads "2026-12-04", "4 Dec 2026", "Dec 4, 2026"; null when it is no date. */
export function readDay(text) {
  const iso = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$/.exec(text);
  const cleaned = text.replace(/(\d)(st|nd|rd|th)\b/i, "$1");
  const d = iso ? new Date(Date.UTC(+iso[1], +iso[2] - 1, +iso[3])) : new Date(`${cleaned} UTC`);
  if (Number.isNaN(d.getTime()) || !/\d{4}/.test(text)) return null;
  if (iso && d.getUTCDate() !== +iso[3]) return null;
  return `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}`;
}
