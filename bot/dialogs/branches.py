"""Where a lesson is wished to be: "at station square", "not harbour", "at another place", "anywhere".

Kept in the flow's data: places (the ids of the branches at which it may be; none means anywhere).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.dialogs.own_words import says
from bot.dialogs.talk import Talk
from bot.understanding.lexicon import lexicon
from bot.understanding.reading import Reading
from bot.understanding.tokens import spoken

_BARE = 3
"""Words of a name with a "please"."""


def hear_places(talk: Talk, reading: Reading, data: dict[str, Any], offered: Sequence[Mapping[str, Any]]) -> bool:
    """Keep where it is wished to be; whether that was said. offered: the slots that are talked of."""
    if reading.branches:
        data["places"] = list(reading.branches)
    elif reading.not_branches:
        data["places"] = _all_but(talk, reading.not_branches)
    elif says(reading.text, "any_place"):
        data["places"] = []
    elif says(reading.text, "other_place"):
        unwanted = {slot["branch"] for slot in offered} or {*data.get("places", ())}
        data["places"] = _all_but(talk, unwanted)
        if not data["places"]:
            talk.say("no_other_place")
    else:
        return False
    return True


def _all_but(talk: Talk, unwanted: Iterable[int | None]) -> list[int]:
    refused = set(unwanted)
    return [id_ for id_ in talk.school.branches if id_ not in refused]


def place_wished(talk: Talk) -> str | None:
    """What the places wished for are called; None if it may be anywhere."""
    return names_of(talk, talk.data.get("places") or ())


def names_of(talk: Talk, places: Iterable[int]) -> str | None:
    branches = talk.school.branches
    return ", ".join(branches[id_].name(talk.language) for id_ in places if id_ in branches) or None


def may_be_there(talk: Talk, teacher_id: int) -> bool:
    """Whether the teacher ever works where it is wished to be."""
    wished, teacher = talk.data.get("places"), talk.school.teacher(teacher_id)
    hours = (*teacher.hours, *(part for special in teacher.special for part in special.hours))
    return not wished or any(each.branch_id in wished for each in hours)


def wishes_a_place(reading: Reading, language: str) -> bool:
    """Whether the words are a place and what leads to it, and little more: who tells where they are wishes for none."""
    said = spoken(reading.text)
    led = not lexicon(language).beside_places.isdisjoint(said[:1])
    return bool(reading.branches) and (led or len(said) <= _BARE)


def names_a_place(reading: Reading) -> bool:
    """Whether it is said where it is wished to be."""
    return bool(reading.branches or reading.not_branches) or says(reading.text, "any_place", "other_place")
