"""What is counted, for Prometheus."""

from __future__ import annotations

from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

REGISTRY = CollectorRegistry()

TURNS = Counter("justdriving_turns_total", "Events handled", ["channel", "result"], registry=REGISTRY)
TURN_SECONDS = Histogram(
    "justdriving_turn_seconds",
    "Time of a durable turn",
    registry=REGISTRY,
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5),
)
SENDS = Counter("justdriving_sends_total", "Messages given to a channel", ["channel", "result"], registry=REGISTRY)
QUEUED = Gauge("justdriving_outbox_due", "Messages due and not sent", registry=REGISTRY)
OLDEST = Gauge("justdriving_outbox_oldest_seconds", "How long the oldest of them has been due", registry=REGISTRY)
HEARTBEAT = Gauge("justdriving_worker_heartbeat_age_seconds", "Since the last sign of a worker", registry=REGISTRY)


@cache
def turns(channel: str, result: str) -> Counter:
    """`TURNS` of that channel and result: the library looks it up under a lock each time."""
    return TURNS.labels(channel, result)


def exposition() -> bytes:
    """All of it in Prometheus' text format."""
    return generate_latest(REGISTRY)
