"""Wait no more: by the student's own word, or taken off the list by the school."""

from __future__ import annotations

from domain.errors import NotFound
from domain.schools import Student
from domain.services.desk import Desk
from domain.services.offering import withdraw
from domain.waitlist import Entry, OfferStatus


def leave(desk: Desk, student: Student, entry_id: int) -> Entry:
    """The student waits for it no more; what is being offered for it goes to the next one.

    NotFound if it is somebody else's, or has ended.
    """
    entry = desk.work.waitlist.get(desk.school_id, entry_id)
    if entry.student_id != student.id:
        raise NotFound(what="waitlist_entry", id=entry_id)
    _end(desk, entry, OfferStatus.DECLINED, "left")
    return entry


def remove(desk: Desk, entry_id: int) -> Entry:
    """The school takes the student off the list. NotFound if the entry has ended."""
    entry = desk.work.waitlist.get(desk.school_id, entry_id)
    _end(desk, entry, OfferStatus.WITHDRAWN, "removed")
    return entry


def _end(desk: Desk, entry: Entry, status: OfferStatus, outcome: str) -> None:
    for offer in desk.work.offers.open_to(desk.school_id, entry.student_id, desk.now):
        if offer.entry_id == entry.id:
            withdraw(desk, offer, status)
    desk.work.waitlist.end(desk.school_id, entry.id, desk.now, outcome)
