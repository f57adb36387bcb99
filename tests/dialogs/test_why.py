"""Why can't I book? Every rule in the way is named, and what is possible instead can really be had. Today is Monday 23
November 2026."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from random import Random
from typing import Any

import pytest

from bot.dialogs.exchange import Channel
from domain.lessons import Actor
from domain.policies import Policy
from domain.schools import Branch, Closure, PolicyOverride, Student, WorkingHours
from domain.services.booking import hold
from domain.services.searching import search
from domain.slots import SlotQuery, Window
from domain.timeslots import day_start, to_wall
from tests.chat import Chat, Town
from tests.factories import ZONE, SmallSchool, moment

Learn = Callable[..., Chat]


@pytest.fixture(params=["en", "da"])
def learning(request: pytest.FixtureRequest, town: Town) -> Learn:
    """(rules of the school, facts of the student) -> the phone of Anna, who drives with Mette."""
    language = str(request.param)

    def learn(policy: Policy | None = None, **facts: Any) -> Chat:
        school = town.found(policy=policy)
        student = replace(school.student("Anna Berg", language, school.mette), **facts)
        with town.app.open_work() as work:
            work.administration.save_student(student)
            work.commit()
        school.students["Anna Berg"] = student
        return town.person(school, student, Channel.SMS, language)

    return learn


def school_of(town: Town) -> SmallSchool:
    return town.schools[-1]


def anna_of(town: Town) -> Student:
    return school_of(town).students["Anna Berg"]


def has(town: Town, start: str, kind: str = "driving") -> None:
    school = school_of(town)
    school.books(anna_of(town), start, kind, school.jonas if kind == "theory" else None, made="2026-11-20 07:00")


def mette_moves_out(town: Town, **values: Any) -> None:
    """She teaches at a branch of her own, which has these rules."""
    school = school_of(town)
    with town.app.open_work() as work:
        north = Branch(work.next_id(), {"en": "North"}, "North Street 1")
        work.administration.add_branch(school.id, north)
        hours = tuple(WorkingHours(day, time(8), time(16), north.id) for day in range(5))
        work.administration.save_teacher(school.id, replace(school.mette, hours=hours))
        for car in school.cars:
            work.administration.save_resource(school.id, replace(car, branch_id=None))
        work.administration.set_override(school.id, PolicyOverride(work.next_id(), values, branch_id=north.id))
        work.commit()


# Every rule, and an option that all of them allow


def test_of_a_time_every_rule_is_named_and_what_each_would_allow_the_others_do_too(learning: Learn, town: Town) -> None:
    anna = learning(Policy(max_bookings_per_week=1, minimum_notice_minutes=3 * 24 * 60))
    has(town, "2026-11-27 10:00")
    anna.says(
        "why can't I book a driving lesson tuesday at 11?", da="hvorfor kan jeg ikke booke en køretime tirsdag kl 11?"
    )
    assert anna.last.names == ("refused_too_short_notice", "refused_too_many_that_week", "offers")
    anna.hears("the earliest is Mon 30 Nov 08:00", da="tidligst man 30. nov. 8.00")
    anna.hears("day with room after that is Mon 30 Nov", da="dag med plads derefter er man 30. nov.")
    anna.picks("slot:0").hears("confirm_booking").picks("book").hears("booked")


def test_who_only_wishes_for_that_time_is_told_one_rule(learning: Learn, town: Town) -> None:
    anna = learning(Policy(max_bookings_per_week=1, minimum_notice_minutes=3 * 24 * 60))
    has(town, "2026-11-27 10:00")
    anna.says("book tuesday at 11", da="book tirsdag kl 11")
    assert anna.last.names == ("refused_too_short_notice", "offers")
    anna.hears("the earliest is Mon 30 Nov 08:00", da="tidligst man 30. nov. 8.00")


def test_beside_the_rules_it_is_said_that_nobody_works_then_or_that_the_time_is_taken(
    learning: Learn, town: Town
) -> None:
    anna = learning(Policy(minimum_notice_minutes=10 * 24 * 60))
    school = school_of(town)
    for teacher in (school.mette, school.jonas):
        school.books(
            school.student(f"Bo of {teacher.name}"), "2026-11-25 12:00", teacher=teacher, made="2026-11-10 12:00"
        )
    anna.says("why can't I book sunday at 10?", da="hvorfor kan jeg ikke booke søndag kl 10?")
    assert anna.last.names == ("refused_too_short_notice", "nobody_teaches_then", "offers")
    anna.says("menu").says("why can't I book wednesday at 12?", da="hvorfor kan jeg ikke booke onsdag kl 12?")
    assert anna.last.names == ("refused_too_short_notice", "no_times_then", "offers")


def test_what_forbids_all_lessons_is_named_beside_what_forbids_that_time(learning: Learn, town: Town) -> None:
    anna = learning(Policy(exam_booked=True, minimum_notice_minutes=3 * 24 * 60))
    anna.says("why can't I book tomorrow at 11?", da="hvorfor kan jeg ikke booke i morgen kl 11?")
    assert anna.last.names == ("why_not", "refused_exam_not_booked", "refused_too_short_notice", "menu_again")


# A teacher's branch


@pytest.mark.parametrize(
    ("en", "da"),
    [
        ("why can't I book with Mette tomorrow at 10?", "hvorfor kan jeg ikke booke hos Mette i morgen kl 10?"),
        ("book with Mette tomorrow at 10", "book hos Mette i morgen kl 10"),
        ("book tomorrow at 10", "book i morgen kl 10"),  # she is Anna's teacher
    ],
)
def test_a_rule_of_the_teachers_branch_is_told_as_that_rule_with_the_earliest_time_there(
    learning: Learn, town: Town, en: str, da: str
) -> None:
    anna = learning()
    mette_moves_out(town, minimum_notice_minutes=2 * 24 * 60)
    anna.says(en, da=da)
    anna.hears(
        "Tue 24 Nov 10:00 with Mette is too soon: the earliest is Wed 25 Nov 08:00.",
        da="tir 24. nov. 10.00 hos Mette er for snart: tidligst ons 25. nov. 8.00.",
    )
    assert anna.last.names[0] == "refused_too_short_notice"
    anna.hears("Jonas")


def test_a_rule_that_does_not_say_the_time_is_said_to_be_of_that_teacher(learning: Learn, town: Town) -> None:
    anna = learning(birth_date=date(2009, 12, 4))
    mette_moves_out(town, minimum_age_years=17)
    anna.says("why can't I book with Mette tomorrow at 10?", da="hvorfor kan jeg ikke booke hos Mette i morgen kl 10?")
    anna.hears("With Mette:", da="Hos Mette:")
    assert anna.last.names == ("rules_with_teacher", "refused_too_young", "confirm_booking")
    anna.hears("from Fri 4 Dec", da="fra fre 4. dec.")


def test_in_passing_too_a_rule_of_the_teachers_branch_is_told(learning: Learn, town: Town) -> None:
    anna = learning()
    mette_moves_out(town, minimum_notice_minutes=2 * 24 * 60)
    anna.says("book thursday at 10", da="book torsdag kl 10").hears("confirm_booking")
    anna.says("why can't I book with Mette tomorrow at 10?", da="hvorfor kan jeg ikke booke hos Mette i morgen kl 10?")
    assert anna.last.names == ("why_not", "refused_too_short_notice", "confirm_booking_again")
    anna.hears("earliest is Wed 25 Nov 08:00", da="tidligst ons 25. nov. 8.00")


# Classes


def fill(town: Town, start: str) -> None:
    school = school_of(town)
    for name in ("Bo Lind", "Eva Dam"):
        school.books(school.student(name), start, "theory", school.jonas, made="2026-11-20 12:00")


ASK = {"text": "why can't I book theory class?", "da": "hvorfor kan jeg ikke booke teorilektion?"}


def test_of_a_class_with_a_place_in_it_just_that_is_said(learning: Learn, town: Town) -> None:
    anna = learning()
    school_of(town).plans_class("2026-11-26 18:00")
    has(town, "2026-11-26 18:00", "theory")
    anna.says(**ASK).hears("You already have a place", da="Du har allerede en plads")
    assert anna.last.names == ("already_in_class", "menu_again")
    anna.says("book thursday at 10", da="book torsdag kl 10").says(**ASK)
    assert anna.last.names == ("already_in_class", "confirm_booking_again")


def test_beside_the_place_there_is_other_classes_are_offered(learning: Learn, town: Town) -> None:
    anna = learning()
    for day in (26, 27):
        school_of(town).plans_class(f"2026-11-{day} 18:00")
    has(town, "2026-11-26 18:00", "theory")
    anna.says(**ASK)
    assert anna.last.names == ("already_in_class", "offers")
    anna.picks("slot:0").hears("confirm_booking", "27")


def test_of_a_full_class_it_is_said_that_it_is_full_and_of_the_waitlist_that_one_is_on_it(
    learning: Learn, town: Town
) -> None:
    anna = learning()
    school_of(town).plans_class("2026-11-26 18:00")
    fill(town, "2026-11-26 18:00")
    anna.says("book thursday at 10", da="book torsdag kl 10").says(**ASK)
    assert anna.last.names == ("class_full_then", "confirm_booking_again")
    anna.says("menu").says(**ASK).hears("all_full")
    assert "why_nothing" not in anna.last.names
    anna.picks_number(1).hears("waiting_class")
    anna.says(**ASK)
    assert anna.last.names == ("waiting_class", "menu_again")


def test_of_a_place_that_was_asked_for_it_is_said_that_the_school_has_to_answer(learning: Learn, town: Town) -> None:
    anna = learning(Policy(approval_needed=True))
    school_of(town).plans_class("2026-11-26 18:00")
    anna.says("book theory class", da="book teorilektion").hears("offers")
    anna.picks("slot:0").picks("book").hears("requested")
    anna.says(**ASK)
    assert anna.last.names == ("already_asked_for", "menu_again")
    anna.says("why can't I book thursday at 18?", da="hvorfor kan jeg ikke booke torsdag kl 18?")
    assert anna.last.names[0] in {"already_asked_for", "nobody_teaches_then"}


# Whatever the rules are

OPTIONS = {
    "refused_too_short_notice": "earliest",
    "refused_too_young": "earliest",
    "refused_too_many_that_day": "next_free_at",
    "refused_too_many_that_week": "next_free_at",
}
"""By the text the name of what is possible instead."""


def some_rules(chance: Random) -> dict[str, Any]:
    return {
        "minimum_notice_minutes": chance.choice((0, 120, 24 * 60, 3 * 24 * 60, 8 * 24 * 60)),
        "horizon_days": chance.choice((5, 12, 30, 60)),
        "max_bookings_per_day": chance.choice((None, 1)),
        "max_bookings_per_week": chance.choice((None, 1, 2)),
        "minimum_age_years": chance.choice((None, None, 17)),
        "own_teacher_only": chance.random() < 0.3,
    }


def can_be_had(town: Town, option: str, teacher_id: int | None) -> bool:
    """Whether something can be booked of that day's times, from the one that was named on, perhaps with a teacher."""
    school, anna = school_of(town), anna_of(town)
    first = moment(option.replace("T", " ") if "T" in option else f"{option} 00:00")
    last = day_start(to_wall(first, ZONE).date() + timedelta(days=1), ZONE)
    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STUDENT, town.clock())
        teachers = () if teacher_id is None else (teacher_id,)
        query = SlotQuery(
            school.types["driving"], (Window(first, last),), desk.now, teacher_ids=teachers, student_id=anna.id
        )
        slot = next(search(desk, query, anna), None)
        if slot is not None:
            hold(desk, anna, slot)  # which asks the rules once more; nothing of it is kept
        return slot is not None


@pytest.mark.parametrize("seed", [*range(24), 83])
def test_what_the_answer_names_can_be_booked(town: Town, seed: int) -> None:
    chance = Random(seed)
    school = town.found()
    anna = replace(
        school.student("Anna Berg", "en", school.mette),
        birth_date=date(2009, 11, 20) + timedelta(days=chance.randrange(20)),
    )
    school.students["Anna Berg"] = anna
    for day in chance.sample((24, 25, 26, 27, 30), chance.randrange(4)):
        has(town, f"2026-11-{day} {chance.choice((10, 13))}:00")
    with town.app.open_work() as work:
        work.administration.save_student(anna)
        work.administration.save_school(replace(school.school, policy=Policy(**some_rules(chance))))
        work.commit()
    if chance.random() < 0.5:
        mette_moves_out(town, **some_rules(chance))
    phone = town.person(school, anna)
    teacher = chance.choice((None, None, school.mette, school.jonas))
    when = chance.choice(
        ("today at 15", "tomorrow at 10", "friday at 11", "wednesday 2 december at 13", "18 jan at 10")
    )
    phone.says(f"why can't I book a driving lesson {f'with {teacher.first_name} ' if teacher else ''}{when}?")
    barred = "refused_own_teacher_only" in phone.last.names
    for say in phone.last.reply.says:
        option = say.params.get(OPTIONS.get(say.message, ""))
        if option is not None and "menu_again" not in phone.last.names:  # which is said where nothing at all can be had
            with_whom = teacher.id if teacher is not None and not barred else None
            assert can_be_had(town, option, with_whom), f"{say.message}: nothing on {option}\n{phone.text}"
    if "offers" in phone.last.names:
        phone.picks("slot:0").hears("confirm_booking").picks("book").hears("booked")


# Rules that came while times were shown, and rules that leave no time between them


def rules_become(town: Town, **values: Any) -> None:
    school = school_of(town)
    with town.app.open_work() as work:
        work.administration.save_school(replace(school.school, policy=Policy(**values)))
        work.commit()


WHY = ("why can't I book?", "hvorfor kan jeg ikke booke?")


def test_a_rule_that_came_meanwhile_is_named_above_times_that_it_allows(learning: Learn, town: Town) -> None:
    anna = learning()
    has(town, "2026-11-24 10:00")
    anna.says("driving lesson", da="køretime").hears("offers", "Mon 23 Nov", da="man 23. nov.")
    rules_become(town, max_bookings_per_week=1)
    anna.says(*WHY).hears("refused_too_many_that_week", "offers", "Mon 30 Nov", da="man 30. nov.")
    assert "why_nothing" not in anna.last.names
    anna.picks("slot:0").hears("confirm_booking").picks("book").hears("booked")


def test_a_rule_that_allows_no_times_any_more_is_named_instead_of_them(learning: Learn, town: Town) -> None:
    anna = learning(birth_date=date(2008, 3, 14))
    anna.says("driving lesson", da="køretime").hears("offers")
    rules_become(town, minimum_age_years=99)
    anna.says(*WHY)
    assert [name for name in anna.last.names if name.startswith("refused")] == ["refused_too_young"]
    assert "offers" not in anna.last.names


def test_a_rule_against_the_wished_day_is_named_once(learning: Learn, town: Town) -> None:
    anna = learning()
    anna.says("driving lesson on wednesday", da="køretime onsdag").hears("offers")
    rules_become(town, minimum_notice_minutes=7 * 1440)
    anna.says(*WHY)
    assert anna.last.names == ("refused_too_short_notice", "offers")
    anna.hears("Wed 25 Nov is too soon", da="ons 25. nov. er for snart").picks("slot:0").hears("confirm_booking")


def test_a_notice_that_is_longer_than_the_horizon_is_named_with_it(learning: Learn) -> None:
    anna = learning(Policy(minimum_notice_minutes=90 * 1440, horizon_days=60))
    anna.says(*WHY).hears("at least 90 days ahead", da="mindst 90 dage før").hears("Fri 22 Jan", da="fre 22. jan.")
    assert [name for name in anna.last.names if name.startswith("refused")] == [
        "refused_too_short_notice",
        "refused_beyond_horizon",
    ]
    anna.says("driving lesson", da="køretime").hears("refused_too_short_notice")


def test_a_time_that_has_gone_by_while_it_lay_open_is_not_called_too_soon(learning: Learn, town: Town) -> None:
    anna = learning()
    anna.says("driving lesson on wednesday at 10", da="køretime onsdag kl 10").hears("confirm_booking")
    town.passes(days=3)
    anna.says("1").hears("when_past", "offers")
    assert "refused_too_short_notice" not in anna.last.names


def test_two_rules_that_leave_no_time_between_them_are_both_named(learning: Learn, town: Town) -> None:
    anna = learning()
    has(town, "2026-11-24 10:00")
    with town.app.open_work() as work:
        holidays = Closure(work.next_id(), date(2026, 11, 30), date(2026, 12, 6))
        work.administration.add_closure(school_of(town).id, holidays)
        work.commit()
    rules_become(town, max_bookings_per_week=1, horizon_days=12)
    for words in (WHY, ("driving lesson", "køretime")):
        anna.says(*words).hears("refused_too_many_that_week", "refused_beyond_horizon")
        assert "no_times_at_all" not in anna.last.names


# Why not sooner


def test_what_keeps_a_lesson_from_being_sooner_is_named_though_one_can_be_had(learning: Learn, town: Town) -> None:
    anna = learning(Policy(max_bookings_per_week=1))
    has(town, "2026-11-24 10:00")
    anna.says(*WHY).hears("refused_too_many_that_week", "offers", "Mon 30 Nov", da="man 30. nov.")
    assert "why_nothing" not in anna.last.names
    anna.picks("slot:0").hears("confirm_booking").picks("book").hears("booked")


def test_so_is_an_age_that_is_reached_soon_and_a_long_notice(learning: Learn, town: Town) -> None:
    anna = learning(Policy(minimum_age_years=17), birth_date=date(2009, 12, 4))
    anna.says(*WHY).hears("refused_too_young", "from Fri 4 Dec", da="fra fre 4. dec.")
    rules_become(town, minimum_notice_minutes=3 * 24 * 60)
    anna.says("menu").says(*WHY).hears("refused_too_short_notice", "earliest is Thu 26 Nov", da="tidligst tor 26. nov.")
    anna.says("driving lesson friday at 10", da="køretime fredag kl 10").hears("confirm_booking")


def test_where_only_others_are_in_the_way_nothing_is_said_to_be(learning: Learn, town: Town) -> None:
    anna = learning(Policy(max_bookings_per_week=3))
    has(town, "2026-11-24 10:00")
    anna.says(*WHY).hears("why_nothing", "offers")


# Why not, after something else than what was asked for is offered

WHY_NOT = ("why not?", "hvorfor ikke?")


def test_why_not_is_of_the_time_that_was_asked_for_and_refused(learning: Learn, town: Town) -> None:
    anna = learning(Policy(max_bookings_per_week=1))
    has(town, "2026-11-24 10:00")
    anna.says("book thursday at 10", da="book torsdag kl 10").hears("refused_too_many_that_week", "offers")
    anna.says(WHY_NOT[0], da=WHY_NOT[1]).hears("refused_too_many_that_week", "offers")
    assert "why_nothing" not in anna.last.names
    anna.picks("slot:0").hears("confirm_booking").picks("book").hears("booked")


def test_so_it_is_of_the_teacher_who_was_asked_for(learning: Learn, town: Town) -> None:
    anna = learning()
    school = school_of(town)
    with town.app.open_work() as work:
        work.administration.save_teacher(school.id, replace(school.mette, most_driving=timedelta(minutes=45)))
        work.commit()
    school.books(school.student("Bo"), "2026-11-25 12:00", teacher=school.mette, made="2026-11-10 12:00")
    anna.says("book wednesday at 14 with Mette", da="book onsdag kl 14 hos Mette")
    anna.hears("not_with_teacher", "confirm_booking")
    anna.says(WHY_NOT[0], da=WHY_NOT[1]).hears("refused_day_full", "confirm_booking_again")
    assert "why_nothing" not in anna.last.names


def test_why_of_what_is_offered_as_it_was_asked_for_is_of_nothing_in_the_way(learning: Learn) -> None:
    anna = learning()
    anna.says("book wednesday at 14 with Mette", da="book onsdag kl 14 hos Mette").hears("confirm_booking")
    anna.says(WHY_NOT[0], da=WHY_NOT[1]).hears("why_nothing", "confirm_booking_again")


def test_why_with_a_teacher_is_of_a_lesson_which_that_one_gives(learning: Learn, town: Town) -> None:
    anna = learning()
    school = school_of(town)
    with town.app.open_work() as work:
        track = school.types["track"]
        mette = replace(school.mette, lesson_type_ids=school.mette.lesson_type_ids - {track.id})
        work.administration.save_teacher(school.id, mette)
        work.administration.set_override(
            school.id, PolicyOverride(work.next_id(), {"bookable_by": "staff"}, lesson_type_id=track.id)
        )
        work.commit()
    anna.says("closed track tomorrow", da="lukket bane i morgen").hears("refused_staff_only")
    anna.says("menu").says(
        "why can't I book with Mette on tuesday?", da="hvorfor kan jeg ikke booke hos Mette tirsdag?"
    )
    assert "refused_staff_only" not in anna.last.names


def test_why_after_another_kind_was_offered_is_of_that_one(learning: Learn, town: Town) -> None:
    anna = learning()
    school = school_of(town)
    with town.app.open_work() as work:
        track = PolicyOverride(work.next_id(), {"bookable_by": "staff"}, lesson_type_id=school.types["track"].id)
        work.administration.set_override(school.id, track)
        work.commit()
    anna.says("closed track tomorrow", da="lukket bane i morgen").hears("refused_staff_only")
    anna.says(*WHY).hears("refused_staff_only")
    anna.says("menu").says("driving lesson on thursday", da="køretime torsdag").hears("offers").says("menu")
    anna.says(*WHY)
    assert "refused_staff_only" not in anna.last.names


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "why can't I drive on sunday?"),
        ("da", "hvorfor kan jeg ikke køre på søndag?"),
        ("de", "warum kann ich am Sonntag nicht fahren?"),
        ("sv", "varför kan jag inte köra på söndag?"),
        ("nb", "hvorfor kan jeg ikke kjøre på søndag?"),
    ],
)
def test_why_nobody_drives_on_a_day_is_asked_of_that_day(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    town.anna(school, language).says(said).hears("nobody_teaches_then", "29")


def test_what_is_held_just_now_is_no_reason_against_itself(town: Town) -> None:
    school = town.found(policy=Policy(max_open_bookings=1))
    anna = town.anna(school, "en").says("book wed at 10").hears("confirm_booking").says("why can't I book?")
    assert "refused_too_many_open_bookings" not in anna.last.names
    anna.says("1").hears("booked").says("why can't I book?").hears("refused_too_many_open_bookings")
