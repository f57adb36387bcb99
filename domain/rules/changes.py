"""Until when a student may cancel or move a lesson, and how often. The school itself is not bound by these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.rules.parameters import whole
from domain.rules.rule import About, Occasion, Request, Rule, said

_EXAMPLE = datetime(2026, 11, 25, 15, 45, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CancelCutOff(Rule):
    """latest: the last instant (UTC) at which it could be cancelled; hours: that is so long before the start."""

    name = "cancel_cut_off"
    about = About.CHANGE
    on = frozenset({Occasion.CANCEL})
    code = "too_late_to_cancel"
    title = "It is too late to cancel the lesson"
    words = said(
        en='It could be cancelled until {{ latest|time }}. Write "talk to the school" if you can\'t come.',
        da='Den kunne aflyses indtil {{ latest|time }}. Skriv "tal med skolen", hvis du ikke kan komme.',
        de='Absagen ging bis {{ latest|time }}. Wenn du nicht kannst, schreib "mit der fahrschule sprechen".',
        sv='Den kunde avbokas till {{ latest|time }}. Skriv "prata med skolan" om du får förhinder.',
        nb='Den kunne avbestilles til {{ latest|time }}. Skriv "snakk med skolen" hvis du ikke kan komme.',
    )
    examples = ({"latest": _EXAMPLE, "hours": 24},)

    cancel_until_hours: int | None = whole(None, "students may cancel until so many hours before the start")

    def latest(self, start: datetime) -> datetime | None:
        return _before(start, self.cancel_until_hours)

    def check(self, request: Request) -> None:
        _ensure_in_time(self, request, self.cancel_until_hours)


@dataclass(frozen=True, slots=True)
class RescheduleCutOff(Rule):
    """latest: the last instant (UTC) at which it could be moved; hours: that is so long before the start."""

    name = "reschedule_cut_off"
    about = About.CHANGE
    on = frozenset({Occasion.LEAVE})
    code = "too_late_to_move"
    title = "It is too late to move the lesson"
    words = said(
        en='It could be moved until {{ latest|time }}. Write "talk to the school" if you can\'t come.',
        da='Den kunne flyttes indtil {{ latest|time }}. Skriv "tal med skolen", hvis du ikke kan komme.',
        de='Verschieben ging bis {{ latest|time }}. Wenn du nicht kannst, schreib "mit der fahrschule sprechen".',
        sv='Den kunde flyttas till {{ latest|time }}. Skriv "prata med skolan" om du får förhinder.',
        nb='Den kunne flyttes til {{ latest|time }}. Skriv "snakk med skolen" hvis du ikke kan komme.',
    )
    examples = ({"latest": _EXAMPLE, "hours": 24},)

    reschedule_until_hours: int | None = whole(None, "students may move until so many hours before the start")

    def latest(self, start: datetime) -> datetime | None:
        return _before(start, self.reschedule_until_hours)

    def check(self, request: Request) -> None:
        _ensure_in_time(self, request, self.reschedule_until_hours)


@dataclass(frozen=True, slots=True)
class MostReschedules(Rule):
    """limit: how often a student may move one lesson."""

    name = "max_reschedules"
    about = About.CHANGE
    on = frozenset({Occasion.LEAVE})
    code = "too_many_reschedules"
    title = "The lesson was moved as often as the school allows"
    words = said(
        en="{% if limit %}You have moved it {% if limit == 1 %}once{% else %}{{ limit }} times{% endif %} already, as "
        "often as the school allows.{% else %}At this school lessons are not moved.{% endif %} You can still cancel "
        'it, or write "talk to the school".',
        da="{% if limit %}Du har allerede flyttet den {% if limit == 1 %}en gang{% else %}{{ limit }} gange{% endif %}"
        ", og oftere tillader skolen ikke.{% else %}På denne skole flyttes tider ikke.{% endif %} Du kan stadig aflyse "
        'den, eller skriv "tal med skolen".',
        de="{% if limit %}Du hast ihn schon {% if limit == 1 %}einmal{% else %}{{ limit }}-mal{% endif %} verschoben, "
        "öfter geht es nicht.{% else %}Verschieben geht an dieser Fahrschule nicht.{% endif %} Absagen geht noch, oder "
        'schreib "mit der fahrschule sprechen".',
        sv="{% if limit %}Du har redan flyttat den {% if limit == 1 %}en gång{% else %}{{ limit }} gånger{% endif %}, "
        "och oftare tillåter skolan inte.{% else %}På den här skolan flyttas inga tider.{% endif %} Du kan fortfarande "
        'avboka den, eller skriv "prata med skolan".',
        nb="{% if limit %}Du har allerede flyttet den {% if limit == 1 %}en gang{% else %}{{ limit }} ganger{% endif %}"
        ", og oftere tillater skolen ikke.{% else %}På denne skolen flyttes ikke timer.{% endif %} Du kan fortsatt "
        'avbestille den, eller skriv "snakk med skolen".',
    )
    examples = ({"limit": 1}, {"limit": 2}, {"limit": 0})

    max_reschedules: int | None = whole(None, "how often a student may move one lesson")

    def check(self, request: Request) -> None:
        moves = request.booking.moves if request.booking is not None else 0
        if self.max_reschedules is not None and request.by_student and moves >= self.max_reschedules:
            self.refuse(limit=self.max_reschedules)


def _before(start: datetime, hours: int | None) -> datetime | None:
    return None if hours is None else start - timedelta(hours=hours)


def _ensure_in_time(rule: Rule, request: Request, hours: int | None) -> None:
    """Refuse a student who comes later than so many hours before the start."""
    latest = _before(request.start, hours)
    if latest is not None and request.by_student and request.now > latest:
        rule.refuse(latest=latest, hours=hours)
