"""A lesson that was to be moved is to be skipped after all."""

from __future__ import annotations

import pytest

from tests.chat import Town
from tests.factories import SmallSchool


@pytest.mark.parametrize(
    ("language", "moving", "said"),
    [
        ("en", "move friday to thursday at 10", "skip friday after all"),
        ("da", "flyt fredag til torsdag kl 10", "spring fredag over alligevel"),
        ("de", "verschieb Freitag auf Donnerstag um 10", "lass Freitag doch ausfallen"),
        ("sv", "flytta fredag till torsdag kl 10", "hoppa över fredag ändå"),
        ("nb", "flytt fredag til torsdag kl 10", "hopp over fredag likevel"),
    ],
)
def test_it_is_asked_whether_to_cancel_it(
    town: Town, school: SmallSchool, language: str, moving: str, said: str
) -> None:
    anna = town.anna(school, language, "2026-11-27 10:00")
    anna.says(moving).hears("confirm_move").says(said).hears("confirm_cancel")


@pytest.mark.parametrize(("language", "said"), [("sv", "hoppa över"), ("nb", "hopp over")])
def test_skipping_alone_leaves_what_is_asked(town: Town, school: SmallSchool, language: str, said: str) -> None:
    moving = {"sv": "flytta fredag till torsdag kl 10", "nb": "flytt fredag til torsdag kl 10"}[language]
    town.anna(school, language, "2026-11-27 10:00").says(moving).hears("confirm_move").says(said).hears("left")
