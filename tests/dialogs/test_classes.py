"""What students and teachers hear of the school's classes, and of lessons that get another teacher or car."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogs.exchange import Channel
from domain.lessons import Actor, Booking, Session
from domain.schools import Teacher
from domain.services.classes import cancel_session, change_session, plan_class
from domain.timeslots import Interval
from tests.chat import Chat, Town
from tests.factories import SmallSchool, moment


def changes(town: Town, school: SmallSchool, session_id: int, **given: Any) -> Session:
    """The school's staff change a session; everybody hears of it."""
    with town.app.open_work() as work:
        session = change_session(school.desk(work, Actor.STAFF, town.clock()), session_id, **given)
        work.commit()
    town.work()
    return session


def cancels(town: Town, school: SmallSchool, session_id: int) -> None:
    with town.app.open_work() as work:
        cancel_session(school.desk(work, Actor.STAFF, town.clock()), session_id)
        work.commit()
    town.work()


def at(wall: str, kind: Any) -> Interval:
    return Interval(moment(wall), moment(wall) + kind.duration)


def booked_class(anna: Chat, town: Town, school: SmallSchool) -> Session:
    """A class with Anna in it, of which everybody has been told."""
    session = school.plans_class("2026-11-25 18:30")
    anna.says("book theory class", "book teori").picks("slot:0").picks("book").hears("booked")
    town.work()
    return session


def test_a_class_that_is_moved_is_told_to_its_student_and_its_teacher(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    jonas = town.person(school, school.jonas)
    session = booked_class(anna, town, school)
    anna.forget()
    jonas.forget()
    changes(town, school, session.id, during=at("2026-11-26 19:00", school.types["theory"]))
    anna.hears(
        "Your school has moved your lesson: instead of Wed 25 Nov 18:30 it is now Thu 26 Nov 19:00 with Jonas (",
        da="Din skole har flyttet din tid: i stedet for ons 25. nov. 18.30 er den nu tor 26. nov. 19.00 hos Jonas (",
    )
    assert (len(anna.heard), len(jonas.heard)) == (1, 1), "once each"
    jonas.hears("Changed: instead of Wed 25 Nov 18:30, Theory class is Thu 26 Nov 19:00-19:45, theory room.")
    anna.says("my lessons", "mine tider").hears("Thu 26 Nov 19:00-19:45", da="tor 26. nov. 19.00-19.45")


def plans(town: Town, school: SmallSchool, teacher: Teacher, start: str) -> Session:
    """The school plans a theory class; nobody is told yet."""
    kind = school.types["theory"]
    with town.app.open_work() as work:
        planned = Session(work.next_id(), school.id, kind.id, at(start, kind), (teacher.id,), (school.room.id,), 2)
        planned = plan_class(school.desk(work, Actor.STAFF, town.clock()), planned)
        work.commit()
    return planned


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "You teach Theory class Wed 25 Nov 18:30-19:15, theory room."),
        ("da", "Du underviser i Teorilektion ons 25. nov. 18.30-19.15, theory room."),
    ],
)
def test_a_teacher_hears_at_once_of_a_class_that_is_planned_for_them(
    town: Town, school: SmallSchool, language: str, told: str
) -> None:
    jonas = town.person(school, school.jonas, language=language)
    plans(town, school, school.jonas, "2026-11-25 18:30")
    town.work()
    jonas.hears_exactly(told)


def test_a_class_that_is_moved_before_its_teacher_heard_of_it_is_told_as_it_is(town: Town, school: SmallSchool) -> None:
    jonas = town.person(school, school.jonas)
    session = plans(town, school, school.jonas, "2026-11-25 18:30")
    changes(town, school, session.id, during=at("2026-11-26 19:00", school.types["theory"]))
    jonas.hears_exactly("You teach Theory class Thu 26 Nov 19:00-19:45, theory room.")
    assert len(jonas.heard) == 1


def test_nobody_hears_of_a_class_that_was_cancelled_before_they_heard_of_it(town: Town, school: SmallSchool) -> None:
    jonas = town.person(school, school.jonas)
    cancels(town, school, plans(town, school, school.jonas, "2026-11-25 18:30").id)
    jonas.hears_nothing()


def test_a_class_that_was_moved_and_then_cancelled_is_cancelled_at_the_time_they_know(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    jonas = town.person(school, school.jonas)
    session = booked_class(anna, town, school)
    anna.forget()
    jonas.forget()
    for start in ("2026-11-26 19:00", "2026-11-27 20:00"):
        with town.app.open_work() as work:
            during = at(start, school.types["theory"])
            change_session(school.desk(work, Actor.STAFF, town.clock()), session.id, during=during)
            work.commit()
    cancels(town, school, session.id)
    anna.hears(
        "Your school has cancelled Wed 25 Nov 18:30, Theory class.", da="Din skole har aflyst ons 25. nov. 18.30,"
    )
    jonas.hears_exactly("Cancelled: Theory class Wed 25 Nov 18:30.")
    assert (len(anna.heard), len(jonas.heard)) == (1, 1)


def test_a_teacher_hears_that_a_class_is_not_theirs_any_more_though_it_was_changed_again(
    town: Town, school: SmallSchool
) -> None:
    """Also at once after a move: of the time that they know."""
    jonas, mette = town.person(school, school.jonas), town.person(school, school.mette)
    school.lets_mette_teach_theory()
    session = school.plans_class("2026-11-25 18:30")
    for given in (
        {"during": at("2026-11-26 19:00", school.types["theory"])},
        {"teacher_ids": (school.mette.id,)},
        {"during": at("2026-11-27 20:00", school.types["theory"])},
    ):
        with town.app.open_work() as work:
            change_session(school.desk(work, Actor.STAFF, town.clock()), session.id, **given)
            work.commit()
    town.work()
    jonas.hears_exactly("Theory class Wed 25 Nov 18:30 is no longer yours.")
    mette.hears_exactly("You teach Theory class Fri 27 Nov 20:00-20:45, theory room.")


def test_reminders_come_at_the_new_time_only(chat: Chat, town: Town, school: SmallSchool) -> None:
    session = school.plans_class("2026-11-25 18:30")
    chat.says("book theory class").picks("slot:0").picks("book")
    changes(town, school, session.id, during=at("2026-11-26 19:00", school.types["theory"]))
    chat.forget()
    town.until("2026-11-25 18:45")
    chat.hears_nothing()
    town.until("2026-11-26 18:59")
    assert [message.names for message in chat.heard] == [("notice_reminder_day",), ("notice_reminder_soon",)]


def test_a_cancelled_class_is_told_once_to_each(anna: Chat, town: Town, school: SmallSchool) -> None:
    jonas = town.person(school, school.jonas)
    bo = town.person(school, school.student("Bo Lind"))
    session = school.plans_class("2026-11-25 18:30")
    anna.says("book theory class", "book teori").picks("slot:0").picks("book").hears("booked")
    bo.says("book theory class").picks("slot:0").picks("book").hears("booked")
    town.work()
    for each in (anna, bo, jonas):
        each.forget()
    cancels(town, school, session.id)
    anna.hears(
        "Your school has cancelled Wed 25 Nov 18:30, Theory class. It costs you nothing.",
        da="Din skole har aflyst ons 25. nov. 18.30, Teorilektion. Det koster dig ikke noget.",
    )
    jonas.hears_exactly("Cancelled: Theory class Wed 25 Nov 18:30.")
    assert [len(each.heard) for each in (anna, bo)] == [1, 1]
    town.until("2026-11-25 20:00")
    assert [len(each.heard) for each in (anna, bo, jonas)] == [1, 1, 1], "no reminder, no question of attendance"
    anna.says("my lessons", "mine tider").hears("no_coming_lessons")


def test_a_teacher_is_asked_after_the_class_as_it_was_held(town: Town, school: SmallSchool) -> None:
    jonas, mette = town.person(school, school.jonas), town.person(school, school.mette)
    school.lets_mette_teach_theory()
    bo = town.person(school, school.student("Bo Lind"))
    session = school.plans_class("2026-11-25 18:30")
    bo.says("book theory class").picks("slot:0").picks("book").hears("booked")
    changes(
        town,
        school,
        session.id,
        during=at("2026-11-25 19:00", school.types["theory"]),
        teacher_ids=(school.mette.id,),
    )
    mette.hears("You teach Theory class Wed 25 Nov 19:00-19:45, theory room.")
    jonas.hears("Theory class Wed 25 Nov 18:30 is no longer yours.").forget()
    mette.forget()
    town.until("2026-11-25 19:30")
    mette.hears_nothing()
    town.until("2026-11-25 19:46")
    mette.hears("ask_attendance", "Bo Lind")
    jonas.hears_nothing()


def test_who_cannot_come_at_the_new_time_hears_that_the_place_is_given_up(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    session = school.plans_class("2026-11-25 18:30")
    anna.says("book theory class", "book teori").picks("slot:0").picks("book").hears("booked")
    anna.says("book thursday at 10", "book torsdag kl 10").picks("book").hears("booked")
    changes(town, school, session.id, during=at("2026-11-26 10:00", school.types["theory"]), release_busy=True)
    anna.hears(
        "Theory class is moved to Thu 26 Nov 10:00, when you have something else, so your place is given up.",
        da="Teorilektion er flyttet til tor 26. nov. 10.00, hvor du har noget andet, så din plads er opgivet.",
    )


def test_a_lesson_in_another_car_is_told_to_student_and_teacher(
    anna: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    booking = lesson(anna, school, town)
    changes(town, school, booking.session.id, resource_ids=(school.cars[1].id,))
    anna.hears(
        "A change by your school: Thu 26 Nov 10:00, Driving lesson, is now with Mette, blue Polo, Harbour St (",
        da="En ændring fra din skole: tor 26. nov. 10.00, Køretime, er nu hos Mette, blue Polo, Harbour St (",
    )
    mette.hears("Changed: Anna Berg Thu 26 Nov 10:00, Driving lesson, now in blue Polo.")


def test_old_and_new_teacher_hear_of_a_lesson_that_changes_hands(
    anna: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    jonas = town.person(school, school.jonas)
    booking = lesson(anna, school, town)
    mette.forget()
    changes(town, school, booking.session.id, teacher_ids=(school.jonas.id,))
    anna.hears("is now with Jonas, red Golf", da="er nu hos Jonas, red Golf")
    mette.hears_exactly("Cancelled: Anna Berg, Driving lesson Thu 26 Nov 10:00.")
    jonas.hears_exactly("New: Thu 26 Nov 10:00 Anna Berg, Driving lesson, red Golf.")


def lesson(anna: Chat, school: SmallSchool, town: Town) -> Booking:
    anna.says("book thursday at 10", "book torsdag kl 10").picks("book").hears("booked")
    town.work()
    anna.forget()
    with town.app.open_work() as work:
        student = school.students["Anna Berg"]
        (booking,) = work.bookings.coming(school.id, student.id, town.clock())
    return booking


@pytest.mark.parametrize(
    ("en", "da"),
    [
        ("book theory class", "book teorilektion"),
        ("book theory class thursday", "book teorilektion torsdag"),
        ("book theory class thursday at 18", "book teorilektion torsdag kl 18"),
    ],
)
def test_who_has_a_place_in_a_class_hears_so_and_is_offered_the_other_classes(
    anna: Chat, school: SmallSchool, en: str, da: str
) -> None:
    school.plans_class("2026-11-26 18:00")
    school.books(school.students["Anna Berg"], "2026-11-26 18:00", "theory", school.jonas, made="2026-11-20 12:00")
    anna.says(en, da=da)
    anna.hears(
        "You already have a place in Theory class, Thu 26 Nov 18:00.",
        da="Du har allerede en plads på Teorilektion, tor 26. nov. 18.00.",
    )
    assert anna.last.names == ("already_in_class", "menu_again")
    school.plans_class("2026-11-27 18:00")
    anna.says(en, da=da).hears("offers", "Fri 27 Nov", da="fre 27. nov.")
    anna.picks_number(1).hears("confirm_booking")


@pytest.mark.parametrize("language", ["en", "da"])
def test_classes_that_last_longer_than_others_are_said_with_their_own_length_or_none(
    town: Town, school: SmallSchool, language: str
) -> None:
    anna = town.person(school, school.student("Anna Berg", language), Channel.WHATSAPP, language)
    school.plans_class("2026-11-26 18:00", minutes=90)
    school.plans_class("2026-11-27 18:00", minutes=90)
    anna.says("theory class", da="teorilektion").hears("offers", "90 min", da="90 min")
    school.plans_class("2026-11-30 18:00")
    anna.says("menu").says("theory class", da="teorilektion").hears("offers")
    assert "min" not in anna.text.splitlines()[0]


def test_all_teachers_of_a_class_are_named(anna: Chat, town: Town, school: SmallSchool) -> None:
    evening = school.plans_class("2026-11-25 18:30")
    school.lets_mette_teach_theory()
    school.books(school.students["Anna Berg"], "2026-11-25 18:30", "theory", school.jonas, made="2026-11-20 12:00")
    changes(town, school, evening.id, teacher_ids=(school.jonas.id, school.mette.id))
    anna.hears("is now with Jonas & Mette", da="er nu hos Jonas & Mette")
    anna.says("my lessons", da="mine tider").hears("Theory class, Jonas & Mette, ", da=", Jonas & Mette, ")
