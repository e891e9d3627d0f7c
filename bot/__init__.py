"""Candor: continuous feedback and leadership development inside Slack."""
