"""Lessons that can't be held as agreed any more, because somebody or something is off or the school is closed; and
those that can be again.

Nothing is moved here. Students are asked: another teacher or car is held for them where one is free, until they answer;
who does not answer in time is flagged to the school. Who can't be reached is not asked, and nothing is held for them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.hindrances import Cause, hindrance, is_affected, present
from domain.lessons import Actor, Booking, Session, Status
from domain.notices import NoticeKind, Role
from domain.quiet import quiet_until
from domain.schools import Catalogue, Student, Teacher
from domain.services.desk import Desk
from domain.services.foresight import Foreseen, looking_ahead
from domain.services.offering import take_back, withdraw
from domain.services.requests import say_no
from domain.services.substitutes import free_teachers, hold_another
from domain.services.telling import plan
from domain.services.waiting import let_go
from domain.timeslots import Interval
from domain.waitlist import SHORTEST_OFFER, Offer, Offered, Reason

ANSWER_WITHIN = timedelta(hours=4)
"""How long another teacher is held for a student, at most."""

BEFORE_START = timedelta(minutes=30)
"""So long before the lesson the school must know, at the latest."""

URGENT = timedelta(hours=3)
"""So long before the lesson students are told even in quiet hours."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is other from now on. id: of what was entered; what is entered anew is asked about anew. after: the school
    as it is then. calendar_id: whose lessons alone it concerns."""

    id: int
    after: Catalogue
    during: Interval
    calendar_id: int | None = None


@dataclass(frozen=True, slots=True)
class Stranded:
    """A lesson without its teacher or car. offer: what is held for it instead; teacher_id: whose lesson it would be.
    reached: whether the student can be asked."""

    booking: Booking
    student: Student
    offer: Offer | None = None
    teacher_id: int | None = None
    reached: bool = True


@dataclass(frozen=True, slots=True)
class StrandedClass:
    """A class, or a lesson that is shared, which lacks a teacher or a room. free: teachers who could give it instead;
    that is for the school to decide. there: its own teachers who are there, if it can be held by them."""

    session: Session
    free: tuple[Teacher, ...] = ()
    there: tuple[Teacher, ...] = ()


@dataclass(frozen=True, slots=True)
class Requested:
    """What a student has asked for and the school had not answered yet."""

    booking: Booking
    student: Student


@dataclass(frozen=True, slots=True)
class Stranding:
    """requests: declined, unless the school sees to its students itself."""

    lessons: tuple[Stranded, ...] = ()
    classes: tuple[StrandedClass, ...] = ()
    requests: tuple[Requested, ...] = ()


def open_then(desk: Desk, during: Interval, calendar_id: int | None) -> list[Booking]:
    """What is booked, held or asked for then, with all that it keeps busy locked."""
    desk.work.calendars.lock_around(desk.school_id, during)
    return desk.work.bookings.open_in(desk.school_id, during, calendar_id, lock=True)


def follow(desk: Desk, change: Change, *, ask: bool = True, bookings: Sequence[Booking] | None = None) -> Stranding:
    """Carry out what follows for booked lessons from a change of the school, which `desk.catalogue` does not know yet.

    What was held or asked for then is let go of, and students are told and asked, unless the school does that itself
    (`ask`). Questions that have become pointless are taken back. What was asked before is not asked again. Returns all
    that can't be held then. bookings: `open_then`, if that is known.
    """
    after = replace(desk, catalogue=change.after, actor=Actor.SYSTEM)
    found = open_then(desk, change.during, change.calendar_id) if bookings is None else bookings
    coming = [booking for booking in found if booking.start > desk.now]
    sessions = concerned(desk, change.during, change.calendar_id, coming)
    if not sessions:
        return Stranding()
    offers = desk.work.offers.about(desk.school_id, [booking.id for booking in coming])
    _take_back(after, offers, [booking for booking in coming if is_affected(desk.catalogue, booking)])
    stuck = [booking for booking in coming if is_affected(after.catalogue, booking)]
    requests = _requested(desk, [booking for booking in stuck if booking.status is Status.REQUESTED])
    for booking in stuck:
        if booking.status is not Status.CONFIRMED:
            _let_go(after, offers, booking, change, ask=ask)
    agreed = [booking for booking in stuck if booking.status is Status.CONFIRMED]
    fresh = [b for b in agreed if ask and not is_affected(desk.catalogue, b)]
    lessons = [booking for booking in agreed if _of_one(booking.session)]
    classes = [session for session in sessions if not _of_one(session) and _is_short(after.catalogue, session, change)]
    ahead = _Ahead.of(after, lessons, classes, offers)
    _tell_colleagues(desk, after.catalogue, sessions, change)
    for booking in fresh:
        if booking not in lessons:
            _tell(after, booking, change)
    asked = [_asked(ahead, b, change) if b in fresh else _standing(ahead, b) for b in lessons]
    return Stranding(tuple(asked), tuple(_of_class(ahead.desk, each) for each in classes), requests)


def _requested(desk: Desk, bookings: Sequence[Booking]) -> tuple[Requested, ...]:
    if not bookings:
        return ()
    students = desk.work.students.several(desk.school_id, [booking.student_id for booking in bookings])
    return tuple(Requested(booking, students[booking.student_id]) for booking in bookings)


@dataclass(frozen=True, slots=True)
class _Ahead:
    """All that has to be known to propose something for many lessons, read once. desk: where calendars are known.
    reached: the students who can be asked."""

    desk: Desk
    foreseen: Foreseen
    students: Mapping[int, Student]
    offers: Mapping[int | None, Offer]
    reached: Collection[int] = ()

    @classmethod
    def of(cls, desk: Desk, lessons: Sequence[Booking], classes: Iterable[Session], offers: Iterable[Offer]) -> _Ahead:
        sessions = [*(booking.session for booking in lessons), *classes]
        standing = {offer.moves: offer for offer in offers if offer.open_at(desk.now)}
        if not sessions:
            known = Interval(desk.now, desk.now + timedelta(days=1))
            nothing = Foreseen(desk.work.calendars, desk.catalogue, frozenset(), known, [])
            return cls(desk, nothing, {}, standing)
        found = desk.work.students.several_and_reach(desk.school_id, [booking.student_id for booking in lessons])
        students = {id_: student for id_, (student, _) in found.items()}
        reached = frozenset(id_ for id_, (_, can_be) in found.items() if can_be)
        during = Interval(
            min(session.start for session in sessions) - timedelta(days=2),
            max(session.end for session in sessions) + timedelta(days=2),
        )
        ahead, foreseen = looking_ahead(desk, {*desk.catalogue.teachers, *desk.catalogue.resources, *students}, during)
        return cls(ahead, foreseen, students, standing, reached)


def _of_one(session: Session) -> bool:
    """Whether it is one student's lesson: what else becomes of a class, or of a lesson that is shared, than that its
    students go elsewhere, the school decides."""
    return not session.planned and session.taken == 1


def concerned(desk: Desk, during: Interval, calendar_id: int | None, coming: Iterable[Booking]) -> list[Session]:
    """The lessons of these bookings, and the classes that go on then, also those without students; by start."""
    found = {each.id: each for each in _coming_classes(desk, during, calendar_id)}
    found |= {booking.session.id: booking.session for booking in coming}
    return sorted(found.values(), key=lambda session: (session.start, session.id))


def _coming_classes(desk: Desk, during: Interval, calendar_id: int | None) -> list[Session]:
    """Classes that go on then and have not begun, with that teacher or in that room or all, also those without
    students; by start."""
    kinds = [kind.id for kind in desk.catalogue.lesson_types.values() if kind.is_class]
    teacher = desk.catalogue.teachers.get(calendar_id or 0)
    if not kinds or (teacher is not None and teacher.lesson_type_ids.isdisjoint(kinds)):
        return []
    planned = desk.work.calendars.plan.classes(desk.school_id, during, calendar_id)
    return [session for session in planned if session.start > desk.now]


def _is_short(catalogue: Catalogue, session: Session, change: Change) -> bool:
    """Whether it can't be held, or only without the teacher who is off by now."""
    off = change.calendar_id is not None and change.calendar_id in session.teacher_ids
    gone = off and change.calendar_id not in present(catalogue, session)
    return gone or hindrance(catalogue, session) is not None


def _tell_colleagues(desk: Desk, after: Catalogue, sessions: Iterable[Session], change: Change) -> None:
    """Tell the other teachers of a class whose teacher is off by now, or there after all, with whom they give it."""
    for session in sessions:
        before, there = present(desk.catalogue, session), present(after, session)
        if change.calendar_id not in session.teacher_ids or (change.calendar_id in before) == (
            change.calendar_id in there
        ):
            continue
        about = {"cause": desk.work.next_id(), "who": change.calendar_id, "back": change.calendar_id in there}
        for teacher_id in there:
            if teacher_id != change.calendar_id:
                plan(desk, NoticeKind.CLASS_STAFFED, Role.TEACHER, teacher_id, desk.now, session=session, data=about)


def _of_class(desk: Desk, session: Session) -> StrandedClass:
    held = hindrance(desk.catalogue, session) is None
    there = tuple(desk.catalogue.teachers[id_] for id_ in present(desk.catalogue, session)) if held else ()
    return StrandedClass(session, free_teachers(desk, session), there)


def _let_go(desk: Desk, offers: Iterable[Offer], booking: Booking, change: Change, *, ask: bool) -> None:
    """A draft, or a request that nobody has answered; of a draft that holds an offer, the offer. If that was to take
    the place of another lesson that can't be held, its student is asked about that one again."""
    if booking.status is Status.REQUESTED:
        if ask:
            say_no(desk, booking)
        return
    offer = next((each for each in offers if each.held_id == booking.id), None)
    if offer is not None:
        take_back(desk, Offered(offer, booking, None))
    else:
        let_go(desk, booking)
    if offer is not None and offer.reason is Reason.SICK and offer.moves is not None:
        moving = desk.work.bookings.get(desk.school_id, offer.moves)
        _ask(_Ahead.of(desk, [moving], (), ()), moving, change)
    elif ask:
        listed = {"listed": offer is not None}
        told_at = _told_at(desk, booking) if offer is not None else desk.now
        plan(desk, NoticeKind.PLACE_GONE, Role.STUDENT, booking.student_id, told_at, booking=booking, data=listed)


def _asked(ahead: _Ahead, booking: Booking, change: Change) -> Stranded:
    if booking.student_id not in ahead.reached:
        return Stranded(booking, ahead.students[booking.student_id], reached=False)
    told_at, until = _times(ahead.desk, booking)
    about, student = {"cause": change.id}, booking.student_id
    plan(ahead.desk, NoticeKind.UNANSWERED, Role.STUDENT, student, max(until, told_at), booking=booking, data=about)
    return _ask(ahead, booking, change)


def _ask(ahead: _Ahead, booking: Booking, change: Change) -> Stranded:
    """Another teacher or car is proposed where one can be had; a closed school has none."""
    desk, student = ahead.desk, ahead.students[booking.student_id]
    told_at, until = _times(desk, booking)
    why = hindrance(desk.catalogue, booking.session)
    proposing = why is not None and why.cause is not Cause.CLOSED and until - told_at >= SHORTEST_OFFER
    if proposing and why is not None and booking.id not in ahead.offers:
        found = hold_another(desk, booking, student, why, told_at, until)
        if found is not None:
            ahead.foreseen.take(found.held.session, student.id)
            return Stranded(booking, student, found.offer, next(iter(found.held.session.teacher_ids), None))
    _tell(desk, booking, change)
    return Stranded(booking, student)


def _tell(desk: Desk, booking: Booking, change: Change) -> None:
    """Have the student asked what to do about the lesson."""
    about, told_at = {"cause": change.id}, _told_at(desk, booking)
    plan(desk, NoticeKind.AFFECTED, Role.STUDENT, booking.student_id, told_at, booking=booking, data=about)


def _standing(ahead: _Ahead, booking: Booking) -> Stranded:
    """What was proposed before, if that is still open."""
    student, offer = ahead.students[booking.student_id], ahead.offers.get(booking.id)
    if offer is None or offer.reason is not Reason.SICK:
        return Stranded(booking, student, reached=student.id in ahead.reached)
    teachers = ahead.foreseen.held_by(offer.held_id) & ahead.desk.catalogue.teachers.keys()
    return Stranded(booking, student, offer, next(iter(teachers), None))


def _take_back(desk: Desk, offers: Iterable[Offer], bookings: list[Booking]) -> None:
    """Lessons that can be held after all: what is held instead is let go of, and who was asked is told."""
    again = [b for b in bookings if b.status is Status.CONFIRMED and not is_affected(desk.catalogue, b)]
    asked = desk.work.notices.asked(desk.school_id, [booking.id for booking in again]) if again else ()
    held = {offer.moves: offer for offer in offers if offer.reason is Reason.SICK}
    for booking in again:
        if (offer := held.get(booking.id)) is not None:
            withdraw(desk, offer)
        if booking.id in asked:
            about = {"cause": desk.work.next_id()}
            told_at = _told_at(desk, booking)
            plan(desk, NoticeKind.AS_PLANNED, Role.STUDENT, booking.student_id, told_at, booking=booking, data=about)


def _times(desk: Desk, booking: Booking) -> tuple[datetime, datetime]:
    """When the student is asked, and until when they may answer."""
    told_at = _told_at(desk, booking)
    return told_at, min(told_at + ANSWER_WITHIN, booking.start - BEFORE_START)


def _told_at(desk: Desk, booking: Booking) -> datetime:
    """Now, or when quiet hours are over, unless the lesson is too near for that."""
    morning = quiet_until(desk.policy, desk.catalogue.zone, desk.now)
    return desk.now if morning is None else max(desk.now, min(morning, booking.start - URGENT))
