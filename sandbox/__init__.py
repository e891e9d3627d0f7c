"""A Slack-compatible workspace on one machine, for people, tests and demonstrations. It knows an app only by its manifest."""
