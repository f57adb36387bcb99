"""Connections: one psycopg pool, one way to open a transaction."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import psycopg
from psycopg.rows import TupleRow
from psycopg.types.json import set_json_dumps, set_json_loads
from psycopg_pool import ConnectionPool

APPLICATION_ROLE = "justdriving_app"
"""The role the program works as, which owns no table. Migrations run as the database's owner."""

IDS_PER_BLOCK = 64

_OPTIONS = "-c timezone=UTC -c jit=off -c plan_cache_mode=force_generic_plan"
"""Statements are few and prepared, and the indexes they want do not depend on their values; planned anew each time,
they would cost PostgreSQL more than they do."""


set_json_dumps(orjson.dumps)
set_json_loads(orjson.loads)


def sqlalchemy_url(url: str) -> str:
    """A libpq URL as SQLAlchemy wants it, for psycopg 3."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url[len(scheme) :]
    return url


def libpq_url(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


class Database:
    """A pool of connections in autocommit; a transaction is opened explicitly. Opens nothing until `open()`."""

    def __init__(self, url: str, *, size: int = 8, timeout: float = 10.0) -> None:
        self.url = libpq_url(url)
        self._pool: ConnectionPool[psycopg.Connection[TupleRow]] = ConnectionPool(
            self.url,
            min_size=1,
            max_size=size,
            timeout=timeout,
            open=False,
            kwargs={"autocommit": True, "options": _OPTIONS, "prepare_threshold": 2},
            configure=_become_application,
            check=None,
            name="justdriving",
        )
        self._at_hand = threading.local()
        self._ids = _Ids()

    def open(self) -> Database:
        self._pool.open(wait=False)
        return self

    def close(self) -> None:
        self._pool.close()

    def __enter__(self) -> Database:
        return self.open()

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection[TupleRow]]:
        """A connection in autocommit; broken ones are not given back to the pool."""
        with self._pool.connection() as connection:
            outer = getattr(self._at_hand, "connection", None)
            self._at_hand.connection = connection
            try:
                yield connection
            finally:
                self._at_hand.connection = outer

    def execute(self, query: str, parameters: Any = None) -> list[TupleRow]:
        """One statement of its own, committed. Returns its rows, if it has any."""
        with self.connection() as connection:
            cursor = connection.execute(query, parameters)
            return cursor.fetchall() if cursor.description else []

    def next_id(self) -> int:
        """A new id, unique in this database. One statement for every 64, on the connection this thread has at hand.

        Were it another one, threads that hold all connections of the pool would wait for each other.
        """
        connection = getattr(self._at_hand, "connection", None)
        if connection is not None:
            return self._ids.next(connection)
        with self.connection() as fresh:
            return self._ids.next(fresh)


def _become_application(connection: psycopg.Connection[TupleRow]) -> None:
    row = connection.execute(
        "SELECT 1 FROM pg_roles WHERE rolname = %s AND pg_has_role(oid, 'member')", [APPLICATION_ROLE]
    ).fetchone()
    if row:
        connection.execute(f"SET ROLE {APPLICATION_ROLE}")


class _Ids:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next = self._end = 0

    def next(self, connection: psycopg.Connection[TupleRow]) -> int:
        with self._lock:
            if self._next == self._end:
                ((start,),) = connection.execute("SELECT nextval('ids')")
                self._next, self._end = start, start + IDS_PER_BLOCK
            self._next += 1
            return self._next - 1
