"""What the school doesn't have, or is not wished, is neither dropped nor bent into something else."""

from __future__ import annotations

import pytest

from bot.dialogs.named_cars import cars_named
from bot.understanding.tokens import spoken
from tests.chat import Chat, Town
from tests.factories import SmallSchool


@pytest.mark.parametrize(
    ("said", "da", "told"),
    [
        ("truck licence lesson friday", "lastbil time fredag", "unknown_licence"),
        ("motorbike lesson friday", "motorcykeltime fredag", "unknown_licence"),
        ("a lesson in the tesla on friday", "køretime i teslaen fredag", "no_such_car"),
        ("lesson with peter on friday", "køretime hos peter fredag", "unknown_teacher"),
        ("lesson at the airport on friday", "køretime ved lufthavnen fredag", "unknown_place"),
    ],
)
def test_what_is_not_here_is_said_before_other_times_are_offered(anna: Chat, said: str, da: str, told: str) -> None:
    anna.says(said, da).hears(told, "27 Nov", da="27. nov.")


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("de", "Motorradstunde am Freitag", "unknown_licence"),
        ("de", "Fahrstunde mit peter am Freitag", "unknown_teacher"),
        ("de", "Fahrstunde am Flughafen Freitag", "unknown_place"),
        ("sv", "körlektion med motorcykel fredag", "unknown_licence"),
        ("sv", "körlektion vid flygplatsen på fredag", "unknown_place"),
        ("nb", "kjøretime med motorsykkel fredag", "unknown_licence"),
        ("nb", "kjøretime hos peter på fredag", "unknown_teacher"),
    ],
)
def test_it_is_said_in_every_language(town: Town, school: SmallSchool, language: str, said: str, told: str) -> None:
    town.person(school, school.student("Mia Lund", language)).says(said).hears(told)


@pytest.mark.parametrize(
    "said",
    [
        "my moped broke, a lesson on friday", "lesson with jonas on friday", "lesson at harbour street on friday",
        "lesson at noon on friday", "lesson with my usual teacher on friday", "lesson friday from home",
        "køretime ved tretiden fredag", "køretime med automatgear fredag",
    ],
)  # fmt: skip
def test_nothing_is_said_to_be_missing_that_was_not_wished(anna: Chat, said: str) -> None:
    anna.says(said, said)
    assert not [name for name in anna.last.names if name.startswith("unknown")]


def test_a_teacher_who_does_not_give_that_kind_of_lesson_is_said_so(anna: Chat, school: SmallSchool) -> None:
    anna.says("theory with mette on friday", "teori hos mette fredag").hears("not_taught_by")
    anna.hears("Mette doesn't give that: Theory class.", da="Mette underviser ikke i det: Teorilektion.")


def test_a_car_that_is_named_is_the_one_that_is_looked_for(anna: Chat, school: SmallSchool) -> None:
    anna.says("a lesson in the polo on friday", "køretime i den blå polo fredag").hears("offers")
    anna.picks("slot:0").hears("confirm_booking", "blue Polo")
    anna.says("not in the polo", "ikke i poloen").hears("confirm_booking", "red Golf")
    anna.says("menu").says("lesson friday", "køretime fredag").hears("offers")
    anna.says("the blue car on friday", "den blå bil på fredag").hears("offers").picks("slot:0").hears("blue Polo")


def test_cars_are_named_by_model_or_colour_in_every_language(school: SmallSchool) -> None:
    with school.open_work() as work:
        catalogue = work.catalogue(school.id)
    for said, wished, unwished in [
        ("lesson in the golf thursday", "red Golf", ""),
        ("the red Golf", "red Golf", ""),
        ("the polo one", "blue Polo", ""),
        ("is it the blue one?", "blue Polo", ""),
        ("any car but the golf", "", "red Golf"),
        ("I play golf on thursday", "", ""),
        ("in my mum's golf", "", ""),
        ("the red line thursday", "", ""),
        ("i den røde Golf torsdag", "red Golf", ""),
        ("er det den røde?", "red Golf", ""),
        ("køretime i poloen", "blue Polo", ""),
        ("ikke i den blå bil", "", "blue Polo"),
        ("jeg spiller golf torsdag", "", ""),
        ("im Golf am Donnerstag", "red Golf", ""),
        ("nicht im Polo", "", "blue Polo"),
        ("ist es der blaue?", "blue Polo", ""),
        ("i golfen på torsdag", "red Golf", ""),
        ("i den blåa bilen", "blue Polo", ""),
        ("kjøretime i den blå bilen torsdag", "blue Polo", ""),
    ]:
        named = cars_named(catalogue, spoken(said))
        cars = [{catalogue.resources[id_].name for id_ in ids} for ids in (named.wished, named.unwished)]
        assert (said, *cars) == (said, {wished} - {""}, {unwished} - {""})


def test_a_colour_that_no_car_has_is_said(anna: Chat) -> None:
    anna.says("a lesson in the black car on friday", "køretime i den sorte bil fredag").hears("no_such_car", "offers")


NONE = [
    ("en", "no lessons next week please", "are there no lessons next week?"),
    ("da", "ingen køretimer næste uge tak", "er der ingen køretimer næste uge?"),
    ("de", "nächste Woche keine Fahrstunden bitte", "gibt es nächste Woche Fahrstunden?"),
    ("sv", "inga lektioner nästa vecka tack", "finns det inga lektioner nästa vecka?"),
    ("nb", "ingen timer neste uke takk", "er det ingen timer neste uke?"),
]


@pytest.mark.parametrize(("language", "said", "asked"), NONE)
def test_who_wishes_no_lessons_is_offered_none(
    town: Town, school: SmallSchool, language: str, said: str, asked: str
) -> None:
    mia = school.student("Mia Lund", language)
    chat = town.person(school, mia)
    chat.says(said)
    assert not {"offers", "confirm_booking"} & set(chat.last.names)
    chat.says(asked).hears("offers")
    school.books(mia, "2026-12-01 12:00", made="2026-11-20 12:00")
    chat.says("menu").says(said)
    assert "offers" not in chat.last.names
    assert town.bookings("confirmed") == [("2026-12-01 12:00", "confirmed")], "nothing is done unasked"
