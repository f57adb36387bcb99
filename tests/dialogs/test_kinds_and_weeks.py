"""A lesson is cancelled only if it is of the kind that was said, and moved by as much as was said."""

from __future__ import annotations

import pytest

from tests.chat import Town
from tests.factories import SmallSchool

FRIDAY = "2026-11-27 12:00"


@pytest.mark.parametrize(
    ("language", "said", "none"),
    [
        ("en", "cancel my theory class", "You have no Theory class booked."),
        ("en", "cancel my theory class on friday", "You have no Theory class booked."),
        ("da", "aflys alle mine teoritimer", "Du har ingen booking til Teorilektion."),
        ("da", "aflys min teoritime", "Du har ingen booking til Teorilektion."),
        ("de", "sag meine Theoriestunde ab", "Du hast keinen Termin für"),
        ("sv", "avboka min teorilektion", "Du har ingen bokning för"),
        ("nb", "avbestill teoritimen min", "Du har ingen bestilling på"),
    ],
)
def test_of_a_kind_that_one_has_not_none_is_put_up_for_cancelling(
    town: Town, school: SmallSchool, language: str, said: str, none: str
) -> None:
    town.anna(school, language, FRIDAY).says(said).hears("which_lesson_cancel", none)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "cancel my driving lesson"), ("da", "aflys min køretime"), ("en", "cancel friday")]
)
def test_the_ordinary_kind_may_be_any(town: Town, school: SmallSchool, language: str, said: str) -> None:
    town.anna(school, language, FRIDAY).says(said).hears("confirm_cancel")


@pytest.mark.parametrize(
    ("language", "said", "there"),
    [
        ("en", "can my friday lesson be moved by a week", "Fri 4 Dec 12:00"),
        ("en", "move my friday lesson one week", "Fri 4 Dec 12:00"),
        ("da", "kan jeg få min time fredag flyttet en uge", "fre 4. dec. 12.00"),
        ("de", "kann ich meine Stunde Freitag um eine Woche verschieben", "Fr 4. Dez. 12:00"),
        ("sv", "flytta min lektion fredag en vecka", "fre 4 dec 12:00"),
        ("nb", "kan jeg få timen min fredag flyttet en uke", "4. des. 12:00"),
    ],
)
def test_moved_by_a_week_is_the_same_hour_a_week_later(
    town: Town, school: SmallSchool, language: str, said: str, there: str
) -> None:
    town.anna(school, language, FRIDAY).says(said).hears("confirm_move", there)
