"""Offer a place that was freed: to the best-ranked who could book it, for a time, then to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from domain.errors import Changed, ClassFull, HoldExpired, NotAllowed, NotFound, OutsideHours, Refusal, SlotTaken
from domain.hindrances import hindrance
from domain.lessons import Actor, Booking, Session, Status
from domain.notices import NoticeKind, Role
from domain.policies import Policy
from domain.quiet import quiet_until
from domain.rules.offering import Offering
from domain.schools import Student
from domain.services.booking import book, confirm_draft, expire, hold
from domain.services.desk import Desk
from domain.services.rescheduling import move
from domain.services.searching import search
from domain.services.telling import plan
from domain.services.waiting import end_draft
from domain.slots import Slot, SlotQuery, Window
from domain.timeslots import Interval
from domain.waitlist import (
    SHORTEST_OFFER,
    Candidate,
    Offer,
    Offered,
    OfferStatus,
    Opening,
    Reason,
    Wishes,
    place_of,
    ranked,
)

LOOK_AGAIN = timedelta(hours=1)
"""How soon a seat is looked at again whose class can't be held: the school may find another teacher or room."""


def fill(desk: Desk, opening: Opening) -> Offer | None:
    """Offer the place to the next in order, and plan the message that tells of it. None if nobody gets one now.

    Whom the rules or their own calendar would refuse is passed over: the place is held for them by the same `hold` that
    judges any booking. In quiet hours nothing is offered; the place waits until they end, and stays bookable meanwhile.
    A seat in a class that can't be held waits until it can.
    """
    standing = desk.work.offers.of(opening)
    if standing is not None:  # its time is over and nobody has tidied up yet; that makes the opening due again
        expire(desk, standing.held_id)
        return None
    if (morning := quiet_until(desk.policy, desk.catalogue.zone, desk.now)) is not None:
        desk.work.openings.put_off(opening, morning)
        return None
    if opening.session is not None and opening.of_class and hindrance(desk.catalogue, opening.session) is not None:
        desk.work.openings.put_off(opening, desk.now + LOOK_AGAIN)
        return None
    last = opening.during.start if opening.of_class else opening.during.end  # at which a lesson there could start
    policy = desk.policy_for(slot_of(opening.session)) if opening.session is not None else desk.policy
    if offer_end(policy, last, desk.now) - desk.now < SHORTEST_OFFER:
        desk.work.openings.close(opening, desk.now, "too_late")
        return None
    for candidate in ranked(desk.work.waitlist.candidates(opening), opening.during.start):
        if (offer := _offered(desk, opening, candidate)) is not None:
            return offer
    desk.work.openings.close(opening, desk.now, "nobody")
    return None


def offer_end(policy: Policy, start: datetime, now: datetime) -> datetime:
    """After the policy's time; sooner if the lesson is so near that it could not be booked any more by then."""
    notice = policy.earliest_start(now) - now
    return min(now + timedelta(minutes=policy[Offering].offer_minutes), start - notice)


def _offered(desk: Desk, opening: Opening, candidate: Candidate) -> Offer | None:
    slot = _slot_for(desk, opening, candidate)
    if slot is None:
        return None
    until = offer_end(desk.policy_for(slot), slot.start, desk.now)
    if until - desk.now < SHORTEST_OFFER:
        return None
    # A seat may have been asked for by the school; a lesson is moved by the student, who must be allowed to.
    asking = desk if candidate.booking is None else desk.by(Actor.STUDENT)
    try:
        held = hold(asking, candidate.student, slot, until=until, moving=candidate.booking)
    except Refusal:
        return None
    offer = Offer(
        id=desk.work.next_id(),
        school_id=desk.school_id,
        student_id=candidate.student.id,
        reason=Reason.CLASS if candidate.booking is None else Reason.EARLIER,
        held_id=held.id,
        place=place_of(opening, slot),
        made_at=desk.now,
        until=until,
        entry_id=candidate.entry.id,
        opening_id=opening.id,
        moves=candidate.booking.id if candidate.booking is not None else None,
    )
    make(desk, offer, held)
    return offer


def make(desk: Desk, offer: Offer, held: Booking, told_at: datetime | None = None) -> None:
    """Enter the offer, and plan that the student is asked."""
    desk.work.offers.make(offer)
    plan(desk, NoticeKind.OFFER, Role.STUDENT, offer.student_id, told_at or desk.now, booking=held)


def _slot_for(desk: Desk, opening: Opening, candidate: Candidate) -> Slot | None:
    """The freed place as the candidate could have it: the seat, or a lesson of theirs that lies over the freed time.
    None if there is no such place, or only one that they have been offered before."""
    zone, wishes = desk.catalogue.zone, candidate.entry.wishes
    if opening.session is not None and opening.of_class:
        slots: Iterable[Slot] = [slot for slot in [slot_of(opening.session)] if wishes.fit(slot, zone)]
    else:
        assert candidate.booking is not None, "only classes are waited for without a lesson"
        length, freed = candidate.booking.session.during.duration, opening.during
        if candidate.was_offered(freed, length):
            return None
        windows = (Window(freed.start, None), Window(freed.start - length, freed.end + length))
        overlapping = (slot for slot in earlier_slots(desk, candidate.booking, wishes, windows))
        slots = (slot for slot in overlapping if slot.during.overlaps(freed))
    return next((slot for slot in slots if place_of(opening, slot) not in candidate.passed), None)


def slot_of(session: Session) -> Slot:
    return Slot(
        session.during,
        session.lesson_type_id,
        next(iter(session.teacher_ids), None),
        session.resource_ids,
        session.branch_id,
        session.id if session.planned else None,
    )


def earlier_slots(desk: Desk, booking: Booking, wishes: Wishes, windows: tuple[Window, ...]) -> Iterator[Slot]:
    """What is free for the student in the windows, over before the lesson they have begins, and as they wish."""
    kind = desk.catalogue.lesson_type(booking.session.lesson_type_id)
    teachers = tuple(sorted(wishes.teacher_ids)) or tuple(
        dict.fromkeys([*booking.session.teacher_ids, *(teacher.id for teacher in desk.catalogue.teachers_of(kind))])
    )
    query = SlotQuery(
        kind,
        windows,
        desk.now,
        teacher_ids=teachers,
        student_id=booking.student_id,
        spread=False,
        attributes=booking.wished,
    )
    for slot in search(desk, query):
        if slot.end <= booking.start and wishes.fit(slot, desk.catalogue.zone):
            yield slot


def take(desk: Desk, student: Student, offer_id: int, told: Interval | None = None) -> Booking:
    """The student's yes: the held place becomes the booking, or the lesson it is meant for moves there without a fee.

    The entry ends. A second yes changes nothing. After its end, also when that was because the class was changed, a
    seat is had if it is still free, at the price and the time that were said. told: that time. Raises NotFound,
    HoldExpired (its time is over), NotAllowed (it was answered otherwise, or the lesson can't be moved any more),
    AlreadyStarted; of a seat that is still free Changed (it is not what was said), and what `book` raises.
    """
    offered = own_offer(desk, student, offer_id, calendars=True)
    offer, held = offered.offer, offered.held
    if offer.status is OfferStatus.TAKEN:
        return offered.moving or held
    if offer.status is OfferStatus.LAPSED or (offer.status is OfferStatus.OPEN and not offer.open_at(desk.now)):
        return _late(desk, student, offered, told)
    if offer.status is not OfferStatus.OPEN:
        raise NotAllowed(action="take", status=offer.status.value)
    moving = offered.moving
    booking = _booked(desk, student, held) if moving is None else _moved(desk, student, offered, moving)
    desk.work.offers.settle(offer, OfferStatus.TAKEN, desk.now)
    if offer.entry_id is not None:
        desk.work.waitlist.end(desk.school_id, offer.entry_id, desk.now, "taken")
    return booking


def _booked(desk: Desk, student: Student, held: Booking) -> Booking:
    """The draft as a booking. One of which the school has taken away what it rests on is not to be had."""
    try:
        return confirm_draft(desk, held, student)
    except HoldExpired:
        raise NotAllowed(action="take", status=OfferStatus.WITHDRAWN.value) from None


def _late(desk: Desk, student: Student, offered: Offered, told: Interval | None) -> Booking:
    """The seat that was offered until now. In quiet hours nobody else is asked: it may be free all night."""
    offer, held = offered.offer, offered.held
    if offer.reason is not Reason.CLASS or held.start <= desk.now:
        raise HoldExpired(start=held.start)
    if held.status is Status.DRAFT:
        expire(desk, held.id)
    session = desk.work.calendars.session(desk.school_id, held.session.id)
    price = desk.catalogue.price_at(session.lesson_type_id, session.start)
    if session.cancelled:
        raise NotAllowed(action="take", status=OfferStatus.WITHDRAWN.value)
    if session.taken >= session.capacity:
        raise HoldExpired(start=held.start)
    if price != held.price or told != session.during:
        raise Changed(start=session.start, lesson_type=session.lesson_type_id)
    try:
        booking = book(desk, student, slot_of(session))
    except (ClassFull, SlotTaken, OutsideHours):
        raise HoldExpired(start=held.start) from None
    if offer.entry_id is not None:
        desk.work.waitlist.end(desk.school_id, offer.entry_id, desk.now, "taken")
    return booking


def _moved(desk: Desk, student: Student, offered: Offered, moving: Booking) -> Booking:
    """The lesson takes the place of the draft that has held it. If it can't any more, the offer is over."""
    offer, held = offered.offer, offered.held
    try:
        if offer.reason is Reason.EARLIER:
            if held.end > moving.start:  # it was moved meanwhile, to a time that is earlier still
                raise HoldExpired(start=held.start)
            return move(desk, student, moving, slot_of(held.session), free=True, held=held)
        desk, slot = at_schools_wish(desk), _same_time(desk, moving, held)
        return move(desk, student, moving, slot, free=True, held=held)
    except Refusal:
        desk.work.offers.settle(offer, OfferStatus.WITHDRAWN, desk.now)
        raise
    finally:
        end_draft(desk, held)


def _same_time(desk: Desk, moving: Booking, held: Booking) -> Slot:
    """The lesson with what is held, and for the rest with its own teacher or car."""
    if moving.session.during != held.session.during:
        raise HoldExpired(start=held.start)
    kinds = {id_: resource.kind for id_, resource in desk.catalogue.resources.items()}
    had = (*held.session.resource_ids, *moving.session.resource_ids)
    needed = desk.catalogue.lesson_type(moving.session.lesson_type_id).requires
    found = [next((id_ for id_ in had if kinds.get(id_) == kind), None) for kind in needed]
    resource_ids = tuple(id_ for id_ in found if id_ is not None)
    if len(resource_ids) < len(needed):
        raise HoldExpired(start=held.start)
    teacher_ids = held.session.teacher_ids or moving.session.teacher_ids
    session = replace(held.session, teacher_ids=teacher_ids, resource_ids=resource_ids)
    return replace(slot_of(session), wished=moving.wished)


def at_schools_wish(desk: Desk) -> Desk:
    """Where the school itself proposes another teacher, it insists neither on its notice nor on the student's own, nor
    that only it moves such lessons; and since the lesson keeps its time, what holds for times was asked before."""
    school = desk.catalogue.school
    none = {"minimum_notice_minutes": 0, "own_teacher_only": False, "bookable_by": "students"}
    none |= {"max_bookings_per_day": None, "max_bookings_per_week": None, "modules_in_order": False}
    waived = replace(
        desk.catalogue,
        school=replace(school, policy=school.policy.changed(none)),
        overrides=tuple(replace(own, values={**own.values, **none}) for own in desk.catalogue.overrides),
        notes={},
    )
    return replace(desk, catalogue=waived)


def decline(desk: Desk, student: Student, offer_id: int, *, leave: bool = False) -> Offered:
    """The student's no: the place is the next one's.

    Who declines a seat in a class waits for it no more; who declines an earlier time goes on waiting for another one,
    unless they `leave`. Declining twice, or after the end, is declining once. Returns what was declined, locked. Raises
    NotFound.
    """
    offered = own_offer(desk, student, offer_id)
    take_back(desk, offered, OfferStatus.DECLINED)
    offer = offered.offer
    if offer.entry_id is not None and (leave or offer.reason is Reason.CLASS):
        desk.work.waitlist.end(desk.school_id, offer.entry_id, desk.now, "declined")
    return offered


def withdraw(desk: Desk, offer: Offer, status: OfferStatus = OfferStatus.WITHDRAWN) -> None:
    """Take an open offer back; its place is the next one's. Does nothing if it is open no more."""
    take_back(desk, desk.work.offers.locked(desk.school_id, offer.id), status)


def retract(desk: Desk, offer: Offer) -> None:
    """Take an open offer back, and tell the student at once. Whose lesson can't be held without what was offered is
    asked about that one again."""
    offered = desk.work.offers.locked(desk.school_id, offer.id)
    if not offered.offer.open_at(desk.now):
        return
    take_back(desk, offered)
    if offer.reason is Reason.SICK and offered.moving is not None:
        about = {"cause": desk.work.next_id()}
        plan(desk, NoticeKind.AFFECTED, Role.STUDENT, offer.student_id, desk.now, booking=offered.moving, data=about)
    else:
        tell_gone(desk, offer, offered.held)


def tell_gone(desk: Desk, offer: Offer, held: Booking, *, waiting: bool = True) -> None:
    """Have the student told that what was offered is not to be had. waiting: whether they stay on the waitlist."""
    listed = {"listed": waiting and offer.entry_id is not None}
    plan(desk, NoticeKind.PLACE_GONE, Role.STUDENT, offer.student_id, desk.now, booking=held, data=listed)


def own_offer(desk: Desk, student: Student, offer_id: int, *, calendars: bool = False) -> Offered:
    """As it is now, locked until the end of the work, perhaps with its calendars. NotFound if it is somebody else's."""
    offered = desk.work.offers.locked(desk.school_id, offer_id, calendars=calendars)
    if offered.offer.student_id != student.id:
        raise NotFound(what="offer", id=offer_id)
    return offered


def take_back(desk: Desk, offered: Offered, status: OfferStatus = OfferStatus.WITHDRAWN) -> None:
    """The same for an offer whose draft is locked already."""
    if offered.offer.status is OfferStatus.OPEN:
        if offered.held.status is Status.DRAFT:
            end_draft(desk, offered.held)
        desk.work.offers.settle(offered.offer, status, desk.now)
