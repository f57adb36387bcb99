"""What would be if somebody couldn't come: it is told, and nothing is called off."""

from __future__ import annotations

import pytest

from tests.chat import Town
from tests.factories import SmallSchool

ILL = [
    ("en", "what if I'm poorly on the day"),
    ("en", "and if i get ill the night before"),
    ("en", "but what happens when i have the flu"),
    ("da", "hvad nu hvis jeg er syg på dagen"),
    ("da", "og hvis jeg bliver syg aftenen før"),
    ("de", "was ist wenn ich an dem tag krank bin"),
    ("de", "und wenn ich am abend davor krank werde"),
    ("sv", "vad händer om jag är sjuk den dagen"),
    ("sv", "tänk om jag är förkyld"),
    ("nb", "hva hvis jeg er syk den dagen"),
    ("nb", "og om jeg blir syk kvelden før"),
]
LATER = [
    ("en", "thu after 3", "and can i cancel it later"),
    ("en", "thu after 3", "could i still move it afterwards?"),
    ("da", "torsdag efter 15", "og kan jeg aflyse den senere"),
    ("de", "donnerstag nach 15 uhr", "und kann ich die später noch absagen"),
    ("sv", "torsdag efter 15", "kan jag avboka den efteråt"),
    ("nb", "torsdag etter 15", "og kan jeg avbestille den etterpå"),
]


@pytest.mark.parametrize(("language", "said"), ILL)
def test_who_asks_what_if_they_were_ill_is_told_what_it_would_cost(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    anna = town.anna(school, language, "2026-11-26 10:00")
    anna.says(said)
    assert set(anna.last.names) in ({"lesson_terms"}, {"terms"}), anna.text
    anna.says("1")
    assert town.bookings() == [("2026-11-26 10:00", "confirmed")]


@pytest.mark.parametrize(("language", "wish", "said"), LATER)
def test_whether_it_can_be_changed_later_is_answered_where_times_are_offered(
    town: Town, school: SmallSchool, language: str, wish: str, said: str
) -> None:
    anna = town.anna(school, language)
    anna.says(wish).hears("offers").says(said).hears("terms", "offers")
    anna.picks_number(1).hears("confirm_booking").says(said).hears("terms", "confirm_booking_again")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I'm ill on Thursday"),
        ("da", "jeg er syg på torsdag"),
        ("de", "ich bin am donnerstag krank"),
        ("sv", "jag är sjuk på torsdag"),
        ("nb", "jeg er syk på torsdag"),
    ],
)
def test_who_is_ill_is_asked_whether_to_cancel(town: Town, school: SmallSchool, language: str, said: str) -> None:
    town.anna(school, language, "2026-11-26 10:00").says(said).hears("confirm_cancel")


@pytest.mark.parametrize(
    ("language", "wish", "said"),
    [
        ("en", "thu after 3", "hmm and what if something comes up"),
        ("da", "torsdag efter 15", "og hvis jeg får vagt"),
        ("de", "donnerstag nach 15 uhr", "und wenn mir was dazwischen kommt"),
        ("sv", "torsdag efter 15", "och om jag måste jobba"),
        ("nb", "torsdag etter 15", "og hvis jeg må på jobb da"),
    ],
)
def test_what_may_come_up_calls_nothing_off_either(
    town: Town, school: SmallSchool, language: str, wish: str, said: str
) -> None:
    anna = town.anna(school, language)
    anna.says(wish).picks_number(1).says(said).hears("terms", "confirm_booking_again")


@pytest.mark.parametrize(
    ("language", "wish", "said"),
    [
        ("en", "thu after 3", "wait what's the cancellation thing"),
        ("da", "torsdag efter 15", "vent hvad var det med afbud"),
        ("de", "donnerstag nach 15 uhr", "wart was war das mit absagen"),
        ("sv", "torsdag efter 15", "vänta vad var det med avbokning"),
        ("nb", "torsdag etter 15", "vent hva var det med avbestilling"),
    ],
)
def test_a_question_about_cancelling_lets_go_of_nothing_and_cancels_nothing(
    town: Town, school: SmallSchool, language: str, wish: str, said: str
) -> None:
    anna = town.anna(school, language, "2026-12-01 10:00")
    lesson = {"en": "a lesson ", "da": "køretime ", "de": "fahrstunde ", "sv": "körlektion ", "nb": "kjøretime "}
    anna.says(lesson[language] + wish).picks_number(1).hears("confirm_booking")
    anna.says(said).hears("terms", "confirm_booking_again").picks_number(1).hears("booked")
    assert len(town.bookings("confirmed")) == 2
