"""What the system says by itself: reminders while their reason holds, and news of what the school did."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from app.channels import SIMULATOR
from app.worker import DueWork
from bot.dialogs.exchange import Channel, Kind
from domain.lessons import Actor
from domain.schools import WorkingHours
from domain.series import Series
from domain.services.attendance import Outcome, settle
from domain.services.booking import book
from domain.services.cancelling import cancel
from domain.services.classes import cancel_session
from domain.services.occurrences import Choice
from domain.services.offering import slot_of
from domain.services.rescheduling import reschedule
from domain.services.searching import search
from domain.services.series import change_series, plan_series
from domain.slots import Slot, SlotQuery, Window
from storage.unit_of_work import UnitOfWork
from tests.chat import Chat, Town
from tests.factories import SmallSchool, moment


def names(chat: Chat) -> list[str]:
    return [name for message in chat.heard for name in message.names]


def slot_at(work: UnitOfWork, town: Town, school: SmallSchool, start: str) -> Slot:
    desk = school.desk(work, Actor.STAFF, town.clock())
    query = SlotQuery(school.types["driving"], (Window(moment(start), None),), desk.now, (school.mette.id,))
    return next(search(desk, query))


def test_reminders_come_a_day_and_two_hours_before(anna: Chat, town: Town) -> None:
    anna.says("book thursday at 12", da="book torsdag kl 12").picks("book").forget()
    town.until("2026-11-25 11:59")
    anna.hears_nothing()
    town.until("2026-11-25 12:00")
    anna.hears(
        "Reminder: Thu 26 Nov 12:00-12:45, Driving lesson with Mette, Harbour St.",
        da="Husk: tor 26. nov. 12.00-12.45, Køretime hos Mette, Harbour St.",
    ).forget()
    town.until("2026-11-26 09:59")
    anna.hears_nothing()
    town.until("2026-11-26 10:00")
    anna.hears(
        "Soon: Thu 26 Nov 12:00, Driving lesson with Mette, red Golf, Harbour St.",
        da="Snart: tor 26. nov. 12.00, Køretime hos Mette, red Golf, Harbour St.",
    ).forget()
    town.until("2026-11-26 12:00")
    anna.hears_nothing()


def test_reminders_follow_a_moved_lesson(chat: Chat, town: Town) -> None:
    chat.says("book thursday at 12").picks("book").says("move my lesson to friday at 10").picks("move").forget()
    town.until("2026-11-26 09:59")
    chat.hears_nothing()
    town.until("2026-11-28 12:00")
    assert names(chat) == ["notice_reminder_day", "notice_reminder_soon"]
    assert "Fri 27 Nov 10:00" in chat.heard[0].plain


def test_a_cancelled_lesson_is_not_reminded_of(chat: Chat, town: Town) -> None:
    chat.says("book thursday at 12").picks("book").says("cancel").picks("cancel").forget()
    town.until("2026-11-27 12:00")
    chat.hears_nothing()


def test_a_reminder_not_yet_sent_is_void_when_the_lesson_moves(chat: Chat, town: Town) -> None:
    """The relay was down: the reminder waited in the outbox while its reason went away."""
    chat.says("book thursday at 12").picks("book").forget()
    town.clock.set("2026-11-25 12:01")
    DueWork(town.app).run()
    for said in ("move my lesson to friday at 10", "1"):
        town.app.conversations.receive(chat.inbound(Kind.TEXT, text=said), SIMULATOR)
    town.deliver()
    assert names(chat) == ["confirm_move", "moved"]


def test_a_late_booking_is_reminded_of_once(chat: Chat, town: Town) -> None:
    chat.says("book today at 14").picks("book").hears("I'll remind you").forget()
    town.until("2026-11-23 14:00")
    assert names(chat) == ["notice_reminder_soon"]


def test_reminders_that_were_missed_are_not_made_up_for(chat: Chat, town: Town) -> None:
    """Nobody worked for two days: what is over needs no reminder."""
    chat.says("book thursday at 12").picks("book").forget()
    town.clock.set("2026-11-26 12:30")
    town.work()
    chat.hears_nothing()


@pytest.mark.parametrize(
    ("sunday", "a_day_before"),
    [("2027-03-28", "2027-03-27 09:00"), ("2027-10-31", "2027-10-30 11:00")],
    ids=["an hour shorter", "an hour longer"],
)
def test_over_a_change_of_the_clocks_each_reminder_comes_once_and_so_many_hours_before(
    sunday: str, a_day_before: str, town: Town, school: SmallSchool
) -> None:
    """Hours are elapsed time, so a day before is earlier or later by the clock. The workers look every half hour, also
    in the one that comes twice. Eva's lesson was moved to that day, Bo's is cancelled."""
    hours = tuple(WorkingHours(day, time(8), time(16), school.mette.hours[0].branch_id) for day in range(7))
    with town.app.open_work() as work:
        work.administration.save_teacher(school.id, replace(school.mette, hours=hours))
        work.commit()
    noon = f"{moment(sunday) - timedelta(days=2):%Y-%m-%d} 12:00"
    ida, eva, bo = (school.student(name) for name in ("Ida Krogh", "Eva Holm", "Bo Lind"))
    school.books(ida, f"{sunday} 10:00")
    moved, cancelled = school.books(eva, noon), school.books(bo, f"{sunday} 12:00")
    town.clock.now = moment(noon) - timedelta(days=2)
    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STAFF, town.clock())
        reschedule(desk, eva, moved.id, slot_at(work, town, school, f"{sunday} 11:00"))
        cancel(desk, cancelled.id)
        work.commit()
    town.work()
    phones = [town.person(school, student) for student in (ida, eva, bo)]
    for phone in phones:
        phone.forget()
    heard: list[list[tuple[str, datetime]]] = [[], [], []]
    while town.clock() < moment(f"{sunday} 13:00"):
        town.passes(minutes=30)
        for phone, so_far in zip(phones, heard, strict=True):
            so_far += [(name, town.clock()) for name in names(phone) if name.startswith("notice_reminder")]
            phone.forget()
    day, hour = moment(a_day_before), timedelta(hours=1)
    of_ida = [("notice_reminder_day", day), ("notice_reminder_soon", moment(f"{sunday} 08:00"))]
    assert heard == [of_ida, [(name, at + hour) for name, at in of_ida], []]


def test_a_reminder_leaves_the_open_question_open(chat: Chat, town: Town, school: SmallSchool) -> None:
    chat.says("book thursday at 12").picks("book")
    town.until("2026-11-25 11:58")
    chat.says("book friday at 10").forget()
    town.until("2026-11-25 12:00")
    assert names(chat) == ["notice_reminder_day"]
    chat.says("1").hears("Booked: Fri 27 Nov 10:00")


def test_what_the_school_does_is_told(anna: Chat, town: Town, school: SmallSchool) -> None:
    student = school.students["Anna Berg"]
    with town.app.open_work() as work:
        booking = book(
            school.desk(work, Actor.STAFF, town.clock()), student, slot_at(work, town, school, "2026-11-26 12:00")
        )
        work.commit()
    town.work()
    anna.hears(
        "Your school has booked for you: Thu 26 Nov 12:00", da="Din skole har booket til dig: tor 26. nov. 12.00"
    )
    with town.app.open_work() as work:
        slot = slot_at(work, town, school, "2026-11-27 10:00")
        reschedule(school.desk(work, Actor.STAFF, town.clock()), student, booking.id, slot)
        work.commit()
    town.work()
    anna.hears(
        "instead of Thu 26 Nov 12:00 it is now Fri 27 Nov 10:00 with Mette",
        da="i stedet for tor 26. nov. 12.00 er den nu fre 27. nov. 10.00 hos Mette",
    )
    with town.app.open_work() as work:
        cancel(school.desk(work, Actor.STAFF, town.clock()), booking.id)
        work.commit()
    town.work()
    anna.hears("Your school has cancelled Fri 27 Nov 10:00", da="Din skole har aflyst fre 27. nov. 10.00")
    anna.says("book", da="book").hears("what_to_book")


def test_a_lesson_that_was_not_held_costs_nothing_and_the_student_is_told(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    booking = school.books(school.students["Anna Berg"], "2026-11-23 10:00", made="2026-11-20 12:00")
    town.until("2026-11-23 11:00")
    with town.app.open_work() as work:
        settle(school.desk(work, Actor.TEACHER, town.clock()), booking.id, Outcome.NOT_HELD, teacher_id=school.mette.id)
        work.commit()
    town.work()
    anna.hears("did not take place, so it costs nothing.", da="blev ikke afholdt, så den koster ikke noget.")


def test_a_notice_goes_where_the_person_was_last_heard(town: Town, school: SmallSchool) -> None:
    anna = school.student("Anna Berg", "en", school.mette)
    sms, telegram = town.person(school, anna), town.person(school, anna, Channel.TELEGRAM)
    sms.says("book thursday at 12").picks("book")
    town.clock.set("2026-11-24 08:00")
    telegram.says("my lessons").forget()
    sms.forget()
    town.until("2026-11-25 12:00")
    assert names(telegram) == ["notice_reminder_day"]
    assert names(sms) == []


def test_who_was_given_up_and_writes_again_is_reminded_again(chat: Chat, town: Town) -> None:
    chat.says("book thursday at 12").picks("book").forget()
    town.database.execute("UPDATE contacts SET gone_at = now() WHERE address = %s", [chat.address])
    town.until("2026-11-25 12:00")
    chat.hears_nothing()
    chat.says("hello").forget()
    town.until("2026-11-26 10:00")
    assert names(chat) == ["notice_reminder_soon"]


# Changes that follow each other faster than they are told


def moves(town: Town, school: SmallSchool, start: str, *, by: Actor) -> None:
    """Anna's lesson with Mette goes there; nobody works until it is told."""
    anna = school.students["Anna Berg"]
    with town.app.open_work() as work:
        booking = work.bookings.coming(school.id, anna.id, town.clock())[0]
        reschedule(school.desk(work, by, town.clock()), anna, booking.id, slot_at(work, town, school, start))
        work.commit()


def test_a_lesson_booked_and_moved_at_once_is_a_new_one_to_the_teacher(
    chat: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    chat.says("book thursday at 12").picks("book")
    moves(town, school, "2026-11-27 10:00", by=Actor.STUDENT)
    town.work()
    assert names(mette) == ["notice_lesson_booked"]
    mette.hears("New: Fri 27 Nov 10:00 Anna Berg").forget()
    moves(town, school, "2026-11-27 12:00", by=Actor.STUDENT)
    town.work()
    mette.hears_exactly("Moved: Anna Berg, Driving lesson, from Fri 27 Nov 10:00 to Fri 27 Nov 12:00.")


def test_a_lesson_moved_twice_at_once_is_moved_from_where_it_was_first(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    school.books(school.students["Anna Berg"], "2026-11-26 12:00", made="2026-11-20 12:00")
    town.work()
    for start in ("2026-11-27 10:00", "2026-11-27 14:00"):
        moves(town, school, start, by=Actor.STAFF)
    anna.forget()
    town.work()
    assert names(anna) == ["notice_moved_by_school"]
    anna.hears(
        "instead of Thu 26 Nov 12:00 it is now Fri 27 Nov 14:00 with Mette",
        da="i stedet for tor 26. nov. 12.00 er den nu fre 27. nov. 14.00 hos Mette",
    )


def test_a_lesson_that_is_back_where_it_was_is_no_news_to_the_teacher(
    chat: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    school.books(school.students["Anna Berg"], "2026-11-26 12:00", made="2026-11-20 12:00")
    town.work()
    mette.forget()
    for start in ("2026-11-27 10:00", "2026-11-26 12:00"):
        moves(town, school, start, by=Actor.STUDENT)
    town.work()
    mette.hears_nothing()


def test_a_lesson_that_gets_another_teacher_is_new_to_one_and_gone_for_the_other(
    chat: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    jonas = town.person(school, school.jonas)
    school.books(school.students["Anna Berg"], "2026-11-26 12:00", made="2026-11-20 12:00")
    town.work()
    mette.forget()
    chat.says("move my lesson to friday at 17").hears("confirm_move", "with Jonas").picks("move")
    town.work()
    mette.hears_exactly("Cancelled: Anna Berg, Driving lesson Thu 26 Nov 12:00.")
    jonas.hears("New: Fri 27 Nov 17:00 Anna Berg, Driving lesson")


def booked_tuesdays(town: Town, school: SmallSchool) -> Series:
    """A series with Anna in every class, of which everybody has been told."""
    with town.app.open_work() as work:
        series = tuesdays(work, school, town)
        for session in work.calendars.plan.occurrences(school.id, series.id):
            book(school.desk(work, Actor.STUDENT, town.clock()), school.students["Anna Berg"], slot_of(session))
        work.commit()
    town.work()
    return series


def test_a_series_that_is_moved_and_then_partly_moved_is_told_and_counted_as_it_has_become(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    jonas = town.person(school, school.jonas)
    series = booked_tuesdays(town, school)
    anna.forget()
    jonas.forget()
    for starts, since in ((time(19), None), (time(20), date(2026, 12, 8))):
        with town.app.open_work() as work:
            change_series(school.desk(work, Actor.STAFF, town.clock()), series.id, {"starts": starts}, since=since)
            work.commit()
    town.work()
    assert [message.plain.split(" (")[0] for message in anna.heard] == [
        anna.words(
            "Your school has moved your lesson: instead of Tue 24 Nov 18:30 it is now Tue 24 Nov 19:00 with Jonas",
            da="Din skole har flyttet din tid: i stedet for tir 24. nov. 18.30 er den nu tir 24. nov. 19.00 hos Jonas",
        ),
        anna.words(
            "Your school has moved your lesson: instead of Tue 8 Dec 18:30 it is now Tue 8 Dec 20:00 with Jonas",
            da="Din skole har flyttet din tid: i stedet for tir 8. dec. 18.30 er den nu tir 8. dec. 20.00 hos Jonas",
        ),
    ]
    counted = [anna.words("1 more is", da="En anden er")] * 2
    assert [words in message.plain for words, message in zip(counted, anna.heard, strict=True)] == [True, True]
    jonas.hears(
        "Changed: instead of Tue 8 Dec 18:30, Theory class is Tue 8 Dec 20:00-20:45, theory room. 1 more is changed too"
    )
    assert "instead of Tue 24 Nov 18:30, Theory class is Tue 24 Nov 19:00-19:45" in jonas.heard[0].plain


def test_a_series_that_is_changed_and_then_cancelled_is_told_as_cancelled_at_the_times_they_know(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    """What lies between is no news, though it was news of several; a new day of the series is."""
    jonas = town.person(school, school.jonas)
    series = booked_tuesdays(town, school)
    anna.forget()
    jonas.forget()
    thursdays = {"rule": "FREQ=WEEKLY;BYDAY=TH;COUNT=2"}
    for changes in ({"starts": time(19)}, {"starts": time(20)}, thursdays):
        with town.app.open_work() as work:
            desk = school.desk(work, Actor.STAFF, town.clock())
            change_series(desk, series.id, changes, choice=Choice(cancel_booked=True))
            work.commit()
    town.work()
    anna.hears(
        "Your school has cancelled Tue 24 Nov 18:30, Theory class, and 3 more.",
        da="Din skole har aflyst tir 24. nov. 18.30, Teorilektion, og 3 til.",
    )
    assert names(anna) == ["notice_cancelled_by_school"]
    assert [message.plain for message in jonas.heard] == [
        "Cancelled: Theory class Tue 24 Nov 18:30, and 3 more.",
        "You teach Theory class Thu 26 Nov 20:00-20:45, theory room, and 1 more.",
    ]


def test_of_a_series_that_is_changed_only_what_still_stands_is_told(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    """The first evening is cancelled before anybody has heard that all of them were moved."""
    jonas = town.person(school, school.jonas)
    with town.app.open_work() as work:
        series = tuesdays(work, school, town)
        first, *_ = sessions = work.calendars.plan.occurrences(school.id, series.id)
        for session in sessions:
            book(school.desk(work, Actor.STUDENT, town.clock()), school.students["Anna Berg"], slot_of(session))
        work.commit()
    town.work()
    anna.forget()
    jonas.forget()
    with town.app.open_work() as work:
        change_series(school.desk(work, Actor.STAFF, town.clock()), series.id, {"starts": time(19)})
        work.commit()
    with town.app.open_work() as work:
        cancel_session(school.desk(work, Actor.STAFF, town.clock()), first.id)
        work.commit()
    town.work()
    assert [message.plain.split(" (")[0] for message in anna.heard] == [
        anna.words(
            "Your school has moved your lesson: instead of Tue 1 Dec 18:30 it is now Tue 1 Dec 19:00 with Jonas",
            da="Din skole har flyttet din tid: i stedet for tir 1. dec. 18.30 er den nu tir 1. dec. 19.00 hos Jonas",
        ),
        anna.words(
            'Your school has cancelled Tue 24 Nov 18:30, Theory class. It costs you nothing. Write "book" to find '
            "another time.",
            da='Din skole har aflyst tir 24. nov. 18.30, Teorilektion. Det koster dig ikke noget. Skriv "book" for at '
            "finde en anden tid.",
        ),
    ]
    assert [message.plain for message in jonas.heard] == [
        "Changed: instead of Tue 1 Dec 18:30, Theory class is Tue 1 Dec 19:00-19:45, theory room. 2 more are changed "
        "too.",
        "Cancelled: Theory class Tue 24 Nov 18:30.",
    ]


def test_a_series_is_told_to_its_teacher_once_and_not_by_the_evening(town: Town, school: SmallSchool) -> None:
    jonas = town.person(school, school.jonas)
    with town.app.open_work() as work:
        tuesdays(work, school, town)
        work.commit()
    town.work()
    jonas.hears_exactly("You teach Theory class Tue 24 Nov 18:30-19:15, theory room, and 3 more.")
    assert len(jonas.heard) == 1


def tuesdays(work: UnitOfWork, school: SmallSchool, town: Town) -> Series:
    """Four theory classes by Jonas."""
    kind, first = school.types["theory"], date(2026, 11, 24)
    series = Series(
        id=work.next_id(),
        school_id=school.id,
        lesson_type_id=kind.id,
        rule="FREQ=WEEKLY;BYDAY=TU;COUNT=4",
        first=first,
        starts=time(18, 30),
        duration=kind.duration,
        teacher_ids=(school.jonas.id,),
        resource_ids=(school.room.id,),
        capacity=2,
        begins=first,
        made_until=first,
    )
    plan_series(school.desk(work, Actor.STAFF, town.clock()), series)
    return series


def test_who_is_noted_as_a_no_show_hears_what_it_costs_and_when_it_is_taken_back(
    anna: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    school.books(school.students["Anna Berg"], "2026-11-23 10:00", made="2026-11-20 12:00")
    town.until("2026-11-23 10:46")
    mette.hears("ask_attendance").picks("No-show").hears("recorded_no_show")
    town.passes(seconds=1)
    anna.hears(
        "Noted as a no-show: Mon 23 Nov 10:00, Driving lesson. It costs 650 kr.",
        da="Noteret som udeblevet: man 23. nov. 10.00, Køretime. Det koster 650 kr.",
    )
    mette.says("undo").hears("ask_correction").picks("Did not take place").hears("recorded_not_held")
    town.passes(seconds=1)
    anna.hears("did not take place. It costs nothing.", da="ikke afholdt. Den koster ikke noget.")
