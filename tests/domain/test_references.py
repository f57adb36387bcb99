from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.references import booking_id_of, reference

FIRST_LONGER = 32**4
FIRST_WITH_SIX = 32**4 + 32**5


@settings(derandomize=True, deadline=None, database=None)
@given(st.integers(0, 2**40))
def test_a_reference_names_its_booking(booking_id: int) -> None:
    assert booking_id_of(reference(booking_id)) == booking_id
    assert booking_id_of(f" {reference(booking_id).lower()}\n") == booking_id


def test_no_two_bookings_share_a_reference() -> None:
    ids = [*range(50_000), *range(FIRST_LONGER - 2_000, FIRST_LONGER + 20_000)]
    assert len({reference(booking_id) for booking_id in ids}) == len(ids)


def test_references_grow_a_character_when_all_of_a_length_are_given() -> None:
    lengths = {0: 4, FIRST_LONGER - 1: 4, FIRST_LONGER: 5, FIRST_WITH_SIX - 1: 5, FIRST_WITH_SIX: 6, 2**40: 8}
    assert {booking_id: len(reference(booking_id)) for booking_id in lengths} == lengths


def test_neighbours_do_not_look_alike() -> None:
    for booking_id in range(1_000, 1_100):
        pairs = zip(reference(booking_id), reference(booking_id + 1), strict=True)
        assert sum(one != other for one, other in pairs) >= 2


def test_references_avoid_what_is_misread() -> None:
    written = "".join(reference(booking_id) for booking_id in range(0, 1_000_000, 97))
    assert not set("01IO") & set(written)


@pytest.mark.parametrize("text", ["", "K7Q", "K7Q0", "K7QI", "K7 Q2", "K7Q2K7Q2K", "K7Q-", "ÆØÅK", "book", "\0\0\0\0"])
def test_other_words_name_no_booking(text: str) -> None:
    assert booking_id_of(text) is None
