"""A lesson that is to stay, because its student can come to it after all."""

from __future__ import annotations

import pytest

from tests.chat import Town
from tests.factories import SmallSchool

FRIDAY = "2026-11-27 10:00"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I can make friday after all, so don't cancel!"),
        ("da", "Jeg kan godt fredag alligevel, så ikke aflyse"),
        ("de", "Bin Freitag doch da, also nicht absagen!"),
        ("sv", "Jag kan komma på fredag ändå, så avboka inte!"),
        ("nb", "Jeg kan fredag likevel, så ikke avlys!"),
    ],
)
def test_it_stays_which_is_said_and_no_other_times_are_offered(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    town.anna(school, language, FRIDAY).says(said).hears("unchanged")
    assert town.bookings() == [(FRIDAY, "confirmed")]


@pytest.mark.parametrize("said", ["don't cancel friday after all, move it to thursday", "cancel friday after all"])
def test_what_is_wished_of_it_after_all_is_done(town: Town, school: SmallSchool, said: str) -> None:
    assert "unchanged" not in town.anna(school, "en", FRIDAY).says(said).last.names
