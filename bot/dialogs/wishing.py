"""When, with whom and in what a lesson is wished, taken out of words into the flow's data."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.dialogs.cars import hear_car
from bot.dialogs.lesson_slots import slot_from
from bot.dialogs.talk import Go, Heard, Move, Open, Talk, Unheard
from bot.dialogs.windows import at_hours, at_same_time, clocks, stored, windows_of
from bot.understanding.reading import Reading
from bot.understanding.reading import Window as WallWindow
from domain.timeslots import to_wall

SLOT, WHICH = "slot", "which"
"""The steps at which a time is chosen, and asked about where several may be meant."""


def hear_when(talk: Talk, heard: Heard) -> Move:
    """Take a time, a teacher or a lesson type out of words; Unheard if they name none."""
    reading, data = on_day_talked_of(talk, heard.reading), talk.data
    named = hear_teachers(talk, reading, data) | hear_car(talk, reading.text, data)
    if reading.lesson_type is not None and "ignoring" not in data:
        data["type"], named = reading.lesson_type, True
    if reading.question in {"which_day", "ambiguous", "twice"} and len(reading.windows) > 1:
        data.update(candidates=[stored(window) for window in windows_of(talk, reading.windows)], hours=clocks(reading))
        return Go(WHICH)
    if reading.question is not None:
        talk.say(f"when_{reading.question}")
        return Go(SLOT)
    if reading.windows:
        windows = [stored(window) for window in windows_of(talk, reading.windows)]
        data["windows"], named = at_same_time(talk, windows) if reading.same_time else at_hours(talk, windows), True
    if not named:
        lesson_meant = heard.intent == "reschedule" and "ignoring" not in data
        return Open("reschedule") if lesson_meant else Unheard()
    data.update(offers=[], after=None, pages=[])
    return Go(SLOT)


def hear_teachers(talk: Talk, reading: Reading, data: dict[str, Any]) -> bool:
    """Keep with whom the lesson is wished, or not; whether anybody was named."""
    if reading.unknown_name is not None:
        talk.say("unknown_teacher", name=reading.unknown_name)
    several = reading.teachers if len(reading.teachers) > 1 else ()
    if reading.not_teachers:
        unwanted = {*reading.not_teachers}
        data["among"] = [id_ for id_ in several or talk.school.teachers if id_ not in unwanted]
        data.pop("teacher", None)
    elif several:
        data["among"] = list(several)
        data.pop("teacher", None)
    elif reading.teacher is not None:
        data["teacher"] = reading.teacher
        data.pop("among", None)
    return bool(reading.not_teachers or reading.teachers) or reading.teacher is not None


def on_day_talked_of(talk: Talk, reading: Reading) -> Reading:
    """ "after 3" said of Tuesday's times means Tuesday. Only a day that the person has named or picked is meant."""
    data = talk.data
    picked = [data["slot"]] if talk.frame.step == "confirm" else []
    offers = picked or (data.get("offers") if data.get("windows") and not data.get("near") else None) or []
    days = {to_wall(slot_from(offer).start, talk.school.zone).date() for offer in offers}
    if not (reading.dayless and reading.windows and len(days) == 1):
        return reading
    said = reading.windows[-1].start.date()  # the first may be what is left of today
    by = days.pop() - said
    windows = [window for window in reading.windows if window.start.date() == said]
    moved = (WallWindow(w.start + by, w.end + by if w.end is not None else None) for w in windows)
    return replace(reading, windows=tuple(moved), question=None)


def remember_when(talk: Talk) -> dict[str, Any]:
    """What the opening words already said about time, teacher and type, as the flow's first data."""
    reading, data = talk.reading, dict[str, Any]()
    hear_teachers(talk, reading, data)
    hear_car(talk, reading.text, data)
    if reading.lesson_type is not None:
        data["type"] = reading.lesson_type
    if reading.question in {"which_day", "ambiguous", "twice"} and len(reading.windows) > 1:
        data.update(candidates=[stored(window) for window in windows_of(talk, reading.windows)], hours=clocks(reading))
    elif reading.question is not None:
        talk.say(f"when_{reading.question}")
        data["hours"] = clocks(reading)
    elif reading.windows:
        data["windows"] = [stored(window) for window in windows_of(talk, reading.windows)]
    return data
