"""Own lessons are pointed at by what they are like: car, teacher, part of the day, place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.schools import Branch
from tests.chat import Chat, Town
from tests.factories import SmallSchool


@pytest.fixture
def two(anna: Chat, automatic: SmallSchool) -> Chat:
    """Anna drives the red Golf with Mette on Wednesday morning, and the blue Polo, an automatic, with Jonas on Thursday
    evening."""
    automatic.books(automatic.students["Anna Berg"], "2026-11-25 10:00", made="2026-11-20 12:00")
    anna.says("book thu at 17 with Jonas in the automatic", da="book torsdag kl 17 hos Jonas i automatgear")
    anna.hears("confirm_booking", "blue Polo").picks("book").hears("booked")
    return anna


WEDNESDAY, THURSDAY = ("Wed 25 Nov 10:00", "ons 25. nov. 10.00"), ("Thu 26 Nov 17:00", "tor 26. nov. 17.00")
POINTING = [
    ("the red golf lesson", "den i den røde golf", WEDNESDAY),
    ("the polo", "timen i poloen", THURSDAY),
    ("the one with the automatic car", "den med automatgear", THURSDAY),
    ("my lesson with Mette", "min time med Mette", WEDNESDAY),
    ("the one with jonas", "den med jonas", THURSDAY),
    ("the evening one", "den om aftenen", THURSDAY),
    ("my morning lesson", "den om formiddagen", WEDNESDAY),
]


@pytest.mark.parametrize(("said", "da", "when"), POINTING)
def test_the_lesson_to_cancel_is_pointed_at(two: Chat, said: str, da: str, when: tuple[str, str]) -> None:
    two.says(f"cancel {said}", da=f"aflys {da}").hears("confirm_cancel", when[0], da=when[1])


@pytest.mark.parametrize(("said", "da", "when"), POINTING)
def test_it_is_pointed_at_when_it_is_asked_which(two: Chat, said: str, da: str, when: tuple[str, str]) -> None:
    two.says("cancel a lesson", da="aflys en tid").hears("which_lesson_cancel")
    two.says(said, da=da).hears("confirm_cancel", when[0], da=when[1])


def test_a_new_booking_may_begin_where_it_is_asked_which(two: Chat) -> None:
    two.says("cancel a lesson", da="aflys en tid").hears("which_lesson_cancel")
    two.says("book friday at 10", da="book fredag kl 10").hears("confirm_booking")


def test_at_the_question_another_one_may_be_pointed_at(two: Chat) -> None:
    two.says("cancel the polo", da="aflys timen i poloen").hears("confirm_cancel", *THURSDAY[:1], da=THURSDAY[1])
    two.says("no, the red golf lesson", da="nej, den i den røde golf").hears(
        "confirm_cancel", WEDNESDAY[0], da=WEDNESDAY[1]
    )


def test_the_lesson_to_move_is_pointed_at(two: Chat) -> None:
    two.says("move the red golf lesson", da="flyt den i den røde golf").hears("offers")
    two.says("friday at 10", da="fredag kl 10")
    two.hears(
        "confirm_move", "From Wed 25 Nov 10:00 to Fri 27 Nov 10:00", da="Fra ons 25. nov. 10.00 til fre 27. nov. 10.00"
    )


def test_the_lessons_shown_are_those_pointed_at(two: Chat) -> None:
    two.says("my lessons with Jonas", da="mine tider hos Jonas").hears("lessons", THURSDAY[0], da=THURSDAY[1])
    assert WEDNESDAY[two.speaks == "da"] not in two.last.plain
    two.says("my lessons", da="mine tider").hears("lessons", THURSDAY[0], da=THURSDAY[1])
    assert WEDNESDAY[two.speaks == "da"] in two.last.plain


def test_a_day_without_a_lesson_is_said_and_all_are_shown(two: Chat) -> None:
    two.says("my lessons on friday", da="mine tider på fredag").hears("no_lesson_then", "lessons")


@pytest.fixture
def apart(anna: Chat, school: SmallSchool, town: Town) -> Chat:
    """Anna drives with Mette at the harbour on Wednesday, and with Jonas at the station on Thursday."""
    with town.app.open_work() as work:
        (harbour,) = work.catalogue(school.id).branches.values()
        work.administration.save_branch(school.id, replace(harbour, names={"en": "Harbour St", "da": "Havnegade"}))
        station = Branch(work.next_id(), {"en": "Station Square", "da": "Banegården"})
        work.administration.add_branch(school.id, station)
        hours = tuple(replace(part, branch_id=station.id) for part in school.jonas.hours)
        work.administration.save_teacher(school.id, replace(school.jonas, hours=hours))
        work.administration.save_resource(school.id, replace(school.cars[1], branch_id=station.id))
        work.commit()
    for start, teacher in (("2026-11-25 10:00", school.mette), ("2026-11-26 17:00", school.jonas)):
        school.books(school.students["Anna Berg"], start, teacher=teacher, made="2026-11-20 12:00")
    return anna


def test_a_branch_is_called_by_its_name_in_each_language(apart: Chat) -> None:
    apart.says("book fri at 17 with Jonas", da="book fredag kl 17 hos Jonas").hears("Station Square", da="Banegården")
    apart.says("where are you?", da="hvor ligger skolen?").hears("Harbour St: Harbour", da="Havnegade: Harbour")


@pytest.mark.parametrize(
    ("place", "when"),
    [("harbour", WEDNESDAY), ("havnegade", WEDNESDAY), ("station", THURSDAY), ("banegården", THURSDAY)],
)
def test_a_lesson_is_pointed_at_by_any_name_of_its_branch(apart: Chat, place: str, when: tuple[str, str]) -> None:
    apart.says(f"cancel the one at {place}", da=f"aflys den ved {place}").hears("confirm_cancel", when[0], da=when[1])


BY_ITS_PLACE = {
    "en": {"my next lesson": 0, "my next but one lesson": 1, "the lesson after theory": 2, "my last lesson": 3,
           "my second lesson": 1, "the first one": 0, "the later one": 3, "my third lesson": 2},
    "da": {"min næste time": 0, "min næstnæste time": 1, "timen efter teori": 2, "min sidste time": 3,
           "min anden time": 1, "den senere": 3, "min tredje time": 2},
    "de": {"meine nächste stunde": 0, "meine übernächste stunde": 1, "die stunde nach der theorie": 2,
           "meine letzte stunde": 3, "meine zweite stunde": 1, "die spätere": 3},
    "sv": {"min nästa lektion": 0, "min näst nästa lektion": 1, "lektionen efter teorin": 2, "min sista lektion": 3,
           "min andra lektion": 1, "den senare": 3},
    "nb": {"min neste time": 0, "min nest neste time": 1, "timen etter teorien": 2, "min siste time": 3,
           "min andre time": 1, "den senere": 3},
}  # fmt: skip
CANCEL = {"en": "cancel {}", "da": "aflys {}", "de": "{} absagen", "sv": "avboka {}", "nb": "avbestill {}"}


@pytest.mark.parametrize(
    ("language", "said", "place"),
    [(code, said, at) for code, each in BY_ITS_PLACE.items() for said, at in each.items()],
)
def test_a_lesson_is_named_by_its_place_among_the_others(
    town: Town, school: SmallSchool, language: str, said: str, place: int
) -> None:
    anna = town.person(school, school.student("Anna Berg", language, school.mette), language=language)
    days = ["2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30"]
    for day in days:
        if day == days[1]:
            school.plans_class(f"{day} 12:00")
            school.books(school.students["Anna Berg"], f"{day} 12:00", "theory", school.jonas, made="2026-11-20 12:00")
        else:
            school.books(school.students["Anna Berg"], f"{day} 12:00", made="2026-11-20 12:00")
    anna.says(CANCEL[language].format(said)).hears("confirm_cancel")
    assert anna.last.reply.says[-1].params["start"] == f"{days[place]}T12:00"
