"""Where a lesson is moved "frem til", which elsewhere ends a time."""

from __future__ import annotations

import pytest

from tests.chat import Town
from tests.factories import SmallSchool


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "can we bring thursday forward to the morning"),
        ("da", "kan vi rykke torsdag frem til om formiddagen"),
        ("da", "kan vi rykke torsdag frem til formiddagen"),
        ("de", "können wir Donnerstag auf den Vormittag vorziehen"),
        ("sv", "kan vi flytta torsdag fram till förmiddagen"),
        ("nb", "kan vi flytte torsdag frem til formiddagen"),
    ],
)
def test_its_morning_is_offered(town: Town, school: SmallSchool, language: str, said: str) -> None:
    anna = town.anna(school, language, "2026-11-26 15:00").says(said).hears("offers")
    assert "nobody_teaches_then" not in anna.last.names
    assert anna.last.labels[0].strip() in {"08:00", "8.00"}
