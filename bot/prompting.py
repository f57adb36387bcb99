"""Notices that ask: each opens a dialog in the conversation of the person, on top of what is going on there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.dialogs.exchange import Channel, Inbound, Kind
from bot.ports import Opened, TurnWork
from bot.reaching import Ways, outbox_key, transport_of
from bot.speaking import speak
from domain.hindrances import is_affected, of_teacher, present, taking_place
from domain.learning import Signer
from domain.lessons import Actor, Booking, Status
from domain.notices import Notice, NoticeKind
from domain.services.attendance import Outcome, settle
from domain.services.desk import Desk
from domain.services.marking import module_of
from domain.services.signing import teacher_of

LATER = "later"
"""The outcome of a notice that is to be told some time later."""

ELSEWHERE = "elsewhere"
"""The outcome for who speaks with another school now."""

_UNREACHED = frozenset({"no_contact", ELSEWHERE})

SIGN_OFFS = {NoticeKind.SIGN_OFF: Signer.TEACHER, NoticeKind.COUNTERSIGN: Signer.STUDENT}


def ask_attendance(work: TurnWork, notice: Notice, now: datetime, ways: Ways) -> str:
    """Ask how a lesson went, unless it has been said: the first of its teachers who was there and can be reached. A
    lesson that could not be held as agreed, and that nobody moved, did not take place."""
    waiting = work.bookings.awaiting_attendance(notice.school_id, notice.person_id, now)
    asked = (notice.session_id, notice.version)
    of_it = [booking for booking in waiting if (booking.session.id, booking.session.version) == asked]
    if not of_it:
        return "void"
    catalogue, session = work.catalogue(notice.school_id), of_it[0].session
    if is_affected(catalogue, of_it[0]):
        return _not_held(Desk(work, catalogue, Actor.SYSTEM, now), of_it)
    outcome = "void"
    for teacher_id in present(catalogue, session):
        outcome = open_flow(work, replace(notice, person_id=teacher_id), now, ways, "attendance", {})
        if outcome not in _UNREACHED:
            break
    return outcome


def _not_held(desk: Desk, bookings: Sequence[Booking]) -> str:
    """What becomes of a class is for the school to say."""
    if bookings[0].session.planned:
        return "void"
    for booking in bookings:
        settle(desk, booking.id, Outcome.NOT_HELD)
    return "not_held"


def ask_to_sign(work: TurnWork, notice: Notice, now: datetime, ways: Ways) -> str:
    """Ask for the signature of the module that the lesson has completed, if it has and is not signed.

    How lessons went comes first: a teacher who is being asked that is asked to sign when it is answered.
    """
    assert notice.booking_id is not None
    signer = SIGN_OFFS[notice.kind]
    booking = work.bookings.get(notice.school_id, notice.booking_id, lock=False)
    if booking.status is not Status.COMPLETED:
        return "void"
    desk = Desk(work, work.catalogue(notice.school_id), Actor.SYSTEM, now)
    found = module_of(desk, booking)
    if found is None or not found.line.awaits(signer):
        return "void"
    if signer is Signer.TEACHER:
        if teacher_of(desk, found.progress, found.line) != notice.person_id:
            return "void"
        waiting = work.bookings.awaiting_attendance(notice.school_id, notice.person_id, now)
        if taking_place(desk.catalogue, of_teacher(desk.catalogue, notice.person_id, waiting)):
            return LATER
    return open_flow(work, notice, now, ways, "sign", {"about": [booking.student_id, found.line.module.id]})


def open_flow(work: TurnWork, notice: Notice, now: datetime, ways: Ways, flow: str, data: Mapping[str, Any]) -> str:
    """Open the flow in the person's conversation. Returns the outcome."""
    reach = work.conversations.reach(notice.school_id, notice.person_id)
    if reach is None:
        return "no_contact"
    opened = work.conversations.open(reach.contact_id)
    if opened.school_id != notice.school_id or opened.person_id != notice.person_id:
        return ELSEWHERE  # what asks for an answer is found there when it is asked for
    if flow == "sign" and _asked(opened, flow):
        return "asked"  # what is open is asked one after the other
    inbound = Inbound(
        channel=Channel(opened.channel),
        address=opened.address,
        event_id=notice.key,
        kind=Kind.PROMPT,
        prompt=(flow, data),
    )
    transport, key = transport_of(reach, ways), outbox_key(notice)
    speak(work, opened, inbound, now, transport=transport, clock=lambda: now, key=key, screen=ways.screen)
    return "told"


def _asked(opened: Opened, flow: str) -> bool:
    """Whether the flow's question is the open one."""
    stack = opened.state.get("stack") or [{}]
    return bool(stack[-1].get("flow") == flow)
