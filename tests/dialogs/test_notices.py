"""What the system says by itself: reminders while their reason holds, and news of what the school did."""

from __future__ import annotations

from app.bootstrap import SIMULATOR
from app.worker import DueWork
from bot.dialogs.exchange import Channel, Kind
from domain.lessons import Actor
from domain.services.attendance import Outcome, settle
from domain.services.booking import book
from domain.services.cancelling import cancel
from domain.services.rescheduling import reschedule
from domain.services.searching import search
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
    anna.hears("it is now Fri 27 Nov 10:00 with Mette", da="den er nu fre 27. nov. 10.00 hos Mette")
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
