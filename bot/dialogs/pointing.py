"""Which of a student's own lessons the words point at: "my lesson with Anna", "the evening one", "the red golf"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise

from bot.dialogs.cars import said_of_cars
from bot.dialogs.talk import Talk
from bot.dialogs.windows import is_at_hours, is_within, windows_of
from bot.understanding.lexicon import Lexicon, codes, lexicon, listened_for, words_listened_for
from bot.understanding.phrases import Phrase
from bot.understanding.reading import LAST, Reading
from bot.understanding.reading import Window as WallWindow
from bot.understanding.tokens import runs_of, says_one, spoken
from domain.lessons import Booking, Status
from domain.timeslots import to_wall

_WEEK = timedelta(weeks=1)
_LENGTHS = (4, 3, 2, 1)
_FIRST, _MOST = 1, 9
"""The first of several, and the last that is named by its place among them."""
_SHORTEST, _ENDING = 3, 2
"""Letters of a name's word that counts, and those that a language may add to it ("rød": "den røde")."""


def meant(talk: Talk, bookings: list[Booking], reading: Reading) -> list[Booking]:
    """Those that the words point at: by day or time, teacher, type, car or place, or as a request. All, if the words
    point at nothing; none, if there is no lesson at the time they name. Said on a Thursday, "Thursday" is today's or
    the next; where none is on the next Monday, "my Monday lesson" is on the first on which there is one."""
    if behind := _behind_another(talk, bookings, reading):
        return behind
    found = bookings
    if reading.windows:
        found = _at_times(talk, bookings, reading)
    elif _is_next(spoken(reading.text)):
        found = bookings[:1]
    if reading.teacher is not None:
        found = [b for b in found if reading.teacher in b.session.teacher_ids] or found
    if reading.lesson_type is not None:
        found = [b for b in found if _is_of(b, reading)] or _or_a_later_one(talk, bookings, found, reading)
    if names_a_request(reading.text):
        found = [booking for booking in found if booking.status is Status.REQUESTED] or found
    if len(found) > 1:
        found = _in_order(_like(talk, found, reading), spoken(reading.text))
    return found


def names_a_request(text: str) -> bool:
    """ "Withdraw my request": what the school has not answered yet."""
    return not words_listened_for("request").isdisjoint(spoken(text))


def _in_order(bookings: list[Booking], said: Phrase) -> list[Booking]:
    """ "My last lesson", "the later one": of several that which is named by its place among them."""
    if _is_next_but_one(said):
        return bookings[1:2] or bookings
    for words in map(lexicon, codes()):
        place = next(filter(None, (words.choices.get(run) for run in runs_of(said, _LENGTHS) if len(run) > 1)), 0)
        place = _place_before_its_name(said, words) or (place if place in {_FIRST, LAST} else 0)
        if place:
            return bookings[-1:] if place == LAST else bookings[place - 1 : place] or bookings
    return bookings


def _place_before_its_name(said: Phrase, words: Lexicon) -> int:
    """The place in "my second lesson", "the last one"; 0 if none is named."""
    for before, word, called in zip(("", *said), said, said[1:], strict=False):
        if not (called in words.lesson_heads or "the_one" in words.knows((called,))):
            continue
        kinds = words.knows((word,))
        if "final" in kinds:
            return LAST
        place = kinds.get("ordinal", 0)
        if place == _FIRST or (place <= _MOST and (before in words.own or "the" in words.knows((before,)))):
            return place
    return 0


def _is_next_but_one(said: Phrase) -> bool:
    return any("next_but_one" in words.knows(run) for words in map(lexicon, codes()) for run in runs_of(said, _LENGTHS))


def _is_next(said: Phrase) -> bool:
    """ "My next lesson", "when do I drive next time", and not the next but one."""
    if says_one(said, listened_for("next_time")):
        return True
    return not _is_next_but_one(said) and any(
        "next" in words.knows((word,)) and called in words.lesson_heads
        for words in map(lexicon, codes())
        for word, called in pairwise(said)
    )


def _behind_another(talk: Talk, bookings: list[Booking], reading: Reading) -> list[Booking]:
    """ "The lesson after theory": the one that comes next after the first of that type."""
    if reading.lesson_type is None or reading.windows:
        return []
    said = reading.text.split()
    for code in (talk.language, *codes()):
        words = lexicon(code)
        spans = [spoken(word) for word in said]
        for at in range(1, len(said)):
            named = any(word in words.lesson_heads for span in spans[:at] for word in span)
            if named and "after" in words.knows(spans[at]) and talk.understand(" ".join(said[at + 1 :])).lesson_type:
                first = next((place for place, booking in enumerate(bookings) if _is_of(booking, reading)), None)
                return bookings[first + 1 : first + 2] if first is not None else []
    return []


def _is_of(booking: Booking, reading: Reading) -> bool:
    return booking.session.lesson_type_id == reading.lesson_type


def _or_a_later_one(talk: Talk, bookings: list[Booking], found: list[Booking], reading: Reading) -> list[Booking]:
    """On the day that is named is none of that type: those that are, and the first of that type on such a weekday."""
    if not reading.windows:
        return found
    weekdays = {to_wall(booking.start, talk.school.zone).weekday() for booking in found}
    of_type = [b for b in bookings if _is_of(b, reading) and to_wall(b.start, talk.school.zone).weekday() in weekdays]
    return [booking for booking in bookings if booking in found or booking in of_type[:1]]


def _at_times(talk: Talk, bookings: Sequence[Booking], reading: Reading) -> list[Booking]:
    if reading.dayless:
        return [booking for booking in bookings if is_at_hours(talk, booking.start, reading.windows[-1])]
    windows = (*reading.windows, *reading.week_on)
    found = _within(talk, bookings, windows)
    while reading.any_week and not found and bookings and _begins_before(talk, windows, bookings[-1]):
        windows = tuple(a_week_later(window) for window in windows)
        found = _within(talk, bookings, windows)
    return found


def _within(talk: Talk, bookings: Sequence[Booking], windows: tuple[WallWindow, ...]) -> list[Booking]:
    real = windows_of(talk, windows)
    return [booking for booking in bookings if any(is_within(booking.start, window) for window in real)]


def _begins_before(talk: Talk, windows: tuple[WallWindow, ...], booking: Booking) -> bool:
    return min(window.start for window in windows) < to_wall(booking.start, talk.school.zone)


def a_week_later(window: WallWindow) -> WallWindow:
    end = window.end + _WEEK if window.end is not None else None
    return WallWindow(window.start + _WEEK, end)


def _like(talk: Talk, bookings: list[Booking], reading: Reading) -> list[Booking]:
    """Those whose car or place is best described by the words; all, if they describe none. The place to which one is
    to be moved describes none."""
    said = spoken(reading.text)
    wished, target = said_of_cars(talk.school, said), reading.branches if reading.intent == "reschedule" else ()
    described = {booking.id: _describing(talk, booking, said, wished, target) for booking in bookings}
    best = max(described.values())
    return [booking for booking in bookings if described[booking.id] == best]


def _describing(
    talk: Talk, booking: Booking, said: Sequence[str], wished: Mapping[str, str], target: Sequence[int]
) -> int:
    """How many of the words are of the lesson's car or place."""
    session, school = booking.session, talk.school
    resources = [school.resources[id_] for id_ in session.resource_ids if id_ in school.resources]
    names = [resource.name for resource in resources]
    if session.branch_id is not None and session.branch_id in school.branches and not target:
        names.extend(school.branches[session.branch_id].names.values())
    known = {word for name in names for word in spoken(name) if len(word) >= _SHORTEST}
    fits = any(resource.fits(wished) for resource in resources) if wished else False
    return sum(any(_is_form(word, of) for of in known) for word in said) + fits


def _is_form(word: str, name: str) -> bool:
    return word.startswith(name) and len(word) <= len(name) + _ENDING
