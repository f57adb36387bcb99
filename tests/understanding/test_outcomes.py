"""How lessons went, told with names: whom the words settle, and whom not."""

from __future__ import annotations

import pytest

from bot.understanding.outcomes import told_in

NAMES = {1: "Emil Krogh", 2: "Freja Dahl", 3: "Anna Berg", 4: "Anna Holm", 5: "Wait B"}
CAME, NOT = "attended", "no_show"


@pytest.mark.parametrize(
    ("said", "outcomes", "others"),
    [
        ("emil came", {1: CAME}, None),
        ("emil mødt", {1: CAME}, None),
        ("emil came, freja didn't", {1: CAME, 2: NOT}, None),
        ("emil kom, men freja kom ikke", {1: CAME, 2: NOT}, None),
        ("Emil war da, Freja nicht", {1: CAME, 2: NOT}, None),
        ("emil var där, freja inte", {1: CAME, 2: NOT}, None),
        ("emil møtte, freja møtte ikke", {1: CAME, 2: NOT}, None),
        ("emil and freja came", {1: CAME, 2: CAME}, None),
        ("mødt: emil, freja", {1: CAME, 2: CAME}, None),
        ("emil didn't come but freja did", {1: NOT, 2: CAME}, None),
        ("anna berg came, anna holm didn't", {3: CAME, 4: NOT}, None),
        ("emil kom ikke, de andre var der", {1: NOT}, CAME),
        ("Emil fehlte, die anderen waren da", {1: NOT}, CAME),
        ("emil and freja came, wait no show, the rest were there", {1: CAME, 2: CAME, 5: NOT}, CAME),
        ("emil's lesson did not take place", {1: "not_held"}, None),
    ],
)
def test_each_who_is_named_and_the_others(said: str, outcomes: dict[int, str], others: str | None) -> None:
    told = told_in(said, NAMES)
    assert told is not None
    assert (told.outcomes, told.others, told.unclear) == (outcomes, others, [])


@pytest.mark.parametrize(("said", "unclear"), [("anna came", [3, 4]), ("emil freja came", [1, 2])])
def test_a_name_that_fits_several_is_unclear(said: str, unclear: list[int]) -> None:
    told = told_in(said, NAMES)
    assert told is not None
    assert (told.outcomes, told.unclear) == ({}, unclear)


@pytest.mark.parametrize(
    "said",
    [
        *("emil came?", "peter came", "emil came and was nervous", "emil drove well", "emil came, emil didn't come"),
        *("freja kommer ikke i morgen", "emil came, freja on friday", "the others came", "emil", "emil and freja"),
    ],
)
def test_what_says_more_or_less_settles_nobody(said: str) -> None:
    assert told_in(said, NAMES) is None
