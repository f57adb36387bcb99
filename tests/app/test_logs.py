"""Logs are JSON Lines, and no secret and no whole phone number gets into them."""

import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from app.logs import configure_logging
from app.redaction import Redactor

BOT_TOKEN = "123456789:AAF-canaryABCDEFGHIJKLMNOPQRSTUVWX_1"
SECRETS = ("canary/word+secret", "postgresql://justdriving:canary-password@db.example/main")
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Configure logging as the program does; gives the lines so far. Everything is put back after the test."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, sys.excepthook, threading.excepthook, logging.raiseExceptions
    levels = {name: logging.getLogger(name).level for name in list(logging.root.manager.loggerDict)}
    stream = io.StringIO()
    configure_logging("INFO", SECRETS, stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:], root.level, sys.excepthook, threading.excepthook, logging.raiseExceptions = before
    logging.captureWarnings(capture=False)
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).setLevel(levels.get(name, logging.NOTSET))


def test_a_line_has_its_time_level_logger_event_and_facts(lines: Lines) -> None:
    logging.getLogger("bot.relay").info("sent", extra={"channel": "sms", "tries": 2, "late": None})
    (line,) = lines()
    assert line.pop("ts").endswith("Z")
    assert line == {"level": "INFO", "logger": "bot.relay", "event": "sent", "channel": "sms", "tries": 2, "late": None}


def test_a_fact_cant_take_the_place_of_the_frame(lines: Lines) -> None:
    logging.getLogger("app").info("started", extra={"level": "none", "event": "other", "ts": 0})
    assert (lines()[0]["level"], lines()[0]["event"]) == ("INFO", "started")


def test_line_breaks_stay_inside_their_line(lines: Lines) -> None:
    logging.getLogger("app").warning("one\ntwo %s", "three\nfour")
    assert lines()[0]["event"] == "one\ntwo three\nfour"


def test_an_exception_is_one_field(lines: Lines) -> None:
    try:
        raise RuntimeError(f"https://api.telegram.org/bot{BOT_TOKEN}/sendMessage to +4520000001")
    except RuntimeError:
        logging.getLogger("app").exception("turn failed")
    (line,) = lines()
    assert line["event"] == "turn failed"
    assert line["exception"].startswith("Traceback")
    assert "RuntimeError: https://api.telegram.org/bot••••/sendMessage to +45••••0001" in line["exception"]


LEAKS = [
    f"POST https://api.telegram.org/bot{BOT_TOKEN}/getUpdates",
    f"the token is {BOT_TOKEN}",
    "Authorization: Bearer jd_canary0123456789abcdef",
    "Authorization: Basic Y2FuYXJ5OmNhbmFyeQ==",
    "{'authorization': 'Basic canary0123', 'accept': '*/*'}",
    "(b'authorization', b'Basic canary0123')",
    '{"auth_token": "canary with \'blanks\'"}',
    "X-Telegram-Bot-Api-Secret-Token: canary",
    "X-Twilio-Signature: canary0123=",
    "host=db user=u password=canary dbname=main",
    "postgresql://u:canary@db.example/main",
    "smtps://canary@school.example:canary@mail.example:465",
    "a key jd_canary0123456789abcdef in passing",
    "GET /x?token=canary&y=1",
    "somewhere canary/word+secret stands",
    "in an address: canary%2Fword%2Bsecret",
    "could not connect with canary-password",
]


@pytest.mark.parametrize("text", LEAKS)
@pytest.mark.parametrize("logger", ["app", "httpx", "aiohttp.client", "uvicorn.error", "sqlalchemy.engine"])
def test_no_secret_gets_out(lines: Lines, text: str, logger: str) -> None:
    logging.getLogger(logger).warning(text)
    logging.getLogger(logger).warning("said %s", text)
    logging.getLogger(logger).warning(
        "said", extra={"text": text, "many": [{"inner": (text,)}], "error": OSError(text)}
    )
    assert len(lines()) == 3
    for line in lines():
        assert "canary" not in json.dumps(line)


def test_a_fact_with_a_secret_name_is_never_shown(lines: Lines) -> None:
    logging.getLogger("app").info("key made", extra={"api_key": "canary", "headers": {"Authorization": "canary"}})
    assert "canary" not in json.dumps(lines())


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("from +4520000001", "from +45••••0001"),
        ("whatsapp:+14155550100", "whatsapp:+14••••0100"),
        ("From=%2B4520000001&To=1", "From=%2B45••••0001&To=1"),
        ("+45 20 00 00 01, Anna", "+45••••0001, Anna"),
        ("+1 (415) 555-0100", "+14••••0100"),
        ("+35312345", "+35••••45"),
    ],
)
def test_of_a_phone_number_only_its_ends_are_shown(written: str, shown: str) -> None:
    assert Redactor().text(written) == shown


@pytest.mark.parametrize(
    "text",
    [
        "booked 2026-11-22T08:40:00+01:00 to 2026-11-22T09:25:00+01:00",
        "basic curriculum, bearer of good news",
        '  File "/srv/bot/handlers/telegram.py", line 12, in parse',
        "postgresql://db.example/main",
        "token expired",
        "balance +130000 DKK",
    ],
)
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    assert Redactor(SECRETS).text(text) == text


def test_httpx_doesnt_log_addresses(lines: Lines) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200))
    with httpx.Client(transport=transport) as client:
        client.get(f"https://api.telegram.org/bot{BOT_TOKEN}/getMe")
    assert lines() == []


def test_httpx_would_log_addresses_if_it_werent_quieted_and_even_then_no_token(lines: Lines) -> None:
    logging.getLogger("httpx").setLevel(logging.INFO)
    with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200))) as client:
        client.get(f"https://api.telegram.org/bot{BOT_TOKEN}/getMe")
    assert "/bot••••/getMe" in lines()[0]["event"]


def test_a_message_whose_arguments_dont_fit_is_logged_all_the_same(lines: Lines) -> None:
    logging.getLogger("app").info("%d lessons", "many")
    assert lines()[0]["event"] == "%d lessons"


def test_warnings_become_lines(lines: Lines) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        warnings.warn("old call", stacklevel=1)
    assert lines()[0]["logger"] == "py.warnings"


def test_the_error_that_ends_the_program_is_a_line_too(lines: Lines) -> None:
    error = RuntimeError("token=canary")
    sys.excepthook(RuntimeError, error, None)
    (line,) = lines()
    assert line["level"] == "CRITICAL"
    assert "canary" not in line["exception"]


def test_ctrl_c_is_no_error(lines: Lines) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert lines() == []


def test_the_error_that_ends_a_thread_is_a_line(lines: Lines) -> None:
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    assert "ZeroDivisionError" in lines()[0]["exception"]
