"""Which revision a database has, and which this program wants: told without loading what migrates."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import psycopg

_MIGRATIONS = Path(__file__).parent / "migrations" / "versions"


def is_current(url: str) -> bool:
    """Whether the database has this program's newest revision. url: as libpq reads it."""
    with psycopg.connect(url) as connection:
        (there,) = connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchone() or (False,)
        return there and connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(newest(),)]


@cache
def newest() -> str:
    """The one revision that no other comes after."""
    texts = [file.read_text(encoding="utf-8") for file in _MIGRATIONS.glob("2*.py")]
    (name,) = _named("revision", texts) - _named("down_revision", texts)
    return name


def _named(what: str, texts: list[str]) -> set[str]:
    return {name for text in texts for name in re.findall(rf'^{what} = "(\w+)"$', text, re.MULTILINE)}
