"""How long a lesson is wished to be, "a 90 min one": which kind of lesson that is.

Kept in the flow's data: type (lesson type id), alike (ids of several that are as long, and of the ordinary one, of
which one is meant).
"""

from __future__ import annotations

from typing import Any

from bot.dialogs.talk import Talk
from bot.understanding.lengths import lengths_in
from bot.understanding.lexicon import listened_for
from bot.understanding.reading import Reading
from bot.understanding.tokens import says_one, spoken
from domain.schools import LessonType

_FEW = 8
"""Words at most of who says no more than that."""


def hear_length(talk: Talk, reading: Reading, data: dict[str, Any]) -> bool:
    """Keep the kind of lesson that is as long, or several to be asked about; whether a length was said. That no lesson
    is as long is told. A kind that is named says by itself how long it is, and so does a lesson that is moved."""
    if reading.lesson_type is not None:
        data.pop("alike", None)
        return False
    if reading.shift is not None or "ignoring" in data:
        return False
    if not (lengths := lengths_in(reading.text, talk.language)):
        return _hear_ordinary(talk, reading, data)
    types = [kind for kind in talk.school.types_for_students if not kind.is_class]
    alike = [kind.id for kind in types if minutes_of(kind) in lengths]
    if not alike:
        talk.say("no_such_length", minutes=lengths[0])
        return False
    usual = types[0].id
    data["type"] = usual if usual in alike else alike[0]
    data["alike"] = [usual, *alike] if len(alike) > 1 and usual not in alike else None
    return True


def _hear_ordinary(talk: Talk, reading: Reading, data: dict[str, Any]) -> bool:
    """ "Just a normal one", in few words and of nothing else, where another kind was being booked."""
    said, usual = spoken(reading.text), next(iter(talk.school.types_for_students), None)
    if usual is None or data.get("type") in {None, usual.id} or reading.windows or len(said) > _FEW:
        return False
    if not says_one(said, listened_for("single")):
        return False
    data.update(type=usual.id, alike=None)
    return True


def minutes_of(kind: LessonType) -> int:
    return int(kind.duration.total_seconds()) // 60
