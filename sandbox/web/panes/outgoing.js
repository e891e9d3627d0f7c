// What leaves the composer: chosen mentions become Slack's tokens, and for messages everything else is escaped.

const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** tokens: [{label, token}] as chosen from the list; a label counts only where no letter follows it. */
export function outgoing(text, tokens, { escape }) {
  const byLabel = new Map(tokens.map(({ label, token }) => [label, token]));
  const plain = escape ? escaped : (part) => part;
  if (!byLabel.size) return plain(text);
  const labels = [...byLabel.keys()].sort((a, b) => b.length - a.length).map(literal);
  const pattern = new RegExp(`(${labels.join("|")})(?![\\p{L}\\p{N}_])`, "u");
  return text
    .split(pattern)
    .map((part) => byLabel.get(part) || plain(part))
    .join("");
}
