"""The school's branches are heard in what people write: as they are called, mistyped, shortened, refused; and where
somebody lives or a teacher who is called like one is none."""

from __future__ import annotations

import pytest

from tests.understanding.school import reading_of

HARBOUR, STATION, LARS_SQUARE = 1, 2, 3

HEARD = {
    "en": {
        "lesson at station square thu 17 dec": (STATION,),
        "only at harbour street please": (HARBOUR,),
        "lesson at harbour thursday": (HARBOUR,),
        "lesson thursday at the harbour": (HARBOUR,),
        "leson at harbor stret friday at 3": (HARBOUR,),
        "station sq on friday": (STATION,),
        "in aarhus friday": (HARBOUR,),
        "move my lesson to harbour": (HARBOUR,),
        "station square instead of harbour street": (STATION,),
    },
    "da": {
        "kan jeg køre fra Havnegade på torsdag": (HARBOUR,),
        "køretime på banegårdspladsen fredag": (STATION,),
        "kun på havnegade tak": (HARBOUR,),
        "må jeg køre fra havnen fredag": (HARBOUR,),
        "køretime ved banegården torsdag": (STATION,),
        "flyt min time til havnen": (HARBOUR,),
        "køretime på havnegde fredag": (HARBOUR,),
    },
    "de": {
        "fahrstunde am donnerstag in der hafenstr": (HARBOUR,),
        "am Bahnhof Freitag um 10": (STATION,),
        "nur in der Hafenstraße bitte": (HARBOUR,),
        "verleg meine Stunde zum Bahnhof": (STATION,),
        "fahrstunde ab Bahnhofplatz am Freitag": (STATION,),
        "lieber hafen strasse": (HARBOUR,),
    },
    "sv": {
        "körlektion på hamngatan torsdag": (HARBOUR,),
        "bara på Stationstorget tack": (STATION,),
        "flytta min lektion till stationen": (STATION,),
        "kan jag köra från stationen på fredag": (STATION,),
        "körlektion vid stationstorgt fredag": (STATION,),
    },
    "nb": {
        "kjøretime fra stasjonsplassen fredag": (STATION,),
        "bare på Havnegata takk": (HARBOUR,),
        "flytt timen min til stasjonen": (STATION,),
        "kan jeg kjøre fra stasjonen torsdag": (STATION,),
        "kjøretime på stasjonplassen fredag": (STATION,),
    },
}

TRAPS = {
    "en": [
        "i live at harbour street, lesson friday",
        "i'm staying in aarhus, lesson friday",
        "i need to be at the train station at 5",
        "friday at lars",
        "lesson with lars friday",
    ],
    "da": ["jeg bor på havnegade, køretime fredag", "jeg skal til havnen fredag"],
    "de": ["ich wohne in der hafenstraße, fahrstunde freitag"],
    "sv": ["jag bor på hamngatan, körlektion fredag"],
    "nb": ["jeg bor i havnegata, kjøretime fredag"],
}


@pytest.mark.parametrize("language", HEARD)
def test_a_branch_is_heard_as_people_call_it(language: str) -> None:
    found = {text: reading_of(text, language=language).branches for text in HEARD[language]}
    assert found == HEARD[language]


@pytest.mark.parametrize("language", TRAPS)
def test_what_only_sounds_like_a_branch_is_none(language: str) -> None:
    assert {text: reading_of(text, language=language).branches for text in TRAPS[language]} == dict.fromkeys(
        TRAPS[language], ()
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "not at harbour street on friday"),
        ("en", "harbour street doesn't work, friday"),
        ("da", "ikke på havnegade, fredag"),
        ("de", "nicht in der hafenstraße, freitag"),
        ("sv", "inte på hamngatan, fredag"),
        ("nb", "ikke i havnegata, fredag"),
    ],
)
def test_a_branch_may_be_refused(language: str, text: str) -> None:
    reading = reading_of(text, language=language)
    assert (reading.branches, reading.not_branches) == ((), (HARBOUR,))


def test_a_teacher_called_like_a_branch_is_meant_unless_the_whole_name_is_said() -> None:
    assert (reading_of("with lars friday").teachers, reading_of("friday at lars").teachers) == ((2,), (2,))
    reading = reading_of("at lars square friday")
    assert (reading.branches, reading.teachers) == ((LARS_SQUARE,), ())


def test_a_branch_and_a_time_or_a_lesson_are_a_wish_and_where_it_lies_is_none() -> None:
    for text in ("harbour st friday at 9", "lesson at station square", "what times are free at station square"):
        assert reading_of(text).intent == "book", text
    for language, text in (
        ("en", "where is harbour street"),
        ("da", "hvor er havnegade"),
        ("de", "wo ist der bahnhofsplatz"),
        ("sv", "var ligger hamngatan"),
    ):
        assert reading_of(text, language=language).intent == "school", text
    assert reading_of("my mum works at harbour street friday").perhaps


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "put my wednesday lesson at station square"),
        ("en", "can my wednesday lesson be at station square"),
        ("en", "move my wednesday lesson to station square"),
        ("da", "flyt min onsdagstime til banegårdspladsen"),
        ("de", "verschieb meine mittwochsstunde zum bahnhofsplatz"),
        ("sv", "flytta min onsdagslektion till stationstorget"),
        ("nb", "flytt onsdagstimen min til stasjonsplassen"),
    ],
)
def test_an_own_lesson_and_a_branch_are_a_move(language: str, text: str) -> None:
    reading = reading_of(text, language=language)
    assert (reading.intent, reading.branches, reading.windows) == ("reschedule", (STATION,), ())
    assert [window.start.isoformat() for window in reading.moved] == ["2026-11-25T00:00:00"]


def test_whether_an_own_lesson_is_somewhere_is_a_question() -> None:
    assert reading_of("is my wednesday lesson at station square?").intent == "lessons"
