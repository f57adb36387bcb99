"""What the domain needs from the outside, as narrow protocols. One `Work` is one transaction.

Every method that takes a school's id reads and writes rows of that school only. Changes are kept until the work is
committed by whoever opened it; use cases never commit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.busy import Busy
from domain.courses import Course
from domain.feedback import Feedback, Mark, Note
from domain.invoices import Invoice, InvoiceStanding
from domain.learning import History, ModuleResult, PlanChange
from domain.ledger import Account, LedgerEntry, LedgerLine, TracedEntry
from domain.lessons import Booking, Session
from domain.notices import Notice
from domain.packages import Package, Prepaid
from domain.passing import PassedRules
from domain.past import PastLesson
from domain.schools import Catalogue, Student, TimeOff
from domain.series import Series
from domain.signatures import Signature
from domain.timeslots import Interval
from domain.waitlist import Candidate, Entry, Offer, Offered, OfferStatus, Opening


class Bookings(Protocol):
    def get(self, school_id: int, booking_id: int, *, lock: bool = True) -> Booking:
        """The booking, its row locked until the end of the work. NotFound if the school has no such booking."""

    def locked(self, school_id: int, booking_ids: Sequence[int]) -> list[Booking]:
        """Those bookings by id, their rows locked in that order until the end of the work."""

    def coming(self, school_id: int, student_id: int, now: datetime) -> list[Booking]:
        """Confirmed and requested bookings that have not ended, by start."""

    def asked_in_vain(self, school_id: int, student_id: int, since: datetime) -> list[Booking]:
        """Requests that the school has declined or not answered, of lessons that start after `since`; the last first,
        and only a few."""

    def awaiting_attendance(self, school_id: int, teacher_id: int, now: datetime) -> list[Booking]:
        """Confirmed bookings of the teacher's sessions that have ended, the oldest first."""

    def settled(self, school_id: int, teacher_id: int, since: datetime) -> list[Booking]:
        """Of the teacher's bookings those that were settled since then, the last ones first."""

    def of_teacher(self, school_id: int, teacher_id: int, during: Interval) -> list[Booking]:
        """Confirmed and settled bookings of the teacher's sessions that start in `during`, by start."""

    def open_in(
        self, school_id: int, during: Interval, calendar_id: int | None = None, *, lock: bool = False
    ) -> list[Booking]:
        """Drafts, requests and confirmed bookings of sessions that overlap `during`, by start: of all, or of those that
        keep that calendar busy; their rows locked or not."""

    def past(
        self, school_id: int, student_id: int, now: datetime, *, limit: int, before: tuple[datetime, int] | None = None
    ) -> list[PastLesson]:
        """Lessons of the student that are over, or were to begin before now and have been cancelled; the latest first.
        before: (start, id) of the last one seen."""

    def starts(
        self, school_id: int, student_id: int, during: Interval, now: datetime, *, ignoring: int | None = None
    ) -> list[datetime]:
        """Starts in `during`, sorted, of the student's bookings that are held, confirmed or settled as attended or
        missed; those of the session `ignoring` left out."""

    def open_ends(self, school_id: int, student_id: int, during: Interval, now: datetime) -> list[datetime]:
        """Ends of those that start in `during` and are held, requested or confirmed and not over, by start; read as
        one with `starts`."""

    def keep_passed(self, school_id: int, id_: int, passed: PassedRules) -> None:
        """Keep for good which rules were passed over for a booking."""

    def add(self, booking: Booking, *, shared: Collection[int] = ()) -> None:
        """A new booking; of an individual lesson with its new session. shared: calendars that another booking of the
        student keeps busy at that very time already."""

    def save(self, booking: Booking, left: Session | None = None) -> None:
        """A changed booking; `left` is the session it has moved out of."""

    def set_pickup(self, school_id: int, booking_ids: Sequence[int], place: str) -> None:
        """Where the teacher fetches the student for these lessons; "" for nowhere."""

    def take_again(self, booking: Booking) -> None:
        """A cancelled booking has its place in its session again: its calendars are busy, its seat is taken."""


@dataclass(frozen=True, slots=True)
class Standing:
    """
    busy: what keeps the calendars busy, as `Calendars.busy` tells it.
    lapsed: bookings whose hold has lapsed and still stands in the way of others.
    open_ends: ends of the student's confirmed and requested bookings that have not ended and of the holds that have not
        lapsed.
    """

    busy: Busy
    lapsed: tuple[int, ...]
    open_ends: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """One calendar held for one session. during: with its buffers; lesson: without them; hold_until: of a draft's."""

    calendar_id: int
    session_id: int
    lesson_type_id: int
    during: Interval
    lesson: Interval
    booking_id: int | None = None
    hold_until: datetime | None = None


class Plan(Protocol):
    """What the school has planned on the calendars: sessions, and who has a place in them."""

    def session(self, school_id: int, session_id: int) -> Session:
        """The session, not locked. NotFound if there is none."""

    def classes(self, school_id: int, during: Interval, calendar_id: int | None = None) -> list[Session]:
        """Those that go on then and are not cancelled, perhaps only those of that teacher or in that room; by start."""

    def seats(self, school_id: int, session_ids: Sequence[int], *, lock: bool = False) -> list[Booking]:
        """All that have a place in the sessions, drafts and settled ones included, by id; their rows locked or not."""

    def noted(self, school_id: int, session_id: int, *, lock: bool = False) -> list[Booking]:
        """Those in the session of which it was said how it went, by id; their rows locked or not."""

    def add(self, session: Session) -> None:
        """A new class, which keeps its teachers and rooms busy."""

    def replace(self, session: Session, bookings: Sequence[Booking]) -> None:
        """The session as it has become, with the calendars it keeps busy now: those of its teachers, of its resources
        and of the students of `bookings`, which are saved too; a cancelled one keeps nobody busy."""

    def days(self, rule: str, first: date, last: date, zone: ZoneInfo) -> list[date]:
        """The days of an RFC 5545 rule from `first`, which it is counted from, to `last`. Invalid if it is none."""

    def series(self, school_id: int, series_id: int) -> Series:
        """The series, its row locked. NotFound if there is none."""

    def occurrences(self, school_id: int, series_id: int) -> list[Session]:
        """All that were ever made, cancelled ones too, by the day they stand for."""

    def add_series(self, series: Series) -> None: ...

    def save_series(self, series: Series) -> None: ...

    def hand_over(self, series: Series, since: date, to: Series) -> None:
        """Occurrences since that day are `to`'s from now on, cancelled ones too."""

    def cancel(self, session: Session, bookings: Sequence[Booking]) -> None:
        """Cancelled, all its calendars free and its places given up; `bookings` are saved too."""


class Calendars(Protocol):
    @property
    def plan(self) -> Plan: ...

    def lock(self, school_id: int, calendar_ids: Sequence[int]) -> None:
        """Wait for and hold the calendars, always in the same order, so that two racers never wait for each other."""

    def lock_around(self, school_id: int, during: Interval) -> None:
        """The same for all teachers and resources, and for all students who have something then."""

    def busy(
        self,
        school_id: int,
        calendar_ids: Sequence[int],
        during: Interval,
        now: datetime,
        ignoring: int | None,
        *,
        coming_of: int | None = None,
    ) -> Busy:
        """What keeps the calendars busy, sorted; lapsed holds and the ignored session's allocations left out.

        coming_of: a student whose coming lessons are told in the same read, whenever they are, without drafts.

        A class keeps its teacher and room busy even if it is ignored: a student who leaves does not free them.
        """

    def standing(
        self,
        school_id: int,
        calendar_ids: Sequence[int],
        during: Interval,
        now: datetime,
        *,
        student_id: int | None = None,
        session_ids: Sequence[int] = (),
        ignoring: Sequence[int] = (),
        without: Sequence[int] = (),
    ) -> Standing:
        """All that decides whether a place can be taken, in one read, after the calendars were locked.

        session_ids: of the classes in which a seat is wanted; lapsed holds of their seats stand in the way too.
        without: sessions that are left out altogether, because they are to be planned anew.
        """

    def holdings(self, school_id: int, calendar_ids: Sequence[int], during: Interval) -> list[Holding]:
        """All that keeps the calendars busy then, one by one, lapsed holds too; by start."""

    def add_time_off(self, school_id: int, off: TimeOff) -> None:
        """Of a teacher or a resource. What was booked before stays as it is."""

    def session(self, school_id: int, session_id: int) -> Session:
        """The session, its row locked. NotFound if there is none."""

    def sessions(self, school_id: int, session_ids: Sequence[int]) -> list[Session]:
        """Several, their rows locked, by id."""

    def classes(self, school_id: int, lesson_type_id: int, during: Interval) -> list[Session]:
        """Planned classes that start in `during` and have not been cancelled, full ones included."""

    def classes_beside(
        self,
        school_id: int,
        lesson_type_id: int,
        during: Interval,
        student_id: int,
        now: datetime,
        ignoring: int | None,
    ) -> tuple[list[Session], Busy]:
        """The same, read as one with what keeps the student busy then and with their coming lessons. Where there are
        no classes nothing is told."""

    def seat(
        self,
        school_id: int,
        session_id: int,
        student_id: int,
        during: Interval,
        now: datetime,
        ignoring: Sequence[int] = (),
    ) -> tuple[Session, Standing] | None:
        """The session, its row locked, with what `standing` tells of a seat in it; None if lapsed holds stand in the
        way, which have to go first, or if there is no such session."""


class Courses(Protocol):
    def get(self, school_id: int, course_id: int) -> Course:
        """NotFound if there is none."""

    def all(self, school_id: int) -> list[Course]:
        """By id, those that take nobody in any more too."""

    def with_sessions(self, school_id: int, course_id: int) -> tuple[Course, list[Session]]:
        """The course and its classes that have not been cancelled, by start. NotFound if there is none."""

    def sessions_of(self, school_id: int, course_ids: Sequence[int]) -> Mapping[int, list[Session]]:
        """Such classes of several courses, by their ids."""

    def of_student(self, school_id: int, student_id: int) -> list[int]:
        """The ids of those in which the student takes part."""

    def ends_for(self, school_id: int, student_id: int, now: datetime) -> list[datetime]:
        """When the student's coming classes of these courses end."""

    def students(self, school_id: int, course_id: int) -> list[tuple[int, str]]:
        """Who takes part: id and name, by name."""

    def add(self, course: Course) -> None: ...

    def save(self, course: Course) -> None: ...

    def enrol(self, school_id: int, course_id: int, student_id: int, now: datetime) -> None: ...

    def leave(self, school_id: int, course_id: int, student_id: int, now: datetime) -> None: ...


class Students(Protocol):
    def get(self, school_id: int, student_id: int) -> Student: ...

    def several(self, school_id: int, student_ids: Collection[int]) -> Mapping[int, Student]:
        """By id."""

    def several_and_reach(self, school_id: int, student_ids: Collection[int]) -> Mapping[int, tuple[Student, bool]]:
        """By id, with whether they can be written to."""

    def by_phone(self, school_id: int, phone: str) -> Student | None: ...

    def has_first_name(self, school_id: int, word: str) -> bool:
        """Whether a student of the school is called so, capital letters or not."""

    def called(self, school_id: int, named: str) -> list[Student]:
        """Those with that phone number or that whole name, capital letters or not; of many the first two."""

    def add(self, student: Student) -> None: ...

    def set_language(self, school_id: int, student_id: int, language: str) -> None:
        """In which the student is written to."""

    def set_pickup(self, school_id: int, student_id: int, place: str) -> None:
        """Where the teacher fetches the student."""

    def completed(self, school_id: int, student_id: int) -> Mapping[int, int]:
        """Lesson type id -> how many of them the student has completed."""


class Learning(Protocol):
    """What progress follows from, what teachers say of lessons, and the chains of signatures."""

    def history(self, school_id: int, student_id: int) -> History:
        """NotFound if the school has no such student."""

    def histories(self, school_id: int, student_ids: Sequence[int]) -> list[History]:
        """Of those students, in no order."""

    def what_rules_ask(
        self, school_id: int, student_id: int, during: Interval, now: datetime, *, ignoring: int | None = None
    ) -> tuple[History, list[datetime], int]:
        """The history, what `Bookings.starts` tells, and what is owed in minor units, read as one."""

    def taught_by(self, school_id: int, teacher_id: int, since: datetime) -> list[History]:
        """Of active students with a curriculum who had a lesson with the teacher since then, by name."""

    def enrol(self, school_id: int, student_id: int, on: date) -> None: ...

    def change(self, school_id: int, student_id: int, change: PlanChange, now: datetime) -> None:
        """Let the student's plan differ in this module, in place of how it differed before."""

    def take_back(self, school_id: int, student_id: int, module_id: int) -> None:
        """Let the module be as the curriculum has it."""

    def add_result(self, school_id: int, student_id: int, result: ModuleResult) -> None: ...

    def chain(self, school_id: int, student_id: int) -> list[Signature]:
        """By number."""

    def append(self, signature: Signature) -> None: ...

    def mark(self, school_id: int, booking_id: int, mark: Mark) -> None:
        """In place of the mark that the skill had in that lesson."""

    def note(self, school_id: int, booking_id: int, note: Note) -> None: ...

    def feedback(self, school_id: int, student_id: int, *, limit: int) -> list[Feedback]:
        """Of lessons with marks or notes, the newest lesson first."""


class Ledger(Protocol):
    """The school's books."""

    @property
    def packages(self) -> Packages: ...
    @property
    def invoices(self) -> Invoices: ...

    def append(self, entry: LedgerEntry) -> None:
        """Enter it unless its key is there already."""

    def get(self, school_id: int, entry_id: int) -> LedgerEntry:
        """NotFound if the school has none."""

    def keyed(self, school_id: int, key: str) -> LedgerEntry | None:
        """The entry with that key."""

    def standing_of(self, school_id: int, booking_ids: Sequence[int]) -> list[LedgerEntry]:
        """The entries of the bookings that have not been reversed, reversals left out; the oldest first."""

    def account(self, school_id: int, student_id: int) -> Account: ...

    def statement(self, school_id: int, student_id: int, *, limit: int, skip: int = 0) -> list[LedgerLine]:
        """The newest entry first."""


class Packages(Protocol):
    def add(self, package: Package) -> None: ...

    def get(self, school_id: int, package_id: int) -> Package:
        """Its row locked until the end of the work. NotFound if the school has none."""

    def of_student(self, school_id: int, student_id: int) -> list[Package]:
        """The oldest first; those whose sale was undone left out."""

    def prepaid(self, school_id: int, bookings: Sequence[Booking]) -> Mapping[int, Prepaid]:
        """By booking id, of those to which a package is something. The packages' rows are locked until the end of the
        work."""

    def used_for(self, school_id: int, booking_ids: Sequence[int]) -> Mapping[int, Package]:
        """Booking id -> the package that pays for it, of those that one pays for."""

    def use(self, package: Package, booking: Booking, use_id: int, at: datetime) -> None:
        """Take a lesson out of it for the booking."""

    def give_back(self, package: Package, booking: Booking, use_id: int, at: datetime) -> None:
        """Put the booking's lesson back."""

    def undo(self, package: Package, at: datetime) -> None:
        """Its sale is undone."""


class Invoices(Protocol):
    def lock(self, school_id: int) -> None:
        """Nobody else invoices or reverses anything of the school until the end of the work."""

    def numbers(self, school_id: int, count: int) -> Sequence[int]:
        """The next so many, with the lock held. If the work is undone, they are as if they had never been given."""

    def add(self, invoice: Invoice) -> None: ...

    def get(self, school_id: int, invoice_id: int) -> Invoice:
        """NotFound if the school has none."""

    def with_entries(self, school_id: int, entry_ids: Sequence[int]) -> list[Invoice]:
        """Those that have any of the entries among their lines, by number."""

    def uninvoiced(self, school_id: int, student_id: int, until: datetime | None) -> list[TracedEntry]:
        """What was sold (before `until`), stands (it was not reversed) and is on no invoice; the oldest first."""

    def students_to_invoice(self, school_id: int, until: datetime | None) -> list[int]:
        """Those of whom something is uninvoiced, by id."""

    def standings(self, school_id: int, student_ids: Sequence[int]) -> list[InvoiceStanding]:
        """The students' invoices and what has become of them, by number."""


class Notices(Protocol):
    def schedule(self, notice: Notice) -> None:
        """Put it among the due work unless its key is there already."""

    def asked(self, school_id: int, booking_ids: Sequence[int]) -> Collection[int]:
        """Those bookings whose students were asked what to do about them, since they can't be held as agreed."""


class Waitlist(Protocol):
    """Who waits. Entries that have come to nothing (the lesson has begun, the booking is cancelled) are left out
    wherever it is not said otherwise."""

    def add(self, entry: Entry) -> Entry:
        """A student waits for the same thing once: who does so already keeps their age, with the new wishes."""

    def get(self, school_id: int, entry_id: int) -> Entry:
        """Locked. NotFound if there is none, or it has ended."""

    def of_student(self, school_id: int, student_id: int, now: datetime) -> list[Entry]:
        """By age."""

    def candidates(self, opening: Opening) -> list[Candidate]:
        """Who waits for this class or for an earlier time than theirs, can be told, and has no open offer."""

    def end(self, school_id: int, entry_id: int, now: datetime, outcome: str) -> None: ...


class Openings(Protocol):
    """Places and hours that were freed. None is noted in a school where nobody waits."""

    def open_up(self, school_id: int, opening_id: int, session_id: int, now: datetime) -> None:
        """A place in the session is free."""

    def open_hours(self, school_id: int, opening_id: int, during: Interval, now: datetime) -> None:
        """That time is worked anew."""

    def claim(self, now: datetime) -> Opening | None:
        """One that is due and that no other work holds, locked until the end of this one."""

    def put_off(self, opening: Opening, due_at: datetime) -> None: ...

    def close(self, opening: Opening, now: datetime, outcome: str) -> None: ...


class Offers(Protocol):
    """Places that are held for those who are asked whether they want them."""

    def make(self, offer: Offer) -> None:
        """Its opening is looked at again when it ends."""

    def get(self, school_id: int, offer_id: int) -> Offer:
        """NotFound if there is none."""

    def of(self, opening: Opening) -> Offer | None:
        """The open one."""

    def about(self, school_id: int, booking_ids: Collection[int]) -> list[Offer]:
        """The open ones that these drafts hold, or that these lessons would move to."""

    def instead_of(self, school_id: int, booking_ids: Collection[int], now: datetime) -> list[Offer]:
        """The earlier times that are being offered for these lessons."""

    def open_to(self, school_id: int, student_id: int, now: datetime) -> list[Offer]:
        """Those that the student can answer, the oldest first."""

    def offered(self, school_id: int, student_id: int, now: datetime) -> list[Offered]:
        """The same with their bookings, which are not locked."""

    def locked(self, school_id: int, offer_id: int, *, calendars: bool = False) -> Offered:
        """The offer with its bookings, whatever has become of it, all locked until the end of the work; before them
        the calendars of all that have to do with it, if they are wanted too. NotFound if there is none."""

    def settle(self, offer: Offer, status: OfferStatus, now: datetime) -> None:
        """The offer is answered or withdrawn. If the place is not taken, it is the next one's at once."""

    def end_for(self, school_id: int, booking_id: int, now: datetime) -> None:
        """The booking was moved or cancelled: what is held for it to move to is held no longer."""

    def lapse(self, school_id: int, held_id: int, now: datetime) -> None:
        """The draft that held an offer is one no more, and nobody has answered: the place is the next one's at once."""


class TryAgain(Exception):
    """The work was undone through no fault of its content (a lost race, a deadlock); doing it anew may succeed."""


class Work(Protocol):
    @property
    def bookings(self) -> Bookings: ...
    @property
    def calendars(self) -> Calendars: ...
    @property
    def courses(self) -> Courses: ...
    @property
    def students(self) -> Students: ...
    @property
    def learning(self) -> Learning: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def waitlist(self) -> Waitlist: ...
    @property
    def openings(self) -> Openings: ...
    @property
    def offers(self) -> Offers: ...

    def next_id(self) -> int:
        """A new id, unique on the whole platform."""

    def catalogue(self, school_id: int) -> Catalogue:
        """The school as it is now. NotFound if there is none."""
