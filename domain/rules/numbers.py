"""How many lessons a student may have: coming ones, on one day, in one week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from domain.rules.parameters import whole
from domain.rules.rule import NEW, PLACED, About, Request, Rule, said
from domain.timeslots import Interval, day_start, to_wall

_EXAMPLE = datetime(2026, 11, 26, 15, 45, tzinfo=UTC)
_NEXT = {
    language: "{% if next_free_at %} " + words + " {{ next_free_at|day }}.{% endif %}"
    for language, words in {
        "en": "The next day with room after that is",
        "da": "Næste dag med plads derefter er",
        "de": "Der nächste Tag danach mit Platz ist",
        "sv": "Nästa dag med plats efter det är",
        "nb": "Neste dag med plass etter det er",
    }.items()
}
"""The end of what is told where there is no room; days before may have room too."""

_LOOKED_AHEAD = 60
"""Days or weeks in which room is looked for. Nobody's are full for so long."""


@dataclass(frozen=True, slots=True)
class MostOpenBookings(Rule):
    """limit: how many coming lessons a student may have; count: how many there are; beside_courses: whether there are
    classes of courses too, which don't count; next_free_at: when so many of them have ended that there is room for one
    (UTC)."""

    name = "max_open_bookings"
    about = About.NUMBER
    on = NEW
    reads = True
    code = "too_many_open_bookings"
    title = "The student has as many coming lessons as the school allows"
    words = said(
        en="You have {{ count }} coming {{ 'lesson' if count == 1 else 'lessons' }}"
        "{% if beside_courses %} beside your courses{% endif %}; the school allows at most {{ limit }}."
        "{% if next_free_at %} You can book again after {{ next_free_at|time }}, or cancel "
        "{{ 'one' if count == limit else count - limit + 1 }} of them.{% endif %}",
        da="Du har {{ count }} {{ 'kommende tid' if count == 1 else 'kommende tider' }}"
        "{% if beside_courses %} ud over dine kurser{% endif %}; skolen tillader højst {{ limit }}."
        "{% if next_free_at %} Du kan booke igen efter {{ next_free_at|time }}, eller aflyse "
        "{{ 'en' if count == limit else count - limit + 1 }} af dem.{% endif %}",
        de="Du hast {{ count }} {{ 'Termin' if count == 1 else 'Termine' }}"
        "{% if beside_courses %} neben deinen Kursen{% endif %}; erlaubt sind höchstens "
        "{{ limit }}.{% if next_free_at %} Wieder buchen kannst du nach {{ next_free_at|time }}, oder sag "
        "{{ 'einen' if count == limit else count - limit + 1 }} ab.{% endif %}",
        sv="Du har {{ count }} {{ 'kommande tid' if count == 1 else 'kommande tider' }}"
        "{% if beside_courses %} utöver dina kurser{% endif %}; skolan tillåter högst {{ limit }}."
        "{% if next_free_at %} Du kan boka igen efter {{ next_free_at|time }}, eller avboka "
        "{{ 'en' if count == limit else count - limit + 1 }} av dem.{% endif %}",
        nb="Du har {{ count }} {{ 'kommende time' if count == 1 else 'kommende timer' }}"
        "{% if beside_courses %} utenom kursene dine{% endif %}; skolen tillater høyst {{ limit }}."
        "{% if next_free_at %} Du kan bestille igjen etter {{ next_free_at|time }}, eller "
        "avbestille {{ 'en' if count == limit else count - limit + 1 }} av dem.{% endif %}",
    )
    examples = (
        {"limit": 5, "count": 5, "beside_courses": False, "next_free_at": _EXAMPLE},
        {"limit": 5, "count": 6, "beside_courses": True, "next_free_at": _EXAMPLE},
        {"limit": 0, "count": 0, "beside_courses": False, "next_free_at": None},
    )

    max_open_bookings: int = whole(
        5, "coming lessons, held ones included, that a student may have at a time beside courses"
    )

    def check(self, request: Request) -> None:
        limit = self.max_open_bookings
        if len(request.facts.open_ends) < limit:
            return
        of_courses = Counter(request.facts.course_ends)
        ends = sorted((Counter(request.facts.open_ends) - of_courses).elements())
        if len(ends) >= limit:
            # With all but `limit - 1` of them over there is room for one; none is ever enough where none is allowed.
            self.refuse(
                limit=limit,
                count=len(ends),
                beside_courses=bool(of_courses),
                next_free_at=ends[len(ends) - limit] if limit else None,
            )


@dataclass(frozen=True, slots=True)
class MostPerDay(Rule):
    """limit: how many lessons a student may have on one day of the school; start: of the one wanted; next_free_at: when
    the next day begins that has room and that the other rules allow (UTC), None if there is none for now."""

    name = "max_bookings_per_day"
    about = About.TIME
    on = PLACED
    reads = True
    code = "too_many_that_day"
    title = "The student has as many lessons that day as the school allows"
    words = said(
        en="On {{ start|day }} you have {{ limit }} {{ 'lesson' if limit == 1 else 'lessons' }} already, as many as "
        "the school allows on a day." + _NEXT["en"],
        da="{{ start|day }} har du allerede {{ limit }} {{ 'tid' if limit == 1 else 'tider' }}, og flere tillader "
        "skolen ikke på en dag." + _NEXT["da"],
        de="Am {{ start|day }} hast du schon {{ limit }} {{ 'Termin' if limit == 1 else 'Termine' }}, mehr erlaubt die "
        "Fahrschule nicht an einem Tag." + _NEXT["de"],
        sv="{{ start|day }} har du redan {{ limit }} {{ 'tid' if limit == 1 else 'tider' }}, och fler tillåter "
        "skolan inte på en dag." + _NEXT["sv"],
        nb="{{ start|day }} har du allerede {{ limit }} {{ 'time' if limit == 1 else 'timer' }}, og flere tillater "
        "skolen ikke på en dag." + _NEXT["nb"],
    )
    examples = (
        {"limit": 1, "start": _EXAMPLE, "next_free_at": _EXAMPLE + timedelta(1)},
        {"limit": 2, "start": _EXAMPLE, "next_free_at": None},
    )

    max_bookings_per_day: int | None = whole(None, "lessons of any kind that a student may have on one day", least=1)

    def check(self, request: Request) -> None:
        if self.max_bookings_per_day is not None:
            _ensure_room(self, request, self.max_bookings_per_day, lambda day: day, timedelta(days=1))


@dataclass(frozen=True, slots=True)
class MostPerWeek(Rule):
    """limit: how many lessons a student may have in one week, which begins on Monday; start: of the one wanted;
    next_free_at: when the next day begins that is in a week with room and that the other rules allow (UTC), None if
    there is none for now."""

    name = "max_bookings_per_week"
    about = About.TIME
    on = PLACED
    reads = True
    code = "too_many_that_week"
    title = "The student has as many lessons that week as the school allows"
    words = said(
        en="In the week of {{ start|day }} you have {{ limit }} {{ 'lesson' if limit == 1 else 'lessons' }} already, "
        "as many as the school allows." + _NEXT["en"],
        da="I ugen med {{ start|day }} har du allerede {{ limit }} {{ 'tid' if limit == 1 else 'tider' }}, og flere "
        "tillader skolen ikke." + _NEXT["da"],
        de="In der Woche mit {{ start|day }} hast du schon {{ limit }} {{ 'Termin' if limit == 1 else 'Termine' }}, "
        "mehr erlaubt die Fahrschule nicht." + _NEXT["de"],
        sv="Veckan med {{ start|day }} har du redan {{ limit }} {{ 'tid' if limit == 1 else 'tider' }}, och fler "
        "tillåter skolan inte." + _NEXT["sv"],
        nb="I uka med {{ start|day }} har du allerede {{ limit }} {{ 'time' if limit == 1 else 'timer' }}, og flere "
        "tillater skolen ikke." + _NEXT["nb"],
    )
    examples = (
        {"limit": 1, "start": _EXAMPLE, "next_free_at": _EXAMPLE + timedelta(4)},
        {"limit": 3, "start": _EXAMPLE, "next_free_at": None},
    )

    max_bookings_per_week: int | None = whole(
        None, "lessons of any kind that a student may have in a week from Monday to Sunday", least=1
    )

    def check(self, request: Request) -> None:
        if self.max_bookings_per_week is not None:
            _ensure_room(self, request, self.max_bookings_per_week, _monday, timedelta(days=7))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _ensure_room(rule: Rule, request: Request, limit: int, begin: Callable[[date], date], length: timedelta) -> None:
    """Refuse if the span (day or week, in wall time) of the wanted start has no room. What else there is instead is
    looked for once for each span, however many starts in it are judged."""
    span = begin(to_wall(request.start, request.catalogue.zone).date())
    if _has_room(request, limit, span, length):
        return
    if not request.rules:  # asked by another rule, which only wants to know whether this one allows it
        rule.refuse(limit=limit, start=request.start, next_free_at=None)
    notes, key = request.facts.notes, (rule, span, request.rules)
    if key not in notes:
        notes[key] = _next_possible(rule, request, limit, span, length)
    rule.refuse(limit=limit, start=request.start, next_free_at=notes[key])


def _has_room(request: Request, limit: int, span: date, length: timedelta) -> bool:
    zone = request.catalogue.zone
    during = Interval(day_start(span, zone), day_start(span + length, zone))
    return len(request.facts.starts(during)) < limit


def _next_possible(rule: Rule, request: Request, limit: int, span: date, length: timedelta) -> datetime | None:
    """When the first day begins of a later span with room that no other rule forbids."""
    for place in range(1, _LOOKED_AHEAD):
        later = span + place * length
        if _has_room(request, limit, later, length):
            for number in range(length.days):
                if request.possible_on(day := later + timedelta(days=number), besides=rule):
                    return day_start(day, request.catalogue.zone)
    return None
