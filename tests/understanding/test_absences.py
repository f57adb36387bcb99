"""Who of a list is missing, out of a message."""

from __future__ import annotations

import pytest

from bot.understanding.absences import absence_in, says_everybody, says_missing

NAMES = ("Anna Berg", "Bo Lind", "Carl Dam", "Åse Ærø", "Ida Krog", "Ida Holm")


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("2 5 missing", {1, 4}),
        ("2,5 og 6 mangler", {1, 4, 5}),
        ("nr. 2 og nr. 5 mangler", {1, 4}),
        ("2-4 missing", {1, 2, 3}),
        ("2 2 2", {1}),
        ("Bo and Åse are missing", {1, 3}),
        ("aase mangler", {3}),
        ("ida krog missing", {4}),
        ("2 and Carl", {1, 2}),
    ],
)
def test_numbers_and_names_point_at_places(said: str, places: set[int]) -> None:
    absence = absence_in(said, NAMES)
    assert (set(absence.places), absence.wrong) == (places, ())
    assert absence.plain


@pytest.mark.parametrize(
    ("said", "wrong"), [("2 9 missing", (9,)), ("0", (0,)), ("5-8", (7, 8)), ("1-999", (999,)), ("2020", (2020,))]
)
def test_numbers_that_are_on_no_line_are_told(said: str, wrong: tuple[int, ...]) -> None:
    assert absence_in(said, NAMES).wrong == wrong


@pytest.mark.parametrize("said", ["-1", "2 was missing her glasses", "2 xyzzy", "missing 2 wheels"])
def test_who_says_more_is_not_taken_at_that(said: str) -> None:
    assert not absence_in(said, NAMES).plain


@pytest.mark.parametrize("said", ["ida missing", "somebody is missing", "missing"])
def test_a_name_of_two_points_at_neither(said: str) -> None:
    assert absence_in(said, NAMES).places == frozenset()


def test_the_words_for_it_are_those_of_the_lexicons() -> None:
    assert says_missing("2 5 mangler")
    assert says_missing("all but 3")
    assert not says_missing("2 5")
    assert says_everybody("alle kom")
    assert not says_everybody("all but 3")
