"""The lesson that the message before has booked or moved: "make it 11 instead", "sorry, I meant Thursday", "a double
rather", "undo" are said of it, and wish for no other one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from bot.dialogs.asking import hour_asked_for
from bot.dialogs.otherwise import made_into
from bot.dialogs.own_lessons import points_at_it
from bot.dialogs.own_words import asks_for_leave, asks_to_book, names_a_lesson, opens_with_no, says
from bot.dialogs.talk import Talk
from bot.dialogs.windows import clock_text, on_day, whole_day, window_from, windows_of
from bot.dialogs.wishing import in_week_of
from bot.understanding.lexicon import listened_for
from bot.understanding.phrases import Phrase
from bot.understanding.reading import Reading, Window
from bot.understanding.tokens import begins_with_one, says_one, spoken
from domain.services.booking import own_booking
from domain.timeslots import to_wall

_NEAR = (*range(-3, 0), *range(1, 8))
"""How many days before and behind its own a lesson is wished that was booked for the wrong one."""


def is_corrected(talk: Talk) -> bool:
    """Whether the message says what it is to be instead: when, with whom, or of which kind."""
    reading = talk.reading
    if (
        talk.booked_before is None
        or talk.speaker.role != "student"
        or reading.intent not in {"book", "reschedule", None}
    ):
        return False
    said = spoken(reading.text)
    if reading.moved or asks_to_book(reading.text) or says_one(said, listened_for("one_more")):
        return False
    if says_one(said, listened_for("wrong_time") | listened_for("wrong_day")) or made_into(talk, reading) is not None:
        return True
    asks_about_it = says_one(said, listened_for("is_it"))
    of_it = points_at_it(reading.text) and asks_for_leave(reading.text) and not asks_about_it  # "can it be at 3"
    asks = asks_for_leave(reading.text) or begins_with_one(said, listened_for("cant_they"))
    with_another = reading.teacher is not None and asks and not names_a_lesson(reading.text)
    if with_another and not (reading.windows or asks_about_it or says_one(said, listened_for("free"))):
        return True
    hour = reading.dayless or hour_asked_for(reading.text) is not None
    only_an_hour = hour and not (names_a_lesson(reading.text) or asks_about_it)  # "could we do 3 then"
    corrects = of_it or only_an_hour or opens_with_no(reading.text) or says_one(said, listened_for("correcting"))
    otherwise = reading.windows or reading.shift is not None or reading.teacher is not None or hour
    return corrects and bool(otherwise) and not _names_a_day_twice(said)


def _names_a_day_twice(said: Phrase) -> bool:
    """ "For the Tuesday, can we make it the Tuesday after": another lesson is named first."""
    days = [word for word in said if says(word, "weekday")]
    return len(set(days)) < len(days)


def corrected(talk: Talk, booking_id: int) -> Reading:
    """How it is to be: in its week and at its hour, if these are not named."""
    start = own_booking(talk.at, talk.student, booking_id, lock=False).start
    reading = in_week_of(talk, talk.reading, start)
    if not reading.windows and (hour := hour_asked_for(reading.text)) is not None:
        day = to_wall(start, talk.school.zone).date()
        return replace(
            reading,
            intent="reschedule",
            windows=(Window(datetime.combine(day, time.fromisoformat(hour)), None),),
        )
    days = bool(reading.windows) and all(whole_day(talk, window) for window in windows_of(talk, reading.windows))
    return replace(reading, intent="reschedule", same_time=reading.same_time or days)


def otherwise(talk: Talk, booking_id: int) -> dict[str, Any]:
    """Where it goes, if that is not named: "wrong day" is to be at its hour on days near its own, "wrong time" near it
    on its day."""
    start = to_wall(own_booking(talk.at, talk.student, booking_id, lock=False).start, talk.school.zone)
    if not says_one(spoken(talk.reading.text), listened_for("wrong_day")):
        return {"shift": 0}
    hour: list[str | None] = [clock_text(start), None]
    windows = (on_day(talk, start.date() + timedelta(days=by), hour) for by in _NEAR)
    return {"windows": [window for window in windows if window_from(window).start > talk.now]}


def is_taken_back(talk: Talk) -> bool:
    """Whether it says not to want it after all."""
    if talk.booked_before is None or talk.speaker.role != "student" or talk.reading.windows:
        return False
    return talk.reading.intent == "undo" or (talk.reading.intent == "stop" and len(spoken(talk.reading.text)) > 1)
