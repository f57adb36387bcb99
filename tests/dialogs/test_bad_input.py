"""Whatever arrives at whatever step: an answer, in the person's language, and nothing booked by accident."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.dialogs.exchange import Kind
from tests.chat import Chat, Town
from tests.dialogs.places import ANY_WORDS, DANISH, ENGLISH, PLACES, Place
from tests.dialogs.recordings import set_state, state_of
from tests.factories import SmallSchool

TEXTS = {
    "nonsense": "xyzzy plugh",
    "empty": "",
    "spaces": " \n\t ",
    "only emoji": "🚗🙈",
    "10,000 characters": "lesson " * 1_428,
    "one long word": "a" * 10_000,
    "NUL and control": "\x00\x01\x1b[31m\x7f",
    "bidi": "\u202e\u2066kcatta\u2069",
    "zero width": "\u200b\u200d\ufeff",
    "lone surrogate": "\ud800",
    "zero": "0",
    "beyond the menu": "99",
    "huge digit": "9" * 400,
    "negative": "-1",
    "fraction": "1.5",
    "half": "½",
    "past date": "1 jan 2020",
    "impossible date": "31 april",
    "far date": "1.1.9999",
    "impossible time": "25:99",
    "markup": "<script>alert(1)</script> *_`[",
    "template": "{{ 7*7 }} {% raw %} %s %(x)s",
    "SQL": "'; DROP TABLE bookings; --",
    "only marks": "?!.,;:",
    "newlines": "\n".join("ab"),
}
IN_DANISH_TOO = {"nonsense", "empty", "only emoji", "beyond the menu", "past date", "impossible date", "far date"}
"""Once more in the other language: one for each way to answer."""
GOOD_NAMES = {"nonsense", "bidi", "newlines"}
"""Of somebody whose name is asked for, these are names once they are cleaned."""
KINDS = {"photo": Kind.MEDIA, "edited": Kind.EDITED, "foreign contact": Kind.FOREIGN_CONTACT, "contact": Kind.CONTACT}

OF_TEACHERS = {"attendance", "undo", "sign", "note", "remark", "mark", "result", "sick", "late"}


def test_every_step_that_asks_is_among_the_places() -> None:
    from bot.dialogs.flows import FLOWS

    asking = {f"{flow.name}/{step}" for flow in FLOWS.values() for step in flow.steps if step != "tell"}
    named = {"home" if asking == "home/menu" else asking for asking in asking}
    any_words_will_do = {"school/message", "school/talking", "pickup/place", "companion/who"}
    assert named - {place.name for place in PLACES} == any_words_will_do


@pytest.mark.parametrize("place", [*PLACES, *ANY_WORDS], ids=lambda place: place.name)
def test_a_place_is_where_its_name_says(town: Town, school: SmallSchool, place: Place) -> None:
    stack = state_of(place.go(town, school, ENGLISH))["stack"] or [{"flow": "home", "step": "menu"}]
    assert f"{stack[-1]['flow']}/{stack[-1]['step']}" == {"home": "home/menu"}.get(place.name, place.name)


@pytest.mark.parametrize("language", [ENGLISH, DANISH])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_bad_input_is_answered_and_changes_nothing(
    town: Town, school: SmallSchool, place: Place, language: str
) -> None:
    chat = place.go(town, school, language)
    before = sorted(status for _, status in town.bookings() if status != "cancelled")
    people = town.database.execute("SELECT count(*) FROM students WHERE school_id = %s", [school.id])
    acts: dict[str, Callable[[], Chat]] = {}
    for name, text in TEXTS.items():
        if (place.name == "join/name" and name in GOOD_NAMES) or (language == DANISH and name not in IN_DANISH_TOO):
            continue
        acts[name] = lambda text=text: chat.says(text)  # type: ignore[misc]
    for name, kind in KINDS.items():
        if not (kind is Kind.CONTACT and place.name == "join/phone"):
            acts[name] = lambda kind=kind: chat.does(kind)  # type: ignore[misc]
    acts["stale button"] = lambda: chat.taps(999, 0)
    acts["photo with words"] = lambda: chat.does(Kind.MEDIA, "look at this")
    here = state_of(chat)
    for name, act in acts.items():
        set_state(chat, here)
        act()
        assert len(chat.answers) == 1, name
        assert chat.language == language or place.name.startswith("join/"), name  # of a stranger words may tell another
        assert chat.text.strip(), name
        assert len(chat.text) < 1_000, name
    after = sorted(status for _, status in town.bookings() if status != "cancelled")
    assert [status for status in after if status != "draft"] == [status for status in before if status != "draft"]
    assert town.database.execute("SELECT count(*) FROM students WHERE school_id = %s", [school.id]) == people
    flow = place.name.partition("/")[0]
    joining = {"join/code": "ask_code", "join/phone": "ask_phone", "join/name": "ask_name_again"}
    home = joining[place.name] if flow == "join" else "menu_teacher" if flow in OF_TEACHERS else "menu"
    chat.says("menu").hears(home)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("\u202eNia\u2066 Holt\u2069", "Nia Holt"),
        ("Nia\x00\nHolt", "Nia Holt"),
        ("Åse-Marie d'Órø Jr.", "Åse-Marie d'Órø Jr."),
    ],
)
def test_a_name_is_kept_clean(town: Town, school: SmallSchool, said: str, name: str) -> None:
    town.stranger().says(school.code).says(said).hears("welcome")
    assert town.database.execute("SELECT name FROM students WHERE school_id = %s", [school.id]) == [(name,)]


@pytest.mark.parametrize("said", ["'; DROP TABLE bookings; --", "<b>Nia</b>", "{{ Nia }}", "Nia 🚗", "Nia_Holt"])
def test_a_name_is_letters(town: Town, school: SmallSchool, said: str) -> None:
    town.stranger().says(school.code).says(said).hears("not_understood", "ask_name_again")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (TEXTS["nonsense"], "not_understood"),
        ("", "empty"),
        ("🚗🙈", "not_understood"),
        ("0", "no_such_number"),
        ("99", "no_such_number"),
        ("31 april", "when_no_such_date"),
        ("1 jan 2020", "when_past"),
        ("1 jan 2031", "when_too_far"),
    ],
)
def test_the_answer_says_what_was_wrong_and_asks_again(chat: Chat, said: str, name: str) -> None:
    chat.says("lesson wed after 10").says(said).hears(name, "offers")


@pytest.mark.parametrize(("kind", "name"), [(Kind.MEDIA, "only_text"), (Kind.EDITED, "edited")])
def test_what_is_no_text_is_told_so(chat: Chat, kind: Kind, name: str) -> None:
    chat.says("book wed at 10").does(kind).hears(name, "confirm_booking_again").says("1").hears("booked")


@pytest.mark.parametrize("kind", [Kind.CONTACT, Kind.FOREIGN_CONTACT])
def test_a_contact_from_somebody_known_is_not_passed_on(
    anna: Chat, town: Town, school: SmallSchool, kind: Kind
) -> None:
    anna.says("talk to the school", da="tal med skolen").says("Is Mette ill?").does(kind).hears("contact_not_needed")
    passed_on = town.database.execute("SELECT text FROM school_messages WHERE school_id = %s", [school.id])
    assert passed_on == [("Is Mette ill?",)]


def test_the_words_below_a_photo_are_read(chat: Chat) -> None:
    chat.does(Kind.MEDIA, "how much do I owe?").hears("balance")


@pytest.mark.parametrize("digit", ["1", " 1 ", "1.", "1)", "١", "１"])
def test_a_digit_is_a_digit_however_it_is_written(chat: Chat, digit: str) -> None:
    chat.says("book wed at 10").says(digit).hears("booked")


def test_after_two_misses_a_way_out_is_offered_once(anna: Chat) -> None:
    anna.says("book", da="book").says("xyzzy").hears("not_understood")
    assert len(anna.labels) == 3
    anna.says("xyzzy").hears("not_understood")
    assert anna.last.ids[-2:] == ["engine:school", "engine:menu"]
    anna.picks("engine:school").hears("ask_message")


def test_the_way_out_is_not_offered_twice(chat: Chat) -> None:
    chat.says("my lessons").says("xyzzy").says("xyzzy").says("xyzzy")
    assert len(set(chat.labels)) == len(chat.labels)
