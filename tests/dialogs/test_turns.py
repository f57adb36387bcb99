"""What a turn promises whatever happens: once, whole, never silent, never stuck."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.channels import SIMULATOR
from bot.dialogs.exchange import Channel, Inbound, Kind
from bot.dialogs.flows import FLOWS
from bot.speaking import speak
from tests.chat import Chat, Town
from tests.dialogs.recordings import set_state, state_of
from tests.factories import SmallSchool


def at_once(*acts: Callable[[], object]) -> None:
    """Do all of it at the same time; the first failure is raised."""
    start, failures = threading.Barrier(len(acts)), list[BaseException]()

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def receive(chat: Chat, inbound: Inbound) -> Callable[[], object]:
    return lambda: chat.town.app.conversations.receive(inbound, SIMULATOR)


def test_the_same_event_acts_and_answers_once(anna: Chat, town: Town) -> None:
    anna.says("book wed at 10", da="book ons kl 10").picks("book").hears("booked")
    again = anna.last_event
    assert again is not None
    anna.sends(again).hears_nothing()
    assert len(town.bookings()) == 1


def test_the_same_event_twice_at_once_acts_once(chat: Chat, town: Town) -> None:
    chat.says("book wed at 10").forget()
    inbound = chat.inbound(Kind.TEXT, text="1")
    at_once(receive(chat, inbound), receive(chat, inbound))
    town.deliver()
    assert [message.names for message in chat.heard] == [("booked",)]
    assert town.bookings() == [("2026-11-25 10:00", "confirmed")]


def test_two_messages_at_once_queue_up_and_both_are_answered(chat: Chat, town: Town) -> None:
    chat.says("book wed at 10").forget()
    at_once(*(receive(chat, chat.inbound(Kind.TEXT, text="1")) for _ in range(2)))
    town.deliver()
    assert [message.names for message in chat.heard] == [("booked",), ("menu",)]
    assert town.bookings() == [("2026-11-25 10:00", "confirmed")]


def test_the_first_two_messages_of_a_stranger_at_once_make_one_contact(town: Town, school: SmallSchool) -> None:
    nia = town.stranger()
    at_once(*(receive(nia, nia.inbound(Kind.TEXT, text=said)) for said in ("hi", "hello")))
    town.deliver()
    assert [message.names for message in nia.heard] == [("ask_code",), ("ask_code",)]


def test_two_students_at_once_for_one_time_leave_one_booking(town: Town, school: SmallSchool) -> None:
    people = [town.person(school, school.student(f"Student {letter}")) for letter in "AB"]
    for chat in people:
        chat.says("lesson wed after 10 with Mette").hears("10:00")
        chat.forget()
    at_once(*(receive(chat, chat.inbound(Kind.TEXT, text="1")) for chat in people))
    town.deliver()
    assert sorted(chat.last.names[0] for chat in people) == ["confirm_booking", "refused_slot_taken"]
    assert town.bookings("draft") == [("2026-11-25 10:00", "draft")]


def test_a_button_pressed_twice_acts_once(anna: Chat, town: Town) -> None:
    anna.says("book wed at 10", da="book ons kl 10")
    menu = anna.last.reply.menu or 0
    anna.taps(menu, 0).hears("booked").taps(menu, 0)
    assert anna.heard
    assert "booked" not in anna.last.names
    assert town.bookings() == [("2026-11-25 10:00", "confirmed")]


def test_a_button_of_an_older_question_only_shows_the_open_one(town: Town, school: SmallSchool) -> None:
    chat = town.person(school, school.student("Teo Lind"), Channel.TELEGRAM)
    chat.says("lesson wed after 10")
    old = chat.last.reply.menu or 0
    chat.picks("slot:0").hears("confirm_booking")
    chat.taps(old, 1).hears("That button is from an earlier question.", "Back to Wed 25 Nov 10:00:")
    assert not chat.last.shown.edit
    assert town.bookings() == [("2026-11-25 10:00", "draft")]
    for menu, index in ((0, 0), (10**9, 0), (chat.last.reply.menu or 0, 99), (-1, -1)):
        chat.taps(menu, index).hears("old_button", "confirm_booking_again")


def test_old_state_starts_over_kindly(anna: Chat, town: Town) -> None:
    anna.says("book wed at 10", da="book ons kl 10")
    for change in ("schema", "version", "step", "flow"):
        state = state_of(anna)
        if change == "schema":
            state["schema"] = 0
        else:
            state["stack"][-1][change] = "gone"
        set_state(anna, state)
        anna.says("1").hears("start_over", "menu_again")
        town.passes(minutes=6)
        anna.says("book wed at 10", da="book ons kl 10")
    anna.picks("book").hears("booked")
    assert town.bookings("confirmed") == [("2026-11-25 10:00", "confirmed")]


@pytest.mark.parametrize("state", [{}, {"stack": []}, {"schema": 99, "menu": {}}, {"stack": [], "menu": {"number": 3}}])
def test_state_without_a_dialog_is_no_obstacle(chat: Chat, state: dict[str, Any]) -> None:
    set_state(chat, state)
    chat.says("hi").hears("menu")


def test_every_conversation_knows_the_version_of_its_flow(chat: Chat) -> None:
    chat.says("book wed at 10")
    assert state_of(chat)["stack"][-1]["version"] == FLOWS["book"].version


def test_a_turn_that_fails_three_times_is_parked_with_an_apology(
    anna: Chat, town: Town, school: SmallSchool, caplog: pytest.LogCaptureFixture
) -> None:
    """The state is broken in a way that no version tells: the dialog trips over it every time."""
    anna.says("book wed at 10", da="book ons kl 10")
    state = state_of(anna)
    del state["stack"][-1]["data"]["slot"]
    set_state(anna, state)
    anna.forget()
    poisoned = anna.inbound(Kind.TEXT, text="xyzzy")
    for _ in range(2):
        with pytest.raises(KeyError):
            receive(anna, poisoned)()
    receive(anna, poisoned)()
    town.deliver()
    assert [message.names for message in anna.heard] == [("sorry",)]
    anna.hears("Sorry, something went wrong on our side", da="Beklager, noget gik galt hos os")
    rows = town.database.execute("SELECT text FROM school_messages WHERE school_id = %s", [school.id])
    assert rows == [("[failed] xyzzy",)]
    anna.sends(poisoned).hears_nothing()
    anna.says("menu").hears("menu")
    assert town.bookings("confirmed") == []


def test_a_failed_turn_leaves_nothing_half_done(chat: Chat, town: Town, caplog: pytest.LogCaptureFixture) -> None:
    chat.says("book wed at 10")
    state = state_of(chat)
    state["stack"][-1]["data"]["held"] = "no number"
    set_state(chat, state)
    with pytest.raises(Exception, match="no number"):
        chat.says("1")
    assert town.bookings() == [("2026-11-25 10:00", "draft")]
    chat.hears_nothing()


def test_a_poisoned_turn_of_a_stranger_is_parked_too(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    nia = town.stranger(language="da")
    nia.says("hej").forget()
    state = state_of(nia)
    state["stack"] = [{"flow": "join", "version": FLOWS["join"].version, "step": "name", "data": {}, "trail": []}]
    set_state(nia, state)
    poisoned = nia.inbound(Kind.TEXT, text="Nia Holt")
    for _ in range(2):
        with pytest.raises(KeyError):
            receive(nia, poisoned)()
    nia.sends(poisoned).hears("Beklager, noget gik galt hos os").says("hej").hears("ask_code")


def test_a_teacher_with_old_state_is_asked_for_attendance_all_the_same(
    mette: Chat, town: Town, school: SmallSchool
) -> None:
    school.books(school.student("Bo Lind"), "2026-11-23 10:00", made="2026-11-20 12:00")
    mette.says("talk to the school")
    state = state_of(mette)
    set_state(mette, state | {"schema": 0})
    mette.forget()
    town.until("2026-11-23 10:45")
    mette.hears("ask_attendance").says("1").hears("recorded_attended")


def test_a_notice_that_fails_keeps_no_other_waiting_and_is_tried_again(
    chat: Chat, mette: Chat, town: Town, school: SmallSchool, caplog: pytest.LogCaptureFixture
) -> None:
    school.books(school.student("Bo Lind"), "2026-11-23 10:00", made="2026-11-20 12:00")
    school.books(school.students["Anna Berg"], "2026-11-23 14:00", made="2026-11-20 12:00")
    mette.says("today")
    sound = state_of(mette)
    set_state(mette, sound | {"stack": [{"no": "flow"}]})
    town.work()
    mette.forget()
    chat.forget()
    town.until("2026-11-23 12:00")
    mette.hears_nothing()
    assert [message.names for message in chat.heard] == [("notice_reminder_soon",)]
    assert "a notice could not be told" in caplog.text
    set_state(mette, sound)
    town.until("2026-11-23 12:10")
    mette.hears("ask_attendance", "Bo Lind")


def test_digits_that_were_on_their_way_before_the_question_do_not_answer_it(
    chat: Chat, town: Town, school: SmallSchool
) -> None:
    """An impatient thumb on "1" books one lesson, not one after the other."""
    chat.says("book wed at 10").hears("confirm_booking")
    arrived = town.clock()
    answered = iter(arrived + timedelta(seconds=n) for n in range(1, 100))
    for number in range(6):
        with town.app.open_work() as work:
            opened = work.conversations.open_turn("sms", chat.address, f"thumb-{number}", {}, arrived)
            assert opened is not None
            inbound = Inbound(Channel.SMS, chat.address, f"thumb-{number}", text="1", phone=chat.address)
            speak(work, opened, inbound, arrived, transport=SIMULATOR, clock=lambda: next(answered))
            work.commit()
    assert [status for _, status in town.bookings()] == ["confirmed"]


def test_a_contact_that_opted_out_is_left_alone_until_it_writes_again(chat: Chat, town: Town) -> None:
    def gone() -> bool:
        rows = town.app.database.execute("SELECT gone_at FROM contacts WHERE address = %(a)s", {"a": chat.address})
        return rows[0][0] is not None

    chat.says("menu").hears("menu")
    for event in ("stop-1", "stop-1", "stop-2"):  # told again by the carrier, and said again
        receive(chat, Inbound(Channel.SMS, chat.address, event, kind=Kind.OPTED_OUT))()
        assert gone()
    chat.says("menu").hears("menu")
    assert not gone()
