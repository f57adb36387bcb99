"""The times that are offered: those wished, else the nearest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from bot.dialogs.branches import may_be_there, place_wished
from bot.dialogs.lesson_slots import everything, latest, lesson_type, never, others, stored_slot
from bot.dialogs.no_times import say_not_with, say_why_none
from bot.dialogs.talk import Talk
from bot.dialogs.windows import starting_at, stored, window_from
from domain.slots import Slot, Window, first, nearest
from domain.timeslots import to_wall

OFFERS = 3
"""Times shown at once: with "more times" they make a menu that is read at a glance and fits one SMS."""

AROUND = timedelta(days=2), timedelta(days=21)
"""How long before and after the time that was wanted the nearest ones are looked for."""

Search = Callable[[Window], Iterator[Slot]]


def find(talk: Talk) -> None:
    """Fill data["offers"]: inside the windows with the wanted teacher, then with any, then in the same windows a week
    later (data["week_on"]) if the weekday that was named is today's, then the nearest outside.

    Raises the refusal of who can't book such lessons at any time.
    """
    data = talk.data
    _forget_another_kind(talk)
    if (refusal := never(talk)) is not None:
        raise refusal
    data["elsewhere"] = False
    after = datetime.fromisoformat(data["after"]) if data.get("after") else talk.now
    windows = tuple(map(window_from, data["windows"])) if data.get("windows") else (everything(talk),)
    among = tuple(data.get("among") or ())
    wanted = wanted_teacher(talk)
    later = tuple(cut for window in windows if (cut := starting_at(window, after)) is not None)
    tries = [(later, (wanted,) if wanted is not None else among)]
    if wanted is not None:
        tries.append((later, among))
    for some, teachers in tries:
        as_wished = teachers == tries[0][1]
        offers = inside(talk, some, teachers, as_wished=as_wished)
        if offers:
            if not as_wished and not (data.get("after") and data.get("with_others")):
                say_not_with(talk, wanted, windows)
            data["with_others"] = not as_wished
            data.update(offers=[stored_slot(slot) for slot in offers], near=False)
            return
    if data.get("windows") and data.get("after"):
        data["windows"] = None
        find(talk)
        if not data["near"]:
            talk.say("no_more_then")
    elif not data.get("after") and (week_on := data.pop("week_on", None)):
        data["windows"] = week_on
        find(talk)
    elif data.get("windows") or data.get("after"):
        say_why_none(talk, windows[-1:] if is_beside(talk) else windows)
        offer_near(talk, windows[0].start if not data.get("after") else talk.now)
    else:
        data["offers"] = []
    if not data["offers"] and data.get("places"):
        if not data.get("windows"):
            talk.say("never_there", place=place_wished(talk), type=lesson_type(talk).name(talk.language))
        data["places"] = []
        find(talk)


def _forget_another_kind(talk: Talk) -> None:
    """That one was refused is not what is talked of any more."""
    if talk.refused is not None and talk.refused[0] != talk.data["type"]:
        talk.refused = None


def bookable(talk: Talk, windows: Sequence[Window]) -> list[tuple[Window, Slot]]:
    """Those of the windows in which something can be booked, or the first two of them, each with its first slot: with
    the wanted teacher, where that one is free."""
    found: dict[Window, Slot] = {}
    for slot in others(talk, tuple(windows), _wanted_first(talk)):
        found.setdefault(next(window for window in windows if window.start <= slot.start < window.last), slot)
        if len(found) > 1:
            break
    return list(found.items())


def take(talk: Talk, slot: Slot) -> None:
    """Offer what was found for the one exact time that can be meant."""
    window = Window(slot.start, None)
    talk.data.update(windows=[stored(window)], offers=[stored_slot(slot)], near=False)
    if (wanted := wanted_teacher(talk)) not in {None, slot.teacher_id}:
        say_not_with(talk, wanted, (window,))


def _wanted_first(talk: Talk) -> tuple[int, ...]:
    among = tuple(talk.data.get("among") or ())
    wanted = wanted_teacher(talk)
    everybody = among or tuple(teacher.id for teacher in talk.school.teachers_of(lesson_type(talk)))
    return (wanted, *(id_ for id_ in everybody if id_ != wanted)) if wanted is not None else among


def inside(talk: Talk, windows: tuple[Window, ...], teachers: tuple[int, ...], *, as_wished: bool) -> list[Slot]:
    """The first times in the windows, or those of its day that are nearest to the one asked for (data["around"]): it
    alone, if it is to be had as it was wished; not it, if others than that are wished."""
    around = talk.data.get("around")
    if around is None and talk.data.get("latest") and not talk.data.get("after"):
        return _last_of_first_day(talk, others(talk, windows, teachers, spread=False))
    slots = others(talk, windows, teachers)
    if around is None:
        return first(slots, OFFERS)
    wanted = datetime.fromisoformat(around)
    day = to_wall(wanted, talk.school.zone).date()
    found, elsewhere = list[Slot](), list[Slot]()
    for slot in slots:
        if slot.start == wanted and not is_beside(talk):
            continue
        if slot.start == wanted and as_wished:
            talk.data.update(windows=[[around, None]], around=None)
            return [slot]
        (found if to_wall(slot.start, talk.school.zone).date() == day else elsewhere).append(slot)
        if elsewhere and (found or len(elsewhere) == OFFERS):
            break
    found.sort(key=lambda slot: abs(slot.start - wanted))
    return sorted(found[:OFFERS], key=lambda slot: slot.start) or elsewhere


def _last_of_first_day(talk: Talk, slots: Iterator[Slot]) -> list[Slot]:
    """ "The last slot on Friday", and those before it."""
    by_day = groupby(slots, lambda slot: to_wall(slot.start, talk.school.zone).date())
    found = list[Slot]()
    for slot in reversed(next((list(those) for _, those in by_day), [])):
        if not found or slot.end <= found[-1].start:
            found.append(slot)
    return found[:OFFERS][::-1]


def is_beside(talk: Talk) -> bool:
    """Whether a certain time was wished, or else others of its day."""
    around, windows = talk.data.get("around"), talk.data.get("windows") or [None]
    return around is not None and windows[0] == [around, None]


def offer_near(talk: Talk, wanted: datetime) -> None:
    """Offer the times nearest to `wanted`, with the teacher who was asked for or else whoever of those wished for."""
    among, asked = tuple(talk.data.get("among") or ()), talk.data.get("teacher")
    free, last = _searching(talk, among), latest(talk)

    def near(search: Search) -> list[Slot]:
        return nearest(search, max(talk.now, wanted), OFFERS, *AROUND, lesson_type(talk).duration)

    if wanted > last:
        whose = _searching(talk, (asked,)) if asked is not None else free
        slots = _last(talk, whose(Window(max(talk.now, last - AROUND[0]), last + lesson_type(talk).duration)))
    else:
        slots = (near(_searching(talk, (asked,))) if asked is not None else []) or near(free)
    slots = slots or first(free(everything(talk)), OFFERS)
    talk.data.update(offers=[stored_slot(slot) for slot in slots], after=None, near=True)


def _last(talk: Talk, slots: Iterator[Slot]) -> list[Slot]:
    """The last times of the last day that has enough of them, or else the last of all."""
    found = list(slots)
    days = [to_wall(slot.start, talk.school.zone).date() for slot in found]
    full = next((day for day in reversed(days) if days.count(day) >= OFFERS), None)
    return [slot for slot, day in zip(found, days, strict=True) if full in {None, day}][-OFFERS:]


def _searching(talk: Talk, teachers: tuple[int, ...]) -> Search:
    """Lessons are looked for window by window. Classes are planned and few: all of them are read as one."""
    if not lesson_type(talk).is_class:
        return lambda window: others(talk, (window,), teachers)
    found = list(others(talk, (everything(talk),), teachers))
    return lambda window: (slot for slot in found if window.fits(slot.during))


def wanted_teacher(talk: Talk) -> int | None:
    """The one that was asked for, or else the student's own, unless others were, or a place where that one never is."""
    asked, among, usual = talk.data.get("teacher"), talk.data.get("among") or (), usual_teacher(talk)
    if asked is not None or (among and usual not in among):
        return asked
    return usual if usual is None or may_be_there(talk, usual) else None


def usual_teacher(talk: Talk) -> int | None:
    """The student's own teacher, to be looked at first where teachers can be chosen at all."""
    kind, usual = lesson_type(talk), talk.student.usual_teacher_id
    teaches = any(teacher.id == usual for teacher in talk.school.teachers_of(kind))
    return usual if teaches and not kind.is_class else None
