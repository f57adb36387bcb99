"""Which choice of the last menu is meant: by a press, by its digit, or by its label written out."""

from __future__ import annotations

from bot.dialogs.labels import begun, nearly, typed_out
from bot.dialogs.leading import EVERYWHERE
from bot.dialogs.menu import Menu, NoSuchChoice
from bot.dialogs.own_lessons import is_bare_yes
from bot.dialogs.own_words import opens_with_no
from bot.dialogs.small_talk import SMALL_TALK
from bot.dialogs.talk import Heard, Talk

_NO_LABEL = EVERYWHERE | {"yes", "no", "ok", "thanks", "bye", "greeting"}
"""What is said by words that may begin a label, and mean more than it."""

_OF_TIMES = ("slot:", "other")
"""Beginnings of choices beside which other times may be wished."""
_MORNING = 7
_HOURS = range(_MORNING, 22)
"""What a number that is on no menu may mean."""


def chosen(talk: Talk, menu: Menu, *, free: bool, confirming: bool) -> str | None:
    """Its id, or None where something else was said. A press on an older menu is none.

    free: any words may be the answer to the open question. confirming: its first choice is a yes, which "no 1" and
    "only the first" aren't. Raises NoSuchChoice.
    """
    if talk.inbound.tap is not None:
        return menu.pressed(talk.inbound)
    if (typed := _written(talk, menu, free=free)) is not None:
        return typed
    number = talk.reading.number
    if number is None or (free and not _has_digits_for_a_choice(talk, menu)):
        return None
    try:
        choice = menu.numbered(number, talk.now)
        return None if confirming and choice == menu.offered[0] and not _says_its_digit(talk) else choice
    except NoSuchChoice as none:
        another = opens_with_no(talk.reading.text)
        if none.message != "no_such_number" or not _may_be_an_hour(menu, number, another=another):
            raise
        talk.reading = talk.understand(f"{number + 12 * (number < _MORNING)}:00")
        return None


def _says_its_digit(talk: Talk) -> bool:
    """As "the first" does not, which may be a lesson, and "no, 1"."""
    said = talk.reading.text
    return any(letter.isdecimal() for letter in said) and not opens_with_no(said)


def _may_be_an_hour(menu: Menu, number: int, *, another: bool) -> bool:
    """ "14", where a time is chosen and none of those on offer is at two. another: it is told behind a no."""
    hour = number in _HOURS or (another and number < _MORNING)
    return hour and any(choice.startswith(_OF_TIMES) for choice in menu.offered)


def _written(talk: Talk, menu: Menu, *, free: bool) -> str | None:
    """The id of the choice whose label was written. A bare yes or no is for the step to understand, and so are words
    that mean the same everywhere. Raises NoSuchChoice where several are meant equally."""
    text, reading = talk.inbound.text, talk.reading
    if not text or text.isdecimal() or is_bare_yes(Heard(reading)) or not (written := menu.written()):
        return None
    labels = talk.labels(written, talk.language, talk.inbound.channel)
    found = typed_out(text, labels)
    if not found and not (free or reading.number is not None or reading.intent in _NO_LABEL):
        found = begun(text, labels)
        vague = reading.intent is None or reading.intent in SMALL_TALK
        if not found and vague:
            found = nearly(text, labels)
        if len(found) > 1 and vague and not reading.windows and reading.lesson_type is None:
            raise NoSuchChoice("several_fit")
    return menu.offered[found[0]] if len(found) == 1 else None


def _has_digits_for_a_choice(talk: Talk, menu: Menu) -> bool:
    """Where any words are taken, "first" is one of them."""
    return bool(menu.offered) and any(letter.isdecimal() for letter in talk.inbound.text)
