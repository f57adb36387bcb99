"""Sessions and bookings: what is planned, and who has a place in it.

The lifecycle of a booking stands in `TRANSITIONS`, the one table that says who may do what and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.errors import AlreadyStarted, HoldExpired, NotAllowed, NotStartedYet
from domain.events import (
    BookingCancelled,
    BookingChanged,
    BookingCompleted,
    BookingConfirmed,
    BookingCorrected,
    BookingMissed,
    BookingMoved,
    Event,
    RequestDeclined,
    RequestLapsed,
)
from domain.money import Money
from domain.policies import Policy
from domain.references import reference
from domain.rules.approval import Approval
from domain.rules.holding import Holding
from domain.timeslots import Interval


class Status(StrEnum):
    DRAFT = "draft"
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


OFFERED = "offered"
"""The note of a draft that holds an offer."""


class Actor(StrEnum):
    STUDENT = "student"
    TEACHER = "teacher"
    STAFF = "staff"
    SYSTEM = "system"


class When(StrEnum):
    HELD = "while the hold lasts"
    LAPSED = "after the hold has ended"
    UNANSWERED = "when it was not answered in time"
    BEFORE_START = "before the lesson starts"
    AFTER_START = "after the lesson has started"
    ANY = "at any time"
    SETTLED = "after it was settled"
    JUST_SETTLED = "within 12 hours after it was settled"


@dataclass(frozen=True, slots=True)
class Permission:
    who: frozenset[Actor]
    when: When


def _may(when: When, *who: Actor) -> Permission:
    return Permission(frozenset(who), when)


_CORRECTION = (_may(When.JUST_SETTLED, Actor.TEACHER), _may(When.SETTLED, Actor.STAFF))

TRANSITIONS: dict[tuple[Status, Status], tuple[Permission, ...]] = {
    (Status.DRAFT, Status.CONFIRMED): (_may(When.HELD, Actor.STUDENT, Actor.STAFF),),
    (Status.DRAFT, Status.REQUESTED): (_may(When.HELD, Actor.STUDENT),),
    (Status.DRAFT, Status.CANCELLED): (_may(When.ANY, Actor.STUDENT, Actor.STAFF, Actor.SYSTEM),),
    (Status.DRAFT, Status.EXPIRED): (_may(When.LAPSED, Actor.SYSTEM),),
    (Status.REQUESTED, Status.CONFIRMED): (_may(When.BEFORE_START, Actor.STAFF),),
    (Status.REQUESTED, Status.CANCELLED): (
        _may(When.BEFORE_START, Actor.STUDENT),
        _may(When.ANY, Actor.STAFF, Actor.SYSTEM),
    ),
    (Status.REQUESTED, Status.EXPIRED): (_may(When.UNANSWERED, Actor.SYSTEM),),
    (Status.CONFIRMED, Status.CANCELLED): (
        _may(When.BEFORE_START, Actor.STUDENT),
        _may(When.ANY, Actor.TEACHER, Actor.STAFF),
        _may(When.AFTER_START, Actor.SYSTEM),
    ),
    (Status.CONFIRMED, Status.COMPLETED): (_may(When.AFTER_START, Actor.TEACHER, Actor.STAFF),),
    (Status.CONFIRMED, Status.NO_SHOW): (_may(When.AFTER_START, Actor.TEACHER, Actor.STAFF),),
    (Status.COMPLETED, Status.NO_SHOW): _CORRECTION,
    (Status.COMPLETED, Status.CANCELLED): _CORRECTION,
    (Status.NO_SHOW, Status.COMPLETED): _CORRECTION,
    (Status.NO_SHOW, Status.CANCELLED): _CORRECTION,
    (Status.CANCELLED, Status.COMPLETED): _CORRECTION,
    (Status.CANCELLED, Status.NO_SHOW): _CORRECTION,
}

NOT_HELD = "not_held"
"""The note of a booking that was cancelled because the lesson did not take place."""

TAKEN_BACK = "taken_back"
"""The note of a request that the student has taken back."""

DECLINED = "declined"
"""The note of a request that the school has declined, perhaps with the reason after a colon."""

UNANSWERED = "unanswered"
"""The note of a request that the school has not answered in time."""

UNDO_WITHIN = timedelta(hours=12)
"""For so long after the first answer a teacher may give another."""


@dataclass(eq=False, slots=True)
class Session:
    """A lesson or class at a time. `taken` counts its places in use, `capacity` limits them.

    teacher_ids and resource_ids are ids of calendars, which this session's allocations keep busy.
    planned: a class, which the school has planned and which is there without students too; any other session comes
    with its first booking and goes with its last. version grows when its time, its teachers or its resources change.
    series_id, occurrence: the day of its series' rule that it stands for.
    """

    id: int
    school_id: int
    lesson_type_id: int
    during: Interval
    teacher_ids: tuple[int, ...]
    resource_ids: tuple[int, ...]
    capacity: int = 1
    taken: int = 0
    branch_id: int | None = None
    cancelled: bool = False
    planned: bool = False
    version: int = 1
    series_id: int | None = None
    occurrence: date | None = None

    @property
    def is_new(self) -> bool:
        """Whether it comes with the booking that takes a place in it now."""
        return not self.planned and self.taken == 1

    @property
    def gone(self) -> bool:
        """Whether it went with its last booking."""
        return self.cancelled and not self.planned

    @property
    def start(self) -> datetime:
        return self.during.start

    @property
    def end(self) -> datetime:
        return self.during.end


@dataclass(eq=False, slots=True)
class Booking:
    """One student's place in a session, with the price and the policy it was made under.

    version grows with every change that the student must be told of; a reminder of an older version is void.
    settled_at: when it was first said how the lesson went.
    moves: how often the student has moved it. answer_until: when a request lapses that the school has not answered.
    wished: what the student wants the car or room to be like.
    imposed_at: when the school put it at the time that it has; None if the student has chosen it.
    pickup: where the student is fetched for it; None where for all others, "" nowhere.
    """

    id: int
    school_id: int
    session: Session
    student_id: int
    status: Status
    price: Money
    policy: Policy
    created_at: datetime
    hold_until: datetime | None = None
    version: int = 1
    note: str = ""
    settled_at: datetime | None = None
    moves: int = 0
    answer_until: datetime | None = None
    wished: Mapping[str, str] = field(default_factory=dict)
    imposed_at: datetime | None = None
    pickup: str | None = None
    events: list[Event] = field(default_factory=list)

    @property
    def start(self) -> datetime:
        return self.session.start

    @property
    def end(self) -> datetime:
        return self.session.end

    @property
    def reference(self) -> str:
        return reference(self.id)

    @property
    def offered(self) -> bool:
        """Whether it is, or was when it was let go of, a draft that holds a place offered to the student."""
        return self.note == OFFERED

    @property
    def declined(self) -> bool:
        """Whether it was a request to which the school has said no."""
        return self.status is Status.CANCELLED and self.note.partition(": ")[0] == DECLINED

    @property
    def reason(self) -> str:
        """In the words of the school, why it was declined or cancelled."""
        return self.note.partition(": ")[2] if self.declined else self.note

    def fetched_at(self, usual: str) -> str:
        """Where the student is fetched for it; "" for nowhere. usual: where for all other lessons."""
        return usual if self.pickup is None else self.pickup

    def held(self, now: datetime) -> bool:
        return self.status is Status.DRAFT and self.hold_until is not None and now < self.hold_until

    @property
    def imposed(self) -> bool:
        """Whether the school put it at its time when leaving that would have cost something already."""
        return self.imposed_at is not None and self.imposed_at > self.policy.free_until(self.start)

    @property
    def free_until(self) -> datetime:
        """The last instant at which the student may cancel or move it for nothing."""
        return self.start if self.imposed else self.policy.free_until(self.start)

    def fee_at(self, now: datetime) -> Money:
        """What the student pays for cancelling it at `now`."""
        return self.price.percent(0) if self.imposed else self.policy.late_fee(self.price, self.start, now)

    def move_fee_at(self, now: datetime) -> Money:
        """What the student pays for moving it at `now`."""
        return self.price.percent(0) if self.imposed else self.policy.move_fee(self.price, self.start, now)

    def unanswered(self, now: datetime) -> bool:
        """Whether it is a request whose time for an answer is over."""
        return self.status is Status.REQUESTED and self.answer_until is not None and now >= self.answer_until

    def confirm(self, actor: Actor, now: datetime) -> None:
        """By a student, where the school wants to approve what students book, this asks for it."""
        if self.status is Status.EXPIRED:  # whether or not the worker has tidied it up, the answer is the same
            raise HoldExpired(start=self.start)
        approval = self.policy[Approval]
        if actor is Actor.STUDENT and approval.approval_needed:
            self._become(Status.REQUESTED, actor, now)
            self.answer_until, self.note = approval.answer_until(self.start, now), ""
            return
        approved = self.status is Status.REQUESTED
        self._become(Status.CONFIRMED, actor, now)
        self.note = ""
        self.events.append(BookingConfirmed(self, actor, now, approved))

    def withdraw(self, actor: Actor, now: datetime, reason: str = "") -> None:
        """Take a request back (the student), or decline it."""
        if self.status is not Status.REQUESTED:
            raise NotAllowed(action="withdraw", status=self.status.value)
        self._become(Status.CANCELLED, actor, now)
        self.version += 1
        declined = f"{DECLINED}: {reason}" if reason else DECLINED
        self.note = TAKEN_BACK if actor is Actor.STUDENT else declined
        if actor is not Actor.STUDENT:
            self.events.append(RequestDeclined(self, actor, now))

    def lapse(self, now: datetime) -> None:
        """The school has not answered the request in time."""
        if self.status is not Status.REQUESTED:
            raise NotAllowed(action="lapse", status=self.status.value)
        self._become(Status.EXPIRED, Actor.SYSTEM, now)
        self.version += 1
        self.note = UNANSWERED
        self.events.append(RequestLapsed(self, Actor.SYSTEM, now))

    def expire(self, now: datetime) -> None:
        """Let go of a draft whose hold has ended."""
        if self.status is not Status.DRAFT:
            raise NotAllowed(action="expire", status=self.status.value)
        self._become(Status.EXPIRED, Actor.SYSTEM, now)

    def release(self, actor: Actor, now: datetime) -> None:
        """Let go of a draft."""
        if self.status is not Status.DRAFT:
            raise NotAllowed(action="release", status=self.status.value)
        self._become(Status.CANCELLED, actor, now)

    def cancel(
        self, actor: Actor, now: datetime, reason: str = "", *, with_class: bool = False, free: bool = False
    ) -> Money:
        """Cancel a confirmed booking. Returns the fee, which is nothing unless the student cancels late, and not even
        then if it is `free`.

        with_class: the whole session is cancelled, of which its teachers are told apart.
        """
        if self.status is not Status.CONFIRMED:
            raise NotAllowed(action="cancel", status=self.status.value)
        fee = self.fee_at(now) if actor is Actor.STUDENT and not free else self.price.percent(0)
        self._become(Status.CANCELLED, actor, now)
        self.version += 1
        self.note = reason
        self.events.append(BookingCancelled(self, actor, now, fee, reason, with_class))
        return fee

    def move(self, session: Session, actor: Actor, now: datetime, *, free: bool = False) -> Money:
        """Take the place in another session instead. Returns the fee; there is none if it is `free`, which is no move
        of the student's own either."""
        self.ensure_movable(now)
        own = actor is Actor.STUDENT and not free
        fee = self.move_fee_at(now) if own else self.price.percent(0)
        left = self.session
        self._take_time_of(session, actor, now)
        self.version += 1
        self.moves += own
        self.events.append(BookingMoved(self, actor, now, left, fee))
        return fee

    def ensure_movable(self, now: datetime) -> None:
        if self.status is not Status.CONFIRMED:
            raise NotAllowed(action="move", status=self.status.value)
        if now >= self.start:
            raise AlreadyStarted(starts_at=self.start)

    def change(self, session: Session, actor: Actor, now: datetime) -> None:
        """Stay in the same session, which has become another: `session` has its new time, teachers and resources."""
        before = self.session
        self._take_time_of(session, actor, now)
        self.version += 1
        self.events.append(BookingChanged(self, actor, now, before))

    def _take_time_of(self, session: Session, actor: Actor, now: datetime) -> None:
        """Who has chosen the time is who moved it there last; with whom and in what is no time."""
        if session.start != self.start:
            self.imposed_at = None if actor is Actor.STUDENT else now
        self.session = session

    def complete(self, actor: Actor, now: datetime) -> None:
        self._ensure_unsettled(Status.COMPLETED)
        self._become(Status.COMPLETED, actor, now)
        self.settled_at = now
        self.events.append(BookingCompleted(self, actor, now))

    def miss(self, actor: Actor, now: datetime) -> None:
        """The student did not come."""
        self._ensure_unsettled(Status.NO_SHOW)
        self._become(Status.NO_SHOW, actor, now)
        self.settled_at = now
        self.events.append(BookingMissed(self, actor, now))

    def fall_out(self, actor: Actor, now: datetime) -> None:
        """The lesson did not take place."""
        self.cancel(actor, now, NOT_HELD)
        self.settled_at = now

    def correct(self, status: Status, actor: Actor, now: datetime, reason: str = "") -> None:
        """It went otherwise than was settled: attended, no-show, or (cancelled) not held."""
        if self.settled_at is None:
            raise NotAllowed(action="correct", status=self.status.value)
        was = self.status
        self._become(status, actor, now)
        self.version += 1
        self.note = NOT_HELD if status is Status.CANCELLED else reason
        self.events.append(BookingCorrected(self, actor, now, was, reason))

    def _ensure_unsettled(self, wanted: Status) -> None:
        """What was settled otherwise is corrected, which is said so."""
        if self.status is not Status.CONFIRMED:
            raise NotAllowed(action=wanted.value, status=self.status.value)

    def _become(self, status: Status, actor: Actor, now: datetime) -> None:
        permissions = [p for p in TRANSITIONS.get((self.status, status), ()) if actor in p.who]
        if not permissions:
            raise NotAllowed(action=status.value, status=self.status.value)
        refusals = [refusal for p in permissions if (refusal := self._untimely(p.when, now))]
        if len(refusals) == len(permissions):
            raise refusals[0]
        self.status = status
        self.hold_until = self.answer_until = None

    def _untimely(self, when: When, now: datetime) -> Exception | None:
        match when:
            case When.HELD if not self.held(now):
                refusal: Exception | None = HoldExpired(start=self.start)
            case When.LAPSED if self.held(now):
                refusal = NotAllowed(action="expire", status=self.status.value)
            case When.UNANSWERED if not self.unanswered(now):
                refusal = NotAllowed(action="expire", status=self.status.value)
            case When.BEFORE_START if now >= self.start:
                refusal = AlreadyStarted(starts_at=self.start)
            case When.AFTER_START if now < self.start:
                refusal = NotStartedYet(starts_at=self.start)
            case When.SETTLED if self.settled_at is None:
                refusal = NotAllowed(action="correct", status=self.status.value)
            case When.JUST_SETTLED if self.settled_at is None or now > self.settled_at + UNDO_WITHIN:
                refusal = NotAllowed(action="correct", status=self.status.value)
            case _:
                refusal = None
        return refusal


def hold_end(policy: Policy, now: datetime) -> datetime:
    return now + timedelta(minutes=policy[Holding].hold_minutes)
