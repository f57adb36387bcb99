"""What a person wrote, read with what their school knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.dialogs.exchange import Inbound, Kind
from bot.understanding.reader import read
from bot.understanding.reading import Reading, Vocabulary
from domain.rules.notice import Horizon
from domain.schools import Branch, Catalogue, Student
from domain.timeslots import to_wall


def heard(
    inbound: Inbound, language: str, catalogue: Catalogue | None, now: datetime, student: Student | None
) -> Reading:
    if inbound.kind in {Kind.TAP, Kind.PROMPT, Kind.CONTACT} or not inbound.text:
        return Reading(text="")
    return understood(inbound.text, language, catalogue, now, student)


def understood(
    text: str,
    language: str,
    catalogue: Catalogue | None,
    now: datetime,
    student: Student | None,
    moving: bool = False,
) -> Reading:
    if catalogue is None:
        zone, vocabulary, horizon = ZoneInfo("UTC"), Vocabulary({}, {}), 365
    else:
        zone, horizon = catalogue.zone, catalogue.school.policy[Horizon].horizon_days
        vocabulary = _vocabulary(catalogue, student)
    return read(
        text,
        language=language,
        now=to_wall(now, zone),
        zone=zone,
        vocabulary=vocabulary,
        horizon_days=max(horizon, 365),
        moving=moving,
    )


def _vocabulary(catalogue: Catalogue, student: Student | None) -> Vocabulary:
    teachers, types, branches = catalogue.kept(
        "vocabulary",
        lambda: (
            {teacher.id: (teacher.name, teacher.first_name) for teacher in catalogue.teachers.values()},
            {kind.id: (*kind.names.values(), kind.code) for kind in catalogue.bookable_types},
            {branch.id: (*branch.names.values(), *_on_the_map(branch)) for branch in catalogue.branches.values()},
        ),
    )
    return Vocabulary(teachers, types, student.usual_teacher_id if student else None, branches)


def _on_the_map(branch: Branch) -> Iterator[str]:
    """The street of its address, and the town: "Harbour Street" and "Aarhus" of "Harbour Street 12, 8000 Aarhus C"."""
    parts = [part for part in branch.address.split(",") if part.strip()]
    for part in (*parts[:1], *parts[-1:]):
        words = [word for word in part.split() if len(word) > 1 and word.isalpha()]
        if words:
            yield " ".join(words)
