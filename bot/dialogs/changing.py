"""What a student who is asked nothing says of lessons that there are, though it sounds like a wish for another one; or
the other way round."""

from __future__ import annotations

from bot.dialogs import about_booked, days_lesson
from bot.dialogs.beside_lesson import is_beside
from bot.dialogs.cars import said_of_cars
from bot.dialogs.just_booked import is_corrected
from bot.dialogs.otherwise import does_not_suit, of_another_kind, on_its_day
from bot.dialogs.own_lessons import changeable, given_up
from bot.dialogs.own_words import asks_to_book, gives_a_day_up, names_one_to_move, says, says_all
from bot.dialogs.same_again import goes_on, wishes_one_more
from bot.dialogs.talk import Heard, Talk
from bot.understanding.reading import Reading
from bot.understanding.tokens import spoken

_WISHFUL = frozenset({"book", "more", None})
_OF_LESSONS = frozenset({"lessons", "pass_on", None})
"""What a lesson seems to be asked about where one beside it is wished."""

_FEW = 7
"""So many words at most ask for a car and for nothing else."""


def becomes(talk: Talk, heard: Heard) -> str | None:
    """The intent to move or cancel them, to book one beside them or to be told of the last one, if that is meant."""
    reading = heard.reading
    if heard.choice is not None:
        return None
    if (
        is_corrected(talk)
        or _gives_one_up(talk, reading)
        or on_its_day(talk, reading) is not None
        or _moves_all(reading)
        or _all_with_another(talk, reading)
        or of_another_kind(talk, reading) is not None
    ):
        return "reschedule"
    if about_booked.is_asked(talk, heard):
        return "about_booked"
    beside = reading.intent in _OF_LESSONS and is_beside(reading.text)
    if wishes_one_more(reading) or goes_on(talk) or beside or _asks_for_a_car(talk, reading):
        return "book"
    if days_lesson.is_meant(talk, heard):
        return "lessons"
    return "cancel" if does_not_suit(reading) else None


def _asks_for_a_car(talk: Talk, reading: Reading) -> bool:
    """ "Do you have automatics?": the times with one say it."""
    said = spoken(reading.text)
    if reading.intent is not None or reading.windows or reading.question or len(said) > _FEW:
        return False
    return not says(reading.text, "not") and bool(said_of_cars(talk.school, said))


def _gives_one_up(talk: Talk, reading: Reading) -> bool:
    """Whether a lesson is on the day that another one is wished instead of."""
    named = reading.intent in {"book", "more", None} and bool(reading.given_up)
    return named and gives_a_day_up(reading) and given_up(talk, reading)


def _moves_all(reading: Reading) -> bool:
    """ "Both to Sunday": all that there are, one by one; or one of them, "the double one to Friday"."""
    if reading.intent not in {"book", None} or not reading.windows or not says(reading.text, "onto"):
        return False
    return says_all(reading.text.split()[0]) or (len(reading.windows) == 1 and names_one_to_move(reading.text))


def _all_with_another(talk: Talk, reading: Reading) -> bool:
    """ "Both lessons with Jonas": those that there are, one by one."""
    named = reading.teacher is not None and not (reading.windows or reading.question or asks_to_book(reading.text))
    return named and reading.intent in _WISHFUL and says_all(reading.text) and bool(changeable(talk))
