"""Ask the admin API as a program would, over ASGI, from ordinary test functions and threads."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from starlette.applications import Starlette

from admin_api.routes import PREFIX, admin_routes
from domain.curricula import Curriculum, Module, ModuleKind
from domain.lessons import Actor
from domain.money import Money
from domain.policies import Policy
from domain.schools import (
    Branch,
    LessonType,
    Resource,
    School,
    Student,
    Teacher,
    WorkingHours,
)
from domain.services.desk import Desk
from storage.catalogue import CatalogueCache
from storage.engine import Database
from storage.unit_of_work import UnitOfWork, unit_of_work

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
"""A Sunday."""

ZONE = ZoneInfo("Europe/Copenhagen")


def at(text: str) -> str:
    """ "mon 09:00" of the week after NOW, as the API writes it."""
    day, _, clock = text.partition(" ")
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].index(day) + 1
    wall = datetime.combine((NOW + timedelta(days=days)).date(), time.fromisoformat(clock), ZONE)
    return wall.isoformat()


_asked: ContextVar[Api] = ContextVar("_asked")
"""Whose database and time a request is about."""


@cache
def _application() -> Starlette:
    """One for all tests: it takes FastAPI a third of a second to get ready for its first request."""
    return Starlette(routes=admin_routes(lambda: _asked.get().works(), lambda: _asked.get().now))


class Api:
    """The API over one database, at a time of the test's choosing."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOW
        self.queries = 0
        self._catalogues = CatalogueCache()

    @contextmanager
    def works(self) -> Iterator[UnitOfWork]:
        with unit_of_work(self.database, self._catalogues) as work:
            try:
                yield work
            finally:
                self.queries += work.statements - 1  # BEGIN is none

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def once() -> httpx.Response:
            _asked.set(self)
            transport = httpx.ASGITransport(_application())
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.request(method, path, **options)

        return asyncio.run(once())


@dataclass
class Staff:
    """A school and somebody with a key to it. Ids of what the tests speak of."""

    api: Api
    school_id: int
    key: str
    branch: int
    driving: int
    theory: int
    mette: int
    jonas: int
    golf: int
    polo: int
    room: int
    curriculum: int
    anna: int
    mikkel: int
    headers: dict[str, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.headers["Authorization"] = f"Bearer {self.key}"

    def ask(self, method: str, path: str, *, retry_key: str | None = None, **options: Any) -> httpx.Response:
        headers = self.headers | (options.pop("headers", None) or {})
        if retry_key is not None:
            headers["Idempotency-Key"] = retry_key
        return self.api.ask(method, PREFIX + path, headers=headers, **options)

    def gets(self, path: str, **params: Any) -> Any:
        answer = self.ask("GET", path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def posts(self, path: str, body: Any = None, *, status: int = 201) -> Any:
        answer = self.ask("POST", path, json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def patches(self, path: str, body: Any, *, status: int = 200) -> Any:
        answer = self.ask("PATCH", path, json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def books(self, start: str, *, status: int = 201, **wish: Any) -> Any:
        wanted = {"student": self.anna, "lesson_type": "driving", "start": at(start)} | wish
        return self.posts("/bookings", wanted, status=status)

    @contextmanager
    def desk(self, actor: Actor = Actor.STAFF) -> Iterator[Desk]:
        """The same school by the domain's own door; committed at the end."""
        with self.api.works() as work:
            yield Desk(work, work.catalogue(self.school_id), actor, self.api.now)
            work.commit()


def found(api: Api, code: str, name: str = "Nordlys") -> Staff:
    """A school with two teachers (Monday to Friday, 8 to 16), two cars, a room, two students and a key."""
    with api.works() as work:
        to, school_id = work.administration, work.next_id()
        policy = Policy(max_open_bookings=100)
        to.add_school(School(school_id, code, name, ZONE, "en", "DKK", policy))
        branch = Branch(work.next_id(), {"en": f"{name} Harbour St"})
        to.add_branch(school_id, branch)
        driving, theory = _types(work)
        to.add_lesson_types(school_id, driving, theory)
        types = frozenset({driving.id, theory.id})
        week = tuple(WorkingHours(weekday, time(8), time(16), branch.id) for weekday in range(5))
        mette = Teacher(work.next_id(), f"{name} Mette", types, week, "+4530000001")
        jonas = Teacher(work.next_id(), f"{name} Jonas", types, week)
        for teacher in (mette, jonas):
            to.add_teacher(school_id, teacher)
        golf = Resource(work.next_id(), "car", f"{name} Golf", branch.id, {"transmission": "manual"})
        polo = Resource(work.next_id(), "car", f"{name} Polo")
        room = Resource(work.next_id(), "room", f"{name} room")
        for resource in (golf, polo, room):
            to.add_resource(school_id, resource)
        modules = (Module(work.next_id(), "road", ModuleKind.ROAD, {"en": "Road"}, (driving.id,), 16),)
        curriculum = Curriculum(work.next_id(), {"en": f"{name} B"}, "B", modules)
        to.add_curriculum(school_id, curriculum)
        anna = Student(work.next_id(), school_id, f"{name} Anna", "+4520000001", "en", mette.id, branch.id)
        mikkel = Student(work.next_id(), school_id, f"{name} Mikkel", "+4520000002", "da")
        for student in (anna, mikkel):
            to.add_student(student)
        key = work.keys.create(school_id, "test")
        work.commit()
    ids = (branch, driving, theory, mette, jonas, golf, polo, room, curriculum, anna, mikkel)
    return Staff(api, school_id, key, *(thing.id for thing in ids))


def _types(work: UnitOfWork) -> tuple[LessonType, LessonType]:
    return (
        LessonType(
            work.next_id(),
            "driving",
            {"en": "Driving lesson"},
            timedelta(minutes=45),
            Money(65_000, "DKK"),
            buffer_after=timedelta(minutes=15),
            requires=("car",),
        ),
        LessonType(
            work.next_id(),
            "theory",
            {"en": "Theory class"},
            timedelta(minutes=45),
            Money(0, "DKK"),
            capacity=2,
            requires=("room",),
        ),
    )
