"""What is said of a day on which there is a lesson, and asks for no other one: "tomorrow is fine", "I'll be there
after all", "Tuesday's I'm keeping", "is it Mette tomorrow?"."""

from __future__ import annotations

from bot.dialogs.asking import begins_with_is_it
from bot.dialogs.own_lessons import coming
from bot.dialogs.own_words import asks_something, asks_to_book, names_a_lesson, says, wishes_the_latest
from bot.dialogs.pointing import meant
from bot.dialogs.talk import Heard, Talk
from bot.dialogs.windows import whole_day, windows_of
from bot.understanding.lexicon import listened_for
from bot.understanding.tokens import says_one, spoken


def is_meant(talk: Talk, heard: Heard) -> bool:
    """Whether that lesson is to be told."""
    another = asks_to_book(heard.text) or names_a_lesson(heard.text) or wishes_the_latest(heard.text)
    if heard.intent not in {"book", None} or another:
        return False
    suits = says(heard.text, "fits", "keep") or says_one(spoken(heard.text), listened_for("will_come"))
    agrees = suits and not (asks_something(heard.text) or says(heard.text, "not", "not_that", "instead"))
    if not agrees and not (begins_with_is_it(heard.text) and asks_something(heard.text)):
        return False
    reading = heard.reading.taken_for_a_wish()
    windows = windows_of(talk, reading.windows)
    one_day = len(windows) == 1 and whole_day(talk, windows[0]) and not (reading.question or reading.dayless)
    return one_day and bool(meant(talk, coming(talk), reading))
