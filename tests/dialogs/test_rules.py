"""Each rule as a student meets it: what it says, and what can be done instead. Today is Monday 23 November 2026."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from bot.dialogs.exchange import Channel
from domain.lessons import Actor
from domain.policies import Policy
from domain.schools import Branch, PolicyOverride, Teacher, WorkingHours
from domain.services.attendance import Outcome, settle
from domain.services.cancelling import cancel
from domain.services.rescheduling import reschedule
from domain.services.searching import search
from domain.slots import SlotQuery, Window
from tests.chat import Chat, Town
from tests.factories import SmallSchool, moment

Learn = Callable[..., Chat]
"""(rules of the school, facts of the student) -> the student's phone."""


@pytest.fixture
def learning(town: Town, voice: tuple[Channel, str]) -> Learn:
    channel, language = voice

    def learn(policy: Policy | None = None, **facts: Any) -> Chat:
        school = town.found(policy=policy)
        student = school.student("Anna Berg", language, school.mette)
        with town.app.open_work() as work:
            student = replace(student, **facts)
            work.administration.save_student(student)
            work.commit()
        school.students["Anna Berg"] = student
        return town.person(school, student, channel, language)

    return learn


def school_of(town: Town) -> SmallSchool:
    return town.schools[-1]


def has(town: Town, start: str, kind: str = "driving", teacher: Teacher | None = None, made: str | None = None) -> int:
    """Anna has a lesson then."""
    school = school_of(town)
    return school.books(school.students["Anna Berg"], start, kind, teacher, made=made or "2026-11-23 07:00").id


def settled(town: Town, booking_id: int) -> None:
    """Anna was there, and owes the price."""
    school = school_of(town)
    with town.app.open_work() as work:
        settle(school.desk(work, Actor.STAFF, moment("2026-11-23 11:00")), booking_id, Outcome.ATTENDED)
        work.commit()


def set_for(town: Town, kind: str, **values: Any) -> None:
    """Other rules for one lesson type."""
    school = school_of(town)
    with town.app.open_work() as work:
        override = PolicyOverride(work.next_id(), values, lesson_type_id=school.types[kind].id)
        work.administration.set_override(school.id, override)
        work.commit()


BESIDE = {
    "en": {"next_step": "What is next?", "progress": "Progress", "balance": "Balance", "lessons": "My lessons",
           "book": "Book a lesson", "school": "Talk to the school", "home": "Menu"},
    "da": {"next_step": "Hvad er det næste?", "progress": "Fremskridt", "balance": "Saldo", "lessons": "Mine tider",
           "book": "Book en tid", "school": "Skriv til skolen", "home": "Menu"},
}  # fmt: skip


def is_offered(chat: Chat, *ways: str) -> None:
    """What may be done instead of what was refused, and nothing else, by number."""
    chat.hears(choices=[BESIDE[chat.language][way] for way in (*ways, "school", "home")])


# When


def test_too_far_ahead_the_last_times_that_can_be_booked_are_the_nearest(learning: Learn) -> None:
    anna = learning(Policy(horizon_days=7))
    anna.says("book friday 11 december at 10", da="book fredag 11. december kl 10")
    anna.hears("refused_beyond_horizon", "offers", "until Mon 30 Nov", da="til man 30. nov.")
    anna.picks("slot:0").hears("confirm_booking", "Mon 30 Nov 08:00", da="man 30. nov. 8.00")


def test_a_full_day_is_not_offered_and_says_which_day_has_room(learning: Learn, town: Town) -> None:
    anna = learning(Policy(max_bookings_per_day=1))
    has(town, "2026-11-25 10:00")
    anna.says("wed at 13", da="ons kl 13")
    anna.hears(
        "refused_too_many_that_day",
        "next day with room after that is Thu 26 Nov",
        da="dag med plads derefter er tor 26. nov.",
    )
    assert anna.last.reply.says[1].message == "offers"
    anna.says("lesson tomorrow", da="køretime i morgen").hears("offers", "24")


def test_a_full_week_counts_from_monday_and_says_which_has_room(learning: Learn, town: Town) -> None:
    anna = learning(Policy(max_bookings_per_week=2))
    has(town, "2026-11-24 10:00")
    has(town, "2026-11-27 10:00")
    anna.says("thursday", da="torsdag")
    anna.hears(
        "refused_too_many_that_week",
        "day with room after that is Mon 30 Nov",
        da="dag med plads derefter er man 30. nov.",
    )
    anna.says("monday 30 nov at 10", da="mandag 30. november kl 10").hears("confirm_booking")


def test_moving_within_a_full_day_is_possible(learning: Learn, town: Town) -> None:
    anna = learning(Policy(max_bookings_per_day=1, max_bookings_per_week=1))
    has(town, "2026-11-25 10:00")
    anna.says("move my lesson to wed at 13", da="flyt min tid til ons kl 13").hears("confirm_move")
    anna.picks("move").hears("moved")


def test_who_is_too_young_hears_from_when_on(learning: Learn, town: Town) -> None:
    anna = learning(Policy(minimum_age_years=17), birth_date=date(2009, 12, 9))
    anna.says("book tomorrow at 10", da="book i morgen kl 10")
    anna.hears(
        "refused_too_young", "17 years old: you can book from Wed 9 Dec", da="17 år: du kan booke fra ons 9. dec."
    )
    anna.says("wed 9 dec at 10", da="ons 9. december kl 10").hears("confirm_booking")


def test_without_a_date_of_birth_the_school_has_to_be_asked(learning: Learn, town: Town) -> None:
    anna = learning(Policy(minimum_age_years=17))
    anna.says("driving lesson", da="køretime")
    anna.hears("refused_too_young", "date of birth", da="fødselsdato")
    is_offered(anna, "book")
    assert "no_times_at_all" not in anna.last.names


# With whom


def test_only_the_own_teacher_is_offered_and_another_one_is_explained(learning: Learn, town: Town) -> None:
    anna = learning(Policy(own_teacher_only=True))
    anna.says("lesson wed with jonas", da="køretime ons med jonas")
    anna.hears("refused_own_teacher_only", "your own teacher, Mette", da="din egen lærer, Mette")
    offered = {(offer.params["teacher"]) for offer in anna.last.reply.choices if offer.id.startswith("slot")}
    assert offered == {None}  # all of one teacher, who is named above them
    assert anna.last.reply.says[-1].params["teacher"] == "Mette"
    anna.says("wed at 17", da="ons kl 17").hears("offers")  # when only Jonas works
    assert anna.last.reply.says[-1].params["teacher"] == "Mette"


def test_that_another_teacher_may_not_teach_is_said_also_where_the_own_one_is_taken(
    learning: Learn, town: Town
) -> None:
    anna = learning(Policy(own_teacher_only=True))
    school = school_of(town)
    school.books(school.student("Bo Lind"), "2026-11-25 11:00", made="2026-11-20 12:00")
    for wish in ("book wed at 11 with jonas", "why can't I book wed at 11 with jonas"):
        danish = wish.replace("why can't I book", "hvorfor kan jeg ikke booke").replace("wed at", "ons kl")
        anna.says("menu").says(danish.replace(" with ", " hos ") if anna.speaks == "da" else wish)
        anna.hears("refused_own_teacher_only", "your own teacher, Mette", da="din egen lærer, Mette")


def test_no_time_is_offered_at_which_the_teacher_has_a_break(learning: Learn, town: Town) -> None:
    anna = learning(Policy(break_after_minutes=90, break_minutes=60))
    school = school_of(town)
    for start in ("08:00", "09:00"):
        school.books(school.student(f"Bo at {start}"), f"2026-11-25 {start}", made="2026-11-23 07:00")
    anna.says("lesson wed at 10 with mette", da="køretime ons kl 10 hos mette").hears("not_with_teacher", "Jonas")
    anna.says("lesson wed at 10:45 with mette", da="køretime ons kl 10.45 hos mette").hears("confirm_booking", "Mette")
    held = anna.place_of("book")
    school.books(school.student("Eva Dam"), "2026-11-25 12:00", made="2026-11-23 07:00")
    anna.picks_number(held + 1).hears("booked")


# Who


def test_what_only_the_school_books_is_said_to_be_so(learning: Learn, town: Town) -> None:
    anna = learning()
    set_for(town, "track", bookable_by="staff")
    anna.says("book closed track tomorrow at 10", da="book lukket bane i morgen kl 10")
    anna.hears("refused_staff_only", "Closed track", da="Lukket bane")
    is_offered(anna, "book")
    anna.says("why can't I book", da="hvorfor kan jeg ikke booke").hears("refused_staff_only", "track", da="bane")
    anna.says("book tomorrow at 10", da="book i morgen kl 10").hears("confirm_booking")
    anna.says("menu").picks("book").hears("what_to_book")
    assert not any("track" in label or "bane" in label for label in anna.labels)


def test_where_the_school_books_everything_itself_that_is_said(learning: Learn, town: Town) -> None:
    anna = learning(Policy(bookable_by="staff"))
    for english, danish in (("book", "book"), ("book friday at 10", "book fredag kl 10")):
        anna.says("menu").says(english, da=danish).hears("refused_staff_only", "Driving lesson", da="Køretime")
    anna.says("why can't I book?", da="hvorfor kan jeg ikke booke?").hears("refused_staff_only")


def test_another_licence_class_is_named(learning: Learn, town: Town) -> None:
    anna = learning(licence_class="B")
    set_for(town, "track", licence_classes=["A", "A2"])
    anna.says("book closed track tomorrow at 10", da="book lukket bane i morgen kl 10")
    anna.hears("refused_other_licence_class", "A, A2", "you learn for B", da="du lærer til B")


def test_the_test_has_to_be_booked_before_what_comes_before_it(learning: Learn, town: Town) -> None:
    anna = learning(Policy(exam_booked=True))
    anna.says("book tomorrow at 10", da="book i morgen kl 10").hears("refused_exam_not_booked")
    is_offered(anna, "next_step", "progress")
    bo = learning(Policy(exam_booked=True), exam_on=date(2026, 12, 24))
    bo.says("book tomorrow at 10", da="book i morgen kl 10").hears("confirm_booking")


def test_theory_comes_before_driving(learning: Learn, town: Town) -> None:
    anna = learning(Policy(lessons_before={"track": 1}))
    set_for(town, "track", lessons_before={})
    anna.says("book tomorrow at 10", da="book i morgen kl 10")
    anna.hears("refused_lessons_first", "1 x Closed track", da="1 x Lukket bane")
    is_offered(anna, "next_step", "progress")
    anna.picks("progress").hears("progress")
    school = school_of(town)
    held = has(town, "2026-11-23 10:00", "track", made="2026-11-22 07:00")
    town.until("2026-11-23 12:00")
    with town.app.open_work() as work:
        settle(school.desk(work, Actor.STAFF, town.clock()), held, Outcome.ATTENDED)
        work.commit()
    anna.says("book tomorrow at 10", da="book i morgen kl 10").hears("confirm_booking")


# Moving and cancelling


def test_a_lesson_is_not_cancelled_after_the_cut_off(learning: Learn, town: Town) -> None:
    anna = learning(Policy(cancel_until_hours=24))
    has(town, "2026-11-24 10:00")
    town.until("2026-11-23 10:00")
    anna.says("cancel my lesson", da="aflys min tid").hears("confirm_cancel")
    town.until("2026-11-23 10:01")
    anna.picks("cancel")
    anna.hears("refused_too_late_to_cancel", "until Mon 23 Nov 10:00", da="indtil man 23. nov. 10.00")
    is_offered(anna, "lessons")
    anna.says("cancel my lesson", da="aflys min tid").hears("refused_too_late_to_cancel")
    assert town.bookings("cancelled") == []


def test_a_lesson_is_not_moved_after_the_cut_off(learning: Learn, town: Town) -> None:
    anna = learning(Policy(reschedule_until_hours=48))
    has(town, "2026-11-24 10:00")
    anna.says("move my lesson to friday", da="flyt min tid til fredag")
    anna.hears("refused_too_late_to_move", "until Sun 22 Nov 10:00", da="indtil søn 22. nov. 10.00")
    anna.says("cancel my lesson", da="aflys min tid").hears("confirm_cancel")


def test_a_lesson_is_moved_so_often_and_no_more(learning: Learn, town: Town) -> None:
    anna = learning(Policy(max_reschedules=1))
    has(town, "2026-11-26 10:00")
    anna.says("move my lesson to friday at 10", da="flyt min tid til fredag kl 10").picks("move").hears("moved")
    anna.says("move my lesson to friday at 13", da="flyt min tid til fredag kl 13")
    anna.hears("refused_too_many_reschedules", "moved it once", da="flyttet den en gang")


def test_what_the_school_moves_is_not_counted(learning: Learn, town: Town) -> None:
    anna = learning(Policy(max_reschedules=1))
    lesson, school = has(town, "2026-11-26 10:00"), school_of(town)
    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STAFF, town.clock())
        query = SlotQuery(school.types["driving"], (Window(moment("2026-11-26 13:00"), None),), desk.now)
        reschedule(desk, school.students["Anna Berg"], lesson, next(search(desk, query)))
        work.commit()
    anna.says("move my lesson to friday at 10", da="flyt min tid til fredag kl 10").hears("confirm_move")


def test_the_school_cancels_after_the_students_cut_off(learning: Learn, town: Town) -> None:
    learning(Policy(cancel_until_hours=24))
    lesson, school = has(town, "2026-11-24 10:00"), school_of(town)
    town.until("2026-11-23 12:00")
    with town.app.open_work() as work:
        cancel(school.desk(work, Actor.STAFF, town.clock()), lesson)
        work.commit()
    assert town.bookings() == [("2026-11-24 10:00", "cancelled")]


def test_the_rules_of_the_day_of_booking_decide(learning: Learn, town: Town) -> None:
    anna = learning()
    has(town, "2026-11-24 10:00")
    school = school_of(town)
    with town.app.open_work() as work:
        work.administration.save_school(replace(school.school, policy=Policy(cancel_until_hours=100)))
        work.commit()
    anna.says("cancel my lesson", da="aflys min tid").hears("confirm_cancel").picks("cancel").hears("cancelled")


# Fees


TIERS = [{"hours": 48, "percent": 25}, {"hours": 24, "percent": 50}]


def test_fees_that_grow_are_said_before_the_yes_and_asked_for_as_they_are(learning: Learn, town: Town) -> None:
    anna = learning(Policy(cancellation_fees=TIERS))
    anna.says("book thu at 10", da="book torsdag kl 10").hears(
        "free to move until Tue 24 Nov 10:00, then 25%, 50% from Wed 25 Nov 10:00",
        da="gratis at flytte indtil tir 24. nov. 10.00, derefter 25 %, 50 % fra ons 25. nov. 10.00",
    )
    anna.picks("book").hears("booked")
    town.until("2026-11-24 10:01")
    anna.says("cancel my lesson", da="aflys min tid").hears("162.50 kr", da="162,50 kr")
    town.until("2026-11-25 10:01")
    anna.says("cancel my lesson", da="aflys min tid").hears("325 kr").picks("cancel").hears("cancelled")
    anna.says("balance", da="saldo").hears("325 kr")


def test_a_late_booking_says_what_it_costs_from_now_on(learning: Learn, town: Town) -> None:
    anna = learning(Policy(cancellation_fees=TIERS))
    anna.says("book tomorrow at 10", da="book i morgen kl 10").hears(
        "650 kr, 25% if you cancel or move it, 50% from Mon 23 Nov 10:00",
        da="650 kr, 25 %, hvis du aflyser eller flytter, 50 % fra man 23. nov. 10.00",
    )


def test_moving_may_cost_something_else_than_cancelling(learning: Learn, town: Town) -> None:
    anna = learning(Policy(reschedule_fees=[{"hours": 12, "percent": 10}], cancel_until_hours=6))
    anna.says("book thu at 10", da="book torsdag kl 10").hears(
        "cancelling is free until Wed 25 Nov 10:00, then 50%; moving is free until Wed 25 Nov 22:00, then 10%",
        da="aflysning gratis indtil ons 25. nov. 10.00, derefter 50 %; flytning gratis indtil ons 25. nov. 22.00",
    )
    anna.hears("You can cancel it until Thu 26 Nov 04:00", da="Du kan aflyse den indtil tor 26. nov. 4.00")
    anna.picks("book")
    town.until("2026-11-25 23:00")
    anna.says("move my lesson to friday at 10", da="flyt min tid til fredag kl 10").hears("65 kr")
    anna.says("what does it cost", da="hvad koster det").hears("Moving is free until 12", da="flytte indtil 12")


def test_what_cannot_be_changed_any_more_is_said_before_the_yes(learning: Learn, town: Town) -> None:
    anna = learning(Policy(reschedule_until_hours=48, cancel_until_hours=2))
    anna.says("book tomorrow at 10", da="book i morgen kl 10")
    anna.hears("It can't be moved. You can cancel it until Tue 24 Nov 08:00", da="Den kan ikke flyttes. Du kan aflyse")


def test_a_reminder_promises_no_move_after_the_cut_off(learning: Learn, town: Town) -> None:
    anna = learning(Policy(reschedule_until_hours=30, free_until_hours=12))
    has(town, "2026-11-25 10:00")
    anna.forget()
    town.until("2026-11-24 10:00")
    anna.hears("notice_reminder_day")
    assert not re.search("free to move|gratis at flytte", anna.text, re.I)


def test_a_time_whose_notice_passed_while_it_was_offered_is_explained(learning: Learn, town: Town) -> None:
    anna = learning()
    anna.says("lesson today", da="køretime i dag").hears("offers")
    first = datetime.fromisoformat(anna.last.reply.choices[0].params["start"])
    town.until(f"{first - timedelta(minutes=30):%Y-%m-%d %H:%M}")
    anna.picks("slot:0").hears("refused_too_short_notice")


# Before any time is shown


def hears_only(anna: Chat, *names: str) -> None:
    """The rule's words, and no times."""
    assert anna.last.names[: len(names)] == names
    assert "offers" not in anna.last.names


def test_whoever_cannot_book_at_all_is_told_before_any_time(learning: Learn, town: Town) -> None:
    anna = learning(Policy(exam_booked=True))
    for wish, danish in (("driving lesson", "køretime"), ("lesson on thursday", "køretime på torsdag")):
        anna.says(wish, da=danish).hears("driving test is booked", da="køreprøve er booket")
        hears_only(anna, "refused_exam_not_booked")
    anna.says("book", da="book").picks(f"type:{school_of(town).types['driving'].id}")
    hears_only(anna, "refused_exam_not_booked")


def test_the_rules_of_one_type_leave_the_others_alone(learning: Learn, town: Town) -> None:
    anna = learning(licence_class="B")
    for values, told in (
        ({"bookable_by": "staff"}, "refused_staff_only"),
        ({"licence_classes": ["A"]}, "refused_other_licence_class"),
        ({"lessons_before": {"theory": 1}}, "refused_lessons_first"),
        ({"debt_limit_minor": 0}, "refused_debt_limit"),
    ):
        set_for(town, "track", **values)
        if told == "refused_debt_limit":
            settled(town, has(town, "2026-11-23 10:00", made="2026-11-22 08:00"))
        anna.says("closed track on thursday", da="lukket bane på torsdag")
        hears_only(anna, told)
        anna.says("driving lesson on thursday", da="køretime på torsdag").hears("offers")


def test_as_many_lessons_as_allowed_are_told_before_any_time(learning: Learn, town: Town) -> None:
    anna = learning(Policy(max_open_bookings=2))
    has(town, "2026-12-15 10:00")
    anna.says("lesson on wednesday", da="køretime på onsdag").hears("offers")
    has(town, "2026-12-16 10:00")
    anna.says("lesson on thursday", da="køretime på torsdag")
    anna.hears("again after Tue 15 Dec 10:45", da="igen efter tir 15. dec. 10.45")
    hears_only(anna, "refused_too_many_open_bookings")


def test_over_the_limit_the_real_count_is_told_and_when_there_is_room(learning: Learn, town: Town) -> None:
    anna = learning(Policy(max_open_bookings=3))
    for day in (15, 16, 17):
        has(town, f"2026-12-{day} 10:00")
    with town.app.open_work() as work:
        work.administration.save_school(replace(school_of(town).school, policy=Policy(max_open_bookings=2)))
        work.commit()
    anna.says("lesson on friday", da="køretime på fredag")
    anna.hears("You have 3 coming lessons; the school allows", da="Du har 3 kommende tider; skolen tillader højst 2")
    anna.hears("after Wed 16 Dec 10:45, or cancel 2 of", da="efter ons 16. dec. 10.45, eller aflyse 2 af dem")


def test_a_time_that_is_held_meanwhile_is_not_counted_against_its_own_student(learning: Learn, town: Town) -> None:
    anna = learning(Policy(max_open_bookings=1))
    anna.says("book wed at 10", da="book onsdag kl 10").hears("confirm_booking")
    anna.says("rather thursday", da="hellere torsdag").hears("confirm_booking")
    anna.says("back", da="tilbage").hears("offers").picks("more").hears("offers").picks("slot:0").picks("book")
    anna.hears("booked")


def test_who_is_paused_is_told_before_any_time(learning: Learn) -> None:
    anna = learning(status="inactive")
    anna.says("driving lesson", da="køretime")
    hears_only(anna, "refused_not_allowed")


def test_a_branch_with_a_rule_of_its_own_is_left_out_of_the_offers(learning: Learn, town: Town) -> None:
    anna = learning()
    school = school_of(town)
    with town.app.open_work() as work:
        station = Branch(work.next_id(), {"en": "Station"})
        work.administration.add_branch(school.id, station)
        hours = tuple(WorkingHours(weekday, time(10), time(18), station.id) for weekday in range(5))
        work.administration.save_teacher(school.id, replace(school.jonas, hours=hours))
        for car in school.cars:
            work.administration.save_resource(school.id, replace(car, branch_id=None))
        harbour = next(iter(work.catalogue(school.id).branches))
        override = PolicyOverride(work.next_id(), {"exam_booked": True}, branch_id=harbour)
        work.administration.set_override(school.id, override)
        work.commit()
    anna.says("lesson on wednesday", da="køretime på onsdag").hears("offers", "Jonas")
    anna.says("lesson on wednesday with Mette", da="køretime på onsdag med Mette").hears("offers", "Jonas")


def test_a_rule_of_one_place_is_named_where_that_place_is_wished(
    anna: Chat, town: Town, two_branches: SmallSchool
) -> None:
    with town.app.open_work() as work:
        branches = work.catalogue(two_branches.id).branches.values()
        station = next(branch.id for branch in branches if branch.name("en") == "Station Square")
        override = PolicyOverride(work.next_id(), {"minimum_notice_minutes": 7 * 1440}, branch_id=station)
        work.administration.set_override(two_branches.id, override)
        work.commit()
    why = ("why can't I book wed at 11 at station square?", "hvorfor kan jeg ikke booke ons kl 11 på banegårdspladsen?")
    anna.says("lesson wed at 11 at station square", da="køretime ons kl 11 på banegårdspladsen")
    anna.hears("rules_there", "refused_too_short_notice", "earliest is Mon 30 Nov", da="tidligst man 30. nov.")
    anna.says(*why).hears("rules_there", "refused_too_short_notice", "Station Square", da="Banegårdspladsen")
    anna.says("menu").says(*why).hears("rules_there", "refused_too_short_notice", "offers")
    anna.says("menu").says("lesson wed at 11", da="køretime ons kl 11").hears("confirm_booking", "Mette")


def test_a_rule_of_time_drops_only_the_days_concerned(learning: Learn, town: Town) -> None:
    anna = learning(Policy(max_bookings_per_day=1, max_bookings_per_week=2))
    has(town, "2026-11-24 10:00")
    anna.says("tuesday or wednesday", da="tirsdag eller onsdag").hears("offers", "25")
    has(town, "2026-11-25 10:00")
    anna.says("lesson wed at 13", da="køretime ons kl 13")
    anna.hears("next day with room after that is Mon 30 Nov", da="dag med plads derefter er man 30. nov.")


def test_nobody_waits_for_a_class_that_they_could_not_book(learning: Learn, town: Town) -> None:
    anna = learning()
    school = school_of(town)
    school.plans_class("2026-11-26 18:00")
    for name in ("Bo Lind", "Eva Dam"):
        school.books(school.student(name), "2026-11-26 18:00", "theory", school.jonas, made="2026-11-20 12:00")
    anna.says("book theory class on thursday", da="book teorilektion på torsdag").hears("all_full")
    waiting = next(place for place, id_ in enumerate(anna.last.ids) if id_.startswith("wait:"))
    set_for(town, "theory", exam_booked=True)
    anna.picks_number(waiting + 1).hears("refused_exam_not_booked")
    anna.says("book theory class on thursday", da="book teorilektion på torsdag")
    hears_only(anna, "refused_exam_not_booked")


def test_nobody_waits_for_an_earlier_time_of_what_only_the_school_moves(learning: Learn, town: Town) -> None:
    anna = learning()
    has(town, "2026-11-26 10:00")
    set_for(town, "driving", bookable_by="staff")
    anna.says("tell me if an earlier time frees up", da="sig til hvis der bliver en tidligere tid")
    anna.picks("wait").hears("refused_staff_only")
    anna.says("move my lesson to friday", da="flyt min tid til fredag")
    hears_only(anna, "refused_staff_only")


# Why can't I book?


def test_why_names_each_rule_and_the_next_legal_option(learning: Learn, town: Town) -> None:
    anna = learning(Policy(max_open_bookings=1, exam_booked=True, minimum_age_years=18), birth_date=date(2009, 6, 1))
    with town.app.open_work() as work:
        work.administration.save_school(replace(school_of(town).school, policy=Policy(max_open_bookings=1)))
        work.commit()
    has(town, "2026-11-25 10:00")
    with town.app.open_work() as work:
        policy = Policy(max_open_bookings=1, exam_booked=True, minimum_age_years=18)
        work.administration.save_school(replace(school_of(town).school, policy=policy))
        work.commit()
    anna.says("why can't I book?", da="hvorfor kan jeg ikke booke?")
    assert anna.last.names == (
        "why_not",
        "refused_exam_not_booked",
        "refused_too_young",
        "refused_too_many_open_bookings",
        "menu_again",
    )
    anna.hears("after Wed 25 Nov 10:45", da="efter ons 25. nov. 10.45")
    anna.hears("Tue 1 Jun", da="tir 1. jun.")
    anna.picks("school").hears("ask_message")


def test_why_says_that_nothing_is_in_the_way_and_offers_times(learning: Learn, town: Town) -> None:
    anna = learning()
    anna.says("why not?", da="hvorfor ikke?").hears("why_nothing", "offers").picks("slot:0").hears("confirm_booking")


def test_why_is_answered_of_the_type_that_is_named(learning: Learn, town: Town) -> None:
    anna = learning()
    set_for(town, "track", bookable_by="staff")
    anna.says("why can't I book closed track?", da="hvorfor kan jeg ikke booke lukket bane?")
    anna.hears("why_not", "refused_staff_only")


def test_why_offers_what_the_refused_booking_would(learning: Learn, town: Town) -> None:
    anna = learning(Policy(exam_booked=True))
    anna.says("why can't I book?", da="hvorfor kan jeg ikke booke?").hears("refused_exam_not_booked")
    is_offered(anna, "next_step", "progress")
    bo = learning(Policy(max_open_bookings=1))
    has(town, "2026-11-25 10:00")
    bo.says("why can't I book?", da="hvorfor kan jeg ikke booke?").hears("refused_too_many_open_bookings")
    assert bo.last.ids == ["reschedule", "cancel", "menu"]


def test_why_not_with_somebody_is_no_matter_of_the_time_that_is_held_with_another(learning: Learn, town: Town) -> None:
    anna = learning(Policy(break_after_minutes=90, break_minutes=60))
    school = school_of(town)
    for start in ("08:00", "09:00"):
        school.books(school.student(f"Bo at {start}"), f"2026-11-25 {start}", made="2026-11-23 07:00")
    anna.says("lesson wed at 10 with mette", da="køretime ons kl 10 hos mette").hears("confirm_booking", "Jonas")
    anna.says("why can't I book wed at 10 with mette?", da="hvorfor kan jeg ikke booke ons kl 10 hos mette?")
    anna.hears("refused_break_needed", "confirm_booking_again")
    assert "refused_student_busy" not in anna.last.names


def test_why_of_a_time_explains_that_time_and_offers_the_nearest(learning: Learn, town: Town) -> None:
    anna = learning(Policy(minimum_notice_minutes=24 * 60))
    anna.says("why can't I book today at 15?", da="hvorfor kan jeg ikke booke i dag kl 15?")
    anna.hears("refused_too_short_notice", "earliest is Tue 24 Nov 08:00", da="tidligst tir 24. nov. 8.00")
    assert anna.last.names == ("refused_too_short_notice", "offers")


def test_why_is_answered_in_passing_while_booking(learning: Learn, town: Town) -> None:
    anna = learning()
    anna.says("book tomorrow at 10", da="book i morgen kl 10").hears("confirm_booking")
    anna.says("why not", da="hvorfor ikke").hears("why_nothing", "confirm_booking_again")
    anna.says("why can't I book today at 9?", da="hvorfor kan jeg ikke booke i dag kl 9?")
    anna.hears("why_not", "refused_too_short_notice")
    anna.says("book it", da="book den").hears("booked")


def test_why_not_when_nobody_works_says_so_and_offers_the_nearest_times(learning: Learn) -> None:
    anna = learning()
    anna.says("why can't I book sunday at 10?", da="hvorfor kan jeg ikke booke søndag kl 10?")
    anna.hears("No one teaches Sun 29 Nov 10:00.", da="Ingen underviser søn 29. nov. 10.00.")
    assert anna.last.names == ("nobody_teaches_then", "offers")


def test_which_of_two_hours_is_meant_is_not_asked_when_nobody_works_at_either(learning: Learn) -> None:
    anna = learning()
    anna.says("why can't I book tomorrow at 7?", da="hvorfor kan jeg ikke booke i morgen kl 7?")
    anna.hears("No one teaches Tue 24 Nov 07:00 or 19:00.", da="Ingen underviser tir 24. nov. 7.00")
    assert anna.last.names == ("nobody_teaches_then", "offers")


def test_why_in_passing_says_too_that_nobody_works_then(learning: Learn) -> None:
    anna = learning()
    anna.says("book tomorrow at 10", da="book i morgen kl 10").hears("confirm_booking")
    anna.says("why can't I book sunday?", da="hvorfor kan jeg ikke booke søndag?")
    assert anna.last.names == ("nobody_teaches_then", "confirm_booking_again")


def test_why_does_not_say_that_lessons_can_be_booked_for_which_there_is_no_car(learning: Learn, town: Town) -> None:
    anna = learning(licence_class="A1")
    school = school_of(town)
    with town.app.open_work() as work:
        for car in school.cars:
            work.administration.save_resource(school.id, replace(car, attributes={"licence_class": "B"}))
        work.commit()
    anna.says("why can't I book a driving lesson", da="hvorfor kan jeg ikke booke en køretime")
    anna.hears("no free time for Driving lesson", da="ingen ledige tider til Køretime")
    assert (anna.last.names, anna.last.ids) == (("no_times_at_all", "menu_again"), ["lessons", "school", "home"])
    anna.says("book theory", da="book teori").says(
        "why can't I book a driving lesson", da="hvorfor kan jeg ikke booke en køretime"
    )
    assert anna.last.names[0] == "no_times_at_all"


def test_why_in_passing_does_not_say_that_a_time_can_be_booked_which_is_taken(learning: Learn, town: Town) -> None:
    anna = learning()
    school = school_of(town)
    for teacher in (school.mette, school.jonas):
        school.books(school.student(f"Bo of {teacher.name}"), "2026-11-25 12:00", teacher=teacher)
    has(town, "2026-11-26 10:00", made="2026-11-20 12:00")
    anna.says("book tomorrow at 10", da="book i morgen kl 10").hears("confirm_booking")
    anna.says("why can't I book wed at 12?", da="hvorfor kan jeg ikke booke ons kl 12?")
    anna.hears("Nothing is free Wed 25 Nov 12:00.", da="Der er ikke noget ledigt ons 25. nov. 12.00.")
    assert anna.last.names == ("no_times_then", "confirm_booking_again")
    anna.says("why can't I book mette wed at 12?", da="hvorfor kan jeg ikke booke mette ons kl 12?")
    assert [*anna.last.names] == ["not_with_teacher"]
    anna.says("why can't I book thursday at 10?", da="hvorfor kan jeg ikke booke torsdag kl 10?")
    assert [*anna.last.names] == ["refused_student_busy"]
    for hour in (10, 14):
        anna.says(f"why can't I book tomorrow at {hour}?", da=f"hvorfor kan jeg ikke booke i morgen kl {hour}?")
        assert [*anna.last.names] == ["why_nothing"]


@pytest.mark.parametrize(
    ("en", "da"),
    [
        ("why can't I book jonas?", "hvorfor kan jeg ikke booke jonas?"),
        ("why can't I book with jonas tomorrow?", "hvorfor kan jeg ikke booke hos jonas i morgen?"),
        ("why can't I book tomorrow at 17?", "hvorfor kan jeg ikke booke i morgen kl 17?"),  # when only Jonas works
    ],
)
def test_why_not_with_another_teacher_does_not_say_that_no_rule_is_in_the_way(
    learning: Learn, en: str, da: str
) -> None:
    anna = learning(Policy(own_teacher_only=True))
    anna.says(en, da=da).hears("your own teacher, Mette", da="din egen lærer, Mette")
    heard = [anna.last.names]
    anna.says("why can't I book jonas?", da="hvorfor kan jeg ikke booke jonas?")
    heard.append(anna.last.names)  # in passing
    assert heard == [("refused_own_teacher_only", "offers"), ("why_not", "refused_own_teacher_only", "offers")]


# What it was booked under


def test_what_changing_a_lesson_costs_is_told_as_it_was_booked_under(learning: Learn, town: Town) -> None:
    anna = learning(Policy(cancellation_fees=({"hours": 72, "percent": 25},), cancel_until_hours=12))
    has(town, "2026-11-27 10:00", made="2026-11-23 07:00")
    school = school_of(town)
    with town.app.open_work() as work:
        work.administration.save_school(replace(school.school, policy=Policy()))
        work.commit()
    for en, da in (
        ("what does it cost to cancel friday", "hvad koster det at aflyse fredag"),
        ("what does cancelling cost", "hvad koster det at aflyse"),
    ):
        anna.says(en, da=da).hears("lesson_terms", "Tue 24 Nov 10:00, then 25%", da="tir 24. nov. 10.00, derefter 25 %")
        anna.hears("Thu 26 Nov 22:00", da="tor 26. nov. 22.00")


def test_of_several_lessons_and_of_none_it_is_told_in_general(learning: Learn, town: Town) -> None:
    anna = learning()
    anna.says("what does cancelling cost", da="hvad koster det at aflyse").hears("terms")
    for day in (26, 27):
        has(town, f"2026-11-{day} 10:00")
    anna.says("what does cancelling cost", da="hvad koster det at aflyse").hears("terms")
    anna.says("what does it cost to cancel friday", da="hvad koster det at aflyse fredag").hears("lesson_terms")
