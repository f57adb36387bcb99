"""A database whose client library tells what it sends."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from psycopg.rows import TupleRow

from storage.engine import Database
from storage.wire import Connection, Statement, Wire
from tests import database

_STATEMENT = re.compile(r"\tF\t\d+\t(Query|Execute)\b")


class CountedWire(Wire):
    """A wire that notes what it sends."""

    def __init__(self, connection: Connection, sent: list[bytes]) -> None:
        super().__init__(connection)
        self._sent = sent

    def run(self, statements: Sequence[Statement]) -> list[TupleRow]:
        self._sent.extend(text for text, _ in statements)
        return super().run(statements)


class WatchedDatabase(Database):
    """A database whose wire can be watched.

    sent: what the program has sent.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url, size=12)
        self.sent: list[bytes] = []
        self._wire: IO[str] | None = None

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        with super().connection() as connection:
            if not isinstance(connection.wire, CountedWire):
                connection.wire = CountedWire(connection, self.sent)
            if self._wire is None:
                yield connection
                return
            connection.pgconn.trace(self._wire.fileno())
            try:
                yield connection
            finally:
                connection.pgconn.untrace()

    def statements_of(self, act: Callable[[], object]) -> int:
        """How many statements the client library sends to the server meanwhile, on every connection: BEGIN, COMMIT and
        the drawing of ids included. Read from its own protocol trace, so nothing that is sent can be missed."""
        with tempfile.TemporaryFile("w+") as wire:
            self._wire = wire
            try:
                act()
            finally:
                self._wire = None
            wire.seek(0)
            return sum(bool(_STATEMENT.search(line)) for line in wire)


@contextmanager
def new_watched_database(server_url: str, template: str) -> Iterator[WatchedDatabase]:
    """A database of its own for chats: what is due in it is due in their stories."""
    with database.new_database(server_url, template) as url:
        opened = WatchedDatabase(url)
        with opened:
            yield opened
