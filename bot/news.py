"""What is news to a person: of changes that follow each other faster than they are told, only the whole is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from domain.notices import Notice, NoticeKind

_BOOKED = frozenset({NoticeKind.LESSON_BOOKED, NoticeKind.CONFIRMED_BY_SCHOOL, NoticeKind.CLASS_GIVEN})
_MOVED = frozenset({NoticeKind.LESSON_MOVED, NoticeKind.MOVED_BY_SCHOOL, NoticeKind.CLASS_CHANGED})
_CHANGED = {
    NoticeKind.LESSON_CHANGED: NoticeKind.LESSON_MOVED,
    NoticeKind.CHANGED_BY_SCHOOL: NoticeKind.MOVED_BY_SCHOOL,
}
"""Of another teacher or car; and what that is if the time is another too."""

_OVER = frozenset(
    {
        NoticeKind.LESSON_CANCELLED,
        NoticeKind.CANCELLED_BY_SCHOOL,
        NoticeKind.CLASS_CANCELLED,
        NoticeKind.CLASS_TAKEN,
    }
)
"""It takes place no more, or is somebody else's."""

_MOST_VERSIONS = 20
"""So many changes are looked back."""


class Kept(Protocol):
    def keyed(self, school_id: int, keys: Sequence[str]) -> Sequence[tuple[Notice, str | None]]: ...


def since_last_told(notices: Kept, notice: Notice) -> Notice | None:
    """The notice as it is news to the person. What was planned before and became void untold goes into it: a lesson
    booked and moved at once is a new one, one moved twice is moved from where it was first, one moved and cancelled is
    cancelled at the time that they know. None if all is as they last heard."""
    if notice.kind not in {*_MOVED, *_CHANGED, *_OVER} or notice.version is None:
        return notice
    missed = _missed(notices, notice, notice.version)
    if missed and missed[0].kind in _BOOKED:
        return None if notice.kind in _OVER else replace(notice, kind=missed[0].kind)
    moves = [each.data for each in missed if "was" in each.data]
    if not moves:
        return notice
    was = moves[0]["was"]
    if notice.kind in _OVER:
        return replace(notice, data={**notice.data, "was": was, "now": [was]})
    return _moved(notice, was, notice.data.get("now") or moves[-1]["now"])


def _moved(notice: Notice, was: str, now: Sequence[str]) -> Notice | None:
    """From when to when; what is back at its time has not moved, though it may have another teacher or car by now."""
    if was != now[0]:
        return replace(notice, kind=_CHANGED.get(notice.kind, notice.kind), data={"was": was, "now": now})
    if notice.kind is NoticeKind.MOVED_BY_SCHOOL:
        return replace(notice, kind=NoticeKind.CHANGED_BY_SCHOOL, data={})
    return None if notice.kind is NoticeKind.LESSON_MOVED else replace(notice, data={})


def _missed(notices: Kept, notice: Notice, version: int) -> list[Notice]:
    """Those before it that were not told since the last that was, nor will be: what they tell of is so no more."""
    versions = range(max(1, version - _MOST_VERSIONS), version)
    kinds = (*_BOOKED, *_MOVED, *_CHANGED)
    before = [replace(notice, kind=kind, version=number, data={}) for number in versions for kind in kinds]
    missed: list[Notice] = []
    for earlier, outcome in notices.keyed(notice.school_id, [each.key for each in before]) if before else ():
        missed = [*missed, earlier] if outcome in {None, "void"} else []
    return missed
