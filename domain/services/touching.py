"""Sessions that are about to be changed or cancelled: hold all that is concerned, write what has become of it, tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.errors import NotAllowed
from domain.lessons import Actor, Booking, Session, Status
from domain.notices import NoticeKind, Role
from domain.ports import TryAgain
from domain.services.desk import Desk
from domain.services.offering import take_back
from domain.services.reactions import moved_from, react
from domain.services.telling import Beside, plan, plan_as_one
from domain.services.waiting import freed, let_go
from domain.waitlist import Offered, OfferStatus, Opening

SETTLED = frozenset({Status.COMPLETED, Status.NO_SHOW})

MOST_OPENED = 20
"""Seats of those that are added to a class that are offered one by one; who finds further ones free needs no offer."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A session with its bookings, all their rows locked, and the calendars of everybody concerned too.

    bookings: of those who have a place in it. Drafts are let go of. unanswered: those of them that held an offer, which
    has ended.
    """

    session: Session
    bookings: tuple[Booking, ...]
    unanswered: tuple[Booking, ...] = ()


def touch(desk: Desk, session_ids: Sequence[int], others: Iterable[int] = ()) -> list[Touched]:
    """Hold these sessions, in their order, and the calendars of all who have to do with them, and of `others`.

    Locks go from calendars to bookings to sessions, as everywhere. Raises NotFound, and TryAgain if somebody took or
    gave up a place before the locks were there.
    """
    plan, school_id = desk.work.calendars.plan, desk.school_id
    seen = [plan.session(school_id, session_id) for session_id in session_ids]
    seats = plan.seats(school_id, session_ids)
    calendars = {*others, *(booking.student_id for booking in seats)}
    calendars |= {id_ for session in seen for id_ in (*session.teacher_ids, *session.resource_ids)}
    desk.work.calendars.lock(school_id, sorted(calendars))
    bookings = plan.seats(school_id, session_ids, lock=True)
    sessions = {id_: desk.work.calendars.session(school_id, id_) for id_ in sorted(session_ids)}
    before = [(session.id, session.version, session.taken) for session in seen]
    now = [(session.id, session.version, session.taken) for session in (sessions[id_] for id_ in session_ids)]
    if before != now or [booking.id for booking in bookings] != [booking.id for booking in seats]:
        raise TryAgain("somebody took or gave up a place meanwhile")
    for draft in [booking for booking in bookings if booking.status is Status.DRAFT]:
        _let_go(desk.by(Actor.SYSTEM), draft)
        sessions[draft.session.id] = desk.work.calendars.session(school_id, draft.session.id)
    kept = [booking for booking in bookings if booking.status is not Status.CANCELLED]
    offered = [booking for booking in bookings if booking.status is Status.CANCELLED and booking.offered]
    return [
        Touched(
            sessions[id_],
            tuple(booking for booking in kept if booking.session.id == id_),
            tuple(booking for booking in offered if booking.session.id == id_),
        )
        for id_ in session_ids
    ]


def _let_go(desk: Desk, draft: Booking) -> None:
    """Of a draft; if it holds an offer, that lapses with the opening that it is of: what becomes of the place is the
    caller's, or that of the student's yes, if it comes before anybody is asked anew."""
    if draft.offered:
        for offer in desk.work.offers.about(desk.school_id, [draft.id]):
            take_back(desk, Offered(offer, draft, None), OfferStatus.LAPSED)
            if offer.opening_id is not None:
                session = draft.session
                opening = Opening(offer.opening_id, desk.school_id, session, session.during, offer.made_at)
                desk.work.openings.close(opening, desk.now, "changed")
    else:
        let_go(desk, draft)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a session was and has become; leaving: ids of the students who cannot come then and give up their places."""

    touched: Touched
    after: Session
    leaving: frozenset[int] = frozenset()

    @property
    def before(self) -> Session:
        return self.touched.session

    @property
    def is_news(self) -> bool:
        """Whether anybody must be told: more has changed than the number of seats."""
        return self.after.version > self.before.version


def carry_out(desk: Desk, outcomes: Sequence[Outcome]) -> list[News]:
    """Write what has become of sessions that are held and found possible. Every student concerned is told once. Returns
    what is news to teachers."""
    for outcome in outcomes:
        bookings, after = outcome.touched.bookings, outcome.after
        for booking in bookings:
            if booking.student_id in outcome.leaving:
                _give_up(desk, booking, "moved")
            elif outcome.is_news:
                booking.change(after, desk.actor, desk.now)
        after.taken = len(bookings) - len(outcome.leaving)
        desk.work.calendars.plan.replace(after, bookings)
    react(desk, *(booking for outcome in outcomes for booking in outcome.touched.bookings))
    for outcome in outcomes:
        added = min(outcome.after.capacity - outcome.before.capacity, MOST_OPENED)
        unanswered = outcome.touched.unanswered
        for _ in range(max(added, 0) + len(unanswered)):  # a new opening, so that who was asked is asked first again
            freed(desk, outcome.after)
    return [news for outcome in outcomes for news in _of_change(outcome)]


def cancel_all(desk: Desk, all_touched: Sequence[Touched], reason: str) -> list[Session]:
    """Cancel sessions that are held, with all places in them. Whoever loses several places is told once.

    Raises NotAllowed if one of them has been held: somebody's attendance is settled.
    """
    if any(booking.status in SETTLED for touched in all_touched for booking in touched.bookings):
        raise NotAllowed(action="cancel", status="settled")
    cancelled: list[Session] = []
    for touched in all_touched:
        for booking in touched.bookings:
            _give_up(desk, booking, reason)
        before = touched.session
        session = replace(before, cancelled=True, taken=0, version=before.version + 1)
        desk.work.calendars.plan.cancel(session, touched.bookings)
        cancelled.append(session)
    react(desk, *(booking for touched in all_touched for booking in touched.bookings))
    for touched in all_touched:
        _tell_unanswered(desk, touched.unanswered)
    told: Iterator[News] = ((session, NoticeKind.CLASS_CANCELLED, session.teacher_ids, {}) for session in cancelled)
    tell_teachers(desk, told)
    return cancelled


def _tell_unanswered(desk: Desk, drafts: Iterable[Booking]) -> None:
    """Who was asked about a place learns that its class is cancelled."""
    for draft in drafts:
        data = {"listed": False, "cancelled": True}
        plan(desk, NoticeKind.PLACE_GONE, Role.STUDENT, draft.student_id, desk.now, booking=draft, data=data)


def _give_up(desk: Desk, booking: Booking, reason: str) -> None:
    if booking.status is Status.REQUESTED:
        booking.withdraw(desk.actor, desk.now, reason)
    else:
        booking.cancel(desk.actor, desk.now, reason, with_class=True)


News = tuple[Session, NoticeKind, Iterable[int], dict[str, Any]]
"""What has become of a class, to which teachers, and what is told beside it."""


def given(sessions: Iterable[Session]) -> list[News]:
    """That classes are planned is news to all who give them."""
    return [(session, NoticeKind.CLASS_GIVEN, session.teacher_ids, {}) for session in sessions]


def _of_change(outcome: Outcome) -> Iterator[News]:
    before, after = outcome.before, outcome.after
    if not after.planned or not outcome.is_news:
        return
    old, new = set(before.teacher_ids), set(after.teacher_ids)
    moved = moved_from(before, after)
    yield after, NoticeKind.CLASS_TAKEN, old - new, moved
    yield after, NoticeKind.CLASS_GIVEN, new - old, {}
    yield after, NoticeKind.CLASS_CHANGED, old & new, moved


def tell_teachers(desk: Desk, news: Iterable[News]) -> None:
    """Each teacher once for each kind of news: of the first session, and how many more there are."""
    told: dict[tuple[NoticeKind, int], list[tuple[Session, dict[str, Any]]]] = {}
    for session, kind, teacher_ids, data in sorted(news, key=lambda each: each[0].start):
        for teacher_id in teacher_ids:
            told.setdefault((kind, teacher_id), []).append((session, data))
    for (kind, teacher_id), sessions in sorted(told.items()):
        plan_as_one([_planned(desk, kind, teacher_id, session, data) for session, data in sessions])


def _planned(desk: Desk, kind: NoticeKind, teacher_id: int, session: Session, data: dict[str, Any]) -> Beside:
    return lambda beside: plan(desk, kind, Role.TEACHER, teacher_id, desk.now, session=session, data={**data, **beside})
