"""Connections: one psycopg pool, one way to open a transaction."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import psycopg
from psycopg.rows import TupleRow
from psycopg.types.json import set_json_loads
from psycopg_pool import ConnectionPool

from storage.lanes import connection_at_hand
from storage.wire import Connection

APPLICATION_ROLE = "justdriving_app"
"""The role the program works as, which owns no table. Migrations run as the database's owner."""

IDS_PER_BLOCK = 64

_SETTINGS: dict[str, Any] = {
    "autocommit": True,
    "prepare_threshold": 2,
    "options": "-c timezone=UTC -c jit=off -c plan_cache_mode=force_generic_plan -c random_page_cost=1.1",
}
"""Statements are few and prepared, and the indexes they want do not depend on their values; planned anew each time,
they would cost PostgreSQL more than they do. What they read is in memory, as random_page_cost says: else small tables
are read whole for a few rows."""


set_json_loads(orjson.loads)


def sqlalchemy_url(url: str) -> str:
    """A libpq URL as SQLAlchemy wants it, for psycopg 3."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url[len(scheme) :]
    return url


def libpq_url(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


class Ids:
    """New ids, unique in this database, drawn 64 at a time; within a program they grow."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._drawn: list[int] = []

    def next(self, connection: Connection) -> int:
        """connection: draws more if there are none. Nobody waits for another's drawing: who finds none draws too."""
        while True:
            with self._lock:
                if self._drawn:
                    return self._drawn.pop()
            ((start,),) = connection.wire.run([(b"SELECT nextval('ids')", ())])
            with self._lock:
                self._drawn = sorted([*self._drawn, *range(start, start + IDS_PER_BLOCK)], reverse=True)


class Database:
    """A pool of connections in autocommit; a transaction is opened explicitly. Opens nothing until `open()`."""

    def __init__(self, url: str, *, size: int = 8, timeout: float = 10.0) -> None:
        self.url = libpq_url(url)
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            self.url,
            connection_class=Connection,
            min_size=1,
            max_size=size,
            timeout=timeout,
            open=False,
            kwargs=_SETTINGS,
            configure=_become_application,
            check=None,
            name="justdriving",
        )
        self.ids = Ids()

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
    def connection(self) -> Iterator[Connection]:
        """A connection in autocommit: the strand's own, else one of the pool, which takes no broken one back."""
        if (own := connection_at_hand()) is not None:
            yield own
            return
        with self._pool.connection() as connection:
            yield connection

    def connect(self) -> Connection:
        """A connection like the pool's, to be closed by whoever asked."""
        connection = Connection.connect(self.url, **_SETTINGS)
        _become_application(connection)
        return connection

    def execute(self, query: str, parameters: Any = None) -> list[TupleRow]:
        """One statement of its own, committed. Returns its rows, if it has any."""
        with self.connection() as connection:
            cursor = connection.execute(query, parameters)
            return cursor.fetchall() if cursor.description else []


def _become_application(connection: psycopg.Connection[TupleRow]) -> None:
    row = connection.execute(
        "SELECT 1 FROM pg_roles WHERE rolname = %s AND pg_has_role(oid, 'member')", [APPLICATION_ROLE]
    ).fetchone()
    if row:
        connection.execute(f"SET ROLE {APPLICATION_ROLE}")
