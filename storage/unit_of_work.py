"""One transaction: reads at once, writes together.

Writes are kept and sent as few statements: all that belong to one stage become common table expressions of one
statement. A read sends what has been kept first, so it always sees it. Statements are what a turn costs, and this is
where they are saved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Generic, LiteralString, TypeVar

import psycopg
from psycopg.rows import TupleRow

from domain.ports import TryAgain
from domain.schools import Catalogue
from storage.accounts import SqlLedger
from storage.administration import Administration
from storage.answers import SqlAnswers
from storage.bookings import SqlBookings
from storage.calendars import SqlCalendars
from storage.catalogue import CatalogueCache
from storage.conversations import Conversations
from storage.courses import SqlCourses
from storage.engine import Database, Ids
from storage.keys import SqlKeys
from storage.learning import SqlLearning
from storage.notices import SqlNotices
from storage.offers import SqlOffers
from storage.openings import SqlOpenings
from storage.people import SqlStudents
from storage.refusals import meaning_of
from storage.school_inbox import SchoolInbox
from storage.statements import BEGIN, COMMIT, ROLLBACK, Joined, Stage, joined
from storage.views import Views
from storage.waitlist import SqlWaitlist
from storage.wire import Connection, Statement

T = TypeVar("T")

_Answer = tuple[Mapping[str, Any], list[TupleRow]]
"""What a query was asked, and the rows that it gave."""


class _Once(Generic[T]):
    """An attribute made when it is first asked for. `functools.cached_property` takes a lock for it, each time."""

    def __init__(self, make: Callable[[UnitOfWork], T]) -> None:
        self._make = make

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, work: UnitOfWork, owner: type | None = None) -> T:
        made = work.__dict__[self._name] = self._make(work)
        return made


class UnitOfWork:
    """Satisfies `domain.ports.Work`. Made by `unit_of_work`, which commits only when told to."""

    bookings = _Once(SqlBookings)
    calendars = _Once(SqlCalendars)
    courses = _Once(SqlCourses)
    students = _Once(SqlStudents)
    learning = _Once(SqlLearning)
    ledger = _Once(SqlLedger)
    notices = _Once(SqlNotices)
    conversations = _Once(Conversations)
    administration = _Once(Administration)
    keys = _Once(SqlKeys)
    views = _Once(Views)
    answers = _Once(SqlAnswers)
    school_inbox = _Once(SchoolInbox)
    waitlist = _Once(SqlWaitlist)
    openings = _Once(SqlOpenings)
    offers = _Once(SqlOffers)

    def __init__(self, connection: Connection, ids: Ids, catalogues: CatalogueCache) -> None:
        self._connection = connection
        self._ids = ids
        self._catalogues = catalogues
        self._kept: dict[Stage, list[tuple[str, Mapping[str, Any]]]] = {}
        self._ready: list[Statement] = []
        self._looked: dict[str, list[_Answer]] = {}
        self._held: dict[str, list[_Answer]] = {}
        self.statements = 0
        self.wrote = False

    def next_id(self) -> int:
        return self._ids.next(self._connection)

    def catalogue(self, school_id: int, version: int | None = None) -> Catalogue:
        """The school as it is now, from memory if `version` (read in this work) says that it has not changed."""
        return self._catalogues.get(self, school_id, version)

    def read(self, query: LiteralString, parameters: Mapping[str, Any] | None = None) -> list[TupleRow]:
        """The rows of a statement that sees all writes so far."""
        self.ahead(query, parameters)
        return self._send()

    def look(self, query: LiteralString, parameters: Mapping[str, Any]) -> list[TupleRow]:
        """The same for a query that locks nothing and writes nothing. Looked at again in this work, the rows come from
        memory, until something is written, locked or read otherwise: then others may have been let in meanwhile."""
        looked = self._looked.setdefault(query, [])
        if (known := _remembered(looked, parameters)) is not None:
            return known
        self._make_ready()
        self._prepare(joined((query,)), [parameters])
        rows = self._send()
        looked.append((parameters, rows))
        return rows

    def looked_at(self, query: LiteralString) -> Iterator[_Answer]:
        """What a `look` with the query was asked, and its rows, as far as they would come from memory."""
        yield from self._looked.get(query, ())

    def hold(self, query: LiteralString, parameters: Mapping[str, Any]) -> list[TupleRow]:
        """The rows of a query that locks all that it reads. Asked for again in this work they come from memory, until
        it writes: nobody else can change them."""
        held = self._held.setdefault(query, [])
        if (known := _remembered(held, parameters)) is not None:
            return known
        rows = self.read(query, parameters)
        held.append((parameters, rows))
        return rows

    def change(self, query: LiteralString, parameters: Mapping[str, Any]) -> list[TupleRow]:
        """The rows that a statement gives back of those it changes."""
        self.wrote = True
        self._held.clear()
        return self.read(query, parameters)

    def read_apart(self, query: LiteralString, parameters: Mapping[str, Any] | None = None) -> list[TupleRow]:
        """The rows of a statement to which the writes that are kept make no difference: they stay kept."""
        self._prepare(joined((query,)), [parameters or {}])
        return self._send()

    def ahead(self, query: LiteralString, parameters: Mapping[str, Any] | None = None) -> None:
        """A statement whose rows nobody needs, such as a lock: done after all writes so far and before what follows,
        with which it is sent."""
        self._looked.clear()
        self._make_ready()
        self._prepare(joined((query,)), [parameters or {}])

    def write(self, query: str, parameters: Mapping[str, Any], stage: Stage = Stage.TAKE) -> None:
        """Keep a data-modifying statement (INSERT, UPDATE, DELETE) until the next read or the commit."""
        self.wrote = True
        self._looked.clear()
        self._held.clear()
        self._kept.setdefault(stage, []).append((query, parameters))

    def gather(self, query: str, row: Mapping[str, Any], name: str, item: Any, stage: Stage = Stage.TAKE) -> None:
        """A write to a row to which others may be kept already: they become one, with all the items in the list `name`.
        A row that is changed twice in one statement would be changed once."""
        for kept, values in self._kept.get(stage, ()):
            if kept == query and all(values[key] == value for key, value in row.items()):
                values[name].append(item)
                return
        self.write(query, {**row, name: [item]}, stage)

    def flush(self) -> None:
        self._make_ready()
        self._send()

    def begin(self) -> None:
        self._prepare(BEGIN)

    def commit(self) -> None:
        self._make_ready()
        self._prepare(COMMIT)
        self._send()

    def rollback(self) -> None:
        self._kept.clear()
        self._ready.clear()
        self._looked.clear()
        self._held.clear()
        if self._connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            self._prepare(ROLLBACK)
            self._send()

    def _make_ready(self) -> None:
        kept, self._kept = self._kept, {}
        for stage in sorted(kept):
            queries = tuple(query for query, _ in kept[stage])
            self._prepare(joined(queries), [values for _, values in kept[stage]])

    def _prepare(self, statement: Joined, values: Sequence[Mapping[str, Any]] = ()) -> None:
        self.statements += 1
        self._ready.append((statement.text, [values[part][name] for part, name in statement.parameters]))

    def _send(self) -> list[TupleRow]:
        ready, self._ready = self._ready, []
        return self._connection.wire.run(ready) if ready else []


def _remembered(answers: Sequence[_Answer], parameters: Mapping[str, Any]) -> list[TupleRow] | None:
    return next((rows for asked, rows in answers if asked == parameters), None)


@contextmanager
def unit_of_work(database: Database, catalogues: CatalogueCache) -> Iterator[UnitOfWork]:
    """A work in its own transaction. Leaving it without `commit()`, by error or otherwise, undoes it all."""
    with database.connection() as connection:
        work = UnitOfWork(connection, database.ids, catalogues)
        work.begin()
        try:
            yield work
        except (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure) as error:
            raise TryAgain from error
        except psycopg.errors.IntegrityError as error:
            raise meaning_of(error) from error
        finally:
            if not connection.closed:
                work.rollback()
