"""The workers' sign of life. On the database's clock, which all processes share."""

from __future__ import annotations

from datetime import timedelta

from storage.engine import Database

LATE = timedelta(seconds=60)
"""A worker that has been silent for longer is taken for gone; they beat every ten seconds."""


def beat(database: Database) -> None:
    database.execute(
        "INSERT INTO heartbeats (name, at) VALUES ('worker', now()) ON CONFLICT (name) DO UPDATE SET at = now()"
    )


def age(database: Database) -> timedelta | None:
    """How long ago a worker last gave a sign; None if none ever has."""
    ((found,),) = database.execute("SELECT now() - max(at) FROM heartbeats")
    silence: timedelta | None = found
    return silence


def alive(database: Database) -> bool:
    """Whether a worker is running."""
    silence = age(database)
    return silence is not None and silence <= LATE
