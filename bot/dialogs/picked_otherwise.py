"""One of the times that are offered, with something else about it: "the 2nd one but with Amina"."""

from __future__ import annotations

from datetime import timedelta

from bot.dialogs.lesson_slots import slot_from
from bot.dialogs.listed import pointed_at
from bot.dialogs.talk import Go, Heard, Move, Talk
from bot.dialogs.windows import near
from bot.dialogs.wishing import hear_when
from bot.understanding.lexicon import words_listened_for
from bot.understanding.reading import LAST
from bot.understanding.tokens import spoken


def picked_otherwise(talk: Talk, heard: Heard) -> Move | None:
    """Look for that time as it is wished behind the "but"; None if nothing is."""
    said, but = heard.text.split(), words_listened_for("yet")
    cuts = [at for at in range(1, len(said) - 1) if not but.isdisjoint(spoken(said[at]))]
    if heard.choice is not None or not cuts:
        return None
    place = _place(talk, " ".join(said[: cuts[0]]).rstrip(" ,"))
    wish = talk.understand(" ".join(said[cuts[0] + 1 :]))
    if place is None or wish.windows or wish.question or wish.shift == 0:
        return None
    start = slot_from(talk.data["offers"][place]).start
    move = hear_when(talk, Heard(wish))
    if not isinstance(move, Go):
        return None
    near(talk, start + timedelta(minutes=wish.shift or 0))
    return move


def _place(talk: Talk, text: str) -> int | None:
    """Where the time stands that is pointed at."""
    reading, count = talk.understand(text), len(talk.data.get("offers") or ())
    if reading.number is None:
        meant = pointed_at(talk, reading)
        return meant[0] if len(meant) == 1 else None
    place = count - 1 if reading.number == LAST else reading.number - 1
    return place if 0 <= place < count else None
