"""Every door of the running program on requests that make no sense: the right status, never a 5xx, and it lives on."""

from __future__ import annotations

import http.client
import socket
from contextlib import closing, suppress
from urllib.parse import urlsplit

import pytest

from tests.e2e.conftest import SECRET, Connected

JSON = {"content-type": "application/json"}
TELEGRAM = JSON | {"x-telegram-bot-api-secret-token": SECRET}
FORM = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": "c2lnbmF0dXJl"}

PAGES = ["/", "/healthz", "/readyz", "/metrics", "/docs", "/api/v1/openapi.json", "/simulator/people", "/nowhere"]
JSON_DOORS = [
    ("/simulator/messages", JSON),
    ("/simulator/clock", JSON),
    ("/webhooks/telegram", TELEGRAM),
    ("/api/v1/students", JSON),
    ("/api/v1/bookings", JSON),
]
DOORS = [*JSON_DOORS, ("/webhooks/twilio/messages", FORM), ("/webhooks/twilio/status", FORM)]
NO_JSON = {
    "nothing": b"",
    "broken": b"{",
    "nul": b"\x00",
    "no UTF-8": b'{"text":"\xff\xfe"}',
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "deep lists": b"[" * 200_000 + b"]" * 200_000,
    "long number": b'{"update_id":' + b"9" * 5000 + b"}",
}
ODD_JSON = {
    "list": b"[]",
    "null": b"null",
    "string": b'"x"',
    "other types": b'{"address":1,"text":[],"choice":{},"channel":0,"event_id":{},"advance":[],"update_id":"1"}',
    "numbers without value": b'{"address":NaN,"text":Infinity}',
    "half a character": b'{"address":"+4520000002","text":"\\ud800 hi","name":"\\ud800"}',
    "nul in text": b'{"address":"+4520000002","text":"a\\u0000b","name":"a\\u0000b","phone":"\\u0000"}',
    "an update": b'{"update_id":1,"message":{"message_id":1,"chat":{"id":1,"type":"private"},"from":{"id":1},'
    b'"text":"\\ud800\\u0000"}}',
    "a press": b'{"update_id":2,"callback_query":{"id":"1","from":{"id":1},"data":"m:999999999999999999:999",'
    b'"message":{"chat":{"id":1,"type":"private"},"message_id":1}}}',
}


def ask(connected: Connected, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> int:
    """The status of the answer. On the admin API with its key."""
    connection = http.client.HTTPConnection(urlsplit(connected.program.url).netloc, timeout=60)
    key = {"authorization": f"Bearer {connected.program.key}"} if path.startswith("/api/") else {}
    try:
        connection.request(method, path, body, (headers or {}) | key)
        return connection.getresponse().status
    finally:
        connection.close()


def connect(connected: Connected) -> socket.socket:
    parts = urlsplit(connected.program.url)
    assert parts.hostname
    assert parts.port
    return socket.create_connection((parts.hostname, parts.port), timeout=60)


def ask_raw(connected: Connected, request: bytes) -> bytes:
    """The first line of the answer to these bytes."""
    with closing(connect(connected)) as connection:
        connection.sendall(request)
        with connection.makefile("rb") as answer:
            return answer.readline()


@pytest.fixture(autouse=True)
def lives_on(connected: Connected) -> object:
    yield
    assert ask(connected, "GET", "/readyz") == 200
    assert "Traceback" not in connected.program.logged


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "BREW"])
def test_any_method_on_any_path(connected: Connected, method: str) -> None:
    for path in [*PAGES, *(path for path, _ in DOORS)]:
        assert ask(connected, method, path) < 500, path


@pytest.mark.parametrize("path", ["/webhooks/telegram", "/webhooks/twilio/messages", "/webhooks/twilio/status"])
def test_webhooks_take_posts_alone_and_believe_nobody_without_proof(connected: Connected, path: str) -> None:
    assert ask(connected, "GET", path) == 405
    assert ask(connected, "POST", path, b"{}", JSON) == 403
    wrong = {"x-telegram-bot-api-secret-token": "wrong", "x-twilio-signature": "d3Jvbmc="}
    assert ask(connected, "POST", path, b"Body=x", FORM | wrong) == 403
    assert ask(connected, "POST", path, b"{}", TELEGRAM | wrong) in {403, 415}


def test_the_admin_api_wants_its_key(connected: Connected) -> None:
    for key in ("", "Bearer", "Bearer x", "Bearer " + "jd_" + "x" * 43, "Basic eDp5"):
        answer = ask_raw(
            connected, f"GET /api/v1/students HTTP/1.1\r\nHost: x\r\nAuthorization: {key}\r\n\r\n".encode()
        )
        assert answer.startswith(b"HTTP/1.1 401"), key
    odd = b"GET /api/v1/students HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xff\xfe\r\n\r\n"
    assert ask_raw(connected, odd).startswith(b"HTTP/1.1 401")


@pytest.mark.parametrize("body", NO_JSON.values(), ids=NO_JSON)
def test_what_is_no_json_is_400(connected: Connected, body: bytes) -> None:
    for path, headers in JSON_DOORS:
        assert ask(connected, "POST", path, body, headers) in {400, 422}, path


@pytest.mark.parametrize("body", ODD_JSON.values(), ids=ODD_JSON)
def test_json_that_means_nothing_does_no_harm(connected: Connected, body: bytes) -> None:
    for path, headers in JSON_DOORS:
        assert ask(connected, "POST", path, body, headers) < 500, path


@pytest.mark.parametrize(("path", "headers"), DOORS)
def test_another_content_type_is_415(connected: Connected, path: str, headers: dict[str, str]) -> None:
    for other in ("text/plain", "multipart/form-data", ""):
        assert ask(connected, "POST", path, b"x=1", headers | {"content-type": other}) == 415


@pytest.mark.parametrize(("path", "headers"), DOORS)
def test_over_one_megabyte_is_413_whether_the_length_is_told_or_not(
    connected: Connected, path: str, headers: dict[str, str]
) -> None:
    """And the client is told so, though it has not sent everything yet when it is refused."""
    assert ask(connected, "POST", path, b" " * 6_000_000, headers) == 413
    key = f"authorization: Bearer {connected.program.key}\r\n"
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = f"POST {path} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n{key}{lines}\r\n"
    chunks = (b"10000\r\n" + b" " * 65_536 + b"\r\n") * 20 + b"0\r\n\r\n"
    assert ask_raw(connected, head.encode() + chunks) == b"HTTP/1.1 413 Request Entity Too Large\r\n"


def test_what_is_hardly_http(connected: Connected) -> None:
    for request in (
        b"\x16\x03\x01\x00\xff\r\n\r\n",
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /webhooks/telegram HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n{}",
        b"POST /webhooks/telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n{}",
        b"POST /webhooks/telegram HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    ):
        assert ask_raw(connected, request).startswith((b"HTTP/1.1 400", b"HTTP/1.1 403", b"HTTP/1.1 431")), request[:60]


def test_a_head_that_goes_on_and_on_is_431_before_it_fills_the_memory(connected: Connected) -> None:
    with closing(connect(connected)) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nA: ")
        with suppress(ConnectionError):
            for _ in range(100):
                connection.sendall(b"a" * 100_000)
        with suppress(ConnectionError):  # the answer may be lost with the connection
            assert connection.recv(12) in {b"HTTP/1.1 431", b""}
    usual = b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"A: " + b"a" * 8_000 + b"\r\n\r\n"
    assert ask_raw(connected, usual) == b"HTTP/1.1 200 OK\r\n"


def test_odd_forms_that_are_signed(connected: Connected) -> None:
    for path in ("/webhooks/twilio/messages", "/webhooks/twilio/status"):
        for fields in (
            {"Body": "x\x00\u202e"},
            {"From": ""},
            {"From": "+4520000002", "Body": "\u202e\x00" * 3000, "MessageSid": "SModd1"},
            {"From": "+4520000002", "Body": "x" * 10_000, "MessageSid": "SModd2"},
            {"From": "+4520000002", "Body": "", "MessageSid": "SModd3", "NumMedia": "abc", "Latitude": "x"},
            {"MessageSid": "SM\x00", "MessageStatus": "odd", "ErrorCode": "x" * 9999},
        ):
            body, headers = connected.twilio.signed_form(connected.program.url + path, fields)
            assert ask(connected, "POST", path, body, headers) == 200
        body, headers = connected.twilio.signed_form(connected.program.url + path, {f"f{n}": "x" for n in range(501)})
        assert ask(connected, "POST", path, body, headers) == 400
