"""A good-bye that names a day, "see you tomorrow": of the lesson that there is then; that there is none is told."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogs.own_lessons import coming
from bot.dialogs.own_words import says
from bot.dialogs.pointing import meant
from bot.dialogs.talk import End, Move, Open, Talk
from bot.dialogs.wording import wall
from bot.understanding.lexicon import words_listened_for
from bot.understanding.phrases import Phrase
from bot.understanding.tokens import spoken

_SHORT = 3
"""So many words at most has "until Friday" as a good-bye."""


def taken(talk: Talk) -> Move | None:
    """What follows from it; None if it is none of a student. One that is asked, "do we meet on Friday?", is answered
    with the lessons."""
    if talk.speaker.role != "student" or talk.reading.intent not in {"thanks", "bye", None}:
        return None
    behind = _behind_leave(spoken(talk.reading.text))
    reading = talk.understand(" ".join(behind)) if behind else talk.reading
    if not behind or not reading.windows:
        return None
    lessons = meant(talk, coming(talk), reading)
    if lessons and "?" not in talk.reading.text:
        talk.say("see_you", start=wall(lessons[0].start, talk.school))
        return End()
    talk.reading = replace(reading, intent="lessons")
    return Open("lessons")


def _behind_leave(said: Phrase) -> Phrase:
    """What is said behind "see you": when."""
    behind = said
    while end := _end_of_leave(behind):
        behind = behind[end:]
    until = next((at for at, word in enumerate(said, 1) if word in words_listened_for("until_we_meet")), 0)
    if until and (not behind or (until == 1 and len(said) <= _SHORT)):
        return said[until:]
    return behind if behind != said else ()


def _end_of_leave(said: Phrase) -> int:
    return next((end for end in range(1, len(said) + 1) if says(" ".join(said[:end]), "farewell")), 0)
