"""Teachers and cars that are off and closed days, over lessons that are booked: students are asked, and told when it is
over. Nothing is moved without their yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.channels import SIMULATOR
from bot.dialogs.exchange import Kind
from domain.errors import Refusal
from domain.lessons import Actor
from domain.schools import Closure, Resource, Teacher, TimeOff
from domain.services.cancelling import cancel
from domain.services.stranding import Change, follow
from domain.services.waiting import wait_for_class
from domain.timeslots import Interval, local_day
from tests.chat import Chat, Town
from tests.dialogs.test_sick_and_late import calls_in_sick, inbox, lesson, names
from tests.factories import ZONE, SmallSchool, moment

FIRST, SECOND, THIRD = 1, 2, 3
WEDNESDAY = "2026-11-25 12:00"
EVENING = "2026-11-25 18:30"
CHRISTMAS = date(2026, 11, 25)


def takes_off(
    town: Town, school: SmallSchool, who: Teacher | Resource, *, reason: str = "", ask: bool = True, hour: int = 0
) -> TimeOff:
    """The school enters Wednesday, from an hour on, as time off."""
    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STAFF, town.clock())
        during = Interval(moment(f"2026-11-25 {hour:02}:00"), moment("2026-11-26 00:00"))
        off = TimeOff(work.next_id(), who.id, during, reason)
        work.administration.add_time_off(school.id, off)
        follow(desk, Change(off.id, work.catalogue(school.id), off.during, who.id), ask=ask)
        work.commit()
    town.work()
    return off


def is_back(town: Town, school: SmallSchool, off: TimeOff) -> None:
    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STAFF, town.clock())
        work.administration.remove_time_off(school.id, off.id)
        follow(desk, Change(off.id, work.catalogue(school.id), off.during, off.calendar_id))
        work.commit()
    town.work()


def closes(town: Town, school: SmallSchool, **reasons: str) -> None:
    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STAFF, town.clock())
        closure = Closure(work.next_id(), CHRISTMAS, CHRISTMAS, None, reasons)
        work.administration.add_closure(school.id, closure)
        follow(desk, Change(closure.id, work.catalogue(school.id), local_day(CHRISTMAS, ZONE)))
        work.commit()
    town.work()


@pytest.fixture
def booked(anna: Chat, school: SmallSchool) -> Chat:
    """Anna has a lesson with Mette, in the red Golf, on Wednesday at 12."""
    school.books(school.students["Anna Berg"], WEDNESDAY, made="2026-11-20 12:00")
    return anna.forget()


# The school enters it


def test_another_teacher_is_proposed_when_the_school_enters_time_off(
    booked: Chat, town: Town, school: SmallSchool
) -> None:
    takes_off(town, school, school.mette, reason="Course")
    booked.hears(
        "Mette is off. Jonas can teach you at the same time, Wed 25 Nov 12:00.",
        da="Mette har fri. Jonas kan undervise dig på samme tid, ons 25. nov. 12.00.",
    )
    assert lesson(town, school) == [(WEDNESDAY, "Mette")], "nothing is moved without her yes"
    booked.picks_number(FIRST).hears("offer_moved", "Jonas")
    assert lesson(town, school) == [(WEDNESDAY, "Jonas")]


def test_another_car_is_proposed_with_the_same_teacher(
    booked: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    golf, _ = school.cars
    takes_off(town, school, golf, reason="Service")
    booked.hears(
        "red Golf is not available. Mette can teach you", da="red Golf kan ikke bruges. Mette kan undervise dig"
    )
    booked.hears("in blue Polo, Wed 25 Nov 12:00.", da="i blue Polo, ons 25. nov. 12.00.")
    mette.forget()
    booked.picks_number(FIRST).hears("offer_moved", "with Mette", da="hos Mette")
    assert lesson(town, school) == [(WEDNESDAY, "Mette")]
    town.work()
    mette.hears_exactly("Changed: Anna Berg Wed 25 Nov 12:00, Driving lesson, now in blue Polo.")


def test_where_nobody_is_free_at_the_branch_another_one_is_named(
    booked: Chat, town: Town, two_branches: SmallSchool
) -> None:
    takes_off(town, two_branches, two_branches.mette)
    booked.hears("Wed 25 Nov 12:00 at Station Square.", da="ons 25. nov. 12.00 (Banegårdspladsen).")
    assert booked.last.has("Jonas")
    booked.picks_number(FIRST).hears("offer_moved", "Jonas")
    assert lesson(town, two_branches) == [(WEDNESDAY, "Jonas")]
    booked.says("my lessons", da="mine tider").hears("Station Square", da="Banegårdspladsen")


def test_who_is_free_at_the_lessons_branch_comes_before_those_elsewhere(
    booked: Chat, town: Town, two_branches: SmallSchool
) -> None:
    with town.app.open_work() as work:
        zoe = replace(two_branches.mette, id=work.next_id(), name="Zoe Friis", phone=None)
        work.administration.add_teacher(two_branches.id, zoe)
        work.commit()
    takes_off(town, two_branches, two_branches.mette)
    booked.hears("Zoe", "Wed 25 Nov 12:00.", da="ons 25. nov. 12.00.").forget()
    takes_off(town, two_branches, zoe)
    booked.hears("Jonas", "Station Square", da="Banegårdspladsen")


def test_on_a_closed_day_other_times_are_offered_and_no_other_teacher(
    booked: Chat, town: Town, school: SmallSchool
) -> None:
    town.until("2026-11-24 14:00")  # moving would cost half the price by now
    booked.forget()
    closes(town, school, en="Christmas", da="jul")
    booked.hears(
        "The school is closed (Christmas), so Wed 25 Nov 12:00",
        da="Skolen har lukket (jul), så ons 25. nov. 12.00",
    )
    booked.picks_number(FIRST).hears("offers", "with your teacher", da="hos din lærer").picks("slot:0")
    booked.hears("confirm_move", "Moving it is free.", da="Det er gratis at flytte.").picks("move").hears("moved")
    assert [teacher for _, teacher in lesson(town, school)] == ["Mette"]


def test_a_lesson_on_a_closed_day_is_neither_reminded_of_nor_asked_about_and_costs_nothing(
    booked: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    closes(town, school)
    booked.hears("ask_affected").forget()
    mette.forget()
    town.until("2026-11-25 12:44")
    assert names(booked) == []
    town.until("2026-11-25 13:00")
    assert (names(booked), names(mette)) == (["notice_cancelled_by_school"], [])
    booked.hears("did not take place, so it costs nothing", da="blev ikke afholdt, så den koster ikke noget")
    mette.says("attendance").hears("no_attendance")
    assert [text.split(":")[0] for text in inbox(town, school)] == ["[unanswered] Anna Berg +" + number(school)]
    booked.says("history", da="historik").hears("did not take place", da="ikke afholdt")
    assert town.bookings() == [(WEDNESDAY, "cancelled")]


def number(school: SmallSchool) -> str:
    return (school.students["Anna Berg"].phone or "").removeprefix("+")


def test_a_lesson_that_cannot_be_held_is_marked_in_the_students_lists(
    booked: Chat, town: Town, school: SmallSchool
) -> None:
    takes_off(town, school, school.mette)
    marked = {"en": "(can't take place, waits for your answer)", "da": "(kan ikke holdes, venter på dit svar)"}
    for english, danish in (("my lessons", "mine tider"), ("my week", "min uge")):
        booked.says(english, da=danish).hears(marked["en"], da=marked["da"])


def test_the_list_leads_to_other_times_where_no_question_is_open(booked: Chat, town: Town, school: SmallSchool) -> None:
    takes_off(town, school, school.mette, ask=False)
    booked.says("my lessons", da="mine tider").hears("waits for your answer", da="venter på dit svar")
    booked.picks("affected").hears("ask_affected")


def test_the_school_may_ask_the_students_itself(booked: Chat, mette: Chat, town: Town, school: SmallSchool) -> None:
    takes_off(town, school, school.mette, ask=False)
    town.until("2026-11-25 11:59")
    booked.hears_nothing()
    booked.says("cancel my lesson", da="aflys min tid").hears("It is free.", da="Det er gratis.")


def test_who_was_asked_is_told_that_the_lesson_takes_place_after_all(
    booked: Chat, town: Town, school: SmallSchool
) -> None:
    off = takes_off(town, school, school.mette)
    booked.hears("ask_offer_sick").forget()
    is_back(town, school, off)
    booked.hears(
        "Good news: Wed 25 Nov 12:00, Driving lesson with Mette, takes place as planned after all.",
        da="Gode nyheder: ons 25. nov. 12.00, Køretime hos Mette, bliver alligevel holdt som planlagt.",
    )
    booked.says("1").hears("as_planned").forget()
    assert lesson(town, school) == [(WEDNESDAY, "Mette")]
    town.until("2026-11-25 11:59")
    assert names(booked) == ["notice_reminder_day", "notice_reminder_soon"]


@pytest.mark.parametrize("answer", ["1", "2"], ids=["other times", "cancel it"])
def test_a_question_that_has_become_pointless_changes_nothing(
    booked: Chat, town: Town, school: SmallSchool, answer: str
) -> None:
    school.books(school.student("Bo Lind"), WEDNESDAY, teacher=school.jonas, made="2026-11-20 12:00")
    off = takes_off(town, school, school.mette)
    booked.hears("ask_affected")
    is_back(town, school, off)
    booked.says(answer).hears("as_planned")
    assert (WEDNESDAY, "Mette") in lesson(town, school)
    assert not {"offers", "confirm_cancel"} & set(booked.last.names)


def test_no_thanks_leaves_the_lesson_and_says_where_it_can_be_settled(
    booked: Chat, town: Town, school: SmallSchool
) -> None:
    school.books(school.student("Bo Lind"), WEDNESDAY, teacher=school.jonas, made="2026-11-20 12:00")
    takes_off(town, school, school.mette)
    booked.hears("ask_affected")
    booked.says("no thanks", da="nej tak").hears("affected_later")
    assert (WEDNESDAY, "Mette") in lesson(town, school)
    booked.says("my lessons", da="mine tider").hears("lessons")


def test_a_proposal_that_has_become_pointless_opens_no_moving(booked: Chat, town: Town, school: SmallSchool) -> None:
    off = takes_off(town, school, school.mette)
    booked.hears("ask_offer_sick")
    is_back(town, school, off)
    booked.says("2").hears("as_planned")  # "Other times"
    assert "offers" not in booked.last.names


def test_who_was_not_asked_yet_is_told_nothing(booked: Chat, town: Town, school: SmallSchool) -> None:
    town.until("2026-11-23 22:00")
    off = takes_off(town, school, school.mette)
    is_back(town, school, off)
    town.until("2026-11-24 09:00")
    booked.hears_nothing()


def test_time_off_that_is_entered_again_is_asked_about_again(booked: Chat, town: Town, school: SmallSchool) -> None:
    school.books(school.student("Bo Lind"), WEDNESDAY, teacher=school.jonas, made="2026-11-20 12:00")
    is_back(town, school, takes_off(town, school, school.mette))
    booked.forget()
    takes_off(town, school, school.mette)
    booked.hears("ask_affected")


def test_a_date_with_other_hours_strands_what_lies_outside_them(booked: Chat, town: Town, school: SmallSchool) -> None:
    from datetime import time

    from domain.schools import SpecialDay, WorkingHours

    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STAFF, town.clock())
        special = SpecialDay(CHRISTMAS, (WorkingHours(2, time(8), time(12, 30)),))
        work.administration.set_special_day(school.id, school.mette.id, special)
        change = Change(work.next_id(), work.catalogue(school.id), local_day(CHRISTMAS, ZONE), school.mette.id)
        assert [stranded.booking.start for stranded in follow(desk, change).lessons] == [moment(WEDNESDAY)]
        work.commit()
    town.work()
    booked.hears("ask_offer_sick", "Jonas")


# What was only held, asked for or offered


def test_a_time_that_is_held_is_let_go_of_and_the_student_is_told(anna: Chat, town: Town, school: SmallSchool) -> None:
    anna.says("book wed at 10 with Mette", da="book onsdag kl 10 hos Mette").hears("confirm_booking").forget()
    takes_off(town, school, school.mette)
    anna.hears(
        "I'm sorry, Wed 25 Nov 10:00, Driving lesson with Mette, isn't free after all, so I can't hold it any longer.",
        da="Køretime hos Mette, er alligevel ikke ledig, så jeg kan ikke holde den længere.",
    )
    anna.says("1").hears("offers", "that time on Wed 25 Nov after all", da="alligevel ikke ons 25. nov. på det")
    assert town.bookings("confirmed") == []


def test_a_time_that_is_held_can_not_be_confirmed_even_if_nobody_let_go_of_it(
    chat: Chat, town: Town, school: SmallSchool
) -> None:
    chat.says("book wed at 10 with Mette").hears("confirm_booking")
    with town.app.open_work() as work:
        off = Interval(moment("2026-11-25 00:00"), moment("2026-11-26 00:00"))
        work.administration.add_time_off(school.id, TimeOff(work.next_id(), school.mette.id, off))
        work.commit()
    chat.picks("book").hears("refused_outside_hours", "offers")
    assert town.bookings("confirmed") == []


def test_a_request_is_declined_and_the_student_is_told(town: Town, anna: Chat, school: SmallSchool) -> None:
    from dataclasses import replace

    with town.app.open_work() as work:
        policy = school.school.policy.changed({"approval_needed": True})
        work.administration.save_school(replace(school.school, policy=policy))
        work.commit()
    anna.says("book wed at 10 with Mette", da="book onsdag kl 10 hos Mette").picks("book").hears("requested")
    mette = town.person(school, school.mette)
    calls_in_sick(town, mette)
    anna.hears(
        "I'm sorry, the school can't do Wed 25 Nov 10:00, Driving lesson. Mette is off then.",
        da="Beklager, skolen kan ikke ons 25. nov. 10.00, Køretime. Mette har fri.",
    )
    assert town.bookings() == [("2026-11-25 10:00", "cancelled")]
    assert inbox(town, school)[0].splitlines()[1:] == ["2026-11-25 10:00 Anna Berg -> declined"]


def test_an_offer_is_taken_back_and_its_answer_says_so(
    anna: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    waits_for_earlier(anna, town, school)
    anna.hears("ask_offer_earlier", "Wed 25 Nov 09:00", da="ons 25. nov. 9.00").forget()
    calls_in_sick(town, mette)
    anna.hears(
        "I'm sorry, Wed 25 Nov 09:00, Driving lesson with Mette, isn't free after all, so I can't hold it any longer. "
        "I'll keep looking for you.",
        da="Jeg leder videre for dig.",
    )
    anna.says("1").hears("I'm sorry, Wed 25 Nov 09:00 is no longer free.", da="er ikke længere ledig.")
    assert ("2026-11-27 15:00", "confirmed") in town.bookings("confirmed")


def waits_for_earlier(anna: Chat, town: Town, school: SmallSchool) -> None:
    """Anna has a lesson on Friday and is offered Mette's Wednesday at 9, which Bo has cancelled."""
    from tests.dialogs.test_waiting import cancels

    school.books(school.students["Anna Berg"], "2026-11-27 15:00", made="2026-11-20 12:00")
    school.books(school.student("Bo Lind"), "2026-11-25 09:00", made="2026-11-20 12:00")
    anna.says("tell me if an earlier lesson comes up, wed", da="sig til hvis der bliver en tidligere tid onsdag")
    anna.picks("wait").hears("waiting_earlier").forget()
    cancels(town, school, "Bo Lind")


def test_when_the_substitute_is_off_too_the_student_is_asked_again(
    booked: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    calls_in_sick(town, mette)
    booked.hears("ask_offer_sick", "Jonas").forget()
    takes_off(town, school, school.jonas)
    booked.hears("ask_affected", "Mette", da="Mette").picks_number(FIRST).hears("offers")
    assert len(inbox(town, school)) == 1


# Questions that come while another one is open


def test_of_two_lessons_both_are_asked_about(booked: Chat, mette: Chat, town: Town, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-25 14:00", made="2026-11-20 12:00")
    calls_in_sick(town, mette)
    assert names(booked) == ["ask_offer_sick", "ask_offer_sick"]
    assert ["12" in message.plain and "14" not in message.plain for message in booked.heard] == [True, False]
    booked.picks_number(FIRST).hears("offer_moved", "ask_offer_sick")
    assert lesson(town, school) == [(WEDNESDAY, "Mette"), ("2026-11-25 14:00", "Jonas")]
    booked.picks_number(FIRST).hears("offer_moved")
    assert {teacher for _, teacher in lesson(town, school)} == {"Jonas"}


def test_an_offer_is_asked_about_again_after_what_came_in_between(
    booked: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    calls_in_sick(town, mette)
    booked.hears("ask_offer_sick")
    booked.says("book friday at 13", da="book fredag kl 13").hears("confirm_booking").picks("book")
    booked.hears("booked", "ask_offer_sick").picks_number(FIRST).hears("offer_moved")
    assert (WEDNESDAY, "Jonas") in lesson(town, school)


def test_the_menu_comes_before_an_offer_but_does_not_end_it(
    booked: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    calls_in_sick(town, mette)
    booked.says("menu").hears("menu").says("yes", da="ja").hears("ask_offer_sick")
    booked.says("menu").says("balance", da="saldo").hears("balance", "ask_offer_sick")
    booked.says("menu").picks("balance").hears("balance", "ask_offer_sick")
    booked.picks_number(FIRST).hears("offer_moved").says("menu").says("yes", da="ja").hears("nothing_open")


def test_an_offer_that_is_over_is_not_asked_about_again(
    booked: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    calls_in_sick(town, mette)
    booked.says("book friday at 13", da="book fredag kl 13").hears("confirm_booking")
    town.until("2026-11-23 12:05")
    booked.says("book friday at 13", da="book fredag kl 13").picks("book")
    assert booked.last.names == ("booked",)


def test_who_talks_to_the_school_is_not_asked_the_same_again(
    booked: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    school.books(school.student("Bo Lind"), WEDNESDAY, teacher=school.jonas, made="2026-11-20 12:00")
    calls_in_sick(town, mette)
    booked.hears("ask_affected").picks("school").says("I would rather wait for her")
    assert booked.last.names == ("message_passed_on",)


def test_what_is_left_alone_is_not_asked_again(booked: Chat, mette: Chat, town: Town) -> None:
    calls_in_sick(town, mette)
    booked.says("stop it", da="glem det").says("balance", da="saldo")
    assert booked.last.names == ("balance",)


# Teachers


def test_a_month_counts_no_lessons_of_days_off(booked: Chat, mette: Chat, town: Town, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-26 12:00", made="2026-11-20 12:00")
    mette.says("month").hears("November 2026: 2 lessons, 1 h 30 min")
    calls_in_sick(town, mette)
    mette.says("month").hears("November 2026: 1 lesson, 45 min\nThu 26 Nov: 1, 45 min")


def of_two(town: Town, school: SmallSchool) -> None:
    """A class of Jonas and Mette on Wednesday evening, with two students."""
    from domain.services.classes import change_session

    session = school.plans_class("2026-11-25 18:30")
    for name in ("Bo Lind", "Mia Holt"):
        student = school.students.get(name) or school.student(name)
        school.books(student, "2026-11-25 18:30", "theory", school.jonas, made="2026-11-20 12:00")
    school.lets_mette_teach_theory()
    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STAFF, town.clock())
        change_session(desk, session.id, teacher_ids=(school.jonas.id, school.mette.id))
        work.commit()


def test_a_class_with_two_teachers_is_asked_about_by_the_one_who_was_there(
    mette: Chat, town: Town, school: SmallSchool
) -> None:
    of_two(town, school)
    jonas = town.person(school, school.jonas)
    takes_off(town, school, school.jonas)
    jonas.forget()
    mette.forget()
    town.until("2026-11-25 19:30")
    assert (names(jonas), names(mette)) == ([], ["ask_class"])
    jonas.says("attendance", da="fremmøde").hears("no_attendance")


@pytest.mark.parametrize("language", ["en", "da"])
def test_a_class_is_of_those_of_its_teachers_who_are_there(town: Town, school: SmallSchool, language: str) -> None:
    bo = town.person(school, school.student("Bo Lind", language), language=language)
    of_two(town, school)
    mette = town.person(school, school.mette, language=language)
    jonas = town.person(school, school.jonas, language=language)
    takes_off(town, school, school.jonas)
    for teacher, listed in ((mette, True), (jonas, False)):
        assert ("18:30" in teacher.says("25 nov", da="25. nov").text.replace(".", ":")) is listed
        teacher.says("month", da="måned")
        teacher.hears("1 lesson" if listed else "No lessons", da="1 time" if listed else "Ingen timer")
    bo.forget()
    town.until("2026-11-25 17:31")
    bo.hears("Wed 25 Nov 18:30, Theory class with Mette,", da="Teorilektion hos Mette,")


@pytest.mark.parametrize("language", ["en", "da"])
def test_who_gives_a_class_without_the_other_teacher_is_told_and_so_when_that_one_comes_after_all(
    town: Town, school: SmallSchool, language: str
) -> None:
    of_two(town, school)
    mette = town.person(school, school.mette, language=language)
    jonas = town.person(school, school.jonas, language=language)
    town.work()
    jonas.forget()
    off = takes_off(town, school, school.jonas)
    mette.hears(
        "Jonas is off: you teach Theory class Wed 25 Nov 18:30-19:15 alone.",
        da="Jonas er fraværende: du underviser i Teorilektion ons 25. nov. 18.30-19.15 alene.",
    )
    jonas.hears_nothing()
    mette.forget()
    is_back(town, school, off)
    mette.hears(
        "Jonas is there after all: you teach Theory class Wed 25 Nov 18:30-19:15 with Jonas.",
        da="Jonas kommer alligevel: du underviser i Teorilektion ons 25. nov. 18.30-19.15 sammen med Jonas.",
    )


@pytest.mark.parametrize("language", ["en", "da"])
def test_where_all_teachers_of_a_class_are_off_the_sentence_is_about_several(
    town: Town, school: SmallSchool, language: str
) -> None:
    bo = town.person(school, school.student("Bo Lind", language), language=language)
    of_two(town, school)
    takes_off(town, school, school.jonas)
    takes_off(town, school, school.mette)
    bo.hears("Jonas & Mette are off, so Wed 25 Nov 18:30", da="Jonas & Mette har fri, så ons 25. nov. 18.30")


def test_a_question_that_lasts_leaves_no_turn_with_more_than_ten_statements(
    chat: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    for start in (WEDNESDAY, "2026-11-27 13:00"):
        school.books(school.students["Anna Berg"], start, made="2026-11-20 12:00")
    calls_in_sick(town, mette)
    chat.says("move friday's lesson to friday at 10").hears("confirm_move")
    assert statements(town, chat, "1") <= 10
    chat.hears("moved", "ask_offer_sick")


def statements(town: Town, chat: Chat, said: str) -> int:
    """Of the turn that answers it."""
    town.draw_ids()
    inbound = chat.inbound(Kind.TEXT, text=said)
    chat.forget()
    count = town.database.statements_of(lambda: town.app.conversations.receive(inbound, SIMULATOR))
    town.deliver()
    return count


# Classes


@pytest.fixture
def held(anna: Chat, town: Town, school: SmallSchool) -> Chat:
    """Of a class on Wednesday evening that Bo and Mia have filled, Bo's seat is held for Anna, and Nia waits too."""
    session = school.plans_class(EVENING)
    nia = school.student("Nia Krogh")
    town.person(school, nia)
    for name in ("Bo Lind", "Mia Holt"):
        school.books(school.student(name), EVENING, "theory", school.jonas, made="2026-11-20 12:00")
    with town.app.open_work() as work:
        for hours, student in ((9, school.students["Anna Berg"]), (8, nia)):
            wait_for_class(school.desk(work, Actor.STUDENT, town.clock() - timedelta(hours=hours)), student, session.id)
        work.commit()
    with town.app.open_work() as work:
        taken = work.bookings.coming(school.id, school.students["Bo Lind"].id, town.clock())[0]
        cancel(school.desk(work, Actor.STAFF, town.clock()), taken.id)
        work.commit()
    town.work()
    return anna.hears("ask_offer_class")


def test_an_offered_seat_in_a_class_on_a_closed_day_is_taken_back_and_offered_to_nobody(
    held: Chat, town: Town, school: SmallSchool
) -> None:
    held.forget()
    closes(town, school, en="Christmas", da="jul")
    held.hears(
        "I'm sorry, Wed 25 Nov 18:30, Theory class with Jonas, isn't free after all",
        da="ons 25. nov. 18.30, Teorilektion hos Jonas,",
    )
    held.says("1")
    town.passes(hours=3)
    assert town.bookings("draft") == []
    assert sorted(town.bookings("confirmed")) == [(EVENING, "confirmed")], "Mia's, who is asked what now"


def test_a_class_on_a_closed_day_is_neither_offered_nor_waited_for(held: Chat, town: Town, school: SmallSchool) -> None:
    closes(town, school, en="Christmas", da="jul")
    held.says("menu").says("book theory wednesday", da="book teori onsdag")
    assert not any("18" in label for label in held.labels), held.text
    with town.app.open_work() as work:
        (session,) = work.calendars.classes(school.id, school.types["theory"].id, local_day(CHRISTMAS, ZONE))
        desk = school.desk(work, Actor.STUDENT, town.clock())
        with pytest.raises(Refusal) as refused:
            wait_for_class(desk, school.students["Anna Berg"], session.id)
    assert refused.value.code == "closed"


def test_students_of_a_class_on_a_closed_day_are_asked_and_not_reminded(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    school.plans_class(EVENING)
    school.books(school.students["Anna Berg"], EVENING, "theory", school.jonas, made="2026-11-20 12:00")
    closes(town, school, en="Christmas", da="jul")
    anna.hears(
        "The school is closed (Christmas), so Wed 25 Nov 18:30",
        da="Skolen har lukket (jul), så ons 25. nov. 18.30",
    ).hears("can't take place as planned.", da="kan ikke holdes som planlagt.").hears(" free.", da=" gratis")
    anna.forget()
    town.until("2026-11-25 18:29")
    assert names(anna) == []
    assert town.bookings() == [(EVENING, "confirmed")], "nothing is moved without her yes"


def test_what_another_lesson_costs_is_told_of_that_one(booked: Chat, town: Town, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-24 11:00", made="2026-11-20 12:00")
    closes(town, school)
    booked.hears("ask_affected")
    tuesday = ("what does it cost to cancel on tuesday?", "hvad koster det at aflyse på tirsdag?")
    booked.says(tuesday[0], da=tuesday[1])
    booked.hears("lesson_terms", "ask_affected", "Tue 24 Nov 11:00", da="tir 24. nov. 11.00")
    booked.says("what does it cost to cancel it?", da="hvad koster det at aflyse den?")
    booked.hears("lesson_terms", "ask_affected", "Wed 25 Nov 12:00", da="ons 25. nov. 12.00")
