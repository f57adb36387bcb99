"""How well the phrases of the tests' tables are read, and by other parsers beside ours: right, wrong, the rest asks.

Ours must give all that the table says: intent, names, every window. Of the others only the first time is asked, and any
time inside the expected windows counts as right; where a phrase names no time, finding none does. They are told the
language. Phrases that name no time are left out for them, but for the traps.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from statistics import median
from time import perf_counter

from bot.understanding.lexicon import codes
from bot.understanding.reader import get_ready
from tests.understanding.grading import Grade, Phrase, grade, phrases
from tests.understanding.school import NOW
from tests.understanding.shorthand import THIS_YEAR

MOST_WRONG, LEAST_RIGHT = 0.01, 0.97
Finder = Callable[[str, str], datetime | None]

_DAY = r"(?:\d{4}-)?\d\d-\d\d"
_TIMES = re.compile(
    rf"(?<![<\w.-])(?P<days>daily|{_DAY}(?:,{_DAY})*)?(?: (?P<start>\d\d:\d\d)(?:-(?P<end>\d\d:\d\d))?)?"
    rf"(?:(?P<late> ?\d\d:\d\d)?\.\.(?P<last>{_DAY})| \.\.(?P<until>{_DAY}))?"
)


@dataclass(frozen=True, slots=True)
class Span:
    """Days and hours in which a found time is right; exact when start and end are the same."""

    first: datetime
    last: datetime
    start: time
    end: time

    def holds(self, found: datetime) -> bool:
        if not self.first.date() <= found.date() <= self.last.date():
            return False
        at = found.time().replace(second=0, microsecond=0)
        return at == self.start if self.start == self.end else self.start <= at <= self.end


def run() -> bool:
    """Prints the tables; whether ours is as right as it must be."""
    get_ready()
    table = list(phrases())
    sure = _ours(table)
    print()
    _others([phrase for phrase in table if _spans(phrase.expected) or phrase.kind == "traps"])
    return sure


def _ours(table: Sequence[Phrase]) -> bool:
    reached = True
    print(f"  {'ours: right of all':<24}" + "".join(f"{code:>12}" for code in codes()))
    grades = {code: defaultdict[str, Counter[Grade]](Counter) for code in codes()}
    for phrase in table:
        grades[phrase.language][phrase.kind][grade(phrase)] += 1
    for kind in dict.fromkeys(phrase.kind for phrase in table):
        print(f"  {kind:<24}" + "".join(f"{_share(grades[code][kind]):>12}" for code in codes()))
    for name, which in (
        ("right, percent", Grade.RIGHT),
        ("wrong, percent", Grade.WRONG),
        ("asks, percent", Grade.ASKS),
    ):
        shares = [_of(sum(grades[code].values(), Counter()), which) for code in codes()]
        print(f"  {name:<24}" + "".join(f"{100 * share:12.1f}" for share in shares))
        reached &= which is not Grade.RIGHT or min(shares) >= LEAST_RIGHT
        reached &= which is not Grade.WRONG or max(shares) <= MOST_WRONG
    times = [_timed(lambda phrase=phrase: grade(phrase)) for phrase in table]  # type: ignore[misc]
    print(f"  median of a phrase, ms  {1000 * median(times):12.3f}")
    return reached


def _share(counted: Counter[Grade]) -> str:
    return f"{counted[Grade.RIGHT]}/{counted.total()}" if counted else "-"


def _of(counted: Counter[Grade], which: Grade) -> float:
    return counted[which] / counted.total()


def _timed(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return perf_counter() - start


def _others(table: Sequence[Phrase]) -> None:
    print(f"  {'times, right / wrong %':<24}" + "".join(f"{code:>12}" for code in codes()) + f"{'median ms':>12}")
    readers: dict[str, Callable[[Phrase], Grade]] = {"ours": grade}
    readers |= {name: lambda phrase, find=find: _judged(phrase, find) for name, find in _finders().items()}  # type: ignore[misc]
    for name, read in readers.items():
        counted = {code: Counter[Grade]() for code in codes()}
        times = []
        for phrase in table:
            start = perf_counter()
            graded = read(phrase)
            times.append(perf_counter() - start)
            counted[phrase.language][graded] += 1
        shares = (
            f"{100 * _of(each, Grade.RIGHT):.0f} / {100 * _of(each, Grade.WRONG):.0f}" for each in counted.values()
        )
        print(f"  {name:<24}" + "".join(f"{share:>12}" for share in shares) + f"{1000 * median(times):12.3f}")


def _judged(phrase: Phrase, find: Finder) -> Grade:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = find(phrase.text, phrase.language)
        except Exception:  # some raise what they please for words that they don't know
            found = None
    spans = _spans(phrase.expected)
    if found is None:
        return Grade.ASKS if spans else Grade.RIGHT
    return Grade.RIGHT if any(span.holds(found.replace(tzinfo=None)) for span in spans) else Grade.WRONG


def _finders() -> dict[str, Finder]:
    import dateparser
    import parsedatetime
    from dateparser.search import search_dates
    from dateutil import parser as dateutil

    settings = {"PREFER_DATES_FROM": "future", "RELATIVE_BASE": NOW}
    locales = {"en": "en_AU", "de": "de_DE"}  # it has no others of ours
    calendars = {
        code: parsedatetime.Calendar(parsedatetime.Constants(locales.get(code, "en_AU"), usePyICU=False))
        for code in codes()
    }

    def searched(text: str, language: str) -> datetime | None:
        found = search_dates(text, languages=[language], settings=settings)
        return found[0][1] if found else None

    def by_calendar(text: str, language: str) -> datetime | None:
        found, kind = calendars[language].parseDT(text, sourceTime=NOW)
        return found if kind else None

    return {
        "dateparser": lambda text, language: dateparser.parse(text, languages=[language], settings=settings),
        "dateparser, search": searched,
        "parsedatetime": by_calendar,
        "dateutil, fuzzy": lambda text, _: dateutil.parse(
            text, fuzzy=True, dayfirst=True, default=NOW.replace(hour=0, minute=0)
        ),
    }


def _spans(expected: str) -> list[Span]:
    """The times in the shorthand of the tables."""
    spans: list[Span] = []
    for part in re.sub(r"<\S+( \d\d:\d\d)?", "", expected).split(" | "):
        match = next((match for match in _TIMES.finditer(part) if match["days"]), None)
        if match:
            spans += _of_days(match)
    return spans


def _of_days(match: re.Match[str]) -> Iterable[Span]:
    start = time.fromisoformat(match["start"] or "00:00")
    end = (match["end"] or match["start"] or "23:59").replace("24:00", "23:59")
    last = match["last"] or match["until"]
    days = (
        [NOW + timedelta(days=n) for n in range(7)] if match["days"] == "daily" else map(_day, match["days"].split(","))
    )
    for day in days:
        if last:
            yield Span(day, _day(last), time(), time(23, 59))
        else:
            yield Span(day, day, start, time.fromisoformat(end))


def _day(said: str) -> datetime:
    return datetime.fromisoformat(said if len(said) > 5 else f"{THIS_YEAR}-{said}")
