"""Choosing one of the student's own coming lessons, and what counts as a yes to changing it.

Shared by moving and cancelling. Kept in the flow's data: booking (its id), lessons (ids, when the words fit several).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.dialogs.cars import answers_about_a_car
from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Step
from bot.dialogs.own_words import (
    asks_something,
    asks_to_book,
    names_a_lesson,
    rather_then,
    says,
    says_all,
    tells_not_to_come,
    way_from_the_other,
)
from bot.dialogs.pointing import a_week_later, meant, names_a_request
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import lesson_label
from bot.understanding.lexicon import codes, lexicon, listened_for, words_listened_for
from bot.understanding.own_lesson import names_one_of_a_day
from bot.understanding.reading import Reading, Window
from bot.understanding.tokens import says_one, spoken
from domain.lessons import Booking, Status
from domain.schools import LessonType
from domain.timeslots import to_utc, to_wall

WHICH_LESSON = "lesson"

_NOT = {"not", "not_want"}
_SHORT, _COMMAND = 3, 5
"""Words of a phrase, and of a command with its yes and its please."""
_SHOWN = frozenset({"today", "week", "lessons"})
"""What shows the lessons, where it is asked."""
LEFT = End(done=False, instead=("book", "lessons", "home"))
"""What a student leaves undone: what else they may do is shown."""


# What was agreed to


def agrees(reading: Reading, *commands: str) -> bool:
    """Whether it is a plain yes, or the bare command: nothing else is named, asked, or said no to."""
    if names_something(reading) or "?" in reading.text:
        return False
    if reading.intent in {"yes", "ok"}:
        return True
    return reading.intent in commands and len(spoken(reading.text)) <= _COMMAND and only_says(reading.text, *commands)


def is_bare_yes(heard: Heard) -> bool:
    """Whether it says nothing but yes, whatever to: no time, and not what is to be done."""
    if heard.intent not in {"yes", "ok"} or names_something(heard.reading) or asks_to_book(heard.text):
        return False
    return not spoken(heard.text) or only_says(heard.text, longest=_SHORT)


def is_called_off(heard: Heard) -> bool:
    """Whether it is the bare command to cancel, which names no lesson: "cancel", "cancel this"."""
    bare = heard.intent == "cancel" and not names_something(heard.reading)
    return bare and "?" not in heard.text and only_says(heard.text, "cancel", also=words_listened_for("pointing"))


def is_broken_off(heard: Heard) -> bool:
    """Whether it only says to stop with what is pointed at: "avbryt det här"."""
    left = tuple(word for word in spoken(heard.text) if word not in words_listened_for("pointing"))
    return heard.intent in {"stop", None} and any(left in lexicon(code).intents["stop"].whole for code in codes())


def forbids(reading: Reading, *commands: str) -> bool:
    """Whether it is the bare command with a "not": "don't cancel it"."""
    if reading.intent not in commands or names_something(reading) or "?" in reading.text:
        return False
    said = spoken(reading.text)
    left = [word for word in said if not any(_NOT & lexicon(code).knows((word,)).keys() for code in codes())]
    return len(left) < len(said) and len(left) <= _SHORT and only_says(" ".join(left), *commands)


def names_something(reading: Reading) -> bool:
    """Whether a time, a teacher, a place or a type of lesson is named."""
    people = reading.teachers or reading.not_teachers or reading.unknown_name or reading.teacher is not None
    times = reading.windows or reading.moved or reading.question
    return bool(people or times or reading.branches) or reading.lesson_type is not None


def points_at_it(text: str) -> bool:
    """ "It", "that one": what is talked of."""
    return not words_listened_for("it").isdisjoint(spoken(text))


def points_at_the_other(text: str) -> bool:
    return says_one(spoken(text), listened_for("the_other_one"))


def only_says(text: str, *intents: str, also: frozenset[str] | None = None, longest: int = 1) -> bool:
    """Whether every word belongs to how one language says these intents, or yes, or is one of `also`.

    also: else those that point at the lesson that is talked of, and manners.
    longest: of the phrases for them, those with so many words count.
    """
    words = set(spoken(text)) - (words_listened_for("this_lesson") if also is None else also)
    for code in codes():
        said = lexicon(code).intents
        phrases = (phrase for name in (*intents, "yes", "ok") for phrase in said[name].whole)
        known = {word for phrase in phrases if len(phrase) <= longest for word in phrase}
        if words <= known:
            return True
    return False


# Which lesson


def coming(talk: Talk) -> list[Booking]:
    return talk.work.bookings.coming(talk.student.school_id, talk.student.id, talk.now)


def changeable(talk: Talk) -> list[Booking]:
    """The coming lessons that have not begun."""
    return [booking for booking in coming(talk) if booking.start > talk.now]


def begin(talk: Talk) -> dict[str, Any]:
    return named(talk, talk.reading)


def named(talk: Talk, reading: Reading) -> dict[str, Any]:
    """The lesson that the words leave, or those among which to choose. That there is none then is said. Right after a
    booking "it" is what was booked."""
    bookings = changeable(talk)
    found = meant(talk, bookings, reading)
    if names_a_request(reading.text) and not any(booking.status is Status.REQUESTED for booking in found):
        talk.say("no_requests")
        return {"lessons": [booking.id for booking in bookings]}
    if (kind := _kind_that_is_not_among(talk, reading, found if reading.windows else bookings)) and bookings:
        of_kind = [booking for booking in bookings if booking.session.lesson_type_id == kind.id]
        day = reading.windows[0].start.isoformat(timespec="minutes") if of_kind and reading.windows else None
        talk.say("no_lesson_of_type", type=kind.name(talk.language), start=day)
        return {"lessons": [booking.id for booking in of_kind or found or bookings]}
    return _left(talk, reading, bookings, found)


def _kind_that_is_not_among(talk: Talk, reading: Reading, bookings: list[Booking]) -> LessonType | None:
    """The kind of lesson that is named, if there is none of it then, or at all; the ordinary one may be any."""
    ordinary = next((kind.id for kind in talk.school.types_for_students), None)
    if reading.lesson_type in {None, ordinary}:
        return None
    there = any(booking.session.lesson_type_id == reading.lesson_type for booking in bookings)
    return None if there else talk.school.lesson_types.get(reading.lesson_type or 0)


def _left(talk: Talk, reading: Reading, bookings: list[Booking], found: list[Booking]) -> dict[str, Any]:
    if not bookings:
        return {}
    if not found:
        say_no_lesson(talk, reading)
        return {"lessons": [booking.id for booking in bookings]}
    moved = reading.intent == "reschedule" and not names_a_lesson(reading.text)  # "can we move to Friday"
    moved = moved or reading.shift is not None
    of_it = reading.intent in {"undo", "stop"} or points_at_it(reading.text) or moved
    if found == bookings and not reading.windows and of_it:
        found = [booking for booking in bookings if booking.id in {talk.booked, talk.booked_before}] or bookings
    if len(found) == 1:
        return {"booking": found[0].id}
    return {"lessons": [booking.id for booking in found]} if found != bookings else {}


def refused(talk: Talk, reading: Reading) -> dict[str, Any] | None:
    """As `named`, of the days that are told to be impossible, "I can't tomorrow"; None if no lesson is on them and it
    may be another day that is wished for, "any day but tomorrow"."""
    if not reading.refused:
        return None
    today = to_wall(talk.now, talk.school.zone).date()
    on = tuple(a_week_later(window) for window in reading.refused if window.start.date() == today)
    reading = replace(reading, windows=reading.refused, dayless=False, week_on=on, any_week=False)
    bookings = changeable(talk)
    found = meant(talk, bookings, reading)
    to_cancel = found or (_tells_of_days(reading) and not reading.perhaps)
    return _left(talk, reading, bookings, found) if to_cancel else None


def all_but(talk: Talk, days: tuple[Window, ...] = ()) -> list[int]:
    """The ids of those that can be changed and are on none of these days."""
    bookings = changeable(talk)
    kept = meant(talk, bookings, Reading("", windows=days)) if days else []
    return [booking.id for booking in bookings if booking not in kept]


def one_by_one(talk: Talk, ids: list[int]) -> dict[str, Any]:
    """The first as data["booking"], what is done with the others behind it as data["rest"]."""
    if len(ids) > 1:
        talk.say("one_by_one")
    return {"booking": ids[0], "rest": ids[1:]} if ids else {}


def all_of(talk: Talk, data: dict[str, Any], text: str) -> dict[str, Any]:
    """Where it says "both" or "all", those that are meant, one by one."""
    none_then = any(say.message in {"no_lesson_then", "no_lesson_of_type"} for say in talk.says)
    if none_then or not says_all(text):
        return data
    if "booking" in data:
        alike = _on_its_weekday(talk, data["booking"]) if says(text, "weekdays") else []
        return one_by_one(talk, alike) if len(alike) > 1 else data
    return one_by_one(talk, data.get("lessons") or all_but(talk))


def _on_its_weekday(talk: Talk, booking_id: int) -> list[int]:
    """ "All my Fridays": the ids of the lessons on the weekday of that one."""
    days = {booking.id: _day_of(talk, booking.start).weekday() for booking in changeable(talk)}
    return [id_ for id_, day in days.items() if day == days.get(booking_id)]


def says_both(heard: Heard) -> bool:
    """ "Both of them", to the question which one."""
    return says_all(heard.text) and not names_something(heard.reading)


def given_up(talk: Talk, reading: Reading) -> bool:
    """Whether a lesson is on the day that is told to be impossible: "I can't do Friday, could we do Monday instead"."""
    day = replace(reading, windows=reading.given_up, dayless=False, week_on=(), any_week=False)
    return bool(meant(talk, changeable(talk), day))


def _tells_of_days(reading: Reading) -> bool:
    """Whether it says not to come on days that are not those of every week."""
    weekdays = {window.start.weekday() for window in reading.windows}
    return len(weekdays) == len(reading.windows) and tells_not_to_come(reading.text)


def another(talk: Talk, reading: Reading) -> dict[str, Any] | None:
    """As `named`, if the words point at other lessons than data["booking"]; None if they point at it or at nothing."""
    bookings = changeable(talk)
    found = meant(talk, bookings, reading)
    current = talk.data.get("booking")
    if not found or found == bookings or any(booking.id == current for booking in found):
        return None
    return {"booking": found[0].id} if len(found) == 1 else {"lessons": [booking.id for booking in found]}


def the_other(talk: Talk, reading: Reading) -> dict[str, Any] | None:
    """ "No, the other one", "not the Friday one, Thursday's": as `another`, of those that data["booking"] is none of;
    None if there are no others."""
    if way_from_the_other(reading.text):
        return None  # "Friday then, after the other one"
    if _means_one_of_another_day(talk, reading):
        return another(talk, reading)
    if names_something(reading) or reading.intent == "lessons" or not points_at_the_other(reading.text):
        return None
    ids = [booking.id for booking in changeable(talk) if booking.id != talk.data.get("booking")]
    if not ids:
        return None
    return {"booking": ids[0]} if len(ids) == 1 else {"lessons": ids}


def refused_hour(talk: Talk, reading: Reading) -> int | None:
    """The id of another lesson whose hour is too early, or too late: "and Friday at 9 is too early for me"."""
    if len(reading.windows) != 1 or not says(reading.text, "too_soon", "too_late"):
        return None
    bounds = {
        to_utc(at, talk.school.zone) for at in (reading.windows[0].start, reading.windows[0].end) if at is not None
    }
    others = (booking for booking in changeable(talk) if booking.id != talk.data.get("booking"))
    return next((booking.id for booking in others if booking.start in bounds), None)


def _means_one_of_another_day(talk: Talk, reading: Reading) -> bool:
    """Whether a day tells which lesson is meant, and not when else it is to be: the lesson's own is refused, or it is
    "the Thursday one", where nothing is shown of that day."""
    if not reading.windows or any(window.end is None for window in reading.windows):
        return False
    slot, offers = talk.data.get("slot"), talk.data.get("offers", ())
    seen = {_day_of(talk, datetime.fromisoformat(each["start"])) for each in (*offers, *((slot,) if slot else ()))}
    its_day = {_day_of(talk, booking.start) for booking in changeable(talk) if booking.id == talk.data.get("booking")}
    if its_day & {window.start.date() for window in reading.given_up} - seen:
        return True
    if not seen.isdisjoint(window.start.date() for window in reading.windows):
        return False
    untold = not (slot or talk.data.get("windows")) and not rather_then(reading.text)
    return untold or any(names_one_of_a_day(spoken(reading.text), lexicon(code)) for code in codes())


def _day_of(talk: Talk, start: datetime) -> date:
    return to_wall(start, talk.school.zone).date()


def say_no_lesson(talk: Talk, reading: Reading) -> None:
    """There is none at the time that was named."""
    window = reading.windows[0]
    start = None if reading.dayless else window.start.isoformat(timespec="minutes")
    longer = window.end is not None and window.end - window.start > timedelta(days=1)
    last = (window.end - timedelta(minutes=1)).date().isoformat() if window.end is not None and longer else None
    talk.say("no_lesson_then", start=start, hour=window.end is None, last=last)


def _listed(talk: Talk, bookings: list[Booking]) -> list[Booking]:
    """Those among which to choose."""
    meant_ids = talk.data.get("lessons")
    return [booking for booking in bookings if meant_ids is None or booking.id in meant_ids] or bookings


def _picked(talk: Talk, heard: Heard) -> int | None:
    """The one that was chosen, or the only one to choose if a yes is said."""
    if heard.choice is not None and heard.choice.startswith("booking:"):
        return int(heard.choice.removeprefix("booking:"))
    listed = _listed(talk, changeable(talk)) if heard.choice is None and is_bare_yes(heard) else []
    return listed[0].id if len(listed) == 1 else None


def choosing(
    action: str,
    then: Callable[[Talk], Move],
    *,
    hears: Callable[[Talk, Heard], Move | None] = lambda talk, heard: None,
    says: Callable[[Talk], dict[str, Any]] = lambda talk: {},
) -> Step:
    """The step that asks which lesson; `then` says what follows once data["booking"] is known.

    hears: what follows from words that say more than which lesson. says: the question's parameters.
    """

    def ask(talk: Talk) -> Prompt | Go | End | Open:
        if talk.data.get("booking") is not None and not talk.resuming:
            return onward(talk)
        bookings = changeable(talk)
        if not bookings and talk.later is not None:
            talk.say("no_coming_lessons")
            return End()  # there is nothing to do before what waits
        if (
            not bookings
            and action == "cancel"
            and talk.work.waitlist.of_student(talk.at.school_id, talk.student.id, talk.now)
        ):
            return Open("waitlist")
        if not bookings:
            return Open("lessons")  # which says what there is, and what can be done
        if talk.data.get("lessons") is None and len(bookings) == 1 and not talk.resuming:
            talk.data["booking"] = bookings[0].id
            return onward(talk)
        choices = tuple(
            Choice(f"booking:{b.id}", "choice_lesson", lesson_label(talk.school, b, talk.language))
            for b in _listed(talk, bookings)
        )
        return Prompt(f"which_lesson_{action}", says(talk), choices)

    def onward(talk: Talk) -> Go | End | Open:
        move = then(talk)
        assert isinstance(move, Go | End | Open)
        return move

    def hear(talk: Talk, heard: Heard) -> Move:
        if (picked := _picked(talk, heard)) is not None:
            talk.data["booking"] = picked
            return then(talk)
        if heard.intent == "book" and asks_to_book(heard.text):
            return Unheard()
        if heard.intent in _SHOWN and asks_something(heard.text):
            return Unheard()  # "what do I have next week?", which shows them
        if heard.choice is None and answers_about_a_car(talk, heard.text):
            return Again()
        if heard.intent == "no" and not names_something(heard.reading):
            talk.say("left")
            return LEFT
        return (hears(talk, heard) if heard.choice is None else None) or point(talk, heard)

    def point(talk: Talk, heard: Heard) -> Move:
        bookings = changeable(talk)
        found = meant(talk, bookings, heard.reading)
        if len(found) == 1 and (found != bookings or heard.reading.windows):
            talk.data["booking"] = found[0].id
            return then(talk)
        if found == bookings or (not found and heard.intent == "book"):
            return Unheard()
        if not found:
            say_no_lesson(talk, heard.reading)
        talk.data["lessons"] = [booking.id for booking in found or bookings]
        return Again()

    return Step(ask, hear, takes=_SHOWN | {"book"})
