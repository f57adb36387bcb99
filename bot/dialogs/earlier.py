"""Wait for an earlier lesson: which lesson, when it would suit, yes.

Kept in the flow's data: booking (its id), lessons (ids, when the words fit several), wishes (`Wishes` as JSON).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any

from bot.dialogs import book
from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.full_classes import full_classes
from bot.dialogs.instead import refuse
from bot.dialogs.own_lessons import WHICH_LESSON, agrees, changeable, choosing
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.windows import stored, window_from
from bot.dialogs.wording import booking_params, wall
from bot.understanding.reading import Reading, Window
from domain.errors import Refusal
from domain.lessons import Booking, Session
from domain.schools import Catalogue
from domain.services.booking import own_booking
from domain.services.offering import earlier_slots
from domain.services.waiting import in_vain, wait_for_earlier
from domain.slots import Slot
from domain.slots import Window as Span
from domain.timeslots import to_wall
from domain.waitlist import Wishes

_WEEK = timedelta(weeks=1)
"""A weekday without a date is one of these days."""


def begin(talk: Talk) -> dict[str, Any]:
    """A class that is named is waited for itself; of a lesson the words tell when an earlier one would suit."""
    kind = talk.school.lesson_types.get(talk.reading.lesson_type or 0)
    if kind is not None and kind.is_class:
        return {"class": book.begin(talk)}
    wishes = wished(talk, talk.reading, Wishes())
    return {"wishes": wishes.data()} | _lesson_after(talk, wishes)


def _lesson_after(talk: Talk, wishes: Wishes) -> dict[str, Any]:
    """ "An earlier lesson than Friday" is about the one on it, if there is one; "than Friday at 3" about the one that
    begins then, or else, if that Friday was named without its date, about the first that begins on a Friday at 3."""
    if wishes.until is None:
        return {}
    day, clock = wishes.until + timedelta(days=1), _clock_of(talk.reading)
    starts = {lesson.id: to_wall(lesson.start, talk.school.zone) for lesson in changeable(talk)}
    meant = {id_: start for id_, start in starts.items() if clock is None or start.time() == clock}
    lessons = [id_ for id_, start in meant.items() if start.date() == day]
    if not lessons and clock is not None and day <= to_wall(talk.now, talk.school.zone).date() + _WEEK:
        lessons = [id_ for id_, start in meant.items() if start.weekday() == day.weekday()][:1]
    if len(lessons) != 1:
        return {"lessons": lessons} if lessons else {}
    until = starts[lessons[0]].date() - timedelta(days=1)
    return {"booking": lessons[0], "wishes": replace(wishes, until=until).data()}


def _clock_of(reading: Reading) -> time | None:
    """When the lesson begins than which an earlier one is wished, if that was said."""
    exact = (window.start.time() for window in reading.windows if window.end is None)
    return next(exact, None) if reading.until is not None else None


def ask_lesson(talk: Talk) -> Prompt | Go | End | Open:
    if (wish := talk.data.get("class")) is not None:
        full = full_at(talk, wish)
        return Open("waitlist", {"join": full.id}) if full is not None else Open("book", wish)
    return _CHOOSING.ask(talk)


def full_at(talk: Talk, wish: Mapping[str, Any]) -> Session | None:
    """The full class that is meant: the only one at the times that were named."""
    windows = [window_from(window) for window in wish.get("windows") or ()]
    if not windows:
        return None
    full = full_classes(talk, talk.school.lesson_type(wish["type"]), windows)
    return full[0] if len(full) == 1 else None


def chosen(_: Talk) -> Move:
    return Go("confirm")


def _is_each_day(windows: Sequence[Window], now: datetime) -> bool:
    """Whether from today, or tomorrow if it is late, to the last of them no day is left out."""
    starts = (now, *(window.start for window in windows))
    return all((then.date() - before.date()).days <= 1 for before, then in pairwise(starts))


def wished(talk: Talk, reading: Reading, before: Wishes) -> Wishes:
    """What the words say of days, parts of the day and teachers; what they don't speak of stays as it was."""
    wishes = before
    if reading.windows:
        windows = (*reading.windows, *reading.week_on) if reading.dayless else reading.windows
        days, parts = _times(windows, to_wall(talk.now, talk.school.zone))
        if _clock_of(reading) is not None:
            parts = ()
        if reading.until is not None and _is_each_day(reading.windows, to_wall(talk.now, talk.school.zone)):
            days = frozenset()
        wishes = replace(wishes, weekdays=days, parts=parts, until=reading.until)
    if reading.not_teachers:
        wishes = replace(wishes, teacher_ids=frozenset(talk.school.teachers) - frozenset(reading.not_teachers))
    elif reading.teachers:
        wishes = replace(wishes, teacher_ids=frozenset(reading.teachers))
    return wishes


def _times(windows: tuple[Window, ...], now: datetime) -> tuple[frozenset[int], tuple[tuple[time, time], ...]]:
    """Weekdays and parts of the day: single days are those weekdays."""
    single = [window for window in windows if window.end is None or window.end - window.start <= timedelta(days=1)]
    days = frozenset(window.start.weekday() for window in single)
    whole = [window for window in single if window.start > now] or single  # of today only what is left is named
    parts = dict.fromkeys((window.start.time(), window.end.time() if window.end else time()) for window in whole)
    if any(start == end == time() for start, end in parts) or (len(single) == 1 and single[0].start <= now):
        parts = {}
    return days if len(days) < 7 else frozenset(), tuple(parts)


def ask_confirm(talk: Talk) -> Prompt | Go | End | Open:
    booking = own_booking(talk.at, talk.student, talk.data["booking"])
    wishes = _possible(talk, booking, Wishes.from_data(talk.data["wishes"]))
    free = free_now(talk, booking, wishes)
    params = {
        **booking_params(talk.school, booking, talk.language),
        "wishes": wish_params(talk.school, wishes),
    }
    move = Choice("move", "choice_free_now", {"start": wall(free.start, talk.school)}) if free else None
    wait = Choice("wait", "choice_wait")
    return Prompt("confirm_wait", params, (move, wait) if move else (wait, Choice("menu", "choice_menu")))


def _possible(talk: Talk, booking: Booking, wishes: Wishes) -> Wishes:
    """The wishes without those that no time before the lesson could meet, which is said."""
    while booking.start > talk.now and (vain := in_vain(talk.at, booking, wishes)) is not None:
        if not any(say.message == "no_such_earlier" for say in talk.says):
            talk.say("no_such_earlier", start=wall(booking.start, talk.school))
        wishes = Wishes.from_data({name: value for name, value in wishes.data().items() if name != vain})
    talk.data["wishes"] = wishes.data()
    return wishes


def wish_params(catalogue: Catalogue, wishes: Wishes) -> dict[str, Any] | None:
    if wishes == Wishes():
        return None
    return {
        "weekdays": sorted(wishes.weekdays),
        "parts": [[_clock(start), _clock(end)] for start, end in wishes.parts],
        "teachers": [catalogue.teachers[id_].first_name for id_ in sorted(wishes.teacher_ids)],
        "until": wishes.until and wishes.until.isoformat(),
    }


def _clock(of: time) -> str | None:
    """A time of day as the filter `clock` takes it; None for midnight, which bounds nothing."""
    return None if of == time() else f"2000-01-01T{of:%H:%M}"


def free_now(talk: Talk, booking: Booking, wishes: Wishes) -> Slot | None:
    """An earlier time that is free already, so that nobody waits for nothing."""
    if booking.start <= talk.now:
        return None
    return next(earlier_slots(talk.at, booking, wishes, (Span(talk.now, booking.start),)), None)


def hear_confirm(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "menu":
        return Open("home")
    if heard.choice == "move":
        booking = own_booking(talk.at, talk.student, talk.data["booking"])
        return move_now(talk, booking, Wishes.from_data(talk.data["wishes"]))
    if heard.choice == "wait" or agrees(heard.reading, "wait"):
        return wait(talk)
    reading = heard.reading
    if reading.windows or reading.teachers or reading.not_teachers:
        talk.data["wishes"] = wished(talk, reading, Wishes.from_data(talk.data["wishes"])).data()
        return Again()
    if heard.intent == "no":
        talk.say("left")
        return Open("home")
    return Unheard()


def move_now(talk: Talk, booking: Booking, wishes: Wishes) -> Move:
    """To the time that is free now; if it has gone meanwhile, what is free is said anew."""
    free = free_now(talk, booking, wishes)
    if free is None:
        return Again()
    data = {"booking": booking.id, "windows": [stored(Span(free.start, None))]}
    return Open("reschedule", data | ({} if free.teacher_id is None else {"teacher": free.teacher_id}))


def wait(talk: Talk) -> Move:
    wishes = Wishes.from_data(talk.data["wishes"])
    try:
        wait_for_earlier(talk.at, talk.student, talk.data["booking"], wishes)
    except Refusal as refusal:
        return refuse(talk, refusal)
    booking = own_booking(talk.at, talk.student, talk.data["booking"])
    talk.say("waiting_earlier", **booking_params(talk.school, booking, talk.language))
    return End()


_CHOOSING = choosing("earlier", chosen)

FLOW = Flow(
    "earlier",
    first=WHICH_LESSON,
    steps={
        WHICH_LESSON: replace(_CHOOSING, ask=ask_lesson, leads=("confirm",)),
        "confirm": Step(
            ask_confirm, hear_confirm, takes=frozenset({"yes", "ok", "no", "wait", "earlier", "book", "today", "week"})
        ),
    },
    intents=frozenset({"wait", "earlier"}),
    begin=begin,
)
