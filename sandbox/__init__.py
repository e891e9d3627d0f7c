"""A Slack-compatible workspace for one machine. It knows a Slack app only by its manifest and imports nothing of it."""
