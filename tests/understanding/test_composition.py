"""A day and a time of day mean together what each says, whichever stands first and whatever stands around them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import permutations

import pytest

from bot.understanding.reading import Window
from tests.understanding.school import NOW, reading_of

DAYS = {
    "en": {
        "tomorrow": 1, "the day after tomorrow": 2, "on thursday": 2, "fri": 3, "this saturday": 4, "next monday": 6,
        "wednesday next week": 8, "thursday week": 9, "on the 7th": 13, "3 dec": 9, "on 4 December 2026": 10,
        "in three days": 3, "a week from today": 7,
    },
    "da": {
        "i morgen": 1, "i overmorgen": 2, "på torsdag": 2, "fre": 3, "på lørdag": 4, "næste mandag": 6,
        "onsdag i næste uge": 8, "den 7.": 13, "d. 3. december": 9, "3/12": 9, "om tre dage": 3, "om en uge": 7,
    },
    "de": {
        "morgen": 1, "übermorgen": 2, "am donnerstag": 2, "Do": 2, "Fr": 3, "kommenden samstag": 4,
        "nächsten montag": 6, "mittwoch nächste woche": 8, "am 7.": 13, "am 3. dezember": 9, "am 03.12.": 9,
        "in drei tagen": 3, "heute in einer woche": 7,
    },
    "sv": {
        "imorgon": 1, "i övermorgon": 2, "på torsdag": 2, "fre": 3, "på lördag": 4, "nästa måndag": 6,
        "onsdag nästa vecka": 8, "den 7:e": 13, "den 3 december": 9, "3/12": 9, "om tre dagar": 3, "om en vecka": 7,
    },
    "nb": {
        "i morgen": 1, "i overmorgen": 2, "på torsdag": 2, "fre": 3, "på lørdag": 4, "neste mandag": 6,
        "onsdag neste uke": 8, "den 7.": 13, "3. desember": 9, "3/12": 9, "om tre dager": 3, "om en uke": 7,
    },
}  # fmt: skip
"""Days from today."""

MIDNIGHT = "24:00"
TIMES = {
    "en": {
        "at 3": ("15:00", None), "3 pm": ("15:00", None), "at half past 3": ("15:30", None), "at noon": ("12:00", None),
        "after 3": ("15:00", MIDNIGHT), "before noon": ("00:00", "12:00"), "between 2 and 4": ("14:00", "16:00"),
        "from 9 to 11": ("09:00", "11:00"), "at 7 in the evening": ("19:00", None),
    },
    "da": {
        "kl 3": ("15:00", None), "kl. 14.30": ("14:30", None), "halv fire": ("15:30", None),
        "til kl 11": ("11:00", None), "efter kl 15": ("15:00", MIDNIGHT), "inden 17": ("00:00", "17:00"),
        "mellem 14 og 16": ("14:00", "16:00"), "14-16": ("14:00", "16:00"), "kl 8 om morgenen": ("08:00", None),
    },
    "de": {
        "um 3": ("15:00", None), "14.30 uhr": ("14:30", None), "halb vier": ("15:30", None),
        "ab 16 uhr": ("16:00", MIDNIGHT), "vor 12 uhr": ("00:00", "12:00"),
        "zwischen 14 und 16 uhr": ("14:00", "16:00"), "14-16 uhr": ("14:00", "16:00"),
        "um 7 uhr abends": ("19:00", None),
    },
    "sv": {
        "kl 3": ("15:00", None), "kl 14.30": ("14:30", None), "halv fyra": ("15:30", None),
        "till kl 11": ("11:00", None), "efter kl 15": ("15:00", MIDNIGHT), "innan 17": ("00:00", "17:00"),
        "mellan 14 och 16": ("14:00", "16:00"), "14-16": ("14:00", "16:00"), "kl 8 på morgonen": ("08:00", None),
    },
    "nb": {
        "kl 3": ("15:00", None), "kl 14.30": ("14:30", None), "halv fire": ("15:30", None),
        "til klokka 11": ("11:00", None), "etter kl 15": ("15:00", MIDNIGHT), "før kl 12": ("00:00", "12:00"),
        "mellom 14 og 16": ("14:00", "16:00"), "14-16": ("14:00", "16:00"), "kl 7 på kvelden": ("19:00", None),
    },
}  # fmt: skip
"""From when until when; a start alone is exact."""

AROUND = {
    "en": ("{}", "any chance {}?", "book {} please"),
    "da": ("{}", "kan jeg få en køretime {}?", "book {} tak"),
    "de": ("{}", "kann ich {} eine fahrstunde haben?", "bitte {} buchen"),
    "sv": ("{}", "kan jag få en körlektion {}?", "boka {} tack"),
    "nb": ("{}", "kan jeg få en kjøretime {}?", "bestill {} takk"),
}


@pytest.mark.parametrize("language", DAYS)
def test_a_day_and_a_time_say_the_same_in_either_order(language: str) -> None:
    wrong = {}
    for day, days in DAYS[language].items():
        for hour, (start, end) in TIMES[language].items():
            expected = (_window(NOW.date() + timedelta(days=days), start, end),)
            for order in (f"{day} {hour}", f"{hour} {day}"):
                for around in AROUND[language]:
                    text = around.format(order)
                    found = reading_of(text, language=language)
                    if found.windows != expected or found.question is not None:
                        wrong[text] = found.windows, found.question
    assert wrong == {}


MOVES = {
    "en": ("move my lesson on {} to {}", "can you move {} to {}?", "could I have {1} instead of {0}"),
    "da": ("flyt min time {} til {}", "kan du flytte {} til {}?", "kan jeg få {1} i stedet for {0}"),
    "de": ("verschiebe meine stunde {} auf {}", "kannst du {} auf {} verschieben?", "{1} statt {0} bitte"),
    "sv": ("flytta min lektion {} till {}", "kan du flytta {} till {}?", "kan jag få {1} istället för {0}"),
    "nb": ("flytt timen min {} til {}", "kan du flytte {} til {}?", "kan jeg få {1} i stedet for {0}"),
}
EITHER = {
    "en": ("{} or {}", "either {} or {}"),
    "da": ("{} eller {}", "enten {} eller {}"),
    "de": ("{} oder {}", "entweder {} oder {}"),
    "sv": ("{} eller {}", "antingen {} eller {}"),
    "nb": ("{} eller {}", "enten {} eller {}"),
}
CORRECTED = {
    "en": ("{}, no, {}", "{}, sorry I mean {}"),
    "da": ("{}, nej {}", "{} nej vent {}"),
    "de": ("{}, nein, {}", "{} nein doch {}"),
    "sv": ("{}, nej {}", "{} nej vänta {}"),
    "nb": ("{}, nei {}", "{} nei vent {}"),
}
PLAIN_DAYS = {
    "en": {"tomorrow": 1, "thursday": 2, "saturday": 4, "monday": 6, "the 4th": 10},
    "da": {"i morgen": 1, "torsdag": 2, "lørdag": 4, "mandag": 6, "den 4.": 10},
    "de": {"morgen": 1, "donnerstag": 2, "samstag": 4, "montag": 6, "am 4.": 10},
    "sv": {"imorgon": 1, "torsdag": 2, "lördag": 4, "måndag": 6, "den 4:e": 10},
    "nb": {"i morgen": 1, "torsdag": 2, "lørdag": 4, "mandag": 6, "den 4.": 10},
}


MONDAY, OF_THIS_WEEK = 6, {2, 4}
"""Weekdays of the week that comes, and of this one."""


@pytest.mark.parametrize("language", PLAIN_DAYS)
def test_a_lesson_moves_from_any_day_to_any_other(language: str) -> None:
    """From a Monday to come to a Thursday it is that of this week or that of its own, and is asked about."""
    wrong = {}
    for (old, before), (new, days) in permutations(PLAIN_DAYS[language].items(), 2):
        either = before == MONDAY and days in OF_THIS_WEEK
        expected = ("reschedule", {days, days + 7}, "ambiguous") if either else ("reschedule", {days}, None)
        for move in MOVES[language]:
            text = move.format(old, new)
            found = reading_of(text, language=language)
            if (found.intent, _days(found.windows), found.question) != expected:
                wrong[text] = found.intent, found.windows, found.question
    assert wrong == {}


@pytest.mark.parametrize("language", PLAIN_DAYS)
def test_of_two_days_either_is_wished_and_of_a_corrected_one_the_last(language: str) -> None:
    wrong = {}
    for (first, days), (second, others) in permutations(PLAIN_DAYS[language].items(), 2):
        for text, expected in (
            *((either.format(first, second), {days, others}) for either in EITHER[language]),
            *((corrected.format(first, second), {others}) for corrected in CORRECTED[language]),
        ):
            found = reading_of(text, language=language)
            if _days(found.windows) != expected or found.question is not None:
                wrong[text] = found.windows, found.question
    assert wrong == {}


def _days(windows: tuple[Window, ...]) -> set[int]:
    """Days from today, of windows that are whole days."""
    return {(window.start.date() - NOW.date()).days for window in windows if window.end is not None}


def _window(day: date, start: str, end: str | None) -> Window:
    begin = datetime.combine(day, time.fromisoformat(start))
    if end is None:
        return Window(begin, None)
    midnight = datetime.combine(day + timedelta(days=1), time())
    return Window(begin, midnight if end == MIDNIGHT else datetime.combine(day, time.fromisoformat(end)))
