"""How long a lesson is to be is one way to say which kind of lesson is wished."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.chat import Chat, Town
from tests.factories import DRIVING, TRACK, SmallSchool


def test_a_length_names_the_kind_of_lesson_that_is_as_long(anna: Chat) -> None:
    anna.says("a 60 min one on friday", "60 minutter på fredag").hears("offers", "60 min", "800")
    anna.says("rather 45 min", "hellere 45 min").hears("offers", "45 min", "650")
    anna.says("90 minutes", "halvanden time").hears("no_such_length", "offers", "45 min")


def test_of_several_kinds_of_that_length_one_is_asked_for(anna: Chat, school: SmallSchool) -> None:
    with school.open_work() as work:
        ice = replace(school.types["track"], id=work.next_id(), code="ice", names={"en": "Slippery road"})
        work.administration.add_lesson_types(school.id, ice)
        teacher = replace(school.mette, lesson_type_ids=school.mette.lesson_type_ids | {ice.id})
        work.administration.save_teacher(school.id, teacher)
        work.commit()
    anna.says("a 60 min lesson on friday", "en time på 60 min fredag").hears("what_to_book")
    assert len(anna.last.ids) == 3
    anna.picks(f"type:{ice.id}").hears("offers", "Slippery road", "27 Nov", da="27. nov.")


@pytest.mark.parametrize(
    ("language", "track", "said"),
    [
        ("en", "a track lesson", "just a normal one"),
        ("da", "lukket bane", "bare en almindelig"),
        ("de", "Übungsplatz", "dann nur eine normale"),
        ("sv", "övningsbana", "bara en vanlig"),
        ("nb", "øvingsbane", "bare en vanlig"),
    ],
)
def test_an_ordinary_lesson_is_wished_instead_of_another_kind(
    town: Town, school: SmallSchool, language: str, track: str, said: str
) -> None:
    anna = town.anna(school, language).says(track).hears("offers", TRACK[language])
    anna.says(said).hears("offers", DRIVING[language])
    anna.says(track).picks_number(1).says(said).hears(DRIVING[language])
