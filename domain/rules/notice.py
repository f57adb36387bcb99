"""How soon before a lesson it may be booked, and how far ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.rules.parameters import whole
from domain.rules.rule import PLACED, About, Request, Rule, said

_EXAMPLE = datetime(2026, 11, 26, 15, 45, tzinfo=UTC)


def _length(days: str, hours: str) -> str:
    """The template of how much notice is asked for."""
    of_days = "{{ (minutes + 1439) // 1440 }} " + days
    return "{% if minutes >= 2880 %}" + of_days + "{% else %}{{ (minutes + 59) // 60 }} " + hours + "{% endif %}"


@dataclass(frozen=True, slots=True)
class MinimumNotice(Rule):
    """earliest: the first start (UTC) that the hours and all rules of time allow, None if there is none for now;
    minutes: the notice the school asks for."""

    name = "minimum_notice"
    about = About.TIME
    on = PLACED
    code = "too_short_notice"
    title = "The lesson starts too soon"
    words = said(
        en="{% if asked %}{{ asked|said }} is{% else %}That is{% endif %} too soon"
        "{% if earliest %}: the earliest is {{ earliest|time }}{% elif minutes >= 120 %}: book at least "
        + _length("days", "hours")
        + " ahead{% endif %}.",
        da="{% if asked %}{{ asked|said }}{% else %}Det{% endif %} er for snart"
        "{% if earliest %}: tidligst {{ earliest|time }}{% elif minutes >= 120 %}: book mindst "
        + _length("dage", "timer")
        + " før{% endif %}.",
        de="{% if asked %}{{ asked|said }}{% else %}Das{% endif %} ist zu kurzfristig"
        "{% if earliest %}: frühestens {{ earliest|time }}{% elif minutes >= 120 %}: buche mindestens "
        + _length("Tage", "Stunden")
        + " vorher{% endif %}.",
        sv="{% if asked %}{{ asked|said }}{% else %}Det{% endif %} är för snart"
        "{% if earliest %}: tidigast {{ earliest|time }}{% elif minutes >= 120 %}: boka minst "
        + _length("dagar", "timmar")
        + " innan{% endif %}.",
        nb="{% if asked %}{{ asked|said }}{% else %}Det{% endif %} er for snart"
        "{% if earliest %}: tidligst {{ earliest|time }}{% elif minutes >= 120 %}: bestill minst "
        + _length("dager", "timer")
        + " før{% endif %}.",
    )
    examples = (
        {"earliest": _EXAMPLE, "minutes": 120},
        {"earliest": None, "minutes": 30},
        {"earliest": None, "minutes": 120},
        {"earliest": None, "minutes": 90 * 1440},
    )

    minimum_notice_minutes: int = whole(120, "least time between booking and the lesson's start")

    def earliest(self, now: datetime) -> datetime:
        return now + timedelta(minutes=self.minimum_notice_minutes)

    def check(self, request: Request) -> None:
        if request.start < (earliest := self.earliest(request.now)):
            possible = request.possible_from(earliest, besides=self)
            self.refuse(earliest=possible, minutes=self.minimum_notice_minutes)


@dataclass(frozen=True, slots=True)
class Horizon(Rule):
    """latest: a start (UTC) on the last day that the hours and all rules of time allow, or else the last instant of the
    horizon; days: how far ahead the school lets students book."""

    name = "horizon"
    about = About.TIME
    on = PLACED
    code = "beyond_horizon"
    title = "The lesson is too far ahead"
    words = said(
        en="{% if asked %}{{ asked|said }} is{% else %}That is{% endif %} too far ahead: you can book until "
        "{{ latest|day }}.",
        da="{% if asked %}{{ asked|said }}{% else %}Det{% endif %} er for langt ude: du kan booke til "
        "{{ latest|day }}.",
        de="{% if asked %}{{ asked|said }}{% else %}Das{% endif %} ist zu weit weg: Buchen kannst du bis "
        "{{ latest|day }}.",
        sv="{% if asked %}{{ asked|said }}{% else %}Det{% endif %} är för långt fram: du kan boka till "
        "{{ latest|day }}.",
        nb="{% if asked %}{{ asked|said }}{% else %}Det{% endif %} er for langt frem: du kan bestille til "
        "{{ latest|day }}.",
    )
    examples = ({"latest": _EXAMPLE, "days": 60},)

    horizon_days: int = whole(60, "how far ahead students may book", least=1, most=730)

    def latest(self, now: datetime) -> datetime:
        return now + timedelta(days=self.horizon_days)

    def check(self, request: Request) -> None:
        if request.start > (latest := self.latest(request.now)):
            self.refuse(latest=request.possible_until(latest, besides=self) or latest, days=self.horizon_days)
