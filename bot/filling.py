"""Notices of places that are held and of lessons that can't be: what is asked of students, and told to the school.

Each returns the notice's outcome: "told", `LATER`, or why there was nothing to ask.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.ports import TurnWork
from bot.prompting import ELSEWHERE, LATER, open_flow
from bot.reaching import Ways
from domain.hindrances import is_affected
from domain.lessons import Actor, Booking, Status
from domain.notices import Notice, NoticeKind
from domain.quiet import quiet_until
from domain.schools import Catalogue
from domain.services.companions import asked_about
from domain.services.desk import Desk
from domain.services.offering import withdraw
from domain.services.series import waits


def ask_offer(work: TurnWork, notice: Notice, now: datetime, ways: Ways) -> str:
    """Ask the student whether they take the place. Who can't be asked keeps nobody else waiting for it."""
    offers = work.offers.open_to(notice.school_id, notice.person_id, now)
    offer = next((offer for offer in offers if offer.held_id == notice.booking_id), None)
    if offer is None:
        return "void"
    outcome = open_flow(work, notice, now, ways, "offer", {"offer": offer.id})
    if outcome != "told":
        withdraw(Desk(work, work.catalogue(notice.school_id), Actor.SYSTEM, now), offer)
    return outcome


def ask_affected(work: TurnWork, notice: Notice, now: datetime, ways: Ways) -> str:
    """Ask the student what to do about a lesson that can't be held as agreed."""
    if not _stands(work, notice, now):
        return "void"
    return open_flow(work, notice, now, ways, "affected", {"booking": notice.booking_id})


def ask_companion(work: TurnWork, notice: Notice, now: datetime, ways: Ways) -> str:
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
    outcome = open_flow(work, notice, now, ways, "along", {"lesson": [booking.id, booking.version]})
    return LATER if outcome == ELSEWHERE else outcome


def flag_unanswered(work: TurnWork, notice: Notice, now: datetime, _: Ways) -> str:
    """Tell the school's people that the student has not said what to do about a lesson that can't be held."""
    if not _stands(work, notice, now):
        return "void"
    booking = _booking(work, notice)
    catalogue = work.catalogue(notice.school_id)
    student = work.students.get(notice.school_id, booking.student_id)
    start = booking.start.astimezone(catalogue.zone)
    text = f"[unanswered] {student.name} {student.phone or ''}: {start:%Y-%m-%d %H:%M} ({booking.reference})"
    return _tell_school(work, catalogue, student.id, text, now, among=booking.session.teacher_ids)


def flag_series(work: TurnWork, notice: Notice, now: datetime, _: Ways) -> str:
    """Tell the school's people that an endless series can't go on before they have given it another teacher."""
    catalogue = work.catalogue(notice.school_id)
    series = work.calendars.plan.series(notice.school_id, notice.data["series"])
    if not waits(Desk(work, catalogue, Actor.SYSTEM, now), series):
        return "void"
    kind = catalogue.lesson_type(series.lesson_type_id).name(catalogue.school.language)
    teachers = ", ".join(catalogue.teachers[id_].name for id_ in series.teacher_ids if id_ in catalogue.teachers)
    text = (
        f"[series waits] {kind}, {series.rule}, {series.starts:%H:%M}: {teachers or '?'} -> ?, "
        f"until {series.made_until} ({series.id})"
    )
    return _tell_school(work, catalogue, notice.person_id, text, now)


def _tell_school(
    work: TurnWork, catalogue: Catalogue, person_id: int, text: str, now: datetime, among: Collection[int] = ()
) -> str:
    """Put it into the inbox as said of that person; at their contact, else at that of a teacher."""
    school_id = catalogue.school.id
    reaches = (work.conversations.reach(school_id, each) for each in (person_id, *among, *catalogue.teachers))
    reach = next((found for found in reaches if found is not None), None)
    if reach is None:
        return "no_contact"
    work.conversations.tell_school(school_id, reach.contact_id, person_id, text, now)
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
    NoticeKind.SERIES_WAITS: flag_series,
}
