"""What `/metrics` tells: counts and times by door and outcome, never people or words."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class Metrics:
    """One process's measurements, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.calls = Counter(
            "candor_calls_total",
            "Payloads from Slack, by kind and outcome.",
            ["kind", "outcome"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "candor_call_seconds",
            "From a payload's arrival to its acknowledgement.",
            ["kind"],
            registry=self.registry,
            buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
        )
        self.messages = Counter(
            "candor_messages_total",
            "Messages that were taken to Slack, by outcome.",
            ["outcome"],
            registry=self.registry,
        )
        self.connected = Gauge("candor_slack_connected", "1 while Slack is connected.", registry=self.registry)
