"""Notices of places that are held and of lessons that can't be: what is asked of students, and told to the school.

Each returns the notice's outcome: "told", `LATER`, or why there was nothing to ask.
"""

from __future__ import annotations

from datetime import datetime

from bot.ports import TurnWork
from bot.prompting import ELSEWHERE, LATER, FirstTransport, open_flow
from domain.hindrances import is_affected
from domain.lessons import Actor, Booking, Status
from domain.notices import Notice, NoticeKind
from domain.quiet import quiet_until
from domain.services.companions import asked_about
from domain.services.desk import Desk
from domain.services.offering import withdraw


def ask_offer(work: TurnWork, notice: Notice, now: datetime, first: FirstTransport) -> str:
    """Ask the student whether they take the place. Who can't be asked keeps nobody else waiting for it."""
    offers = work.offers.open_to(notice.school_id, notice.person_id, now)
    offer = next((offer for offer in offers if offer.held_id == notice.booking_id), None)
    if offer is None:
        return "void"
    outcome = open_flow(work, notice, now, first, "offer", {"offer": offer.id})
    if outcome != "told":
        withdraw(Desk(work, work.catalogue(notice.school_id), Actor.SYSTEM, now), offer)
    return outcome


def ask_affected(work: TurnWork, notice: Notice, now: datetime, first: FirstTransport) -> str:
    """Ask the student what to do about a lesson that can't be held as agreed."""
    if not _stands(work, notice, now):
        return "void"
    return open_flow(work, notice, now, first, "affected", {"booking": notice.booking_id})


def ask_companion(work: TurnWork, notice: Notice, now: datetime, first: FirstTransport) -> str:
    """Ask the student whether they come along to somebody's lesson. Who speaks with another school now is asked as soon
    as they are back, but not in quiet hours."""
    assert notice.booking_id is not None
    assert notice.version is not None
    desk = Desk(work, work.catalogue(notice.school_id), Actor.SYSTEM, now)
    booking = asked_about(desk, notice.booking_id, notice.version)
    own = work.bookings.coming(notice.school_id, notice.person_id, now)
    if booking is None or any(each.session.id == booking.session.id for each in own):
        return "void"
    if quiet_until(desk.policy, desk.catalogue.zone, now) is not None:
        return LATER
    outcome = open_flow(work, notice, now, first, "along", {"lesson": [booking.id, booking.version]})
    return LATER if outcome == ELSEWHERE else outcome


def flag_unanswered(work: TurnWork, notice: Notice, now: datetime, _: FirstTransport) -> str:
    """Tell the school's people that the student has not said what to do about a lesson that can't be held."""
    if not _stands(work, notice, now):
        return "void"
    booking = _booking(work, notice)
    catalogue = work.catalogue(notice.school_id)
    student = work.students.get(notice.school_id, booking.student_id)
    people = [student.id, *booking.session.teacher_ids, *catalogue.teachers]
    reaches = (work.conversations.reach(notice.school_id, person_id) for person_id in people)
    reach = next((found for found in reaches if found is not None), None)
    if reach is None:
        return "no_contact"
    start = booking.start.astimezone(catalogue.zone)
    text = f"[unanswered] {student.name} {student.phone or ''}: {start:%Y-%m-%d %H:%M} ({booking.reference})"
    work.conversations.tell_school(notice.school_id, reach.contact_id, student.id, text, now)
    return "told"


def _stands(work: TurnWork, notice: Notice, now: datetime) -> bool:
    """Whether the lesson is still to be held as it was, and can't be."""
    booking = _booking(work, notice)
    untouched = booking.status is Status.CONFIRMED and booking.version == notice.version and now < booking.start
    return untouched and is_affected(work.catalogue(notice.school_id), booking)


def _booking(work: TurnWork, notice: Notice) -> Booking:
    assert notice.booking_id is not None
    return work.bookings.get(notice.school_id, notice.booking_id, lock=False)


PROMPTS = {
    NoticeKind.OFFER: ask_offer,
    NoticeKind.AFFECTED: ask_affected,
    NoticeKind.COMPANION: ask_companion,
    NoticeKind.UNANSWERED: flag_unanswered,
}
