"""A Slack-compatible workspace on one machine, for people and tests. It knows an app only by its manifest."""
