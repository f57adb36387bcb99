from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from bot.dialogs.exchange import MAX_TEXT, Channel, Inbound, Kind, Tap
from bot.handlers.telegram import Elsewhere, read

ANNA = {"id": 4001, "is_bot": False, "first_name": "Anna", "last_name": "Holm", "language_code": "da"}
CHAT = {"id": 4001, "type": "private", "first_name": "Anna"}
PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 90, "height": 90}]


def message(**parts: Any) -> dict[str, Any]:
    whole = {"message_id": 11, "date": 1795334400, "chat": CHAT, "from": ANNA} | parts
    return {"update_id": 900, "message": whole}


def press(data: str, **parts: Any) -> dict[str, Any]:
    shown = {"message_id": 10, "date": 1795334400, "chat": CHAT, "text": "Which time?"}
    query = {"id": "77", "from": ANNA, "chat_instance": "1", "data": data, "message": shown} | parts
    return {"update_id": 901, "callback_query": query}


def contact(user_id: int | None, number: str) -> dict[str, Any]:
    return message(contact={"phone_number": number, "first_name": "Anna"} | ({"user_id": user_id} if user_id else {}))


def said(update: object) -> Inbound:
    inbound = read(update)
    assert isinstance(inbound, Inbound)
    return inbound


CORPUS = [
    message(text="any chance thu after 3?"),
    message(text="/start NORD"),
    message(text="Blåbærgrød 🚗"),
    press("m:41:2"),
    press("something else"),
    contact(4001, "4520000001"),
    contact(4002, "+4520000002"),
    message(photo=PHOTO, caption="my licence"),
    message(voice={"file_id": "f", "file_unique_id": "u", "duration": 3}),
    message(location={"latitude": 55.6, "longitude": 12.5}),
]


@pytest.mark.parametrize("update", CORPUS)
def test_our_reading_agrees_with_python_telegram_bot(update: dict[str, Any]) -> None:
    theirs, ours = Update.de_json(copy.deepcopy(update), None), said(update)
    assert theirs.effective_user is not None
    assert theirs.effective_chat is not None
    assert theirs.effective_message is not None
    assert ours.event_id == str(theirs.update_id)
    assert ours.address == str(theirs.effective_chat.id)
    assert (ours.name, ours.language) == (theirs.effective_user.first_name, theirs.effective_user.language_code)
    if theirs.callback_query:
        assert ours.origin["callback_query_id"] == theirs.callback_query.id
        assert ours.origin["message_id"] == str(theirs.effective_message.message_id)
    elif theirs.effective_message.text:
        assert ours.text == theirs.effective_message.text.removeprefix("/start ")
    elif theirs.effective_message.contact:
        own = theirs.effective_message.contact.user_id == theirs.effective_user.id
        assert (ours.kind is Kind.CONTACT) == own
    else:
        assert ours.text == (theirs.effective_message.caption or "")


def test_a_text_is_read_with_who_and_where() -> None:
    assert said(message(text="tue 4pm")) == Inbound(
        channel=Channel.TELEGRAM, address="4001", event_id="900", text="tue 4pm", name="Anna", language="da"
    )


@pytest.mark.parametrize(
    ("tag", "language"),
    [("de", "de"), ("de-AT", "de"), ("sv_SE", "sv"), ("no", "nb"), ("nn", "nb"), ("NB", "nb"), ("fr", None), (7, None)],
)
def test_the_profiles_language_is_one_that_is_spoken(tag: object, language: str | None) -> None:
    assert said(message(text="hi", **{"from": ANNA | {"language_code": tag}})).language == language


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/start", "menu"),
        ("/start NORD", "NORD"),
        ("/start@justdriving_bot  NORD ", "NORD"),
        ("/menu", "menu"),
        ("/HELP", "help"),
        ("/book@justdriving_bot", "book"),
        ("/book tue 4pm", "book tue 4pm"),
        ("/my_lessons", "my lessons"),
        ("/ hello", "/ hello"),
        ("1/2", "1/2"),
        ("", ""),
    ],
)
def test_commands_are_the_words_they_stand_for(typed: str, words: str) -> None:
    assert (said(message(text=typed)).kind, said(message(text=typed)).text) == (Kind.TEXT, words)


def test_a_pressed_button_is_a_tap_with_what_is_needed_to_answer_it() -> None:
    tapped = said(press("m:41:2"))
    assert (tapped.kind, tapped.tap) == (Kind.TAP, Tap(41, 2))
    assert tapped.origin == {"callback_query_id": "77", "message_id": "10"}


@pytest.mark.parametrize("data", ["", "m:1", "m:1:2:3", "m:-1:0", "m:٣:1", "m:1:2\n", "x" * 64, "m:" + "9" * 60 + ":1"])
def test_a_button_that_is_not_ours_is_a_stale_tap(data: str) -> None:
    assert said(press(data)).tap == Tap(-1, -1)


def test_a_press_without_data_is_a_stale_tap() -> None:
    update = press("m:1:1")
    del update["callback_query"]["data"]
    assert said(update).tap == Tap(-1, -1)


@pytest.mark.parametrize("number", ["4520000001", "+4520000001", "+45 20 00 00 01", "45-2000-0001"])
def test_the_senders_own_contact_proves_the_phone(number: str) -> None:
    shared = said(contact(4001, number))
    assert (shared.kind, shared.phone, shared.origin) == (Kind.CONTACT, "+4520000001", {"keyboard": "contact"})


@pytest.mark.parametrize(("user_id", "number"), [(4002, "4520000001"), (None, "4520000001"), (4001, "12"), (4001, "")])
def test_any_other_contact_proves_nothing(user_id: int | None, number: str) -> None:
    shared = said(contact(user_id, number))
    assert (shared.kind, shared.phone) == (Kind.FOREIGN_CONTACT, None)


@pytest.mark.parametrize("part", ["photo", "voice", "sticker", "location", "document", "video_note", "poll", "venue"])
def test_what_is_not_words_is_media_with_its_caption(part: str) -> None:
    sent = said(message(**{part: {}}, caption="look"))
    assert (sent.kind, sent.text) == (Kind.MEDIA, "look")


def test_an_edited_message_is_told_apart() -> None:
    edited = said({"update_id": 902, "edited_message": message(text="wed 4pm")["message"]})
    assert (edited.kind, edited.text, edited.address) == (Kind.EDITED, "wed 4pm", "4001")


def test_a_live_location_that_moves_is_nothing_to_answer() -> None:
    moved = message(location={"latitude": 55.6, "longitude": 12.5, "live_period": 900})["message"]
    assert read({"update_id": 902, "edited_message": moved}) is None


@pytest.mark.parametrize(
    ("text", "spoken_to"),
    [
        ("/book", True),
        ("/book@justdriving_bot", True),
        ("hey @JustDriving_Bot, tue?", True),
        ("hey @anna, tue?", False),
        ("hello all", False),
    ],
)
def test_in_a_group_only_what_is_said_to_the_bot_counts(text: str, spoken_to: bool) -> None:
    group = message(text=text, chat={"id": -100200, "type": "supergroup", "title": "Class of 2026"})
    assert read(group) == (Elsewhere(-100200, 11, "da") if spoken_to else None)


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1, "my_chat_member": {"chat": CHAT, "from": ANNA, "date": 1}},
        {"update_id": 1, "channel_post": {"message_id": 1, "chat": {"id": -1, "type": "channel"}, "text": "/x"}},
        {"update_id": 1, "inline_query": {"id": "1", "from": ANNA, "query": "x", "offset": ""}},
        message(pinned_message={"message_id": 1, "date": 0, "chat": CHAT}),
        message(text="hi", **{"from": ANNA | {"is_bot": True}}),
        message(text="hi", **{"from": None}),
        message(text=None),
        message(photo=None),
        message(text="hi", chat=None),
        message(text="hi", chat=CHAT | {"id": "4001"}),
        message(text="hi", chat=CHAT | {"id": True}),
        message(text="hi", chat=CHAT | {"id": 2**70}),
        message(text="hi", chat=CHAT | {"id": -5}),
        message(text="hi") | {"update_id": "900"},
        message(text="hi") | {"update_id": None},
        {"message": {"text": "hi"}},
        {"update_id": 1, "message": []},
        {"update_id": 1, "callback_query": "m:1:1"},
        press("m:1:1", message=None),
        press("m:1:1", id=77),
        press("m:1:1", **{"from": []}),
        {},
        [],
        None,
        "update",
    ],
)
def test_what_needs_no_answer_or_makes_no_sense_is_nothing(update: object) -> None:
    assert read(update) is None


def test_text_becomes_fit_to_store_and_is_cut_at_the_limit() -> None:
    odd = message(text="a\x00b\ud800c")
    assert said(odd).text == "ab\ufffdc"
    assert said(message(text="x" * 10_000)).text == "x" * MAX_TEXT


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, part in inner for place in places(part, (*path, key)))]


@given(data=st.data(), junk=anything)
def test_no_damaged_update_raises_and_what_is_read_can_be_stored(data: st.DataObject, junk: object) -> None:
    update = copy.deepcopy(data.draw(st.sampled_from(CORPUS)))
    *way, last = data.draw(st.sampled_from([place for place in places(update) if place]))
    damaged: Any = update
    for step in way:
        damaged = damaged[step]
    damaged[last] = junk
    inbound = read(update)
    if isinstance(inbound, Inbound):
        stored = [inbound.address, inbound.event_id, inbound.text, inbound.name or "", inbound.language or ""]
        assert b"\x00" not in "".join([*stored, *inbound.origin.values()]).encode()
