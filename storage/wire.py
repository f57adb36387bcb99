"""Statements over libpq itself, several in one round trip.

psycopg adapts values and rows here as everywhere. What is left out is its cursor, which makes a round trip of each
statement and spends more time around it than PostgreSQL in it. Statements that belong together go out in libpq's
pipeline mode; each is prepared when it comes the second time.
"""

from __future__ import annotations

import select
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import psycopg
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGresult
from psycopg.rows import TupleRow

MOST_PREPARED = 400
"""Statements that a connection keeps prepared, each at some kilobytes of the server's memory. The program has fewer."""

Statement = tuple[bytes, Sequence[Any]]
"""SQL with $1, $2 …, and their values."""

_Key = tuple[bytes, tuple[int, ...]]
"""SQL and the types of its values: another type may want another plan."""

_FAILED = (ExecStatus.FATAL_ERROR, ExecStatus.PIPELINE_ABORTED)


class Connection(psycopg.Connection[TupleRow]):
    """A connection with a wire."""

    @cached_property
    def wire(self) -> Wire:
        return Wire(self)


class Wire:
    """A connection's own way of sending; for one user at a time, as the connection is.

    wait: returns once the server has sent something on the connection's socket. Blocks the thread, unless whoever runs
    on an event loop sets another way (`storage.lanes`).
    """

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._pgconn = connection.pgconn
        self._given = Transformer(connection)
        self._got = Transformer(connection)
        self._names: dict[_Key, bytes] = {}
        self._seen: set[_Key] = set()
        self._automatic: list[list[PyFormat]] = []
        self.wait: Callable[[], object] = _blocking(self._pgconn.socket)

    def run(self, statements: Sequence[Statement]) -> list[TupleRow]:
        """Send all of them at once, to be done in this order. Returns the rows of the last.

        What comes after one that fails is not done. Raises its `psycopg.Error`, or OperationalError if the connection
        is lost.
        """
        sent: list[_Key | None] = []
        try:
            results = self._exchange(statements, sent)
        except BaseException:
            self._pgconn.finish()  # interrupted in the middle: what comes next on it could be anybody's answer
            raise
        for result in results:
            if result.status in _FAILED:
                self._forget(sent, results)
                raise error_from_result(result, self._given.encoding)
        self._got.set_pgresult(results[-1])
        return self._got.load_rows(0, results[-1].ntuples, tuple)

    def _exchange(self, statements: Sequence[Statement], sent: list[_Key | None]) -> list[PGresult]:
        self._pgconn.enter_pipeline_mode()
        for text, values in statements:
            self._send(text, values, sent)
        self._pgconn.pipeline_sync()
        results = self._results()
        self._pgconn.exit_pipeline_mode()
        return results

    def _send(self, text: bytes, values: Sequence[Any], sent: list[_Key | None]) -> None:
        """Put one statement on its way, and note in `sent` what is: a key for a preparation, None for the rest."""
        given, pgconn = self._given, self._pgconn
        while len(self._automatic) <= len(values):
            self._automatic.append([PyFormat.AUTO] * len(self._automatic))
        dumped = given.dump_sequence(values, self._automatic[len(values)])
        types, formats = given.types or (), given.formats
        key = (text, types)
        name = self._names.get(key)
        if name is None:
            if key not in self._seen or len(self._names) >= MOST_PREPARED:
                self._seen.add(key)
                pgconn.send_query_params(text, dumped, types, formats)
                sent.append(None)
                return
            name = self._names[key] = b"wire_%d" % len(self._names)
            pgconn.send_prepare(name, text, types)
            sent.append(key)
        pgconn.send_query_prepared(name, dumped, formats)
        sent.append(None)

    def _results(self) -> list[PGresult]:
        """One for each thing sent, in order."""
        pgconn = self._pgconn
        results: list[PGresult] = []
        while True:
            self.wait()
            pgconn.consume_input()
            while not pgconn.is_busy():
                result = pgconn.get_result()
                if result is None:
                    if pgconn.status == ConnStatus.BAD:
                        raise psycopg.OperationalError("the connection is lost")
                elif result.status == ExecStatus.PIPELINE_SYNC:
                    return results
                else:
                    results.append(result)

    def _forget(self, sent: Sequence[_Key | None], results: Sequence[PGresult]) -> None:
        """What could not be prepared is to be prepared anew."""
        for key, result in zip(sent, results, strict=True):
            if key is not None and result.status in _FAILED:
                del self._names[key]


def _blocking(socket: int) -> Callable[[], object]:
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(socket, select.POLLIN)
        return poll.poll
    return lambda: select.select([socket], [], [])  # Windows
