"""How many places are left: in the classes on offer, in those that one has, or in those that come next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.dialogs.flow import telling
from bot.dialogs.lesson_slots import everything, slot_from
from bot.dialogs.own_lessons import coming
from bot.dialogs.pointing import meant
from bot.dialogs.talk import Talk
from bot.dialogs.wishing import offered
from bot.dialogs.wording import wall
from domain.lessons import Session
from domain.services.searching import classes_in
from domain.slots import Slot, seat_of

_MOST = 3
"""Classes that are told of, and kinds of them."""


def tell(talk: Talk) -> None:
    seats = _on_offer(talk) or [seat_of(each) for each in _own(talk) or [*_next(talk)]]
    if seats:
        talk.say("places_left", lines=[_line(talk, seat) for seat in seats[:_MOST]])
    else:
        talk.say("nothing_to_book")


def _line(talk: Talk, seat: Slot) -> dict[str, Any]:
    kind = talk.school.lesson_type(seat.lesson_type_id)
    return {"start": wall(seat.start, talk.school), "type": kind.name(talk.language), "seats": seat.seats}


def _on_offer(talk: Talk) -> list[Slot]:
    return [seat for seat in map(slot_from, offered(talk)) if seat.session_id is not None]


def _own(talk: Talk) -> list[Session]:
    mine = [booking for booking in coming(talk) if talk.school.lesson_type(booking.session.lesson_type_id).is_class]
    return [booking.session for booking in meant(talk, mine, talk.reading)]


def _next(talk: Talk) -> Iterator[Session]:
    """Those of the kind that is named, else the first one of each."""
    named = talk.reading.lesson_type
    kinds = [kind for kind in talk.school.types_for_students if kind.is_class and named in {None, kind.id}]
    for kind in kinds[:_MOST]:
        classes = classes_in(talk.at, kind, [everything(talk, kind.id)])
        yield from classes if named else classes[:1]


FLOW = telling("places_left", tell)
