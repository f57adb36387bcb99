"""What time it is."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from storage.engine import Database


def system_clock() -> datetime:
    return datetime.now(UTC)


class DemoClock:
    """The machine's clock, moved ahead. How far is in the database, so that all processes of a demo agree; each looks
    at most once a second."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ahead = timedelta()
        self._looked = float("-inf")

    def __call__(self) -> datetime:
        if time.monotonic() - self._looked > 1:
            self._looked = time.monotonic()
            rows = self._database.execute("SELECT ahead_seconds FROM demo_clock")
            self._ahead = timedelta(seconds=rows[0][0] if rows else 0)
        return datetime.now(UTC) + self._ahead

    def move_to(self, moment: datetime) -> None:
        """Move ahead to `moment`, never back."""
        seconds = max(0, -(-(moment - self()).total_seconds() // 1))
        self._database.execute(
            "INSERT INTO demo_clock (ahead_seconds) VALUES (%(by)s) ON CONFLICT (singleton) "
            "DO UPDATE SET ahead_seconds = demo_clock.ahead_seconds + excluded.ahead_seconds",
            {"by": int(seconds)},
        )
        self._looked = float("-inf")
