"""One turn as a dialog sees it: who speaks, what was said, what can be done, what is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from bot.dialogs.exchange import Channel, Choice, Inbound, Reply, Say
from bot.understanding.reading import Reading
from domain.lessons import Actor, Booking
from domain.ports import Work
from domain.schools import Catalogue, Student, Teacher
from domain.services.desk import Desk
from domain.services.facts import StudentFacts
from domain.timeslots import Interval


class Link(Protocol):
    """A contact is this person of this school."""

    @property
    def school_id(self) -> int: ...
    @property
    def school_name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def person_id(self) -> int: ...


class Directory(Protocol):
    """Who a contact is, and the schools."""

    def schools_by_code(self, codes: Sequence[str]) -> Mapping[str, int]: ...

    def links(self, contact_id: int) -> Sequence[Link]: ...

    def link(self, contact_id: int, school_id: int, role: str, person_id: int) -> None: ...

    def names(self, school_id: int, student_ids: Sequence[int]) -> Mapping[int, str]: ...

    def people(self, school_id: int, student_ids: Sequence[int]) -> Mapping[int, tuple[str, str]]:
        """Student id -> name and pick-up place."""

    def names_and_reach(self, school_id: int, student_ids: Sequence[int]) -> Mapping[int, tuple[str, bool]]:
        """Student id -> name, and whether they can be told something."""

    def reachable(self, school_id: int, person_ids: Sequence[int]) -> Set[int]:
        """Those who can be told something."""

    def told_since(self, contact_id: int, since: datetime) -> bool:
        """Whether something was sent after that which no question of the dialogs was: news, a person's message."""

    def tell_school(
        self,
        school_id: int,
        contact_id: int,
        person_id: int | None,
        text: str,
        now: datetime,
        *,
        context: Mapping[str, Any] | None = None,
        thread: int | None = None,
    ) -> int:
        """Put a message into the school's inbox. Returns its id.

        context: what was being talked of, as `bot.dialogs.school` keeps it. thread: the message that it goes on from.
        """


Reads = Callable[[str, str, Catalogue | None, datetime, Student | None, bool], Reading]
"""(words, language, school, now, who speaks, whether they tell of a lesson that is being moved) -> what they mean."""

Fits = Callable[[Reply, str, Channel, date, int], bool]
"""(what is said, language, channel, the day, so many SMS) -> whether the channel shows it as one message, or as that
many SMS."""


LISTED = 2
"""SMS that a list may take; what is no list takes one."""

Labels = Callable[[Sequence[Choice], str, Channel], list[str]]
"""(choices, language, channel) -> what is written on them."""

Papers = Callable[[int, int], str | None]
"""(school, invoice) -> where its paper can be fetched for a day; None if nowhere."""


def _as_it_stands(text: str, *_: object) -> Reading:
    return Reading(text)


def of_any_length(*_: object) -> bool:
    return True


def without_labels(*_: object) -> list[str]:
    return []


def without_papers(*_: object) -> None:
    return None


@dataclass(slots=True)
class Speaker:
    """As whom the contact speaks. All None for a stranger."""

    school_id: int | None = None
    role: str | None = None
    person_id: int | None = None
    student: Student | None = None


@dataclass(slots=True)
class Frame:
    """One flow on the stack: at which named step, with which data (JSON), by which steps it came there, and when its
    question was asked last (None before it is). repeated: that was only once more, behind an answer."""

    flow: str
    step: str
    data: dict[str, Any] = field(default_factory=dict)
    trail: list[str] = field(default_factory=list)
    asked: datetime | None = None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """A wish that waits until what is going on is done: its words, and when they were written."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LastCancelled:
    """The lesson that the student has cancelled last, what it cost (as in a message), and when."""

    booking: int
    fee: list[Any]
    at: datetime


@dataclass(slots=True)
class Talk:
    """now: the instant at which the event arrived (UTC); clock: tells when it is answered, perhaps after a wait.
    language: the contact's; a dialog may change it.

    frame: the flow that is being asked or is hearing now. says: what this turn says, in order, as one message.
    resuming: the question was asked before and is asked again. fresh: that was long ago, so that what it offered is to
    be looked for anew. beneath: another question lies open below this one. picture: the plan of a picture to show with
    it all. later: a wish that waits for the end of what is going on. taken_up: such a wish is being heard, after other
    things were done in the same turn: it is offered before anything is held for it. reads: how words are understood.
    fits: whether a question is one message; of one that is not, fewer choices are shown at once. labels: what is
    written on choices, by which they can be answered too. papers: where invoices can be fetched.
    language_told: the person's own words or choice have told the language; until then it is guessed.
    language_preferred: the other language that this message is plainly in, if it is to be offered. language_chosen: the
    person has chosen it in this turn. booked: the lesson that this turn has booked or moved, or told alone;
        booked_before: that of the last. cancelled: what was cancelled last, in this turn or one before. called: in this
        turn it was asked to be called, called_before: in the last; signed, signed_before: the same of a signature.
        refused: the kind of lesson that could not be had last, in this turn or one before, and when; until one is
        booked.
    """

    inbound: Inbound
    reading: Reading
    work: Work
    directory: Directory
    contact_id: int
    now: datetime
    clock: Callable[[], datetime]
    language: str
    speaker: Speaker
    catalogue: Catalogue | None = None
    desk: Desk | None = None
    frame: Frame = field(default_factory=lambda: Frame("home", "menu"))
    says: list[Say] = field(default_factory=list)
    resuming: bool = False
    beneath: bool = False
    fresh: bool = False
    picture: Mapping[str, Any] | None = None
    later: Later | None = None
    taken_up: bool = False
    reads: Reads = _as_it_stands
    fits: Fits = of_any_length
    labels: Labels = without_labels
    papers: Papers = without_papers
    language_told: bool = True
    language_preferred: str | None = None
    language_chosen: bool = False
    booked: int | None = None
    booked_before: int | None = None
    cancelled: LastCancelled | None = None
    wrote: bool = False
    wrote_before: bool = False
    called: bool = False
    called_before: bool = False
    signed: bool = False
    signed_before: bool = False
    refused: tuple[int, datetime] | None = None
    _facts: dict[int | None, StudentFacts] = field(default_factory=dict)
    _taught: dict[Interval, Sequence[Booking]] = field(default_factory=dict)
    _awaiting: dict[int, Booking] | None = None
    _names: dict[int, str] = field(default_factory=dict)

    @property
    def data(self) -> dict[str, Any]:
        return self.frame.data

    @property
    def school(self) -> Catalogue:
        assert self.catalogue is not None, "this flow is for members of a school"
        return self.catalogue

    @property
    def at(self) -> Desk:
        assert self.desk is not None, "this flow is for members of a school"
        return self.desk

    @property
    def student(self) -> Student:
        assert self.speaker.student is not None, "this flow is for students"
        return self.speaker.student

    def facts(self, ignoring: int | None = None) -> StudentFacts:
        """What the rules may ask of the student, read once in a turn. ignoring: the session that is being moved."""
        if ignoring not in self._facts:
            self._facts[ignoring] = StudentFacts(self.at, self.student, ignoring=ignoring)
        return self._facts[ignoring]

    def taught(self, during: Interval) -> Sequence[Booking]:
        """The teacher's lessons then, read once in a turn."""
        if during not in self._taught:
            self._taught[during] = self.work.bookings.of_teacher(self.at.school_id, self.teacher.id, during)
        return self._taught[during]

    def awaiting(self) -> Sequence[Booking]:
        """The teacher's lessons that are over and of which nobody has said how they went, read once in a turn."""
        if self._awaiting is None:
            found = self.work.bookings.awaiting_attendance(self.at.school_id, self.teacher.id, self.now)
            self._awaiting = {booking.id: booking for booking in found}
        return list(self._awaiting.values())

    def note_settled(self, bookings: Iterable[Booking]) -> None:
        """Of these it has been said in this turn."""
        for booking in bookings:
            (self._awaiting or {}).pop(booking.id, None)

    def names_of(self, bookings: Sequence[Booking]) -> Mapping[int, str]:
        """Of their students, each read once in a turn."""
        students = list(dict.fromkeys(booking.student_id for booking in bookings))
        if unknown := [student for student in students if student not in self._names]:
            self._names |= self.directory.names(self.at.school_id, unknown)
        return {student: self._names[student] for student in students}

    def is_short(self, reply: Reply) -> bool:
        """Whether it is not too long for a list."""
        return self.fits(reply, self.language, self.inbound.channel, self.now.date(), LISTED)

    def tell_school(self, text: str) -> None:
        """Put it into the inbox of the speaker's school."""
        self.directory.tell_school(self.at.school_id, self.contact_id, self.speaker.person_id, text, self.now)

    def take_up(self) -> None:
        """From now on it is about the wish that has waited. What was read before may be otherwise."""
        self.taken_up = True
        self._forget()

    @property
    def teacher(self) -> Teacher:
        assert self.speaker.person_id is not None, "this flow is for teachers"
        return self.school.teacher(self.speaker.person_id)

    def understand(self, text: str, *, moving: bool = False) -> Reading:
        """Words as the speaker means them by now, who may be telling of a lesson that is being moved."""
        return self.reads(text, self.language, self.catalogue, self.now, self.speaker.student, moving)

    def say(self, message: str, **params: Any) -> None:
        """Say something that asks for no answer."""
        self.says.append(Say(message, params))

    def enter(self, school_id: int, role: str, person_id: int, student: Student | None = None) -> None:
        """Speak as this person of this school from now on."""
        self.speaker = Speaker(school_id, role, person_id, student)
        self.catalogue = self.work.catalogue(school_id)
        self.desk = Desk(self.work, self.catalogue, Actor(role), self.now)
        self._forget()

    def _forget(self) -> None:
        self._facts.clear()
        self._taught.clear()
        self._awaiting = None
        self._names.clear()


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question: its message and the choices offered with it. again: the message when it is asked once more."""

    message: str
    params: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    again: str | None = None
    ask_contact: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What the person answered.

    choice: the id of the choice made by button or digit; None for words, whose reading is beside it.
    """

    reading: Reading
    choice: str | None = None

    @property
    def intent(self) -> str | None:
        return self.reading.intent if self.choice is None else None

    @property
    def text(self) -> str:
        return self.reading.text


@dataclass(frozen=True, slots=True)
class Go:
    """On to another step of the same flow."""

    step: str


@dataclass(frozen=True, slots=True)
class Again:
    """Ask the same step once more. behind: only behind the answer to a question on the side, which changes nothing."""

    behind: bool = False


@dataclass(frozen=True, slots=True)
class End:
    """The flow is over; what was interrupted by it is asked again.

    done: the person got what they came for, so that a wish that waited for it can be taken up. instead: what is offered
    then, if no other question is open: names of flows.
    """

    done: bool = True
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Open:
    """Leave everything and start another flow."""

    flow: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unheard:
    """The step has no use for what was said."""


Move = Go | Again | End | Open | Unheard
