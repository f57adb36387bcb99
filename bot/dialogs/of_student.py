"""How a student gets on whom the teacher teaches, "how is Anna doing", "has Anna passed", and what was noted of them,
"what did I note about Anna". Of anybody else a teacher is told nothing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.dialogs.flow import telling
from bot.dialogs.learning import say_feedback, say_progress
from bot.dialogs.own_words import tells_a_result
from bot.dialogs.talk import Heard, Talk
from bot.dialogs.taught import LOOKED_AHEAD, LOOKED_BACK, named_by
from bot.understanding.lexicon import listened_for
from bot.understanding.tokens import begins_with_one, says_one, spoken
from domain.services.progress import progress_of
from domain.timeslots import Interval

_KNOWN = frozenset({"progress", "feedback", "taught", "next_step", "passed", "result", None})
"""What it seems to be about where it is of a student."""
_NAMED_AT_ONCE = 2
_LESSONS_TOLD = 3


def opened_by(talk: Talk, heard: Heard) -> str | None:
    words = spoken(heard.text)
    if heard.choice is not None or heard.intent not in _KNOWN or heard.reading.windows or heard.reading.gone:
        return None
    asks_if = "?" in heard.text or begins_with_one(words, listened_for("has_done"))
    asks = says_one(words, listened_for("gets_on") | listened_for("noted_about"))
    return "of_student" if (asks or (asks_if and tells_a_result(heard.text))) and students_named(talk, words) else None


def tell(talk: Talk) -> None:
    noted = says_one(spoken(talk.reading.text), listened_for("noted_about"))
    for student_id, name in students_named(talk, spoken(talk.reading.text)).items():
        found = talk.work.learning.feedback(talk.at.school_id, student_id, limit=_LESSONS_TOLD if noted else 1)
        talk.say("of_student" if found or not noted else "nothing_noted", student=name)
        if not noted:
            say_progress(talk, progress_of(talk.at, student_id))
        for lesson in found:
            say_feedback(talk, lesson)


def asks_of_student(talk: Talk, words: Sequence[str]) -> bool:
    """ "Is Freja still at two"."""
    return begins_with_one(tuple(words), listened_for("asks_is")) and bool(students_named(talk, words[1:2]))


def students_named(talk: Talk, words: Sequence[str]) -> dict[int, str]:
    """Those whom the words name best, with their names: two of one name both."""
    names = talk.names_of(talk.taught(Interval(talk.now - LOOKED_BACK, talk.now + LOOKED_AHEAD)))
    fits = {id_: named_by(words, name) for id_, name in names.items()}
    best = max(fits.values(), default=0)
    return {id_: names[id_] for id_ in [id_ for id_, fit in fits.items() if best and fit == best][:_NAMED_AT_ONCE]}


FLOW = telling("of_student", tell, frozenset({"teacher"}))
