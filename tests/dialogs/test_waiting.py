"""Waiting for a place, and being offered it: in a full class, and at an earlier time."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from bot.dialogs.exchange import Channel
from domain.lessons import Actor, Session
from domain.schools import PolicyOverride, Teacher
from domain.services.booking import book
from domain.services.cancelling import cancel
from domain.services.classes import cancel_session, change_session
from domain.services.leaving import remove
from domain.services.offering import retract, slot_of
from domain.services.reopening import reopen
from domain.timeslots import Interval
from tests.chat import Chat, Town
from tests.factories import SmallSchool, moment

TAKE, NO, LEAVE = 1, 2, 3
"""The digits below an offer."""


def names(chat: Chat) -> list[str]:
    return [name for message in chat.heard for name in message.names]


@pytest.fixture
def full(school: SmallSchool) -> Session:
    """A theory class on Thursday evening, taken by Bo and Mia."""
    session = school.plans_class("2026-11-26 18:30")
    for name in ("Bo Lind", "Mia Holt"):
        school.books(school.student(name), "2026-11-26 18:30", "theory", school.jonas, made="2026-11-20 12:00")
    return session


@pytest.fixture
def waiting(town: Town, school: SmallSchool, full: Session) -> tuple[Chat, Chat]:
    """Anna and Nia, who wait for a seat in it, in this order."""
    first, second = (town.person(school, school.student(name)) for name in ("Anna Berg", "Nia Dahl"))
    for chat in (first, second):
        chat.says("book theory").picks(f"wait:{full.id}").forget()
        town.passes(minutes=1)
    return first, second


def cancels(town: Town, school: SmallSchool, name: str) -> None:
    """Staff cancel the student's coming lesson."""
    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STAFF, town.clock())
        booking = work.bookings.coming(school.id, school.students[name].id, town.clock())[0]
        cancel(desk, booking.id)
        work.commit()
    town.work()


def openings(town: Town, school: SmallSchool) -> list[tuple[str]]:
    return town.database.execute(
        "SELECT outcome FROM openings WHERE school_id = %s ORDER BY done_at NULLS LAST, id", [school.id]
    )


# A seat in a class


def test_a_seat_in_a_full_class_is_waited_for_and_taken(
    anna: Chat, town: Town, school: SmallSchool, full: Session
) -> None:
    anna.says("book theory", da="book teori").hears("all_full").picks(f"wait:{full.id}").hears(
        "You are on the waitlist for Thu 26 Nov 18:30", da="Du står på venteliste til tor 26. nov. 18.30"
    ).forget()
    cancels(town, school, "Bo Lind")
    anna.hears(
        "A seat is free: Thu 26 Nov 18:30-19:15, Theory class. I hold it for you until 08:30.",
        da="Der er en ledig plads: tor 26. nov. 18.30-19.15, Teorilektion. Jeg holder den til dig til kl. 8.30.",
    )
    anna.picks_number(TAKE).hears("booked", "Thu 26 Nov 18:30", da="tor 26. nov. 18.30")
    assert town.bookings("confirmed") == [("2026-11-26 18:30", "confirmed")] * 2
    anna.says("my waitlist", da="min venteliste").hears("waitlist_empty")


def test_the_next_is_offered_what_the_first_declines(
    town: Town, school: SmallSchool, waiting: tuple[Chat, Chat]
) -> None:
    first, second = waiting
    cancels(town, school, "Mia Holt")
    assert (names(first), names(second)) == (["ask_offer_class"], [])
    first.picks_number(NO).hears("offer_declined").says("my waitlist").hears("waitlist_empty")
    town.work()
    second.hears("ask_offer_class").picks_number(TAKE).hears("booked")
    assert openings(town, school) == [("taken",)]


def test_a_lapsed_offer_goes_to_the_next_and_a_late_yes_is_told_kindly(
    town: Town, school: SmallSchool, waiting: tuple[Chat, Chat]
) -> None:
    first, second = waiting
    cancels(town, school, "Mia Holt")
    town.passes(minutes=31)
    assert names(second) == ["ask_offer_class"]
    first.picks_number(TAKE).hears("offer_over").says("my waitlist").hears("waitlist", "Thu 26 Nov 18:30")
    assert town.bookings("confirmed") == [("2026-11-26 18:30", "confirmed")]
    second.picks_number(TAKE).hears("booked")


def test_a_yes_after_the_class_is_told_that_it_is_over(
    anna: Chat, town: Town, school: SmallSchool, full: Session
) -> None:
    anna.says("book theory", da="book teori").picks(f"wait:{full.id}").forget()
    cancels(town, school, "Bo Lind")
    anna.hears("ask_offer_class")
    town.until("2026-12-05 12:00")
    assert anna.says("yes please", da="ja tak").last.names == ("when_past",)


def test_a_late_yes_in_quiet_hours_gets_the_seat_as_long_as_it_is_free(
    anna: Chat, town: Town, school: SmallSchool, full: Session
) -> None:
    anna.says("book theory", da="book teori").picks(f"wait:{full.id}").forget()
    town.until("2026-11-23 20:50")
    cancels(town, school, "Bo Lind")
    anna.hears("ask_offer_class", "21:20", da="21.20")
    place = anna.last.reply.menu or 0
    town.until("2026-11-23 21:40")
    anna.picks_number(TAKE).hears("booked", "Thu 26 Nov 18:30", da="tor 26. nov. 18.30")
    assert town.bookings("confirmed") == [("2026-11-26 18:30", "confirmed")] * 2
    anna.says("my waitlist", da="min venteliste").hears("waitlist_empty")
    anna.taps(place, TAKE - 1)  # once more: nothing is booked twice
    town.until("2026-11-24 09:00")
    assert town.bookings("confirmed") == [("2026-11-26 18:30", "confirmed")] * 2


def test_a_late_yes_in_quiet_hours_to_a_seat_that_is_taken_is_told_so(
    anna: Chat, town: Town, school: SmallSchool, full: Session
) -> None:
    anna.says("book theory", da="book teori").picks(f"wait:{full.id}").forget()
    town.until("2026-11-23 20:50")
    cancels(town, school, "Bo Lind")
    town.until("2026-11-23 21:30")
    school.books(school.student("Eva Dam"), "2026-11-26 18:30", "theory", school.jonas, made="2026-11-23 21:30")
    anna.picks_number(TAKE).hears("offer_over").says("my waitlist", da="min venteliste").hears("waitlist")


def test_who_was_asked_is_asked_first_again_when_the_class_is_changed(
    town: Town, school: SmallSchool, full: Session, waiting: tuple[Chat, Chat]
) -> None:
    first, second = waiting
    school.lets_mette_teach_theory()
    cancels(town, school, "Mia Holt")
    first.hears("ask_offer_class").forget()
    for changes in ({"during": lasting(full, "2026-11-27 18:30")}, {"teacher_ids": (school.mette.id,)}):
        changes_class(town, school, full, **changes)
        first.hears("ask_offer_class", "Fri 27 Nov 18:30").forget()
        assert names(second) == []
    changes_class(town, school, full, capacity=3)
    assert (names(first), names(second)) == (["ask_offer_class"], ["ask_offer_class"])
    first.picks_number(TAKE).hears("booked", "Fri 27 Nov 18:30")
    second.picks_number(TAKE).hears("booked", "Fri 27 Nov 18:30")


def test_who_was_asked_is_told_at_once_that_the_class_is_cancelled(
    anna: Chat, town: Town, school: SmallSchool, full: Session
) -> None:
    anna.says("book theory", da="book teori").picks(f"wait:{full.id}").forget()
    cancels(town, school, "Bo Lind")
    anna.hears("ask_offer_class").forget()
    with town.app.open_work() as work:
        cancel_session(school.desk(work, Actor.STAFF, town.clock()), full.id)
        work.commit()
    town.work()
    anna.hears("Theory class with Jonas, is cancelled", da="Teorilektion hos Jonas, er aflyst")
    anna.forget().says("1").hears("Thu 26 Nov 18:30 is no longer free.", da="tor 26. nov. 18.30 er ikke længere ledig.")


# A class that is changed while its seat is offered


def changed_before_the_answer(town: Town, school: SmallSchool, session: Session, **changes: Any) -> None:
    """Staff change the class, and nobody has been asked anew yet."""
    with town.app.open_work() as work:
        change_session(school.desk(work, Actor.STAFF, town.clock()), session.id, **changes)
        work.commit()


def test_a_yes_to_a_class_whose_teacher_was_changed_meanwhile_is_still_a_yes(
    anna: Chat, town: Town, school: SmallSchool, full: Session
) -> None:
    school.lets_mette_teach_theory()
    anna.says("book theory", da="book teori").picks(f"wait:{full.id}").forget()
    cancels(town, school, "Mia Holt")
    anna.hears("ask_offer_class")
    changed_before_the_answer(town, school, full, teacher_ids=(school.mette.id,))
    anna.picks_number(TAKE).hears("booked", "Thu 26 Nov 18:30", da="tor 26. nov. 18.30").forget()
    town.work()
    assert names(anna) == [], "nobody is asked for a seat they have"
    anna.says("my waitlist", da="min venteliste").hears("waitlist_empty")


def test_a_yes_to_a_class_that_was_moved_meanwhile_is_asked_for_as_it_is_now(
    anna: Chat, town: Town, school: SmallSchool, full: Session
) -> None:
    anna.says("book theory", da="book teori").picks(f"wait:{full.id}").forget()
    cancels(town, school, "Mia Holt")
    anna.hears("ask_offer_class")
    changed_before_the_answer(town, school, full, during=lasting(full, "2026-11-27 18:30"))
    anna.picks_number(TAKE).hears("refused_changed", "confirm_booking", "Fri 27 Nov 18:30", da="fre 27. nov. 18.30")
    assert len(town.bookings("confirmed")) == 1, "only Bo has a seat as long as she hasn't said yes to that"
    anna.picks("book").hears("booked", "Fri 27 Nov 18:30", da="fre 27. nov. 18.30")


def lasting(session: Session, start: str) -> Interval:
    return Interval(moment(start), moment(start) + session.during.duration)


def changes_class(town: Town, school: SmallSchool, session: Session, **changes: Any) -> None:
    """Staff change the class."""
    with town.app.open_work() as work:
        change_session(school.desk(work, Actor.STAFF, town.clock()), session.id, **changes)
        work.commit()
    town.work()


def test_a_second_tap_on_the_offer_acts_once(town: Town, school: SmallSchool, full: Session) -> None:
    anna = town.person(school, school.student("Anna Berg"), Channel.TELEGRAM)
    anna.says("book theory").picks(f"wait:{full.id}").forget()
    cancels(town, school, "Mia Holt")
    menu = anna.last.reply.menu or 0
    anna.taps(menu, 0).hears("booked")
    anna.taps(menu, 0).hears("old_button", "menu_again")
    anna.taps(menu - 1, 0).hears("old_button")
    assert town.bookings("confirmed") == [("2026-11-26 18:30", "confirmed")] * 2


def test_an_offer_interrupts_kindly_and_what_was_open_is_asked_again(
    chat: Chat, town: Town, school: SmallSchool, full: Session
) -> None:
    chat.says("book theory").picks(f"wait:{full.id}")
    chat.says("book wed at 10").hears("confirm_booking").forget()
    cancels(town, school, "Mia Holt")
    chat.hears("ask_offer_class").picks_number(TAKE).hears("booked", "confirm_booking_again").picks("book").hears(
        "booked"
    )
    assert len(town.bookings("confirmed")) == 3


def test_a_free_seat_needs_no_waiting(chat: Chat, town: Town, school: SmallSchool, full: Session) -> None:
    chat.says("book theory").hears("all_full")
    cancels(town, school, "Mia Holt")
    chat.picks(f"wait:{full.id}").hears("class_free_again", "confirm_booking")


def test_waiting_twice_is_waiting_once_and_leaving_is_by_a_digit(
    anna: Chat, town: Town, school: SmallSchool, full: Session
) -> None:
    for _ in range(2):
        anna.says("book theory", da="book teori").picks(f"wait:{full.id}").hears("waiting_class")
    anna.says("my waitlist", da="min venteliste").hears("waitlist")
    assert len(anna.labels) == 2
    anna.picks_number(1).hears("waitlist_left", "waitlist_empty").forget()
    cancels(town, school, "Bo Lind")
    anna.hears_nothing()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "actually take me off it"),
        ("en", "take me off the waiting list please"),
        ("da", "tag mig af den igen"),
        ("de", "lösch mich da wieder"),
        ("sv", "ta bort mig"),
        ("nb", "fjern meg fra den"),
    ],
)
def test_who_says_to_be_taken_off_the_only_list_is(
    town: Town, school: SmallSchool, full: Session, language: str, said: str
) -> None:
    anna = town.person(school, school.student("Anna Berg", language), language=language)
    anna.says({"en": "theory", "de": "theorie"}.get(language, "teori")).picks(f"wait:{full.id}").hears("waiting_class")
    anna.says(said).hears("waitlist_left")
    anna.says({"en": "my waitlist", "de": "meine warteliste", "sv": "min väntelista"}.get(language, "min venteliste"))
    anna.hears("waitlist_empty")


@pytest.mark.parametrize("said", ["how do i get off the waitlist", "can i leave the waitlist?"])
def test_who_asks_how_to_leave_a_list_is_shown_it(chat: Chat, full: Session, said: str) -> None:
    chat.says("theory").picks(f"wait:{full.id}").says(said).hears("waitlist")


def test_nobody_is_offered_what_they_could_not_book(chat: Chat, town: Town, school: SmallSchool, full: Session) -> None:
    """Anna is paused by now: it is Nia's turn at once."""
    nia = town.person(school, school.student("Nia Dahl"))
    for who in (chat, nia):
        who.says("book theory").picks(f"wait:{full.id}").forget()
        town.passes(minutes=1)
    town.database.execute(
        "UPDATE students SET status = 'inactive' WHERE school_id = %s AND name = 'Anna Berg'", [school.id]
    )
    cancels(town, school, "Bo Lind")
    assert (names(chat), names(nia)) == ([], ["ask_offer_class"])


def test_an_earlier_time_is_offered_only_to_who_may_move_there(town: Town, school: SmallSchool) -> None:
    bo, nia = (school.student(name, usual=school.mette) for name in ("Bo Lind", "Nia Dahl"))
    school.books(bo, "2026-11-26 09:00", made="2026-11-20 12:00")
    school.books(nia, "2026-11-27 15:00", made="2026-11-20 12:00")
    chat = town.person(school, nia)
    chat.says("tell me if an earlier lesson comes up, thursday at 9").picks("wait").forget()
    with town.app.open_work() as work:
        override = PolicyOverride(work.next_id(), {"bookable_by": "staff"}, lesson_type_id=school.types["driving"].id)
        work.administration.set_override(school.id, override)
        work.commit()
    cancels(town, school, "Bo Lind")
    assert (names(chat), openings(town, school)) == ([], [("nobody",)])


def test_who_has_something_else_then_is_passed_over(chat: Chat, town: Town, school: SmallSchool, full: Session) -> None:
    nia = town.person(school, school.student("Nia Dahl"))
    for who in (chat, nia):
        who.says("book theory").picks(f"wait:{full.id}").forget()
        town.passes(minutes=1)
    with town.app.open_work() as work:
        beside = replace(full, id=work.next_id(), teacher_ids=(school.mette.id,), resource_ids=(), taken=0)
        work.bookings.add_session(beside)
        desk = school.desk(work, Actor.STAFF, town.clock())
        book(desk, school.students["Anna Berg"], slot_of(beside))
        work.commit()
    town.work()
    chat.forget()
    cancels(town, school, "Bo Lind")
    assert (names(chat), names(nia)) == ([], ["ask_offer_class"])


def test_who_can_not_be_told_keeps_nobody_waiting(town: Town, school: SmallSchool, waiting: tuple[Chat, Chat]) -> None:
    gone, nia = waiting
    town.database.execute("UPDATE contacts SET gone_at = now() WHERE address = %s", [gone.address])
    cancels(town, school, "Bo Lind")
    assert names(nia) == ["ask_offer_class"]


def test_in_quiet_hours_nothing_is_offered_until_the_morning(
    chat: Chat, town: Town, school: SmallSchool, full: Session
) -> None:
    chat.says("book theory").picks(f"wait:{full.id}").forget()
    town.until("2026-11-25 21:00")
    cancels(town, school, "Mia Holt")
    town.until("2026-11-26 07:59")
    chat.hears_nothing()
    town.until("2026-11-26 08:00")
    chat.hears("ask_offer_class", "until 08:30")


def test_what_was_freed_in_the_night_may_be_booked_by_others(
    chat: Chat, town: Town, school: SmallSchool, full: Session
) -> None:
    nia = town.person(school, school.student("Nia Dahl"))
    chat.says("book theory").picks(f"wait:{full.id}").forget()
    town.until("2026-11-25 22:00")
    cancels(town, school, "Mia Holt")
    nia.says("book theory").picks("slot:0").picks("book").hears("booked")
    town.until("2026-11-26 09:00")
    chat.hears_nothing()
    assert openings(town, school) == [("nobody",)]


def test_what_was_freed_too_late_is_offered_to_nobody(
    chat: Chat, town: Town, school: SmallSchool, full: Session
) -> None:
    chat.says("book theory").picks(f"wait:{full.id}").forget()
    town.until("2026-11-26 16:27")
    cancels(town, school, "Mia Holt")
    assert "ask_offer_class" not in names(chat)
    assert openings(town, school) == [("too_late",)]


def test_an_offer_ends_when_it_could_not_be_booked_any_more(
    chat: Chat, town: Town, school: SmallSchool, full: Session
) -> None:
    chat.says("book theory").picks(f"wait:{full.id}").forget()
    town.until("2026-11-26 16:20")
    cancels(town, school, "Mia Holt")
    chat.hears("ask_offer_class", "until 16:30").picks_number(TAKE).hears("booked")


def test_where_the_school_approves_bookings_a_seat_that_is_taken_is_asked_for(
    chat: Chat, town: Town, school: SmallSchool, full: Session
) -> None:
    chat.says("book theory").picks(f"wait:{full.id}").forget()
    with town.app.open_work() as work:
        policy = school.school.policy.changed({"approval_needed": True})
        work.administration.save_school(replace(school.school, policy=policy))
        work.commit()
    cancels(town, school, "Bo Lind")
    chat.hears("ask_offer_class").picks_number(TAKE).hears("requested")
    assert ("2026-11-26 18:30", "requested") in town.bookings()


# An earlier lesson


def test_an_earlier_time_is_waited_for_offered_and_taken_without_a_fee(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    school.books(school.students["Anna Berg"], "2026-11-27 15:00", made="2026-11-20 12:00")
    fill_up(school)
    anna.says(
        "tell me if an earlier lesson comes up, mornings", da="sig til hvis der bliver en tidligere tid, om morgenen"
    )
    anna.hears("confirm_wait").picks("wait").hears("waiting_earlier").forget()
    town.until("2026-11-26 16:00")  # moving would cost 50% by now
    anna.forget()
    cancels(town, school, "Friday 09")
    anna.hears("ask_offer_earlier", "instead of Fri 27 Nov 15:00", da="i stedet for fre 27. nov. 15.00")
    anna.hears("Fri 27 Nov 09:00", da="fre 27. nov. 9.00").hears("16:30.", da="16.30.")
    anna.picks_number(TAKE).hears("offer_moved", "Fri 27 Nov 09:00", da="fre 27. nov. 9.00")
    assert ("2026-11-27 09:00", "confirmed") in town.bookings("confirmed")
    assert town.bookings("confirmed").count(("2026-11-27 15:00", "confirmed")) == 1, "Jonas's, and no more Anna's"
    anna.says("balance", da="saldo").hears("You owe nothing", da="Du skylder ikke noget")


def fill_up(school: SmallSchool) -> None:
    """Mette and Jonas are booked out on Thursday and Friday; each lesson is of a student named after it."""
    for day, date in (("Tuesday", 24), ("Wednesday", 25), ("Thursday", 26), ("Friday", 27)):
        for teacher, hours in ((school.mette, range(8, 16)), (school.jonas, range(10, 18))):
            for hour in hours:
                if (date, hour, teacher) == (27, 15, school.mette):
                    continue
                name = f"{day} {hour:02}" if teacher is school.mette else f"{day} {hour:02} Jonas"
                school.books(
                    school.student(name), f"2026-11-{date} {hour:02}:00", teacher=teacher, made="2026-11-20 12:00"
                )


def test_the_wishes_are_said_back_and_heeded(chat: Chat, town: Town, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-27 15:00", made="2026-11-20 12:00")
    fill_up(school)
    chat.says("tell me if an earlier lesson comes up").hears("confirm_wait").says("after 12, with Jonas").hears(
        "I can tell you when an earlier time than Fri 27 Nov 15:00 comes up: after 12:00, with Jonas."
    )
    chat.picks("wait").forget()
    cancels(town, school, "Friday 09")
    cancels(town, school, "Friday 11 Jonas")
    chat.hears_nothing()
    cancels(town, school, "Thursday 13 Jonas")
    chat.hears("ask_offer_earlier", "Thu 26 Nov 13:00 with Jonas")


def test_weekdays_are_said_back(chat: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-12-04 15:00", made="2026-11-20 12:00")
    chat.says("tell me if an earlier lesson comes up, mornings, not tuesday").hears(
        "comes up: 06:00-12:00, Mon, Wed, Thu, Fri, Sat, Sun."
    )


def test_only_the_days_that_were_left_out_are_left_out_whatever_is_over_of_today(
    anna: Chat, school: SmallSchool, town: Town
) -> None:
    school.books(school.students["Anna Berg"], "2026-12-04 15:00", made="2026-11-20 12:00")
    town.clock.set("2026-11-23 13:00")
    anna.says(
        "tell me if an earlier lesson comes up, mornings, not tuesday",
        da="sig til hvis der kommer en tidligere tid, om morgenen, ikke tirsdag",
    )
    anna.hears("Mon, Wed, Thu, Fri, Sat, Sun.", da="man, ons, tor, fre, lør, søn.")


def test_an_earlier_time_that_is_free_already_is_shown_at_once(chat: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-27 15:00", made="2026-11-20 12:00")
    chat.says("anything earlier than my lesson?").hears(
        "confirm_wait", choices=["Free now: Mon 23 Nov 10:00", "Tell me"]
    )
    chat.picks("move").hears("From Fri 27 Nov 15:00 to Mon 23 Nov 10:00")


def test_earlier_than_a_day_is_before_it_and_keeps_what_does_not_suit(anna: Chat, school: SmallSchool) -> None:
    for start in ("2026-11-27 15:00", "2026-12-04 15:00"):
        school.books(school.students["Anna Berg"], start, made="2026-11-20 12:00")
    anna.says("an earlier lesson than friday, not tuesday", da="en tidligere time end fredag, ikke tirsdag")
    anna.hears(
        "an earlier time than Fri 27 Nov 15:00 comes up: Mon, Wed, Thu, until Thu 26 Nov.",
        da="en tidligere tid end fre 27. nov. 15.00: man, ons, tor, til og med tor 26. nov.",
    )
    assert anna.last.ids == ["move", "wait"]
    anna.picks("move").hears("confirm_move", "Mon 23 Nov", da="man 23. nov.")


def test_earlier_than_a_time_is_about_the_lesson_that_begins_then(anna: Chat, school: SmallSchool) -> None:
    """The hour names the lesson, and is no wish for that hour on other days."""
    for start in ("2026-11-27 09:00", "2026-11-27 15:00"):
        school.books(school.students["Anna Berg"], start, made="2026-11-20 12:00")
    anna.says("an earlier lesson than friday at 15", da="en tidligere time end fredag kl 15")
    anna.hears(
        "than Fri 27 Nov 15:00 comes up: until Thu 26 Nov.", da="end fre 27. nov. 15.00: til og med tor 26. nov."
    )
    anna.says("menu").says(
        "an earlier lesson than friday at 15, not tuesday", da="en tidligere time end fredag kl 15, ikke tirsdag"
    )
    anna.hears("15:00 comes up: Mon, Wed, Thu, until Thu 26 Nov.", da="15.00: man, ons, tor, til og med tor 26. nov.")
    anna.says("menu").says("earlier lesson than friday at 12", da="tidligere time end fredag kl 12")
    anna.hears("which_lesson_earlier")
    school.books(school.students["Anna Berg"], "2026-12-04 12:00", made="2026-11-20 12:00")
    anna.says("menu").says("earlier lesson than friday at 12", da="tidligere time end fredag kl 12")
    anna.hears("than Fri 4 Dec 12:00 comes up: until Thu 3 Dec.", da="end fre 4. dec. 12.00: til og med tor 3. dec.")


def test_a_day_said_with_its_date_is_no_wish_for_its_weekday(anna: Chat, school: SmallSchool) -> None:
    for start in ("2026-12-08 15:00", "2026-12-15 15:00"):
        school.books(school.students["Anna Berg"], start, made="2026-11-20 12:00")
    anna.says(
        "tell me if an earlier lesson comes up than tuesday 15 dec, mornings",
        da="sig til hvis der kommer en tidligere tid end tirsdag d. 15. december, om formiddagen",
    )
    anna.hears(
        "than Tue 15 Dec 15:00 comes up: 06:00-12:00, until Mon 14 Dec.",
        da="end tir 15. dec. 15.00: 6.00-12.00, til og med man 14. dec.",
    )


def test_of_lessons_on_the_same_weekday_and_hour_the_date_tells_which_is_meant(anna: Chat, school: SmallSchool) -> None:
    for start in ("2026-12-07 14:00", "2026-12-14 14:00"):
        school.books(school.students["Anna Berg"], start, made="2026-11-20 12:00")
    anna.says(
        "tell me if something earlier than mon 14 dec at 2pm is free",
        da="sig til hvis der bliver noget ledigt tidligere end man 14. dec kl. 14",
    )
    anna.hears(
        "than Mon 14 Dec 14:00 comes up: until Sun 13 Dec.", da="end man 14. dec. 14.00: til og med søn 13. dec."
    )
    anna.says("menu").says(
        "tell me if something earlier than mon 21 dec at 2pm is free",
        da="sig til hvis der bliver noget ledigt tidligere end man 21. dec kl. 14",
    )
    anna.hears("which_lesson_earlier")


def test_of_days_up_to_a_bound_no_weekdays_are_made(anna: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-27 15:00", made="2026-11-20 12:00")
    anna.says("an earlier lesson than friday, mornings", da="en tidligere time end fredag, om formiddagen")
    anna.hears("15:00 comes up: 06:00-12:00, until Thu 26 Nov.", da="15.00: 6.00-12.00, til og med tor 26. nov.")


def test_earlier_than_a_day_without_a_lesson_asks_which_lesson(anna: Chat, school: SmallSchool) -> None:
    for start in ("2026-12-04 15:00", "2026-12-07 15:00"):
        school.books(school.students["Anna Berg"], start, made="2026-11-20 12:00")
    anna.says("earlier lesson than friday", da="tidligere time end fredag").hears("which_lesson_earlier")
    anna.picks_number(2).hears(
        "than Mon 7 Dec 15:00 comes up: until Thu 26 Nov.", da="end man 7. dec. 15.00: til og med tor 26. nov."
    )


@pytest.mark.parametrize(
    ("en", "da"),
    [
        ("put me on the waitlist for theory", "skriv mig på venteliste til teori"),
        ("add me to the waiting list for theory", "sæt mig på ventelisten til teori"),
        ("waitlist for theory", "skriv mig op til teori"),
        ("put me on the list for theory", "tilføj mig til ventelisten til teori"),
    ],
)
def test_the_waitlist_of_a_class_is_asked_for_in_many_words(anna: Chat, full: Session, en: str, da: str) -> None:
    anna.says(en, da).hears("all_full").picks(f"wait:{full.id}").hears("waiting_class")
    anna.says("show the waitlist", da="vis ventelisten").hears("waitlist")


@pytest.mark.parametrize(
    "gives_up", [("cancel monday 30 november", "cancel"), ("move monday 30 november to 4 december at 12", "move")]
)
def test_a_time_is_not_offered_to_whoever_gave_it_up(
    chat: Chat, town: Town, school: SmallSchool, gives_up: tuple[str, str]
) -> None:
    said, choice = gives_up
    anna, bo = school.students["Anna Berg"], town.person(school, school.student("Bo Lind"))
    school.books(anna, "2026-11-30 08:00", made="2026-11-20 12:00")
    for person, student, start in (
        (chat, anna, "2026-12-02 10:00"),
        (bo, school.students["Bo Lind"], "2026-12-02 11:00"),
    ):
        school.books(student, start, made="2026-11-20 12:00")
        person.says("tell me if an earlier lesson comes up than 2 december")
        if "which_lesson_earlier" in person.last.names:
            person.picks("2 Dec")
        person.picks("wait").hears("waiting_earlier").forget()
    chat.says(said).picks(choice).forget()
    bo.forget()
    town.work()
    chat.hears_nothing()
    bo.hears("ask_offer_earlier", "Mon 30 Nov 08:00")


@pytest.mark.parametrize(
    ("en", "da"),
    [
        ("wait for the theory class on thursday", "skriv mig på venteliste til teori torsdag"),
        ("put me on the waitlist for theory 26 nov", "sæt mig på ventelisten til teori 26. nov"),
    ],
)
def test_the_one_full_class_of_a_day_is_waited_for_at_once(anna: Chat, full: Session, en: str, da: str) -> None:
    anna.says(en, da).hears("waiting_class", "Thu 26 Nov 18:30", da="tor 26. nov. 18.30")


def test_a_full_class_is_said_to_be_full(anna: Chat, full: Session, school: SmallSchool) -> None:
    school.plans_class("2026-12-03 18:30")
    anna.says("theory on thursday 26 nov", da="teori torsdag d. 26. november").hears(
        "Theory class Thu 26 Nov 18:30 is full.", da="Teorilektion tor 26. nov. 18.30 er fuldt optaget."
    )


def frees_an_earlier_time(chat: Chat, town: Town, school: SmallSchool) -> None:
    """Anna, who waits for one, has a lesson on Friday, and one of Thursday's is cancelled."""
    school.books(school.students["Anna Berg"], "2026-11-27 15:00", made="2026-11-20 12:00")
    fill_up(school)
    chat.says("tell me if an earlier lesson comes up").picks("wait").forget()
    cancels(town, school, "Thursday 09")


def test_who_declines_goes_on_waiting_and_is_not_offered_that_again(
    chat: Chat, town: Town, school: SmallSchool
) -> None:
    frees_an_earlier_time(chat, town, school)
    chat.hears("ask_offer_earlier").picks_number(NO).hears("I'll keep looking").forget()
    town.work()
    chat.hears_nothing()
    cancels(town, school, "Thursday 11")
    chat.hears("ask_offer_earlier", "Thu 26 Nov 11:00").picks_number(LEAVE).hears("offer_declined").forget()
    cancels(town, school, "Wednesday 11")
    chat.hears_nothing()


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("whats next for me", "hvad er det næste"),
        ("next", "næste"),
        ("show me more", "vis mig flere"),
        ("something else", "noget andet"),
        ("no?", "nej?"),
        ("my lessons", "mine tider"),
    ],
)
def test_an_offer_is_declined_by_nothing_but_a_plain_no(
    anna: Chat, town: Town, school: SmallSchool, said: str, da: str
) -> None:
    school.books(school.students["Anna Berg"], "2026-11-27 15:00", made="2026-11-20 12:00")
    fill_up(school)
    anna.says("tell me if an earlier lesson comes up", da="sig til hvis der bliver en tidligere tid").picks("wait")
    cancels(town, school, "Thursday 09")
    anna.hears("ask_offer_earlier").says(said, da=da).hears("ask_offer_earlier")
    anna.says("no, I'd rather keep mine", da="nej, jeg beholder den jeg har").hears("offer_declined")


@pytest.mark.parametrize(
    ("language", "wish", "said"),
    [
        ("de", "sag mir bescheid wenn ein früherer termin frei wird", "zeig mir mehr"),
        ("sv", "säg till om det blir en tidigare tid", "visa fler"),
        ("nb", "si fra hvis det blir en tidligere time", "vis flere"),
    ],
)
def test_nor_by_asking_for_more_in_the_other_languages(
    town: Town, school: SmallSchool, language: str, wish: str, said: str
) -> None:
    anna = town.person(school, school.student("Anna Berg", language, school.mette), language=language)
    school.books(school.students["Anna Berg"], "2026-11-27 15:00", made="2026-11-20 12:00")
    fill_up(school)
    anna.says(wish).picks("wait")
    cancels(town, school, "Thursday 09")
    anna.hears("ask_offer_earlier").says(said).hears("ask_offer_earlier")


def test_the_time_that_is_left_is_offered_to_the_next(chat: Chat, town: Town, school: SmallSchool) -> None:
    """Anna moves to Thursday; her Friday is earlier for Nia, whose lesson is on Monday."""
    school.books(school.students["Anna Berg"], "2026-11-27 15:00", made="2026-11-20 12:00")
    nia = town.person(school, school.student("Nia Dahl"))
    school.books(school.students["Nia Dahl"], "2026-11-30 08:00", made="2026-11-20 12:00")
    fill_up(school)
    for who in (chat, nia):
        who.says("tell me if an earlier lesson comes up, friday or thursday").picks("wait").forget()
        town.passes(minutes=1)
    cancels(town, school, "Thursday 09")
    assert names(chat) == []
    assert names(nia) == ["ask_offer_earlier"], "four days earlier is more than one"
    nia.picks_number(NO)
    town.work()
    chat.hears("ask_offer_earlier", "Thu 26 Nov 09:00").picks_number(TAKE).hears("offer_moved")
    town.work()
    nia.hears("ask_offer_earlier", "Fri 27 Nov 15:00").picks_number(TAKE).hears("offer_moved")


def test_who_moves_the_lesson_meanwhile_takes_no_stale_offer(chat: Chat, town: Town, school: SmallSchool) -> None:
    frees_an_earlier_time(chat, town, school)
    chat.hears("ask_offer_earlier").says("cancel my lesson").picks("cancel").hears("cancelled")
    town.work()
    assert town.database.execute("SELECT status FROM offers WHERE school_id = %s", [school.id]) == [("lapsed",)]
    chat.says("my offer").hears("no_offer")


def test_who_is_offered_an_earlier_time_is_told_at_once_when_the_school_moves_the_lesson(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    booking = school.books(school.students["Anna Berg"], "2026-11-27 15:00", made="2026-11-20 12:00")
    fill_up(school)
    anna.says("tell me if an earlier lesson comes up", da="sig til, hvis der kommer en tidligere tid").picks("wait")
    cancels(town, school, "Thursday 09")
    anna.hears("ask_offer_earlier").forget()
    cancels(town, school, "Thursday 14")
    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STAFF, town.clock())
        cancel(desk, booking.id)
        work.commit()
    town.work()
    assert sorted(names(anna)) == ["notice_cancelled_by_school", "notice_place_gone"]
    anna.says("1").hears("offer_gone", "Thu 26 Nov 09:00", da="tor 26. nov. 9.00")
    assert "confirmed" not in [status for start, status in town.bookings() if start == "2026-11-26 09:00"]


def test_what_the_school_takes_back_is_told_at_once(anna: Chat, town: Town, school: SmallSchool, full: Session) -> None:
    anna.says("book theory", da="book teori").picks(f"wait:{full.id}").forget()
    cancels(town, school, "Mia Holt")
    anna.hears("ask_offer_class").forget()
    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STAFF, town.clock())
        (offer,) = work.offers.open_to(school.id, school.students["Anna Berg"].id, town.clock())
        retract(desk, offer)
        work.commit()
    town.work()
    anna.hears("notice_place_gone", "I'll keep looking", da="Jeg leder videre").forget()
    cancels(town, school, "Bo Lind")
    anna.hears("ask_offer_class").forget()
    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STAFF, town.clock())
        (entry,) = work.waitlist.of_student(school.id, school.students["Anna Berg"].id, town.clock())
        remove(desk, entry.id)
        work.commit()
    town.work()
    anna.hears("notice_place_gone", 'Write "book"', da='Skriv "book"')
    anna.says("my waitlist", da="min venteliste").hears("waitlist_empty")


def test_who_cancels_it_themselves_is_not_told_that_the_offer_is_over(
    chat: Chat, town: Town, school: SmallSchool
) -> None:
    frees_an_earlier_time(chat, town, school)
    chat.says("cancel my lesson").picks("cancel").hears("cancelled").forget()
    town.work()
    assert names(chat) == []


def test_the_waitlist_says_what_is_wished(anna: Chat, town: Town, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-27 15:00", made="2026-11-20 12:00")
    fill_up(school)
    anna.says(
        "tell me if an earlier lesson comes up on thursday morning with mette",
        da="sig til, hvis der kommer en tidligere tid torsdag formiddag hos mette",
    )
    anna.hears("confirm_wait").picks("wait").says("my waitlist", da="min venteliste")
    anna.hears("Thu, with Mette)", da="tor, hos Mette)").hears("Earlier than", da="Tidligere end")
    assert town.database.execute("SELECT wishes->>'weekdays' FROM waitlist_entries ORDER BY id DESC LIMIT 1") == [
        ("[3]",)
    ]


def test_a_wish_that_no_earlier_time_could_meet_is_told_and_left_out(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    school.books(school.students["Anna Berg"], "2026-11-27 15:00", made="2026-11-20 12:00")
    fill_up(school)
    anna.says(
        "tell me if an earlier lesson comes up on saturday", da="sig til, hvis der kommer en tidligere tid lørdag"
    )
    anna.hears("no_such_earlier", "confirm_wait").picks("wait").hears("waiting_earlier")
    anna.says("my waitlist", da="min venteliste")
    assert "(" not in anna.text


# Hours that are worked anew


def changes_hours(town: Town, school: SmallSchool, teacher: Teacher) -> None:
    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STAFF, town.clock())
        work.administration.save_teacher(school.id, teacher)
        reopen(desk, work.catalogue(school.id), calendar_id=teacher.id)
        work.commit()
    town.work()


def test_hours_that_a_teacher_works_anew_are_offered_until_nobody_wants_more(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    nia = town.person(school, school.student("Nia Dahl"))
    school.books(school.students["Anna Berg"], "2026-11-27 15:00", made="2026-11-20 12:00")
    fill_up(school)
    school.books(school.students["Nia Dahl"], "2026-11-30 15:00", made="2026-11-20 12:00")
    wish = "tell me if an earlier lesson comes up, thursday after 15"
    anna.says(wish, da="sig til hvis der bliver en tidligere tid torsdag efter kl 15").picks("wait").forget()
    nia.says(wish).picks("wait").forget()
    longer = tuple(replace(part, end=time(18)) if part.weekday == 3 else part for part in school.mette.hours)
    changes_hours(town, school, replace(school.mette, hours=longer))
    nia.hears("ask_offer_earlier", "Thu 26 Nov 16:00 with Mette instead of Mon 30 Nov 15:00")
    anna.hears_nothing()
    nia.picks_number(TAKE).hears("offer_moved")
    town.work()
    anna.hears("ask_offer_earlier", "Thu 26 Nov 17:00", da="tor 26. nov. 17.00")
    anna.picks_number(TAKE).hears("offer_moved")
    town.work()
    assert ("nobody",) in openings(town, school)


def test_hours_that_were_worked_before_are_no_news(chat: Chat, town: Town, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-27 15:00", made="2026-11-20 12:00")
    chat.says("tell me if an earlier lesson comes up").picks("wait").forget()
    fewer = tuple(part for part in school.mette.hours if part.weekday != 2)
    changes_hours(town, school, replace(school.mette, hours=fewer))
    chat.hears_nothing()
    assert openings(town, school) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "actually i can't make that thursday"),
        ("da", "jeg kan alligevel ikke den torsdag"),
        ("de", "ich kann den donnerstag doch nicht"),
        ("sv", "jag kan inte den torsdagen ändå"),
        ("nb", "jeg kan ikke den torsdagen likevel"),
    ],
)
def test_who_only_waits_and_cannot_come_is_shown_the_list(
    town: Town, school: SmallSchool, full: Session, language: str, said: str
) -> None:
    anna = town.person(school, school.student("Anna Berg", language), language=language)
    anna.says({"en": "theory", "de": "theorie"}.get(language, "teori")).picks(f"wait:{full.id}").hears("waiting_class")
    anna.says(said).hears("waitlist").picks_number(1).hears("waitlist_left")
