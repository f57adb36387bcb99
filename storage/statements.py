"""Queries that go together, as one statement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache


class Stage(IntEnum):
    """What frees places goes before what takes them, because an exclusion constraint looks at rows one by one."""

    FREE = 0
    TAKE = 1


@dataclass(frozen=True, slots=True)
class Joined:
    """SQL with $1, $2 … as PostgreSQL itself has them, and for each the part and the name that it stands for."""

    text: bytes
    parameters: tuple[tuple[int, str], ...]


_PARAMETER = re.compile(r"%\((\w+)\)s|%%")
_ROW = re.compile(r"(?<=VALUES )\((?:[^()]|\([^()]*\))*\)")


@lru_cache(maxsize=1024)
def joined(queries: tuple[str, ...]) -> Joined:
    """The queries as one statement, translated once: psycopg would do it anew for every long one.

    An INSERT that comes several times becomes one of several rows, which costs PostgreSQL much less.
    """
    places: dict[tuple[int, str], int] = {}

    def translated(part: int, query: str) -> str:
        def place(found: re.Match[str]) -> str:
            if found[1] is None:
                return "%"
            return f"${places.setdefault((part, found[1]), len(places) + 1)}"

        return _PARAMETER.sub(place, query)

    def inserting(parts: Sequence[int], query: str, row: re.Match[str]) -> str:
        rows = ", ".join(translated(part, row[0]) for part in parts)
        return f"{translated(parts[0], query[: row.start()])}{rows}{translated(parts[0], query[row.end() :])}"

    texts = []
    for query, parts in _together(queries):
        row = _ROW.search(query)
        texts.append(translated(parts[0], query) if row is None else inserting(parts, query, row))
    if len(texts) > 1:
        named = ", ".join(f"w{place} AS ({text})" for place, text in enumerate(texts))
        texts = [f"WITH {named} SELECT 1"]
    return Joined(texts[0].encode(), tuple(places))


def _together(queries: Sequence[str]) -> list[tuple[str, list[int]]]:
    """Each query with its places; the same INSERT of a row counts once, with all its places."""
    found: list[tuple[str, list[int]]] = []
    inserts: dict[str, list[int]] = {}
    for place, query in enumerate(queries):
        if query in inserts:
            inserts[query].append(place)
            continue
        found.append((query, [place]))
        if _ROW.search(query):
            inserts[query] = found[-1][1]
    return found


BEGIN, COMMIT, ROLLBACK = (Joined(word, ()) for word in (b"BEGIN", b"COMMIT", b"ROLLBACK"))
