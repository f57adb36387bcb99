"""Who is not understood talks with the school's people: they read, answer and close, and the dialogs are silent."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogs.exchange import Channel
from tests.admin_api.calling import Staff
from tests.admin_api.inbox.writing import only_message, phone
from tests.chat import Chat, Town


@pytest.fixture(params=["sms-en", "sms-da", "whatsapp-en", "telegram-da"])
def anna(request: pytest.FixtureRequest, town: Town, staff: Staff) -> Chat:
    """A student on each channel and in each language."""
    channel, _, language = str(request.param).partition("-")
    chat = phone(town, staff, staff.anna, Channel(channel), language=language)
    chat.speaks = language
    return chat


def is_lost(chat: Chat) -> Chat:
    """Three messages that nobody understands."""
    chat.says("xyzzy").hears("not_understood")
    chat.says("plugh").hears("not_understood")
    return chat.says("frotz ozmoo").hears("talking")


def answers(town: Town, staff: Staff, message: Any, text: str, **more: Any) -> Any:
    answered = staff.posts(f"/messages/{message['id']}/reply", {"text": text, **more}, status=200)
    town.deliver()
    return answered


def closes(town: Town, staff: Staff, message: Any) -> Any:
    closed = staff.posts(f"/messages/{message['id']}/close", status=200)
    town.deliver()
    return closed


def test_the_whole_way_from_two_misses_to_the_end_of_the_talk(town: Town, staff: Staff, anna: Chat) -> None:
    anna.says("book", da="book").hears("what_to_book")
    anna.says("xyzzy").hears("not_understood", "what_to_book")
    anna.says("plugh").hears("not_understood", "what_to_book")
    assert anna.last.ids[-2:] == ["engine:school", "engine:menu"]
    anna.says("frotz ozmoo").hears(
        "I have passed it on to Nordlys. They will answer here",
        da="jeg har givet det videre til Nordlys. De svarer her",
    )
    assert anna.labels == []

    message = only_message(staff)
    assert (message["text"], message["open"], message["channel"]) == ("frotz ozmoo", True, anna.channel.value)
    assert message["person"]["id"] == staff.anna
    assert message["context"]["before"] == ["xyzzy", "plugh"]
    assert message["context"]["asked"].startswith("What would you like to book?\n1 "), "in the school's language"

    answered = answers(town, staff, message, "Do you mean theory?")
    assert answered == message, "it stays open"
    anna.hears("Nordlys", "Do you mean theory?")
    assert "(" not in anna.text, "there is nothing to explain: just writing is enough"

    anna.forget().says("yes, thursday at 6 pm").hears(
        "Passed on.\nYou are writing with Nordlys", da="Givet videre.\nDu skriver med Nordlys"
    )
    anna.says("2").hears("passed_on", "talking_again")
    assert town.bookings() == []
    first, second, third = staff.gets("/messages", open=True)["items"]
    assert [m["text"] for m in (second, third)] == ["yes, thursday at 6 pm", "2"]
    assert {m["thread_id"] for m in (first, second, third)} == {message["id"]}

    answers(town, staff, third, "Two it is")
    anna.hears("Two it is").forget()
    assert closes(town, staff, third)["open"] is False
    anna.hears("talking_done", "Nordlys")
    assert staff.gets("/messages", open=True)["items"] == []
    anna.says("xyzzy").hears("a_while_ago", "what_to_book")
    assert len(staff.gets("/messages")["items"]) == 3


def test_a_digit_after_the_talk_is_no_miss_and_answers_nothing(town: Town, staff: Staff, anna: Chat) -> None:
    anna.says("book wed at 10", da="book ons kl 10").hears("confirm_booking")
    is_lost(anna)
    closes(town, staff, only_message(staff))
    anna.says("1").hears("a_while_ago", "confirm_booking")
    assert "not_understood" not in anna.last.names
    assert town.bookings("confirmed") == []
    anna.picks("book").hears("booked")


def test_words_that_mean_the_same_everywhere_work_in_a_talk(town: Town, staff: Staff, anna: Chat) -> None:
    words = {
        ("menu", "menu"): "menu",
        ("start over", "start forfra"): "menu",
        ("help", "hjælp"): "help_student",
        ("language", "sprog"): "ask_language",
        ("never mind", "glem det"): "left",
        ("talk to the school", "tal med skolen"): "talking_again",
        ("back", "tilbage"): "menu",
    }
    for (said, danish), heard in words.items():
        is_lost(anna).says(said, da=danish).hears(heard).says("menu")
    assert {message["text"] for message in staff.gets("/messages")["items"]} == {"frotz ozmoo"}


def test_help_and_language_lead_back_into_the_talk(town: Town, staff: Staff, anna: Chat) -> None:
    is_lost(anna).says("help", da="hjælp").hears("help_student", "talking_again")
    anna.says("language", da="sprog").hears("ask_language").picks("language:en").hears("language_set", "talking_again")
    anna.says("are you there?").hears("passed_on")
    assert [message["text"] for message in staff.gets("/messages")["items"]] == ["frotz ozmoo", "are you there?"]


def test_everything_else_is_for_the_school(town: Town, staff: Staff, anna: Chat) -> None:
    is_lost(anna)
    for said in ("book thursday at 3", "cancel", "balance", "yes", "1", "address", "no thanks, I will wait"):
        anna.says(said).hears("passed_on", "talking_again")
    assert len(staff.gets("/messages", open=True)["items"]) == 8
    assert town.bookings() == []


def test_who_leaves_the_talk_uses_the_program_and_still_hears_the_school(
    town: Town,
    staff: Staff,
    anna: Chat,
) -> None:
    is_lost(anna).says("menu").says("balance", da="saldo").hears("balance")
    anna.says("language", da="sprog").hears("ask_language").forget()
    answers(town, staff, only_message(staff), "Come by")
    anna.hears("Come by", '"talk to the school"', da='"tal med skolen"')
    anna.forget()
    closes(town, staff, only_message(staff))
    anna.hears_nothing()


def test_an_answer_where_nothing_is_open_opens_a_talk(town: Town, staff: Staff, anna: Chat) -> None:
    anna.says("talk to the school", da="tal med skolen").hears("ask_message").says("Is there a party?")
    anna.hears("message_passed_on").forget()
    message = only_message(staff)
    answers(town, staff, message, "On friday at 8. Are you coming?")
    anna.hears("Just write to answer", da="Skriv bare for at svare")
    anna.says("on friday at 9").hears("passed_on").forget()
    answers(town, staff, message, "Fine", close=True)
    assert [m.names for m in anna.heard] == [("from_school",), ("talking_done",)]
    assert staff.gets("/messages", open=True)["items"] == []
    anna.says("hi", da="hej").hears("menu")


def test_what_was_asked_goes_with_a_message_to_the_school(town: Town, staff: Staff, anna: Chat) -> None:
    anna.says("my lessons", da="mine tider").says("language", da="sprog").hears("ask_language")
    anna.says("talk to the school", da="tal med skolen").says("I speak Polish").hears("message_passed_on")
    assert only_message(staff)["context"] == {
        "asked": "Which language shall I speak?\n1 English\n2 Dansk\n3 Deutsch\n4 Svenska\n5 Norsk",
        "before": [],
    }


def test_buttons_of_before_do_nothing_in_a_talk(town: Town, staff: Staff) -> None:
    anna = phone(town, staff, staff.anna, Channel.TELEGRAM)
    anna.says("menu").hears("menu")
    menu = anna.last.reply.menu or 0
    is_lost(anna).taps(menu, 0).hears("old_button", "talking_again")
    anna.says("hello?").hears("passed_on")


def test_a_teacher_who_is_not_understood_talks_with_the_school_too(town: Town, staff: Staff) -> None:
    mette = phone(town, staff, staff.mette, role="teacher")
    is_lost(mette)
    message = only_message(staff)
    assert message["person"]["role"] == "teacher"
    answers(town, staff, message, "Call me", close=True)
    mette.says("today").hears("today")


def test_a_closed_talk_of_another_school_is_left_alone(town: Town, staff: Staff, strangers: Staff) -> None:
    anna = is_lost(phone(town, staff, staff.anna))
    with town.app.open_work() as work:
        work.administration.link_contact(strangers.school_id, "student", strangers.anna, anna.channel, anna.address)
        work.commit()
    anna.says("menu").says("switch school").picks("Canary").forget()
    closes(town, staff, only_message(staff))
    anna.hears_nothing()
    is_lost(anna)
    assert only_message(strangers)["context"]["before"] == ["xyzzy", "plugh"]


def test_a_stranger_who_is_not_understood_is_answered_by_the_school(town: Town, staff: Staff) -> None:
    nia = town.stranger(Channel.TELEGRAM)
    nia.says("Nordlys").says(staff_code(town, staff)).hears("ask_phone")
    for _ in range(2):
        nia.says("xyzzy").hears("not_understood", "ask_phone")
    assert staff.gets("/messages")["items"] == []
    nia.says("xyzzy").hears("message_passed_on", "ask_phone")
    message = only_message(staff)
    assert message["person"] is None
    answers(town, staff, message, "Use the button, please.")
    nia.hears("from_school").says("which button").hears("passed_on", "ask_phone")
    assert [each["text"] for each in staff.gets("/messages")["items"]] == ["xyzzy", "which button"]
    staff.posts(f"/messages/{message['id']}/close", {}, status=200)
    nia.says("that one").hears("not_understood", "ask_phone")
    nia.shares_contact().hears("ask_name")


def staff_code(town: Town, staff: Staff) -> str:
    ((code,),) = town.database.execute("SELECT code FROM schools WHERE id = %s", [staff.school_id])
    return str(code)


def test_what_the_program_itself_asks_comes_before_the_talk_which_goes_on_after_it(town: Town, staff: Staff) -> None:
    anna = is_lost(phone(town, staff, staff.anna, Channel.TELEGRAM))
    anna.says("language").hears("ask_language").says("xyzzy").hears("not_understood", "ask_language")
    anna.picks("language:da").hears("language_set", "talking_again").says("hej igen").hears("passed_on")
    assert [message["text"] for message in staff.gets("/messages")["items"]] == ["frotz ozmoo", "hej igen"]


def test_an_answer_in_the_midst_of_a_booking_waits_beneath_it(town: Town, staff: Staff, anna: Chat) -> None:
    anna.says("book wed at 10", da="book ons kl 10").hears("confirm_booking")
    anna.says("talk to the school", da="tal med skolen").says("Is there a party?").hears("message_passed_on")
    message = only_message(staff)
    answers(town, staff, message, "On friday at 8")
    answers(town, staff, message, "Are you coming?")
    anna.says("thanks", da="tak").hears("passed_on", "confirm_booking_again")
    anna.says("what about friday", da="hvad med fredag").hears("passed_on", "confirm_booking_again")
    anna.says("yes", da="ja").hears("passed_on", "confirm_booking_again")
    anna.picks_number(1).hears("booked", "talking_again")
    anna.says("and what about friday?", da="og hvad med fredag?").hears("passed_on")
    texts = [item["text"] for item in staff.gets("/messages", open=True)["items"]]
    assert set(texts) == {
        "Is there a party?",
        anna.words("thanks", "tak"),
        anna.words("what about friday", "hvad med fredag"),
        anna.words("yes", "ja"),
        anna.words("and what about friday?", "og hvad med fredag?"),
    }
    answers(town, staff, message, "Fine", close=True)
    anna.says("book friday at 10", da="book fredag kl 10").hears("confirm_booking")


@pytest.mark.parametrize(
    ("said", "da", "heard"),
    [
        ("book it", "book den", "booked"),
        ("menu", "menu", "menu"),
        ("help", "hjælp", "help_student"),
        ("more times", "flere tider", "offers"),
    ],
)
def test_plain_words_of_the_question_are_for_it_while_the_school_waits_beneath(
    town: Town, staff: Staff, anna: Chat, said: str, da: str, heard: str
) -> None:
    anna.says("book wed at 10", da="book ons kl 10").hears("confirm_booking")
    anna.says("talk to the school", da="tal med skolen").says("Is there a party?")
    answers(town, staff, only_message(staff), "On friday at 8")
    anna.says(said, da=da).hears(heard)
    assert len(staff.gets("/messages")["items"]) == 1


def test_what_was_being_asked_is_told_in_the_schools_language(town: Town, staff: Staff) -> None:
    for kind in staff.gets("/lesson-types")["items"]:
        staff.patches(f"/lesson-types/{kind['id']}", {"names": {"en": kind["names"]["en"], "da": "Køretime"}})
    anna = phone(town, staff, staff.anna, language="da")
    anna.says("køretime onsdag").hears("offers", "Køretime")
    anna.says("tal med skolen").says("Er der fest?").hears("message_passed_on")
    asked = only_message(staff)["context"]["asked"]
    assert "Driving lesson" in asked
    assert "Køretime" not in asked


def test_closing_the_talk_leaves_the_question_above_it_as_it_is(town: Town, staff: Staff, anna: Chat) -> None:
    anna.says("book wed at 10", da="book ons kl 10")
    anna.says("talk to the school", da="tal med skolen").says("Is there a party?")
    answers(town, staff, only_message(staff), "On friday at 8")
    closes(town, staff, only_message(staff))
    anna.says("yes", da="ja").hears("booked")
    assert anna.last.names == ("booked",)
