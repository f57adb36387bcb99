"""Synchronous work side by side on one event loop.

Each call runs in a strand, which is a greenlet with a lane to the database, a connection, for itself. The code in it is
plain: it asks the database and goes on with the answer. Where it waits for that answer the strand is put aside, and the
loop goes on with other things until the answer is there. So there are no threads that take the interpreter from each
other, and a transaction still belongs to one piece of straight code from its beginning to its end.

Whatever else blocks, in a strand, blocks the whole loop; and so does long thinking.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from greenlet import getcurrent, greenlet

from storage.wire import Connection

T = TypeVar("T")


class Lanes:
    """Up to `most` calls at once; more wait in line. For one event loop at a time.

    connect: opens a connection; it blocks, and is called in a thread.
    """

    def __init__(self, connect: Callable[[], Connection], most: int) -> None:
        self._connect = connect
        self._most = most
        self._open = 0
        self._idle: list[_Lane] = []
        self._line: deque[asyncio.Future[None]] = deque()

    async def run(self, call: Callable[[], T]) -> T:
        """What the call returns or raises. It is carried out to its end even if nobody waits for it any more."""
        lane = await self._lane()
        return await lane.run(call)

    def close(self) -> None:
        while self._idle:
            self._drop(self._idle.pop())

    async def _lane(self) -> _Lane:
        while True:
            while self._idle:
                lane = self._idle.pop()
                if lane.is_usable():
                    return lane
                self._drop(lane)
            if self._open < self._most:
                return await self._another()
            turn = asyncio.get_running_loop().create_future()
            self._line.append(turn)
            await turn

    async def _another(self) -> _Lane:
        self._open += 1
        opening = asyncio.ensure_future(asyncio.to_thread(self._connect))
        try:
            return _Lane(await asyncio.shield(opening), self._give_back)
        except asyncio.CancelledError:
            opening.add_done_callback(self._left_behind)
            raise
        except Exception:
            self._not_opened()
            raise

    def _left_behind(self, opening: asyncio.Future[Connection]) -> None:
        """Whoever wanted the connection has gone: it is the next one's."""
        if opening.cancelled() or opening.exception() is not None:
            self._not_opened()
        else:
            self._give_back(_Lane(opening.result(), self._give_back))

    def _not_opened(self) -> None:
        self._open -= 1
        self._call_next()

    def _give_back(self, lane: _Lane) -> None:
        self._idle.append(lane)
        self._call_next()

    def _call_next(self) -> None:
        while self._line:
            turn = self._line.popleft()
            if not turn.done():
                turn.set_result(None)
                return

    def _drop(self, lane: _Lane) -> None:
        self._open -= 1
        lane.close()


def connection_at_hand() -> Connection | None:
    """The connection of the strand that this code runs in; None outside of strands."""
    current = getcurrent()
    return current.connection if isinstance(current, _Strand) else None


class _Strand(greenlet):
    """connection: what the code in it works with."""

    connection: Connection


class _Lane:
    """A connection whose answers the event loop waits for, and the strand that serves one call after another."""

    def __init__(self, connection: Connection, give_back: Callable[[_Lane], object]) -> None:
        self._connection = connection
        self._give_back = give_back
        self._loop = asyncio.get_running_loop()
        self._socket = connection.fileno()
        self._strand = _Strand(self._serve)
        self._strand.connection = connection
        self._is_waiting = False
        self._loop.add_reader(self._socket, self._answered)
        connection.wire.wait = self._wait

    def is_usable(self) -> bool:
        return not self._connection.closed and self._loop is asyncio.get_running_loop()

    async def run(self, call: Callable[[], T]) -> T:
        outcome: asyncio.Future[T] = self._loop.create_future()
        self._strand.switch(call, outcome)
        return await outcome

    def close(self) -> None:
        if not self._loop.is_closed():
            self._loop.remove_reader(self._socket)
        with suppress(Exception):
            self._connection.close()

    def _serve(self, call: Callable[[], Any], outcome: asyncio.Future[Any]) -> None:
        """The strand's life: a call after the other, put aside in between."""
        while True:
            try:
                result = call()
            except Exception as error:
                if not outcome.done():
                    outcome.set_exception(error)
            else:
                if not outcome.done():  # nobody waits for it any more
                    outcome.set_result(result)
            del call, outcome
            self._give_back(self)
            call, outcome = self._put_aside()

    def _wait(self) -> None:
        """In the strand: until the server has sent something."""
        self._is_waiting = True
        self._put_aside()

    def _answered(self) -> None:
        """On the loop: the server has sent something."""
        if self._is_waiting:
            self._is_waiting = False
            self._strand.switch()
        else:  # unasked: it says goodbye
            self.close()

    def _put_aside(self) -> Any:
        """Go on with the loop. Returns what the strand is called back with."""
        parent = self._strand.parent
        assert parent is not None
        return parent.switch()
