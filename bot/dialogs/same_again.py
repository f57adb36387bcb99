"""The lesson that was just booked, once more: "same again next week" keeps its hour, kind, teacher and car, "and one
more on Friday" its kind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.dialogs.own_lessons import coming
from bot.dialogs.own_words import days_after, names_a_lesson, says, says_the_one_after
from bot.dialogs.pointing import meant
from bot.dialogs.talk import Talk
from bot.dialogs.windows import at_same_time, days_of, is_within, stored, windows_of
from bot.dialogs.wishing import behind
from bot.understanding.lexicon import codes, lexicon, listened_for, words_listened_for
from bot.understanding.reading import Reading
from bot.understanding.tokens import says_one, spoken
from domain.lessons import Booking
from domain.services.booking import own_booking
from domain.slots import Window
from domain.timeslots import to_utc, to_wall

_WEEK = timedelta(weeks=1)
_JUST = timedelta(minutes=10)
_LENGTHS = (1, 2, 3)
"""So many words may name the lesson that another is to be like."""


def same_again(talk: Talk) -> dict[str, Any] | None:
    """What is wished, if it is that: on the day that is named, or else a week after the lesson."""
    if talk.reading.question is not None:
        return None
    if says_one(spoken(talk.reading.text), listened_for("the_same_as")) and (named := _named(talk)) is not None:
        return like(named, _times(talk, named))
    once_more = says(talk.reading.text, "same_again") or goes_on(talk)
    once_more = once_more or (talk.booked_before is not None and _is_the_same(talk.reading))
    if not once_more and not (_says_one_more(talk.reading) and _is_beside_it(talk.reading)):
        return None
    last = _last(talk)
    return like(last, _times(talk, last)) if last is not None else None


def goes_on(talk: Talk) -> bool:
    """ "And the week after too", right after a booking."""
    reading = talk.reading
    if talk.booked_before is None or reading.intent not in {"book", "more", None}:
        return False
    said = spoken(reading.text)
    as_well = says(" ".join(said[:1]), "and") or says_one(said, listened_for("as_well"))
    return as_well and (days_after(reading.text) is not None or says_the_one_after(reading.text))


def kind_of_one_more(talk: Talk) -> int | None:
    """The kind of the lesson that was just booked, if another one is wished: "and one more on Friday"."""
    last = _last(talk) if talk.booked_before is not None and _says_one_more(talk.reading) else None
    return last.session.lesson_type_id if last is not None else None


def kind_just_cancelled(talk: Talk) -> int | None:
    """The kind of the lesson that was just cancelled: "then the one in January" names none of its own."""
    last = talk.cancelled
    if last is None or talk.now - last.at >= _JUST or names_a_lesson(talk.reading.text):
        return None
    return own_booking(talk.at, talk.student, last.booking, lock=False).session.lesson_type_id


def _last(talk: Talk) -> Booking | None:
    """The lesson that was just booked, or else the last there is."""
    bookings, booked = coming(talk), talk.booked or talk.booked_before
    return next((b for b in bookings if b.id == booked), bookings[-1] if bookings else None)


def wishes_one_more(reading: Reading) -> bool:
    """ "And another one on Friday", "one more please": of a message that says nothing else than when."""
    if reading.intent not in {"more", None} or not _says_one_more(reading):
        return False
    return bool(reading.windows) or _is_beside_it(reading) or _says_nothing_else(reading)


def _says_one_more(reading: Reading) -> bool:
    return says_one(spoken(reading.text), listened_for("another_lesson"))


def _is_beside_it(reading: Reading) -> bool:
    """Whether it is placed by the lesson that there is: "the week after", "the Friday after", "at the same time"."""
    return reading.same_time or days_after(reading.text) is not None or says_the_one_after(reading.text)


def _says_nothing_else(reading: Reading) -> bool:
    said, more = spoken(reading.text), words_listened_for("another_lesson") | words_listened_for("also")
    known = [lexicon(code) for code in codes()]
    return any(all(word in more | of.polite or "and" in of.knows((word,)) for word in said) for of in known)


def _named(talk: Talk) -> Booking | None:
    """The lesson that is named: "the same as Tuesday for next week"."""
    said, phrases, bookings = talk.reading.text.split(), listened_for("the_same_as"), coming(talk)
    led = (at for at in range(len(said)) if any(spoken(" ".join(said[start:at])) in phrases for start in range(at)))
    for text in (" ".join(said[at : at + length]) for at in led for length in _LENGTHS):
        reading = talk.understand(text)
        found = meant(talk, bookings, reading) if reading.windows else []
        if len(found) == 1:
            return found[0]
    return None


def _is_the_same(reading: Reading) -> bool:
    """ "And the same next week"."""
    return says_one(spoken(reading.text), listened_for("the_same")) and not reading.same_time


def like(booking: Booking, windows: list[list[str | None]]) -> dict[str, Any]:
    """The wish for a lesson of its kind, teacher and car."""
    session = booking.session
    return {
        "type": session.lesson_type_id,
        "windows": windows,
        "car": dict(booking.wished),
        **({"teacher": session.teacher_ids[0]} if session.teacher_ids else {}),
    }


def _times(talk: Talk, last: Booking) -> list[list[str | None]]:
    day = to_wall(last.start, talk.school.zone).date()
    windows = windows_of(talk, behind(talk, talk.reading.taken_for_a_wish(), day).windows)
    itself = any(is_within(last.start, window) for window in windows)
    if windows and not itself and all(len(days_of(talk, window)) == 1 for window in windows):
        return at_same_time(talk, [stored(window) for window in windows], last.start.isoformat())
    zone = talk.school.zone
    later = timedelta(days=days_after(talk.reading.text) or _WEEK.days)
    return [stored(Window(to_utc(to_wall(last.start, zone) + later, zone), None))]
