"""A time among words about something else is no wish: it is asked about before anything is looked for."""

from __future__ import annotations

import pytest

from tests.chat import Chat


@pytest.mark.parametrize(
    ("english", "danish"),
    [
        ("my mum is visiting friday", "min mor kommer på besøg fredag"),
        ("can you water the plants friday", "kan du vande blomsterne fredag"),
    ],
)
def test_a_day_that_is_only_mentioned_is_asked_about(anna: Chat, english: str, danish: str) -> None:
    anna.says(english, da=danish).hears("ask_if_wished", "Fri 27 Nov", da="fre 27. nov.")
    assert anna.last.ids == ["times", "menu"]
    anna.picks("times").hears("offers", "Fri 27 Nov", da="fre 27. nov.")


def test_an_hour_that_is_only_mentioned_is_said_and_taken_on_a_yes(anna: Chat) -> None:
    anna.says("my mum arrives friday at 10", da="min mor lander fredag kl 10")
    anna.hears("ask_if_wished", "Fri 27 Nov 10:00", da="fre 27. nov. 10.00")
    anna.says("yes", da="ja").hears("confirm_booking")


def test_several_days_that_are_only_mentioned_are_asked_about_together(chat: Chat) -> None:
    chat.says("my mum is visiting friday and saturday").hears("ask_if_wished", "Do you want a lesson then?")


def test_a_no_ends_it_and_another_time_is_taken_for_a_wish(anna: Chat) -> None:
    anna.says("my mum is visiting friday", da="min mor kommer på besøg fredag")
    anna.says("no", da="nej").hears("left")
    anna.says("my mum is visiting friday", da="min mor kommer på besøg fredag")
    anna.says("thursday after 3", da="torsdag efter 15").hears("offers", "Thu 26 Nov", da="tor 26. nov.")


def test_whoever_is_asked_for_a_time_means_it_whatever_else_is_said(anna: Chat) -> None:
    anna.says("lesson tuesday after 12", da="køretime tirsdag efter 12").hears("offers")
    anna.says("my boss lets me go friday", da="min chef giver mig lov fredag").hears(
        "offers", "Fri 27 Nov", da="fre 27. nov."
    )


def test_a_day_that_is_only_mentioned_lets_no_picked_time_go(anna: Chat) -> None:
    anna.says("lesson wed at 10", da="køretime ons kl 10").hears("confirm_booking")
    anna.says("my mum is visiting friday", da="min mor kommer på besøg fredag")
    anna.hears("not_understood", "confirm_booking_again")


def test_a_teacher_is_told_no_day_that_is_only_mentioned(mette: Chat) -> None:
    mette.says("my mum is visiting friday").hears("not_understood")
