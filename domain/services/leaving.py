"""Wait no more: by the student's own word, or taken off the list by the school."""

from __future__ import annotations

from domain.errors import NotFound
from domain.schools import Student
from domain.services.desk import Desk
from domain.services.offering import take_back, tell_gone, withdraw
from domain.waitlist import Entry, Offer, OfferStatus


def leave(desk: Desk, student: Student, entry_id: int) -> Entry:
    """The student waits for it no more; what is being offered for it goes to the next one.

    NotFound if it is somebody else's, or has ended.
    """
    entry = desk.work.waitlist.get(desk.school_id, entry_id)
    if entry.student_id != student.id:
        raise NotFound(what="waitlist_entry", id=entry_id)
    for offer in _offers(desk, entry):
        withdraw(desk, offer, OfferStatus.DECLINED)
    desk.work.waitlist.end(desk.school_id, entry.id, desk.now, "left")
    return entry


def remove(desk: Desk, entry_id: int) -> Entry:
    """The school takes the student off the list; who is being offered a place is told that it is not to be had.
    NotFound if the entry has ended."""
    entry = desk.work.waitlist.get(desk.school_id, entry_id)
    for offer in _offers(desk, entry):
        offered = desk.work.offers.locked(desk.school_id, offer.id)
        take_back(desk, offered)
        tell_gone(desk, offer, offered.held, waiting=False)
    desk.work.waitlist.end(desk.school_id, entry.id, desk.now, "removed")
    return entry


def _offers(desk: Desk, entry: Entry) -> list[Offer]:
    """What is being offered for it."""
    offers = desk.work.offers.open_to(desk.school_id, entry.student_id, desk.now)
    return [offer for offer in offers if offer.entry_id == entry.id]
