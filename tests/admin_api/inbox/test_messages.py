"""What people write to the school by chat, read and answered over the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.dialogs.exchange import Channel
from tests.admin_api.calling import NOW, Staff
from tests.admin_api.inbox.writing import only_message, phone, replies, writes
from tests.chat import Chat, Town


def test_what_a_student_writes_is_read_and_answered(town: Town, staff: Staff, anna: Chat) -> None:
    writes(anna, "I am ill & can't come <tomorrow>")
    message = only_message(staff)
    assert message == {
        "id": message["id"],
        "at": "2026-11-22T10:30:00+01:00",
        "text": "I am ill & can't come <tomorrow>",
        "open": True,
        "person": {"id": staff.anna, "name": "Nordlys Anna", "role": "student"},
        "channel": "sms",
        "thread_id": message["id"],
        "context": None,
    }
    assert staff.gets(f"/messages/{message['id']}") == message
    answered = staff.posts(f"/messages/{message['id']}/reply", {"text": "Get well soon", "close": True}, status=200)
    assert answered == message | {"open": False}
    assert staff.gets(f"/messages/{message['id']}") == answered
    town.deliver()
    anna.hears_exactly('Nordlys: Get well soon\n(To answer, write "talk to the school".)')


def test_an_answer_says_how_to_write_back_and_that_works(town: Town, staff: Staff) -> None:
    for person, language, hint in ((staff.anna, "en", "talk to the school"), (staff.mikkel, "da", "tal med skolen")):
        chat = writes(phone(town, staff, person, language=language), "Hi")
        message = staff.gets("/messages", open=True)["items"][0]
        replies(staff, message["id"], "Hello")
        town.deliver()
        chat.hears("from_school", f'"{hint}"').says(hint).hears("ask_message")


def test_an_answer_leaves_the_open_question_as_it_is(town: Town, staff: Staff, anna: Chat) -> None:
    writes(anna, "Hi")
    anna.says("language").hears("ask_language")
    replies(staff, only_message(staff)["id"], "Hello")
    town.deliver()
    anna.hears("from_school").says("2").hears("Godt, jeg taler dansk med dig.")


@pytest.mark.parametrize(
    ("channel", "shown"),
    [
        (Channel.SMS, 'Nordlys: <b>10</b> & "11" - it\'s *{{ school }}*'),
        (Channel.WHATSAPP, "*Nordlys*: <b>10</b> & “11” – it’s *{{ school }}*"),
        (Channel.TELEGRAM, "<b>Nordlys</b>: &lt;b&gt;10&lt;/b&gt; &amp; “11” – it’s *{{ school }}*"),
    ],
)
def test_an_answer_arrives_as_it_was_written(town: Town, staff: Staff, channel: Channel, shown: str) -> None:
    chat = writes(phone(town, staff, staff.anna, channel), "When?")
    message = only_message(staff)
    assert message["channel"] == channel
    replies(staff, message["id"], "  <b>10</b> & “11” – it’s *{{ school }}*\n")
    town.deliver()
    assert chat.text.splitlines()[0] == shown


def test_an_answer_goes_where_it_was_asked_in_the_language_spoken_there(town: Town, staff: Staff) -> None:
    sms, telegram = (phone(town, staff, staff.anna, channel) for channel in (Channel.SMS, Channel.TELEGRAM))
    writes(sms, "First")
    writes(telegram, "Then")
    telegram.says("dansk").hears("language_set").forget()
    first, then = staff.gets("/messages")["items"]
    replies(staff, first["id"], "One")
    town.deliver()
    telegram.hears_nothing()
    sms.hears("Nordlys: One", "To answer").forget()
    replies(staff, then["id"], "Two")
    town.deliver()
    sms.hears_nothing()
    telegram.hears("Nordlys: Two", "for at svare")


def test_an_answer_names_its_school_to_whoever_has_gone_to_another(town: Town, staff: Staff, strangers: Staff) -> None:
    chat = writes(phone(town, staff, staff.anna), "Hi")
    with town.app.open_work() as work:
        work.administration.link_contact(strangers.school_id, "student", strangers.anna, chat.channel, chat.address)
        work.commit()
    chat.says("switch school").picks("Canary").forget()
    replies(staff, only_message(staff)["id"], "Hello")
    town.deliver()
    chat.hears("Nordlys: Hello")
    writes(chat, "Hello Canary")
    assert only_message(strangers)["text"] == "Hello Canary"


def test_a_teacher_is_told_as_one_and_nobody_known_as_nobody(town: Town, staff: Staff, anna: Chat) -> None:
    writes(phone(town, staff, staff.mette, role="teacher"), "The Golf is broken")
    writes(anna, "Hi")
    with town.app.open_work() as work:
        opened = work.conversations.open_turn("sms", anna.address, "by-nobody", {}, NOW)
        assert opened is not None
        work.conversations.tell_school(staff.school_id, opened.contact_id, None, "Who am I?", NOW + timedelta(hours=1))
        work.commit()
    teacher, _, nobody = staff.gets("/messages")["items"]
    assert teacher["person"] == {"id": staff.mette, "name": "Nordlys Mette", "role": "teacher"}
    assert (nobody["text"], nobody["person"]) == ("Who am I?", None)
    assert replies(staff, nobody["id"], "Anna").status_code == 200
    town.deliver()
    anna.hears("Nordlys: Anna")


def pages(staff: Staff, **asked: Any) -> list[str]:
    """The texts of the list, page by page."""
    texts: list[str] = []
    page = staff.gets("/messages", limit=1, **asked)
    while True:
        texts += [message["text"] for message in page["items"]]
        if page["next"] is None:
            return texts
        page = staff.gets("/messages", limit=1, cursor=page["next"], **asked)


def test_messages_are_listed_by_arrival_and_by_whether_they_are_open(town: Town, staff: Staff, anna: Chat) -> None:
    for minute in range(5):
        town.clock.now = NOW + timedelta(minutes=minute // 2)  # two at a time
        writes(anna, f"Message {minute}")
    everything = staff.gets("/messages")
    assert everything["next"] is None
    assert [message["text"] for message in everything["items"]] == [f"Message {minute}" for minute in range(5)]
    second, fourth = (everything["items"][place]["id"] for place in (1, 3))
    staff.posts(f"/messages/{second}/close", status=200)
    replies(staff, fourth, "Fine")
    assert pages(staff) == [f"Message {minute}" for minute in range(5)]
    assert pages(staff, open=True) == ["Message 0", "Message 2", "Message 4"]
    assert [message["id"] for message in staff.gets("/messages", open=False)["items"]] == [second, fourth]


def test_closing_tells_nobody_and_twice_is_once(town: Town, staff: Staff, anna: Chat) -> None:
    writes(anna, "Thanks, all clear")
    message = only_message(staff)
    for _ in range(2):
        assert staff.posts(f"/messages/{message['id']}/close", status=200) == message | {"open": False}
    town.deliver()
    anna.hears_nothing()


def test_a_closed_message_can_be_answered_and_answered_again(town: Town, staff: Staff, anna: Chat) -> None:
    writes(anna, "Hi")
    message = only_message(staff)["id"]
    staff.posts(f"/messages/{message}/close", status=200)
    for text in ("After all", "After all", "And this"):
        assert replies(staff, message, text).json()["open"] is False
    town.deliver()
    assert [heard.shown.text.splitlines()[0] for heard in anna.heard] == [
        "Nordlys: After all",
        "Nordlys: After all",
        "Nordlys: And this",
    ]


def test_an_answer_sent_twice_arrives_once(town: Town, staff: Staff, anna: Chat) -> None:
    writes(anna, "Hi")
    message = only_message(staff)["id"]
    first, second = (replies(staff, message, "Hello", "a") for _ in range(2))
    assert (first.content, second.headers["idempotency-replayed"]) == (second.content, "true")
    assert replies(staff, message, "Bye", "a").json()["code"] == "idempotency_key_reused"
    staff.api.now = NOW + timedelta(hours=25)  # the kept answer is forgotten
    assert replies(staff, message, "Hello", "a").status_code == 200
    town.clock.now = staff.api.now
    town.deliver()
    assert [heard.names for heard in anna.heard] == [("from_school",)]
    staff.api.now = town.clock.now = NOW + timedelta(hours=50)
    assert replies(staff, message, "Bye", "a").status_code == 200
    town.deliver()
    anna.hears("Nordlys: Bye")


def test_messages_of_another_school_are_not_there(town: Town, staff: Staff, strangers: Staff) -> None:
    chat = writes(phone(town, strangers, strangers.anna), "Canary")
    theirs = only_message(strangers)
    assert staff.gets("/messages")["items"] == []
    assert staff.ask("GET", f"/messages/{theirs['id']}").status_code == 404
    for refused in (replies(staff, theirs["id"], "Hello"), staff.ask("POST", f"/messages/{theirs['id']}/close")):
        assert (refused.status_code, refused.json()["detail"]) == (404, "This school has no such message")
    town.deliver()
    chat.hears_nothing()
    assert only_message(strangers) == theirs


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"[]",
        b'{"text": null}',
        b'{"text": 7}',
        b'{"text": ""}',
        b'{"text": " \\n\\u00a0\\u001c "}',
        b'{"text": "a\\u0000b"}',
        b'{"text": "a\\ud800b"}',
        b'{"text": "x", "colour": "red"}',
        b'{"text": "' + b"x" * 1001 + b'"}',
    ],
)
def test_what_is_no_answer_is_refused_and_closes_nothing(town: Town, staff: Staff, anna: Chat, body: bytes) -> None:
    writes(anna, "Hi")
    message = only_message(staff)
    refused = staff.ask(
        "POST", f"/messages/{message['id']}/reply", content=body, headers={"Content-Type": "application/json"}
    )
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert only_message(staff) == message
    town.deliver()
    anna.hears_nothing()


def test_the_longest_answer_arrives_whole(town: Town, staff: Staff, anna: Chat) -> None:
    writes(anna, "Hi")
    assert replies(staff, only_message(staff)["id"], "å" * 1000).status_code == 200
    town.deliver()
    anna.hears("å" * 1000)


@pytest.mark.parametrize("params", [{"open": "perhaps"}, {"cursor": "!"}, {"limit": 0}, {"limit": 201}])
def test_lists_that_make_no_sense_are_refused(staff: Staff, params: dict[str, Any]) -> None:
    assert staff.ask("GET", "/messages", params=params).status_code == 422


@pytest.mark.parametrize(("message", "status"), [("1", 404), ("x", 422), ("0", 422), (str(2**63), 422)])
def test_messages_that_cannot_be_are_refused(staff: Staff, message: str, status: int) -> None:
    asked = (
        staff.ask("GET", f"/messages/{message}"),
        staff.ask("POST", f"/messages/{message}/reply", json={"text": "Hello"}),
        staff.ask("POST", f"/messages/{message}/close"),
    )
    assert [answer.status_code for answer in asked] == [status] * 3
