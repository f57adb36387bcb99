"""What a reading promises, whatever was written."""

from __future__ import annotations

import subprocess
import sys
from cProfile import Profile
from datetime import datetime, timedelta
from statistics import median
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding import fallback
from bot.understanding.languages import likely_languages
from bot.understanding.lexicon import codes, lexicon
from bot.understanding.reader import MAX_TEXT, clean
from bot.understanding.reading import Vocabulary, Window
from bot.understanding.report import as_json
from tests.understanding.grading import phrases
from tests.understanding.school import NOW, VOCABULARY, reading_of
from tests.understanding.shorthand import in_short

KNOWN = sorted({word for code in codes() for word in lexicon(code).vocabulary})
SYMBOLS = ["1", "2", "3", "14", "24.", "31", "15:00", "14.30", "3/4", "2026", "-", ",", ".", "?", "next", "not", "kl"]
WORDY = st.lists(st.sampled_from(KNOWN + SYMBOLS * 40), max_size=9).map(" ".join)
EACH = 4
"""One phrase of so many is measured: a quarter of them tells the median and the mean as well as all."""

NOWS = st.datetimes(datetime(2024, 1, 1), datetime(2031, 12, 31))  # noqa: DTZ001 - wall times


def check(text: str, language: str, now: datetime) -> None:
    reading = reading_of(text, language=language, now=now)
    for window in (*reading.windows, *reading.moved):
        assert window.start >= now
        assert window.end is None or window.start < window.end
    assert len(set(reading.windows)) == len(reading.windows)
    assert reading.number is None or not reading.windows
    last = now.date() + timedelta(days=90)
    assert reading.question == "too_far" or all(window.start.date() <= last for window in reading.windows)


@given(st.text(max_size=200), st.sampled_from(codes()), NOWS)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_without_failing(text: str, language: str, now: datetime) -> None:
    check(text, language, now)


@given(WORDY, st.sampled_from(codes()), NOWS)
@settings(max_examples=1000, deadline=None)
def test_any_mixture_of_known_words_is_read_without_failing(text: str, language: str, now: datetime) -> None:
    check(text, language, now)


def test_wishes_stay_in_the_order_of_the_person() -> None:
    starts = [window.start.day for window in reading_of("monday or otherwise wednesday").windows]
    assert starts == [30, 25]


@pytest.mark.parametrize(
    ("now", "phrase", "expected"),
    [
        # The clock goes from 2:00 to 3:00 on 29 March, and from 3:00 back to 2:00 on 25 October.
        (datetime(2026, 3, 20, 10), "29 march at 02:30", "?no_such_time"),  # noqa: DTZ001
        (datetime(2026, 3, 20, 10), "29 march at 01:59", "03-29 01:59"),  # noqa: DTZ001
        (datetime(2026, 3, 20, 10), "29 march at 03:00", "03-29 03:00"),  # noqa: DTZ001
        (datetime(2026, 3, 20, 10), "29 march at 2:30", "03-29 14:30"),  # noqa: DTZ001
        (datetime(2026, 3, 20, 10), "29 march", "03-29"),  # noqa: DTZ001
        (datetime(2026, 10, 20, 10), "25 october at 02:30", "10-25 02:30 ?twice"),  # noqa: DTZ001
        (datetime(2026, 10, 20, 10), "25 october at 03:00", "10-25 03:00"),  # noqa: DTZ001
        (datetime(2026, 10, 20, 10), "sunday 2:30 am", "10-25 02:30 ?twice"),  # noqa: DTZ001
        (datetime(2026, 10, 24, 23, 30), "in 3 hours", "10-25 02:30-03:30"),  # noqa: DTZ001
    ],
)
def test_clock_changes_are_asked_about(now: datetime, phrase: str, expected: str) -> None:
    assert in_short(reading_of(phrase, now=now)) == expected


@pytest.mark.parametrize(
    ("now", "phrase", "expected"),
    [
        (datetime(2026, 11, 24, 23, 59), "today", "=today 11-24 23:59-24:00"),  # noqa: DTZ001
        (datetime(2026, 11, 24, 18), "tuesday at 5", "12-01 17:00"),  # noqa: DTZ001
        (datetime(2026, 11, 24, 18), "this afternoon", "?past"),  # noqa: DTZ001
        (datetime(2026, 11, 24, 19, 59), "on tuesday", "11-24 19:59-24:00"),  # noqa: DTZ001
        (datetime(2026, 11, 24, 20), "on tuesday", "12-01"),  # noqa: DTZ001
        (datetime(2026, 11, 24, 20), "tuesday after 3", "12-01 15:00-24:00"),  # noqa: DTZ001
        (datetime(2026, 11, 24, 20), "tuesday at 21", "11-24 21:00"),  # noqa: DTZ001
        (datetime(2026, 11, 24, 20), "this tuesday", "11-24 20:00-24:00"),  # noqa: DTZ001
        (datetime(2026, 11, 24, 20), "tuesday or wednesday", "12-01,11-25"),  # noqa: DTZ001
        (datetime(2026, 11, 24, 20), "tuesday week", "12-01"),  # noqa: DTZ001
        (datetime(2026, 11, 29, 20), "weekend", "12-05 ..12-06"),  # noqa: DTZ001
        (datetime(2026, 11, 28, 20), "weekend", "11-28 20:00..11-29"),  # noqa: DTZ001
        (datetime(2026, 11, 24, 16), "at 3", "11-25 15:00 ?which_day"),  # noqa: DTZ001
        (datetime(2026, 11, 29, 12), "weekend", "11-29 12:00-24:00"),  # noqa: DTZ001
        (datetime(2026, 11, 29, 12), "next week", "11-30 ..12-06"),  # noqa: DTZ001
        (datetime(2026, 11, 23, 10), "next monday", "11-30"),  # noqa: DTZ001
        (datetime(2026, 12, 31, 10), "tomorrow", "2027-01-01"),  # noqa: DTZ001
        (datetime(2026, 12, 31, 10), "the 31st of january", "2027-01-31"),  # noqa: DTZ001
        (datetime(2026, 1, 31, 10), "the 30th", "03-30"),  # noqa: DTZ001
        (datetime(2028, 2, 1, 10), "29 feb", "2028-02-29"),  # noqa: DTZ001
    ],
)
def test_times_depend_on_now(now: datetime, phrase: str, expected: str) -> None:
    assert in_short(reading_of(phrase, now=now)) == expected


def test_the_horizon_is_the_schools() -> None:
    assert reading_of("24 december", horizon_days=20).question == "too_far"
    assert reading_of("24 december", horizon_days=30).question is None


def test_two_teachers_of_one_name_are_nobody() -> None:
    from bot.understanding.reader import read
    from tests.understanding.school import ZONE

    annas = Vocabulary({1: ("Anna Berg",), 2: ("Anna Lund",)}, {})
    both = read("with anna on friday", language="en", now=NOW, zone=ZONE, vocabulary=annas)
    one = read("with anna lund on friday", language="en", now=NOW, zone=ZONE, vocabulary=annas)
    assert (both.teacher, one.teacher) == (None, 2)


@pytest.mark.parametrize(
    ("text", "lesson_type"),
    [
        *((text, 2) for text in ("teori fredag", "teoritime", "teorien", "teoritimer i næste uge", "theory lesson")),
        *((text, 3) for text in ("dobbelttime fredag", "dobbelt time", "dobbeltlektion", "double lesson", "dobbelt")),
        *((text, 4) for text in ("glat bane", "på glatbanen", "glat", "slippery friday")),
        *((text, 5) for text in ("lukket bane", "lukketbane", "closed track")),
        *((text, 1) for text in ("køretime fredag", "driving lesson")),
        *((text, None) for text in ("har i lukket fredag", "are you closed on friday", "time fredag", "køre fredag")),
    ],
)
def test_a_lesson_type_is_known_by_other_words_than_its_name(text: str, lesson_type: int | None) -> None:
    from bot.understanding.reader import read
    from tests.understanding.school import ZONE

    names = {
        1: ("Driving lesson", "Køretime"),
        2: ("Theory class", "Teorilektion"),
        3: ("Double driving lesson", "Dobbelt køretime"),
        4: ("Slippery road", "Glatbane"),
        5: ("Closed track", "Lukket bane"),
    }
    reading = read(text, language="da", now=NOW, zone=ZONE, vocabulary=Vocabulary({}, names))
    assert reading.lesson_type == lesson_type


def test_text_is_cleaned() -> None:
    assert clean(" tu\u202ees\x00day\n\tat  3\u200b ") == "tuesday at 3"
    assert clean("e\u0301") == "é"
    assert len(clean("x" * 10_000)) == MAX_TEXT


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ["any chance thursday after 3 with my usual teacher?", "what's my balance?", "hello there", "no thanks"],
        ),
        (
            "da",
            [
                "kan jeg få en køretime på torsdag",
                "hvad skylder jeg",
                "ja tak",
                "må jeg få en tid fredag efter 15",
                "tilmelding",
                "kørekort",
            ],
        ),
        (
            "nb",
            [
                "kan jeg få en kjøretime på torsdag",
                "hva skylder jeg",
                "ja takk",
                "har dere noe ledig etter 15",
                "oppkjøring",
                "god kveld, jeg heter Kari",
            ],
        ),
        (
            "sv",
            [
                "kan jag få en körlektion på torsdag",
                "vad är jag skyldig",
                "ja tack",
                "har ni nåt ledigt imorgon",
                "uppkörning",
                "tjena",
            ],
        ),
        (
            "de",
            [
                "kann ich am Donnerstag fahren",
                "wie viel schulde ich",
                "ja bitte",
                "habt ihr morgen was frei?",
                "guten morgen",
                "anmeldung",
            ],
        ),
    ],
)
def test_the_language_is_told_from_the_words(language: str, said: list[str]) -> None:
    assert {text: likely_languages(text) for text in said} == dict.fromkeys(said, (language,))


@pytest.mark.parametrize(
    ("text", "languages"),
    [("hej", ("da", "sv")), ("kan jeg få en time", ("da", "nb")), ("2", ()), ("ok", ()), ("", ()), ("mette", ())],
)
def test_words_of_several_languages_tell_no_single_one(text: str, languages: tuple[str, ...]) -> None:
    assert likely_languages(text) == languages


def test_a_reading_is_shown_as_plain_data() -> None:
    shown = as_json(reading_of("theory with lars thu after 3 or fri 9:00"), VOCABULARY)
    assert shown["windows"] == [
        {"start": "2026-11-26T15:00", "end": "2026-11-27T00:00"},
        {"start": "2026-11-27T09:00", "end": None},
    ]
    assert (shown["intent"], shown["teacher"], shown["lesson_type"]) == ("book", "Lars Jensen", "theory")
    assert shown["question"] is None


def test_dateparser_is_believed_only_where_it_found_a_day_and_a_month() -> None:
    assert in_short(reading_of("15 grudnia", language="pl")) == "12-15"
    for text in ("I have 3 kids", "650 kr", "20304050", "route 66", "1 and 3", "gate 12", "x 3"):
        assert fallback.day_in(text, languages=codes(), now=NOW) is None
        assert reading_of(text).windows == ()


def test_dateparser_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, bot.understanding.reader as r; print('dateparser' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_phrase_takes_about_a_millisecond_or_less() -> None:
    texts = [(phrase.text, phrase.language) for phrase in phrases() if phrase.expected][::EACH]
    for text, language in texts[:50]:
        reading_of(text, language=language)
    times = []
    for number, (text, language) in enumerate(texts):
        start = perf_counter()
        reading_of(f"{text} {'!' * (number % 7)}", language=language)
        times.append(perf_counter() - start)
    assert median(times) < 0.004  # four times the aim, for slow machines


def test_a_message_is_read_in_a_few_hundred_calls_whatever_the_machine() -> None:
    said = [phrase for phrase in phrases() if phrase.kind in {"days", "clock", "sentences", "intents"}][::EACH]
    for phrase in said:
        reading_of(phrase.text, language=phrase.language)  # lexicons and mistyped words are looked up once
    profile = Profile()
    for phrase in said:
        profile.runcall(reading_of, phrase.text, language=phrase.language)
    assert sum(entry.callcount for entry in profile.getstats()) / len(said) < 850


def test_windows_of_one_message_are_few() -> None:
    windows: tuple[Window, ...] = reading_of("in december, january and february mornings, not mondays").windows
    assert 0 < len(windows) <= 60


@pytest.mark.parametrize("word", ["no", "ok", "book", "tak"])
def test_a_word_may_be_said_five_hundred_times(word: str) -> None:
    assert reading_of(f"{word} " * 500).intent == reading_of(word).intent


GIVEN_UP = [
    ("en", "I can't do friday, could we do monday instead", "i have football on fridays, can we take monday instead"),
    ("da", "jeg kan ikke fredag, kan vi tage mandag i stedet", "jeg går til fodbold om fredagen, mandag i stedet"),
    ("de", "ich kann Freitag nicht, geht stattdessen Montag", "freitags hab ich Fußball, geht stattdessen Montag"),
    ("sv", "jag kan inte fredag, kan vi ta måndag istället", "jag har fotboll på fredagar, går det måndag istället"),
    ("nb", "jeg kan ikke fredag, kan vi ta mandag i stedet", "jeg har fotball på fredager, går det mandag i stedet"),
]


@pytest.mark.parametrize(("language", "that_day", "every_week"), GIVEN_UP)
def test_the_day_that_another_is_wished_instead_of_is_told_unless_it_is_every_weeks(
    language: str, that_day: str, every_week: str
) -> None:
    reading = reading_of(that_day, language=language)
    assert [f"{window.start:%a}" for window in (*reading.given_up, *reading.windows)] == ["Fri", "Mon"]
    assert reading_of(every_week, language=language).given_up == ()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "friday with lars instead of mette"),
        ("en", "friday with lars rather than with mette"),
        ("da", "fredag hos lars i stedet for mette"),
        ("de", "freitag mit lars statt mit mette"),
        ("de", "freitag bei lars anstelle von mette"),
        ("sv", "fredag med lars istället för mette"),
        ("nb", "fredag med lars i stedet for hos mette"),
    ],
)
def test_a_teacher_instead_of_another_is_wished_and_that_other_is_not(language: str, said: str) -> None:
    reading = reading_of(said, language=language)
    assert (reading.intent, reading.teachers, reading.not_teachers) == ("book", (2,), (1,))
    assert [window.start.date().isoformat() for window in reading.windows] == ["2026-11-27"]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("could we push friday's lesson back an hour", 60),
        ("can we bring my lesson forward an hour", -60),
        ("can we move my lesson forward an hour", 0),
        ("kann ich meine Stunde eine Stunde vorverlegen", -60),
        ("geht morgen 30 min später", 30),
    ],
)
def test_whether_forward_and_back_mean_earlier_or_later_is_told_by_the_verb(text: str, minutes: int) -> None:
    assert reading_of(text).shift == minutes


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "keep monday but cancel wednesday"),
        ("da", "behold mandag men aflys onsdag"),
        ("nb", "behold mandag men avlys onsdag"),
    ],
)
def test_a_weekday_beside_one_that_is_kept_may_be_of_any_week(language: str, said: str) -> None:
    reading = reading_of(said, language=language)
    assert (reading.intent, [f"{window.start:%a}" for window in reading.windows]) == ("cancel", ["Wed"])
    assert reading.any_week


def test_the_week_after_that_a_lesson_is_moved_to_is_counted_from_it() -> None:
    text = "kann ich die Freitagsstunde auf die Woche drauf verlegen, gleiche Zeit"
    assert reading_of(text, language="de").days_on == 7
