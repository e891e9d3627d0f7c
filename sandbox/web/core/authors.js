// Who wrote a message: a person, an app under its own or a borrowed name, or Slackbot.
import { workspace } from "./state.js";

export function authorOf(message) {
  const app =
    message.bot_id || message.app_id
      ? workspace.appOfBot(message.bot_id || message.app_id) || workspace.appOfBot(message.user)
      : workspace.appOfBot(message.user);
  if (message.user === "USLACKBOT" || message.local) return { id: "USLACKBOT", name: "Slackbot", app: false };
  if (app) return { id: app.bot_user_id || app.id, name: message.username || app.name, app: true };
  return {
    id: message.user || message.bot_id || "?",
    name: message.username || workspace.nameOf(message.user || message.bot_id || "?"),
    app: Boolean(message.bot_id),
  };
}
