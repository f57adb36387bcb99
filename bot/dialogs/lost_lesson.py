"""What is said in own words to the question about a lesson that can't take place: other times for it, or yes to whom is
held for it."""

from __future__ import annotations

from bot.dialogs import move
from bot.dialogs.own_lessons import changeable, only_says
from bot.dialogs.own_words import asks_for_another_day, asks_to_book, opens_with_yes, thanks
from bot.dialogs.pointing import meant
from bot.dialogs.talk import Heard, Open, Talk
from bot.understanding.lexicon import words_listened_for
from bot.understanding.reading import Reading
from bot.understanding.tokens import spoken

_WISHING = frozenset({"book", "more", "reschedule", "yes", "ok", "no", None})


def other_time(talk: Talk, heard: Heard, booking_id: int) -> Open | None:
    """To the times that are wished for that lesson; None if none are, or if it is another lesson that is meant."""
    reading = heard.reading
    if heard.choice is not None or heard.intent not in _WISHING or not _tells_when_or_with_whom(reading):
        return None
    if asks_to_book(reading.text):
        return None  # a lesson of its own
    if reading.moved and booking_id not in {b.id for b in meant(talk, changeable(talk), move.lesson_of(reading))}:
        return None
    return Open("reschedule", {**move.wished(talk, reading, booking_id), "booking": booking_id})


def _tells_when_or_with_whom(reading: Reading) -> bool:
    when = reading.windows or reading.question or reading.shift is not None or reading.days_on is not None
    when = when or asks_for_another_day(reading.text)
    return bool(when or reading.teachers or reading.not_teachers or reading.unknown_name)


def names_only(reading: Reading, *teacher_ids: int | None) -> bool:
    """Whether all that is named is one of these teachers, of whom it may be told anything: "get well, Jonas", "who is
    Mette?"."""
    when = reading.windows or reading.question or reading.shift is not None or reading.days_on is not None
    named = reading.teachers or ((reading.teacher,) if reading.teacher is not None else ())
    return bool(named) and set(named) <= {*teacher_ids} and not (when or reading.not_teachers or reading.moved)


def says_yes_to(reading: Reading, teacher_id: int | None, name: str) -> bool:
    """ "Take Jonas", "Jonas is fine", and no more than that; thanks alone, or a name alone, is no yes."""
    if reading.teacher is None or reading.teacher != teacher_id or "?" in reading.text:
        return False
    if thanks(reading.text) and not opens_with_yes(reading.text):
        return False
    if set(spoken(reading.text)) <= set(spoken(name)):
        return False
    if reading.windows or reading.question or reading.not_teachers or reading.lesson_type is not None:
        return False
    around = words_listened_for("this_lesson") | words_listened_for("taking")
    return only_says(reading.text, "yes", "ok", also=around | frozenset(spoken(name)), longest=3)
