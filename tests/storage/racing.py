"""Races with real threads on committed rows, and works without the guards that decide them.

In a twin, everybody waits until all have looked and then commits in turn: what the guard prevents happens for certain.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from domain.errors import Refusal
from domain.lessons import Booking, Session
from domain.ports import TryAgain
from storage.bookings import SqlBookings
from storage.calendars import SqlCalendars
from storage.unit_of_work import UnitOfWork
from tests.factories import OpenWork

T = TypeVar("T")

TRIES = 8


@dataclass(slots=True)
class Result:
    """won: what the winners brought home; lost: the refusals' codes; again: how often somebody had to do it anew."""

    won: list[object] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    again: int = 0


Do = Callable[[UnitOfWork], object]


def race(open_work: OpenWork, deeds: Sequence[Do]) -> Result:
    """Each deed in a transaction and a thread of its own, all starting at once; done anew after a lost race."""
    result, start = Result(), threading.Barrier(len(deeds))

    def run(deed: Do) -> None:
        start.wait(10)
        for _ in range(TRIES):
            try:
                with open_work() as work:
                    brought = deed(work)
                    work.commit()
            except TryAgain:
                result.again += 1
            except Refusal as refusal:
                result.lost.append(refusal.code)
                return
            else:
                result.won.append(brought)
                return
        raise AssertionError(f"lost {TRIES} times")

    together(run, deeds)
    return result


def together(run: Callable[[T], object], each: Sequence[T]) -> None:
    """`run` for each at the same time. What one of them raises is raised."""
    with ThreadPoolExecutor(len(each)) as threads:
        for done in [threads.submit(run, one) for one in each]:
            done.result(30)


class NoLocks(SqlCalendars):
    """Calendars and classes that nobody locks."""

    def lock(self, school_id: int, calendar_ids: Sequence[int]) -> None:
        pass

    def session(self, school_id: int, session_id: int) -> Session:
        return self.plan.session(school_id, session_id)

    def seat(self, *_: object, **__: object) -> None:
        """Read apart, by what locks nothing."""


class NoRowLocks(SqlBookings):
    """Bookings that nobody locks."""

    def get(self, school_id: int, booking_id: int, *, lock: bool = True) -> Booking:
        return super().get(school_id, booking_id, lock=lock and False)


def without_locks(open_work: OpenWork, racers: int) -> OpenWork:
    """Works that lock nothing; the first commit of each thread waits until all are there."""
    everybody, met, in_turn = threading.Barrier(racers), set[int](), threading.Lock()

    @contextmanager
    def opened() -> Iterator[UnitOfWork]:
        with open_work() as work:
            work.calendars, work.bookings = NoLocks(work), NoRowLocks(work)
            commit = work.commit

            def meet_and_commit() -> None:
                if (me := threading.get_ident()) not in met:
                    met.add(me)
                    everybody.wait(10)
                with in_turn:
                    commit()

            work.commit = meet_and_commit  # type: ignore[method-assign]
            yield work

    def open_without() -> AbstractContextManager[UnitOfWork]:
        return opened()

    return open_without
