"""Somebody is brought along to a lesson that may be shared: named, asked in their own chat, and booked by their yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.channels import SIMULATOR
from bot.dialogs.exchange import Channel
from domain.lessons import Actor
from domain.policies import Policy
from domain.schools import PolicyOverride
from domain.services.booking import book
from domain.services.cancelling import cancel
from domain.services.offering import slot_of
from domain.services.rescheduling import move
from domain.timeslots import Interval
from tests.chat import Chat, Town
from tests.dialogs.places import shares
from tests.factories import SmallSchool

LESSON = "2026-11-26 12:00"
ANSWER = ("companion_named", "Thu 26 Nov 12:00", "tor 26. nov. 12.00")


@pytest.fixture
def bo(anna: Chat, town: Town, school: SmallSchool, voice: tuple[Channel, str]) -> Chat:
    """Bo speaks as Anna does, who has a lesson that two can share."""
    shares(school)
    school.books(school.students["Anna Berg"], LESSON, made="2026-11-20 12:00")
    channel, language = voice
    return town.person(school, school.student("Bo Lind", language), channel, language)


def phone_of(school: SmallSchool, name: str) -> str:
    return str(school.students[name].phone)


def hears_answer(chat: Chat) -> None:
    chat.hears(*ANSWER[:2], da=ANSWER[2])


@pytest.fixture
def asked(anna: Chat, bo: Chat, town: Town, school: SmallSchool) -> Chat:
    anna.says(f"bring a friend: {phone_of(school, 'Bo Lind')}", da=f"tag en ven med: {phone_of(school, 'Bo Lind')}")
    hears_answer(anna.hears("companion_named"))
    anna.forget()
    town.work()
    return bo


def test_a_lesson_that_the_school_has_not_said_yes_to_is_shared_when_it_has(
    anna: Chat, school: SmallSchool, town: Town
) -> None:
    shares(school)
    with town.app.open_work() as work:
        work.administration.save_school(replace(school.school, policy=Policy(approval_needed=True)))
        work.commit()
    anna.says("book thu at 12", da="book torsdag kl 12").picks("book").hears("requested")
    anna.says("can I bring a friend?", da="må jeg tage en ven med?").hears(
        "share_when_approved", "Thu 26 Nov 12:00", da="tor 26. nov. 12.00"
    )


def test_who_is_just_booking_is_asked_whom_to_bring_when_that_is_done(
    anna: Chat, school: SmallSchool, town: Town
) -> None:
    shares(school)
    anna.says("book thu at 12", da="book torsdag kl 12").hears("confirm_booking")
    anna.says("can I bring a friend?", da="må jeg tage en ven med?").hears("companion_later", "confirm_booking_again")
    anna.picks("book").hears("booked", "ask_who_along", "Thu 26 Nov 12:00", da="tor 26. nov. 12.00")
    assert town.bookings("confirmed") == [(LESSON, "confirmed")]


def test_the_one_named_is_asked_in_their_own_chat_and_a_yes_books_the_same_lesson(
    anna: Chat, asked: Chat, town: Town, school: SmallSchool
) -> None:
    mette = town.person(school, school.mette)
    asked.hears(
        "Anna Berg invites you: Thu 26 Nov 12:00-12:45, Driving lesson with Mette, 650 kr. "
        "Free to cancel until Wed 25 Nov 12:00.",
        da="Anna Berg spørger, om du vil med: tor 26. nov. 12.00-12.45, Køretime hos Mette, 650 kr. "
        "Gratis at aflyse til ons 25. nov. 12.00.",
    )
    asked.says("yes please", da="ja tak").hears("booked", "Thu 26 Nov 12:00", da="tor 26. nov. 12.00")
    town.work()
    anna.hears("Your companion has said yes.", da="Der er sagt ja til at tage med.")
    mette.hears("New: Thu 26 Nov 12:00 Bo Lind, Driving lesson, red Golf")
    with town.app.open_work() as work:
        hers, his = (
            work.bookings.coming(school.id, school.students[name].id, town.clock())[0]
            for name in ("Anna Berg", "Bo Lind")
        )
    assert (hers.session.id, hers.session.taken, hers.price) == (his.session.id, 2, his.price)


def test_a_no_is_told_to_who_asked_and_books_nothing(anna: Chat, asked: Chat, town: Town, school: SmallSchool) -> None:
    asked.says("no thanks", da="nej tak").hears("along_declined")
    town.work()
    anna.hears("Your own place stays as it is.", da="Din egen plads er, som den var.")
    assert [student for student, _ in town.bookings("confirmed")].count("Bo Lind") == 0


def test_who_is_asked_for_may_be_said_in_a_second_message_by_the_whole_name(
    anna: Chat, bo: Chat, town: Town, school: SmallSchool
) -> None:
    anna.says("can I bring a friend?", da="må jeg tage en ven med?").hears("ask_who_along")
    anna.says("Bo Lind")
    hears_answer(anna)
    town.work()
    bo.hears("ask_along").picks("come").hears("booked")


@pytest.mark.parametrize(
    "who",
    ["+4599999999", "number of Anna Berg", "number of Cy Paused", "Nobody Known", "Dee Twin", "Bo"],
    ids=["a stranger", "oneself", "who is paused", "a name nobody has", "a name two have", "half a name"],
)
def test_the_answer_is_the_same_whether_there_is_such_a_student_or_not(
    anna: Chat, bo: Chat, town: Town, school: SmallSchool, who: str
) -> None:
    for name in ("Dee Twin", "Dee Twin", "Cy Paused"):
        school.student(name)
    with town.app.open_work() as work:
        work.administration.save_student(replace(school.students["Cy Paused"], status="inactive"))
        work.commit()
    town.work()
    anna.says("bring a friend", da="tag en ven med").says(phone_of(school, "Bo Lind"))
    known = anna.text
    town.work()
    bo.hears("ask_along").forget()
    anna.says("bring a friend", da="tag en ven med")
    anna.says(phone_of(school, who.removeprefix("number of ")) if who.startswith("number of ") else who)
    anna.hears("companion_named")
    named = {"that number": "exactly that name", "det nummer": "præcis det navn"}
    alike = {known, *(known.replace(number, name) for number, name in named.items())}
    assert anna.text in alike
    asked_before = town.database.execute(
        "SELECT count(*) FROM notices WHERE school_id = %s AND kind = 'companion'", [school.id]
    )
    assert asked_before == [(1,)]


def test_with_a_number_is_enough_at_once_or_when_it_is_asked_who(
    anna: Chat, bo: Chat, town: Town, school: SmallSchool
) -> None:
    said = f"with {phone_of(school, 'Bo Lind')}"
    anna.says(said, da=said.replace("with", "sammen med")).hears("companion_named")
    anna.says("bring a friend", da="tag en ven med").says(said, da=said.replace("with", "med")).hears("companion_named")
    town.work()
    bo.hears("ask_along")


def test_nobody_is_asked_twice_about_the_same_lesson(anna: Chat, asked: Chat, town: Town, school: SmallSchool) -> None:
    asked.picks("no").hears("along_declined").forget()
    anna.says("bring a friend", da="tag en ven med").says("Bo Lind")
    hears_answer(anna)
    town.work()
    asked.hears_nothing()


def test_the_question_waits_while_something_else_is_done(asked: Chat) -> None:
    asked.says("balance", da="saldo").hears("balance", "ask_along").picks("come").hears("booked")


@pytest.mark.parametrize("what", ["moved", "cancelled", "full", "begun"])
def test_a_late_yes_is_answered_kindly_and_books_nothing(
    asked: Chat, town: Town, school: SmallSchool, what: str
) -> None:
    anna = school.students["Anna Berg"]
    third = school.student("Eva Third")
    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STUDENT, town.clock())
        (booking,) = work.bookings.coming(school.id, anna.id, town.clock())
        match what:
            case "moved":
                slot = slot_of(booking.session)
                later = Interval(slot.start + timedelta(hours=1), slot.end + timedelta(hours=1))
                move(desk, anna, booking, replace(slot, during=later))
            case "cancelled":
                cancel(desk, booking.id)
            case "full":
                book(desk, third, replace(slot_of(booking.session), session_id=booking.session.id))
        work.commit()
    if what == "begun":
        town.clock.set("2026-11-26 12:01")
    before = town.bookings()
    asked.picks("come").hears("along_over", "menu_again")
    assert asked.last.ids == ["lessons", "school", "home"]
    assert town.bookings() == before


def test_own_rules_and_calendar_hold_and_who_asked_is_told(
    anna: Chat, asked: Chat, town: Town, school: SmallSchool
) -> None:
    school.books(school.students["Bo Lind"], LESSON, teacher=school.jonas, made="2026-11-20 12:00")
    asked.picks("come").hears("refused_student_busy")
    town.work()
    anna.hears("Your own place stays as it is.", da="Din egen plads er, som den var.")


def test_nobody_comes_along_in_a_car_for_another_class(
    anna: Chat, asked: Chat, town: Town, school: SmallSchool
) -> None:
    with town.app.open_work() as work:
        for car in school.cars:
            work.administration.save_resource(school.id, replace(car, attributes={"licence_class": "B"}))
        work.administration.save_student(replace(school.students["Bo Lind"], licence_class="A1"))
        work.commit()
    asked.picks("come").hears("refused_unsuitable")
    town.work()
    anna.hears("Your own place stays as it is.", da="Din egen plads er, som den var.")


def test_without_a_lesson_to_share_it_is_said(anna: Chat, town: Town, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], LESSON, made="2026-11-20 12:00")
    anna.says("bring a friend", da="tag en ven med").hears_exactly(
        anna.words("You have no lesson that two could share.", da="Ingen af dine tider har plads til en mere.")
    )
    shares(school)
    anna.says("bring a friend", da="tag en ven med").hears("Book one for two", da="Book en, som to kan dele")


def test_of_several_lessons_one_is_chosen(anna: Chat, bo: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-27 12:00", made="2026-11-20 12:00")
    anna.says("bring a friend", da="tag en ven med").hears("which_lesson_share").picks_number(2)
    anna.hears("ask_who_along", "Fri 27 Nov 12:00", da="fre 27. nov. 12.00").says("Bo Lind").hears("companion_named")


def test_in_quiet_hours_the_question_waits_for_the_morning(
    anna: Chat, bo: Chat, town: Town, school: SmallSchool
) -> None:
    town.clock.set("2026-11-24 22:00")
    anna.says("bring a friend", da="tag en ven med").says("Bo Lind").hears("companion_named")
    town.work()
    bo.hears_nothing()
    town.until("2026-11-25 08:00")
    bo.hears("ask_along")


def test_who_speaks_with_another_school_is_asked_when_back_and_not_in_quiet_hours(
    anna: Chat, bo: Chat, town: Town, school: SmallSchool
) -> None:
    other = town.found()
    with town.app.open_work() as work:
        work.administration.link_contact(
            other.id, "student", other.student("Bo Lind").id, bo.channel.value, bo.address, language=bo.speaks,
            transport=SIMULATOR,
        )  # fmt: skip
        work.commit()
    bo.says("change school", da="skift skole").picks(f"link:{other.id}:student").hears("now_with")
    anna.says("bring a friend", da="tag en ven med").says("Bo Lind").hears("companion_named")
    bo.forget()
    town.passes(minutes=30)
    bo.hears_nothing()
    town.clock.set("2026-11-24 22:00")
    bo.says("change school", da="skift skole").picks(f"link:{school.id}:student").forget()
    town.passes(minutes=30)
    bo.hears_nothing()
    town.until("2026-11-25 08:30")
    bo.hears("ask_along").picks("come").hears("booked")


def test_a_no_from_the_rules_comes_with_what_can_be_done_instead(
    anna: Chat, asked: Chat, town: Town, school: SmallSchool
) -> None:
    values = {"lessons_before": {"theory": 4}}
    with town.app.open_work() as work:
        work.administration.set_override(school.id, PolicyOverride(work.next_id(), values, school.types["driving"].id))
        work.commit()
    asked.picks("come").hears("refused_lessons_first", "menu_again")
    assert asked.last.ids == ["next_step", "progress", "school", "home"]
    asked.picks("home").hears("menu")
    town.work()
    anna.hears("Your own place stays as it is.", da="Din egen plads er, som den var.")


@pytest.mark.parametrize("written", ["{national}", "0045 {national}", "+45 {spaced}"])
def test_a_number_is_read_however_it_is_written(chat: Chat, town: Town, school: SmallSchool, written: str) -> None:
    shares(school)
    school.books(school.students["Anna Berg"], LESSON, made="2026-11-20 12:00")
    bo = town.person(school, school.student("Bo Lind"))
    national = phone_of(school, "Bo Lind")[3:]
    spaced = " ".join(national[at : at + 2] for at in range(0, 8, 2))
    chat.says("bring a friend").says(written.format(national=national, spaced=spaced)).hears("companion_named")
    town.work()
    bo.hears("ask_along")
