"""A bare yes is for what the person heard last: what was asked before that is asked once more, and not done by it."""

from __future__ import annotations

import pytest

from tests.chat import Chat, Town
from tests.factories import SmallSchool

YES = [("ok", "ok"), ("yes please", "ja tak"), ("\N{THUMBS UP SIGN}", "\N{THUMBS UP SIGN}")]
BOOKED = [("2026-11-23 10:00", "confirmed"), ("2026-11-27 10:00", "confirmed")]


@pytest.fixture
def told_late(anna: Chat, mette: Chat, town: Town, school: SmallSchool) -> Chat:
    """Anna, who is asked whether to book Friday, and then hears that Mette is late today."""
    school.books(school.students["Anna Berg"], "2026-11-23 10:00", made="2026-11-20 12:00")
    town.until("2026-11-23 09:40")
    anna.says("book fri at 10", da="book fre kl 10").hears("confirm_booking")
    town.passes(seconds=30)
    mette.says("10 minutes late")
    town.work()
    return anna.hears("notice_teacher_late")


@pytest.mark.parametrize(("english", "danish"), YES)
def test_a_yes_after_news_books_nothing_until_it_is_said_again(
    told_late: Chat, town: Town, english: str, danish: str
) -> None:
    told_late.says(english, da=danish).hears("confirm_booking_again", "27")
    assert town.bookings("confirmed") == BOOKED[:1]
    told_late.says(english, da=danish).hears("booked")
    assert town.bookings("confirmed") == BOOKED


def test_a_choice_counts_after_news_too(told_late: Chat, town: Town) -> None:
    told_late.says("1").hears("booked")
    assert town.bookings("confirmed") == BOOKED


@pytest.mark.parametrize(("english", "danish"), [("book it", "book den"), ("yes, book it", "ja, book den")])
def test_so_does_who_says_what_is_to_be_done(told_late: Chat, town: Town, english: str, danish: str) -> None:
    told_late.says(english, da=danish).hears("booked")
    assert town.bookings("confirmed") == BOOKED
