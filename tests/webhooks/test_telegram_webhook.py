from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import uvicorn

from tests.standins.telegram import TelegramStandIn
from tests.webhooks.calling import SECRET, Client, House, app
from webhooks.telegram import PATH, SECRET_HEADER

SAID = {
    "message_id": 1,
    "date": 1,
    "chat": {"id": 4001, "type": "private"},
    "from": {"id": 4001, "is_bot": False, "first_name": "Anna"},
}
UPDATE = {"update_id": 900, "message": SAID | {"text": "tue 4pm"}}


@pytest.fixture
def house() -> House:
    return House()


def call(house: House, content: bytes | str | AsyncIterator[bytes], **headers: str) -> httpx.Response:
    names = {"content-type": "application/json", SECRET_HEADER.lower(): SECRET}
    given = names | {name.replace("_", "-"): value for name, value in headers.items()}
    return Client(house).post(PATH, content, {name: value for name, value in given.items() if value})


def test_an_update_is_handed_over_and_acknowledged(house: House) -> None:
    answer = call(house, json.dumps(UPDATE))
    assert (answer.status_code, answer.content) == (200, b"")
    assert [(inbound.event_id, inbound.text) for inbound in house.received] == [("900", "tue 4pm")]


def test_an_update_with_nothing_to_answer_is_acknowledged(house: House) -> None:
    assert call(house, json.dumps({"update_id": 1, "my_chat_member": {}})).status_code == 200
    assert house.received == []


def test_a_failed_turn_asks_telegram_to_send_again_and_says_nothing(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.fails = True
    answer = call(house, json.dumps(UPDATE))
    assert (answer.status_code, answer.content) == (503, b"")
    assert "house 17" in caplog.text
    assert "telegram update 900" in caplog.text


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", SECRET[:-1], "\xe6\xf8"])
def test_a_wrong_or_missing_secret_is_refused_before_the_body_is_read(house: House, secret: str) -> None:
    headers = {SECRET_HEADER: secret} if secret else {}
    answer = Client(house).post(PATH, content=b"{", headers={**headers, "content-type": "application/json"})
    assert (answer.status_code, answer.content, house.received) == (403, b"", [])


@pytest.mark.parametrize("sent", ["", "None", "anything"])
def test_without_a_configured_secret_everything_is_refused(house: House, sent: str) -> None:
    for configured in (None, ""):
        headers = {"content-type": "application/json", SECRET_HEADER: sent}
        answer = Client(house, secret=configured).post(PATH, content=json.dumps(UPDATE), headers=headers)
        assert answer.status_code == 403


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_post_is_answered(house: House, method: str) -> None:
    assert Client(house).request(method, PATH, headers={SECRET_HEADER: SECRET}).status_code == 405


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"])
def test_what_is_not_json_by_its_type_is_refused(house: House, kind: str) -> None:
    assert call(house, json.dumps(UPDATE), content_type=kind).status_code == 415


def test_a_charset_beside_the_type_is_fine(house: House) -> None:
    assert call(house, json.dumps(UPDATE), content_type="Application/JSON; charset=utf-8").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"update"',
        b"17",
        b"\xff\xfe{}",
        b'{"update_id": \x00}',
        b"[" * 900_000,
        b'{"a":' * 150_000,
        b'{"update_id": ' + b"9" * 5_000 + b"}",
    ],
)
def test_what_is_no_json_object_is_refused(house: House, body: bytes) -> None:
    assert call(house, body).status_code == 400


@pytest.mark.parametrize(
    "update",
    [{}, {"update_id": "900"}, {"update_id": 1, "message": None}, {"update_id": 1, "message": {"text": [1]}}],
)
def test_an_object_that_makes_no_sense_is_acknowledged(house: House, update: dict[str, Any]) -> None:
    assert call(house, json.dumps(update)).status_code == 200


def test_lone_surrogates_arrive_as_replacement_characters(house: House) -> None:
    assert call(house, json.dumps({"update_id": 1, "message": SAID | {"text": "a\ud800b"}})).status_code == 200
    assert house.received[0].text == "a\ufffdb"


def test_a_body_that_says_it_is_too_long_is_refused_unread(house: House) -> None:
    read: list[int] = []

    async def body() -> AsyncIterator[bytes]:
        read.append(1)
        yield b"{}"

    assert call(house, body(), content_length="1000001").status_code == 413
    assert call(house, body(), content_length="9" * 5000).status_code == 413
    assert read == []


def test_a_body_that_says_nonsense_of_its_length_is_refused(house: House) -> None:
    assert call(house, "{}", content_length="-5").status_code == 400


def test_a_body_that_does_not_say_how_long_it_is_is_counted(house: House) -> None:
    read: list[int] = []

    async def endless() -> AsyncIterator[bytes]:
        for n in range(100):
            read.append(n)
            yield b" " * 100_000

    assert call(house, endless()).status_code == 413
    assert len(read) <= 12


def test_a_word_to_the_bot_in_a_group_is_answered_kindly_in_place(house: House) -> None:
    group = SAID | {"chat": {"id": -100200, "type": "supergroup"}, "text": "/book@justdriving_bot"}
    answer = call(house, json.dumps({"update_id": 1, "message": group}))
    assert answer.status_code == 200
    reply = answer.json()
    assert (reply["method"], reply["chat_id"]) == ("sendMessage", -100200)
    assert "private chat" in reply["text"]
    assert house.received == []


@pytest.mark.parametrize(("tag", "words"), [("da", "privat chat"), ("de-AT", "privaten Chat"), ("fr", "private chat")])
def test_in_a_group_too_the_language_is_the_persons(house: House, tag: str, words: str) -> None:
    sender = {"id": 4001, "is_bot": False, "language_code": tag}
    group = SAID | {"chat": {"id": -100200, "type": "group"}, "from": sender, "text": "/book"}
    assert words in call(house, json.dumps({"update_id": 1, "message": group})).json()["text"]


def test_talk_in_a_group_is_not_the_bots_business(house: House) -> None:
    group = SAID | {"chat": {"id": -100200, "type": "group"}, "text": "see you on thursday"}
    assert call(house, json.dumps({"update_id": 1, "message": group})).content == b""


@pytest.fixture
def served(house: House) -> Iterator[tuple[str, int]]:
    """The webhooks behind a real server."""
    config = uvicorn.Config(app(house), host="127.0.0.1", port=0, log_level="warning", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()
    server.should_exit = True
    thread.join()


def test_a_real_server_serves_what_telegram_delivers(house: House, served: tuple[str, int]) -> None:
    host, port = served
    with TelegramStandIn() as telegram:
        telegram.webhook.url, telegram.webhook.secret = f"http://{host}:{port}{PATH}", SECRET
        assert telegram.deliver(message=SAID | {"text": "tue 4pm"}) == (200, b"")
    assert house.received[0].text == "tue 4pm"


def test_a_real_server_stops_reading_an_endless_body(house: House, served: tuple[str, int]) -> None:
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{SECRET_HEADER}: {SECRET}\r\n"
    chunk = b"186a0\r\n" + b" " * 100_000 + b"\r\n"
    sent = 0
    with socket.create_connection(served, timeout=5) as wire:
        wire.sendall(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n")
        try:
            while sent < 200:
                wire.sendall(chunk)
                sent += 1
        except OSError:
            pass
        else:
            assert wire.recv(64).startswith(b"HTTP/1.1 413")
    assert sent < 200
