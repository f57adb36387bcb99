"""What the admin API needs beside the domain's own ports. Whoever wires it brings works that offer all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any, Protocol

from domain.curricula import Curriculum
from domain.invoices import Invoice, Invoicing
from domain.ledger import LedgerLine
from domain.lessons import Booking, Session
from domain.packages import PackageProduct
from domain.passing import PassedRules
from domain.ports import Offers, Waitlist, Work
from domain.schools import (
    Branch,
    Closure,
    LessonType,
    ListedPrice,
    PolicyOverride,
    Resource,
    School,
    SpecialDay,
    Student,
    Teacher,
    TimeOff,
)
from domain.series import Series
from domain.timeslots import Interval
from domain.waitlist import Entry, Offer


class Administration(Protocol):
    """Changes to a school's catalogue and people. All raise Invalid."""

    def lock(self, school_id: int) -> None:
        """Let nobody else change the school's catalogue until this work ends."""

    def save_school(self, school: School) -> None: ...

    def set_override(self, school_id: int, override: PolicyOverride) -> None: ...

    def remove_override(self, school_id: int, override_id: int) -> None:
        """NotFound if there is none."""

    def add_branch(self, school_id: int, branch: Branch) -> None: ...
    def save_branch(self, school_id: int, branch: Branch) -> None: ...

    def add_teacher(self, school_id: int, teacher: Teacher) -> None: ...

    def save_teacher(self, school_id: int, teacher: Teacher) -> None: ...

    def add_lesson_types(self, school_id: int, *kinds: LessonType) -> None: ...

    def save_lesson_type(self, school_id: int, kind: LessonType) -> None: ...

    def add_price(self, school_id: int, kind: LessonType, listed: ListedPrice) -> None: ...

    def save_price(self, school_id: int, kind: LessonType, listed: ListedPrice) -> None: ...

    def add_package_product(self, school_id: int, product: PackageProduct) -> None: ...

    def save_package_product(self, school_id: int, product: PackageProduct) -> None: ...

    def save_invoicing(self, school_id: int, invoicing: Invoicing) -> None: ...

    def remove_price(self, school_id: int, listed: ListedPrice) -> None: ...

    def add_resource(self, school_id: int, resource: Resource) -> None: ...

    def save_resource(self, school_id: int, resource: Resource) -> None: ...

    def add_time_off(self, school_id: int, off: TimeOff) -> None: ...

    def remove_time_off(self, school_id: int, time_off_id: int) -> None:
        """NotFound if there is none."""

    def add_curriculum(self, school_id: int, curriculum: Curriculum) -> None: ...

    def save_curriculum(self, school_id: int, curriculum: Curriculum) -> None: ...

    def set_special_day(self, school_id: int, teacher_id: int, special: SpecialDay) -> None:
        """In place of what was said of that date before."""

    def remove_special_day(self, school_id: int, teacher_id: int, day: date) -> None: ...

    def add_closure(self, school_id: int, closure: Closure) -> None: ...

    def remove_closure(self, school_id: int, closure_id: int) -> None:
        """NotFound if there is none."""

    def add_student(self, student: Student) -> None: ...

    def save_student(self, student: Student) -> None: ...


class BookingLine(Protocol):
    @property
    def booking(self) -> Booking: ...
    @property
    def student_name(self) -> str: ...


Place = tuple[datetime, int]
"""The moment and id of the last row that was seen."""


class Views(Protocol):
    """Reads for lists: one statement each, no locks. What is named by an id and not there raises NotFound."""

    def booking(self, school_id: int, booking_id: int) -> BookingLine: ...

    def bookings(
        self,
        school_id: int,
        *,
        limit: int,
        student_id: int | None = None,
        teacher_id: int | None = None,
        statuses: Sequence[str] = (),
        start: datetime | None = None,
        end: datetime | None = None,
        after: Place | None = None,
    ) -> Sequence[BookingLine]:
        """By start, then id."""

    def passed_rules(self, school_id: int, booking_ids: Sequence[int]) -> Mapping[int, Sequence[PassedRules]]:
        """Of those bookings for which rules were passed over, the oldest first."""

    def students(
        self,
        school_id: int,
        *,
        limit: int,
        phone: str | None = None,
        name: str | None = None,
        status: str | None = None,
        after: int | None = None,
    ) -> Sequence[Student]:
        """By id."""

    def classes(
        self,
        school_id: int,
        *,
        limit: int,
        lesson_type_id: int | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        after: Place | None = None,
    ) -> Sequence[Session]:
        """By start, then id."""

    def sessions(
        self,
        school_id: int,
        during: Interval,
        *,
        branch_id: int | None = None,
        calendar_id: int | None = None,
        lesson_type_id: int | None = None,
    ) -> Sequence[Session]:
        """What takes place then, by start; at that branch or anywhere, with that teacher or resource or any, of that
        lesson type or any."""

    def series(self, school_id: int, series_id: int) -> Series: ...

    def all_series(self, school_id: int, *, limit: int, after: int | None = None) -> Sequence[Series]:
        """By id; those that were cancelled altogether left out."""

    def ledger(
        self, school_id: int, student_id: int, *, limit: int, after: Place | None = None
    ) -> Sequence[LedgerLine]:
        """The oldest entry first."""

    def invoices(
        self, school_id: int, *, limit: int, student_id: int | None = None, after: int | None = None
    ) -> Sequence[Invoice]:
        """By number, which `after` is of the last one seen."""

    def invoiced_debtors(self, school_id: int) -> Sequence[int]:
        """Students who owe something and have invoices."""


class Answer(Protocol):
    @property
    def fingerprint(self) -> bytes: ...
    @property
    def status(self) -> int: ...
    @property
    def body(self) -> str: ...


class Answers(Protocol):
    """What requests with an Idempotency-Key were answered."""

    def claim(self, school_id: int, key: str, fingerprint: bytes, now: datetime) -> Answer | None:
        """The answer that the key was given in the last 24 hours; None if it is this work's to give."""

    def keep(self, school_id: int, key: str, status: int, body: str, now: datetime) -> None: ...


class SchoolMessage(Protocol):
    """What somebody wrote to the school's people; see `storage.school_inbox.SchoolMessage`."""

    @property
    def id(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def text(self) -> str: ...
    @property
    def open(self) -> bool: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def person_name(self) -> str | None: ...
    @property
    def role(self) -> str | None: ...
    @property
    def contact_id(self) -> int: ...
    @property
    def channel(self) -> str: ...
    @property
    def language(self) -> str | None: ...
    @property
    def transport(self) -> str: ...
    @property
    def context(self) -> Mapping[str, Any] | None: ...
    @property
    def thread(self) -> int: ...


class SchoolInbox(Protocol):
    def messages(
        self, school_id: int, *, limit: int, is_open: bool | None = None, after: Place | None = None
    ) -> Sequence[SchoolMessage]:
        """By arrival, then id. is_open: None for all of them."""

    def message(self, school_id: int, message_id: int) -> SchoolMessage:
        """NotFound if the school has none."""

    def close(self, school_id: int, thread: int, now: datetime) -> None:
        """Close the message that began the talk, and all that go on from it."""


class Conversation(Protocol):
    """See `storage.conversations.OpenConversation`."""

    @property
    def state(self) -> Mapping[str, Any]: ...
    @property
    def school_id(self) -> int | None: ...


class Conversations(Protocol):
    def open(self, contact_id: int) -> Conversation:
        """The conversation of a contact, locked."""

    def keep_state(self, contact_id: int, state: Mapping[str, Any]) -> None: ...

    def queue(
        self,
        contact_id: int,
        message: Mapping[str, Any],
        *,
        transport: str,
        language: str,
        now: datetime,
        key: str | None = None,
        school_id: int | None = None,
    ) -> None:
        """Put a message to a contact into the outbox. At most one is ever put there with a key."""


class WaitingLine(Protocol):
    """See `storage.waitlist.WaitingLine`."""

    @property
    def entry(self) -> Entry: ...
    @property
    def student_name(self) -> str: ...
    @property
    def place(self) -> int | None: ...


class OfferLine(Protocol):
    @property
    def offer(self) -> Offer: ...
    @property
    def student_name(self) -> str: ...
    @property
    def session(self) -> Session: ...


class OfficeWaitlist(Waitlist, Protocol):
    """Who waits, as a list."""

    def entries(
        self,
        school_id: int,
        now: datetime,
        *,
        limit: int,
        student_id: int | None = None,
        session_id: int | None = None,
        after: Place | None = None,
    ) -> Sequence[WaitingLine]:
        """By age, then id."""

    def prioritise(self, school_id: int, entry_id: int, priority: int) -> None: ...


class OfficeOffers(Offers, Protocol):
    def all(
        self, school_id: int, *, limit: int, is_open: bool | None = None, after: Place | None = None
    ) -> Sequence[OfferLine]:
        """By age, then id."""


class Keys(Protocol):
    def school_of(self, key: str) -> tuple[int, int] | None:
        """(school id, key id) of a key that opens something."""


class Office(Work, Protocol):
    """One transaction, as the admin API needs it."""

    @property
    def administration(self) -> Administration: ...
    @property
    def keys(self) -> Keys: ...
    @property
    def views(self) -> Views: ...
    @property
    def answers(self) -> Answers: ...
    @property
    def school_inbox(self) -> SchoolInbox: ...
    @property
    def conversations(self) -> Conversations: ...
    @property
    def waitlist(self) -> OfficeWaitlist: ...
    @property
    def offers(self) -> OfficeOffers: ...

    def commit(self) -> None: ...


Works = Callable[[], AbstractContextManager[Office]]
"""Opens a work. Leaving it without `commit()` undoes it; a lost race is raised as `domain.ports.TryAgain`."""
