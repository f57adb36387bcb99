"""What nobody has a use for: a hint, then choices, then a human, who is bothered only with what can be read."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogs.exchange import Channel
from tests.chat import Chat, Town
from tests.factories import SmallSchool

MUTE = ["99", "0", "🙈", "..."]
POLITE = ["ok", "👍", "tak", "hi", "hej"]


def inbox(town: Town, school: SmallSchool) -> list[tuple[str, Any]]:
    """What the school's people are told, and what was said before it."""
    return town.database.execute(
        "SELECT text, context -> 'before' FROM school_messages WHERE school_id = %s ORDER BY id", [school.id]
    )


def test_the_third_message_in_a_row_that_nobody_understands_goes_to_the_school(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    anna.says("book wed at 10", da="book ons kl 10").says("xyzzy").hears("not_understood", "confirm_booking_again")
    anna.says("plugh").hears("not_understood")
    assert anna.last.ids[-2:] == ["engine:school", "engine:menu"]
    assert inbox(town, school) == []
    anna.says("frobnicate").hears("talking")
    assert inbox(town, school) == [("frobnicate", ["xyzzy", "plugh"])]


@pytest.mark.parametrize("said", MUTE)
def test_what_tells_nothing_never_goes_to_the_school_but_a_human_is_offered(
    anna: Chat, town: Town, school: SmallSchool, said: str
) -> None:
    anna.says("lesson wed after 10", da="køretime ons efter 10").hears("offers")
    for _ in range(9):
        anna.says(said).hears("offers")
    assert inbox(town, school) == []
    anna.hears("offer_a_human", 'Write "talk to the school"', da='Skriv "tal med skolen"')
    anna.says("talk to the school", da="tal med skolen").hears("ask_message")


@pytest.mark.parametrize("said", POLITE)
def test_what_is_said_to_be_polite_is_no_miss(anna: Chat, town: Town, school: SmallSchool, said: str) -> None:
    anna.says("lesson wed after 10", da="køretime ons efter 10")
    for _ in range(9):
        anna.says(said).hears("offers")
    assert "offer_a_human" not in anna.last.names
    assert inbox(town, school) == []


def test_the_first_words_behind_what_told_nothing_go_to_the_school_with_it(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    anna.says("book wed at 10", da="book ons kl 10").says("99").says("🙈").says("99").hears("offer_a_human")
    anna.says("is the xyzzy red").hears("talking")
    assert inbox(town, school) == [("is the xyzzy red", ["99", "🙈", "99"])]


def test_a_digit_behind_two_misses_is_no_message_to_the_school(anna: Chat, town: Town, school: SmallSchool) -> None:
    anna.says("book wed at 10", da="book ons kl 10").says("xyzzy").says("plugh").says("99").hears("offer_a_human")
    assert inbox(town, school) == []
    anna.says("1").hears("booked")


def test_a_telephone_number_can_be_answered_by_a_human(town: Town, school: SmallSchool, chat: Chat) -> None:
    chat.says("book thu at 10").says("20304050").says("20304050").says("20304050").hears("talking")
    assert [text for text, _ in inbox(town, school)] == ["20304050"]


def test_whatever_is_understood_in_between_begins_the_count_anew(anna: Chat, town: Town, school: SmallSchool) -> None:
    anna.says("book wed at 10", da="book ons kl 10").says("xyzzy").says("xyzzy")
    anna.says("how much do I owe", da="hvad skylder jeg").hears("balance", "confirm_booking_again")
    anna.says("xyzzy").hears("not_understood").says("xyzzy").hears("not_understood")
    assert inbox(town, school) == []


def test_on_full_menus_the_way_to_a_human_is_in_the_words(town: Town, school: SmallSchool) -> None:
    """Where no choice is left for it."""
    anna = town.person(school, school.student("Anna Berg", "en", school.mette), Channel.SMS)
    for said in ("menu", "99", "99", "99"):
        anna.says(said)
    anna.hears("no_such_number", "offer_a_human")
