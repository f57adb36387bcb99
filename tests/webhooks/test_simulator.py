from __future__ import annotations

import asyncio
import json
import re
import threading
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels import content
from bot.channels.buttons import STALE
from bot.dialogs.exchange import Channel, Inbound, Kind, Tap
from tests.webhooks.simulated import ANNA, NOW, School
from webhooks import simulator
from webhooks.simulator import Shown, ShownChoice, simulator_routes

JSON = {"content-type": "application/json"}
PAGES = Path(simulator.__file__).parent / "pages"


@pytest.fixture
def school() -> School:
    return School()


def request(
    school: School, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> httpx.Response:
    async def run() -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=simulator_routes(school)))
        async with httpx.AsyncClient(transport=transport, base_url="http://house:8000") as http:
            return await http.request(method, path, content=body, headers=headers)

    return asyncio.run(run())


def post(school: School, path: str, body: object, **headers: str) -> httpx.Response:
    return request(school, "POST", path, json.dumps(body).encode(), JSON | headers)


def say(school: School, **body: object) -> httpx.Response:
    return post(school, "/simulator/messages", {"address": ANNA} | body)


def heard(school: School, **body: object) -> Inbound:
    answer = say(school, **body)
    assert answer.status_code == 200, answer.text
    return school.heard[-1]


def out(text: str, channel: Channel = Channel.SMS, **more: Any) -> Shown:
    return Shown("7", "out", channel, text, more.pop("choices", ()), NOW, **more)


# What a person does


def test_a_text_is_an_sms_unless_said_otherwise_and_its_number_is_vouched_for(school: School) -> None:
    inbound = heard(school, text="book")
    assert (inbound.channel, inbound.address, inbound.kind, inbound.text, inbound.phone) == (
        Channel.SMS, ANNA, Kind.TEXT, "book", ANNA,
    )  # fmt: skip


@pytest.mark.parametrize(("channel", "phone"), [("sms", ANNA), ("whatsapp", ANNA), ("telegram", None)])
def test_telegram_does_not_tell_the_number(school: School, channel: str, phone: str | None) -> None:
    inbound = heard(school, channel=channel, text="hi")
    assert (inbound.channel, inbound.phone) == (channel, phone)


def test_the_own_contact_is_shared_on_telegram(school: School) -> None:
    inbound = heard(school, channel="telegram", contact=True)
    assert (inbound.kind, inbound.phone, inbound.text) == (Kind.CONTACT, ANNA, "")


@pytest.mark.parametrize(("choice", "tap"), [("m:12:0", Tap(12, 0)), ("m:x", STALE), ("", STALE), ("\x00", STALE)])
def test_a_choice_is_a_press_and_one_that_is_not_ours_a_stale_press(school: School, choice: str, tap: Tap) -> None:
    inbound = heard(school, channel="telegram", choice=choice, text="Book it")
    assert (inbound.kind, inbound.tap, inbound.text) == (Kind.TAP, tap, "")


def test_media_and_edited_messages_are_what_they_are(school: School) -> None:
    assert heard(school, kind="media").kind is Kind.MEDIA
    assert heard(school, kind="media", text="my licence").text == "my licence"
    assert heard(school, kind="edited", text="no, friday").kind is Kind.EDITED


def test_each_event_is_its_own_unless_it_is_repeated(school: School) -> None:
    first, second = heard(school, text="book").event_id, heard(school, text="book").event_id
    assert first != second
    assert heard(school, text="book", event_id="once-1").event_id == "once-1"


@pytest.mark.parametrize(
    ("text", "words"), [("/start NORD", "NORD"), ("/start", "menu"), ("/my_lessons", "my lessons"), ("/", "/")]
)
def test_commands_are_words_on_telegram_only(school: School, text: str, words: str) -> None:
    assert heard(school, channel="telegram", text=text).text == words
    assert heard(school, channel="sms", text=text).text == text


def test_what_no_database_keeps_is_taken_out_of_the_text(school: School) -> None:
    assert heard(school, text="a\x00b").text == "ab"
    assert request(
        school, "POST", "/simulator/messages", b'{"address": "%s", "text": "\\ud83d!"}' % ANNA.encode(), JSON
    ).is_success
    assert school.heard[-1].text == "\ufffd!"
    assert len(heard(school, text="x" * 900_000).text) == 2000


def test_an_empty_text_is_a_message_too(school: School) -> None:
    assert heard(school, text="").text == ""


# What comes back


def test_the_replies_are_what_the_turn_said(school: School) -> None:
    school.answers = [out("Which one?\n1 15:00", choices=(ShownChoice("m:1:0", "15:00"),)), out("Bye")]
    replies = say(school, text="book").json()["replies"]
    assert [(reply["text"], reply["choices"]) for reply in replies] == [
        ("Which one?\n1 15:00", [{"id": "m:1:0", "label": "15:00"}]),
        ("Bye", []),
    ]


def test_messages_of_one_channel_or_of_all_are_shown_in_full(school: School) -> None:
    school.answers = [
        Shown("3", "in", Channel.TELEGRAM, "a <b>", (), NOW),
        out("Booked", Channel.TELEGRAM, edits="2", status="queued", ask_contact=True),
    ]
    path = f"/simulator/messages?address={ANNA}".replace("+", "%2B")
    first, second = request(school, "GET", path).json()["messages"]
    assert (first["id"], first["direction"], first["edits"]) == ("3", "in", None)
    assert second == {
        "id": "7",
        "direction": "out",
        "channel": "telegram",
        "text": "Booked",
        "spans": [{"text": "Booked", "bold": False}],
        "choices": [],
        "at": "2026-11-23T08:15:00+00:00",
        "edits": "2",
        "status": "queued",
        "ask_contact": True,
        "pressed": False,
        "picture": None,
    }
    request(school, "GET", path + "&channel=telegram")
    assert school.asked == [(ANNA, None), (ANNA, Channel.TELEGRAM)]


def test_the_picture_of_a_message_is_given_to_the_page(school: School) -> None:
    shown = request(school, "GET", "/simulator/pictures/out-7.png")
    assert (shown.content, shown.headers["content-type"]) == (b"a picture", "image/png")
    assert request(school, "GET", "/simulator/pictures/out-8.png").status_code == 404


def test_a_bare_plus_in_the_query_is_a_plus(school: School) -> None:
    assert request(school, "GET", f"/simulator/messages?address={ANNA}").is_success
    assert school.asked == [(ANNA, None)]


@pytest.mark.parametrize(
    ("channel", "text", "plain", "bold"),
    [
        (Channel.TELEGRAM, "<b>Thu 26 Nov</b> at &lt;9&gt; &amp; so", "Thu 26 Nov at <9> & so", ["Thu 26 Nov"]),
        (Channel.TELEGRAM, "<i>no</i> <b>a</b><b>b</b>", "no ab", ["a", "b"]),
        (Channel.TELEGRAM, "<b>open", "open", []),
        (Channel.TELEGRAM, "&lt;script&gt;<script>x</script>", "<script>x", []),
        (Channel.WHATSAPP, "*Thu 26 Nov* 2*3*4 * not *", "*Thu 26 Nov* 2*3*4 * not *", ["Thu 26 Nov"]),
        (Channel.SMS, "*plain* <b>as</b> it is", "*plain* <b>as</b> it is", []),
    ],
)
def test_the_text_is_plain_and_its_spans_say_what_is_bold(
    school: School, channel: Channel, text: str, plain: str, bold: list[str]
) -> None:
    school.answers = [out(text, channel)]
    reply = say(school, text="book").json()["replies"][0]
    assert reply["text"] == plain
    assert [span["text"] for span in reply["spans"] if span["bold"]] == bold
    assert "".join(span["text"] for span in reply["spans"]).replace("*", "") == plain.replace("*", "")


def test_what_the_person_wrote_has_no_markup(school: School) -> None:
    school.answers = [Shown("3", "in", Channel.TELEGRAM, "5 < 6 <b>*x*</b> &amp;", (), NOW)]
    (message,) = request(school, "GET", f"/simulator/messages?address={ANNA}").json()["messages"]
    assert message["text"] == "5 < 6 <b>*x*</b> &amp;"
    assert message["spans"] == [{"text": message["text"], "bold": False}]


def test_people_are_listed(school: School) -> None:
    assert request(school, "GET", "/simulator/people").json() == {
        "people": [{"name": "Anna Holm", "role": "student", "address": ANNA, "school": "Nordlys"}]
    }


# The clock


def test_the_clock_is_told_and_moved(school: School) -> None:
    told = request(school, "GET", "/simulator/clock").json()
    assert told == {"now": "2026-11-23T08:15:00+00:00", "zone": "Europe/Copenhagen"}
    assert post(school, "/simulator/clock", {"advance": "PT24H"}).json()["now"] == "2026-11-24T08:15:00+00:00"
    assert school.clock == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("advance", "by"),
    [
        ("PT15M", timedelta(minutes=15)),
        ("P1W2DT3H4M5S", timedelta(weeks=1, days=2, hours=3, minutes=4, seconds=5)),
        ("P60D", timedelta(days=60)),
        ("PT90S", timedelta(seconds=90)),
        ("PT0S", timedelta(0)),
    ],
)
def test_an_advance_is_an_iso_duration(school: School, advance: str, by: timedelta) -> None:
    assert post(school, "/simulator/clock", {"advance": advance}).is_success
    assert school.clock == NOW + by


@pytest.mark.parametrize(
    "advance",
    ["", "P", "PT", "P1DT", "24H", "PT-1H", "-PT1H", "P1Y", "P1M", "PT1.5H", "P60DT1S", "P9999999W", "PT99999999S",
     "pt1h", "PT1H ", "PT1M1H", "PT٣H", "PT1H\n", None, 3600, ["PT1H"], {}],
)  # fmt: skip
def test_the_clock_refuses_what_is_no_duration_up_to_60_days(school: School, advance: object) -> None:
    answer = post(school, "/simulator/clock", {"advance": advance})
    assert (answer.status_code, school.clock) == (422, NOW)
    assert answer.json()["error"]


# Refusals


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": None},
        {"text": 5},
        {"text": ["book"]},
        {"text": "book", "choice": 1},
        {"choice": None},
        {"kind": "edited"},
        {"kind": "voice", "text": "book"},
        {"kind": ["media"]},
        {"kind": None, "text": "book"},
        {"text": "book", "channel": "fax"},
        {"text": "book", "channel": 1},
        {"text": "book", "channel": ["sms"]},
        {"text": "book", "channel": "\ud83d"},
        {"text": "book", "address": None},
        {"text": "book", "address": ""},
        {"text": "book", "address": 4520000001},
        {"text": "book", "address": "4520000001"},
        {"text": "book", "address": "+45 20000001"},
        {"text": "book", "address": "+0520000001"},
        {"text": "book", "address": "+452"},
        {"text": "book", "address": "+" + "4" * 16},
        {"text": "book", "address": ANNA + "\n"},
        {"text": "book", "address": "+4520٠٠٠٠٠١"},
        {"text": "book", "address": ANNA + "\ud83d"},
        {"text": "book", "event_id": ""},
        {"text": "book", "event_id": 7},
        {"text": "book", "event_id": "x" * 65},
        {"text": "book", "event_id": "a b"},
        {"text": "book", "event_id": "\x00"},
        {"text": "book", "contact": "yes"},
        {"contact": True, "channel": "sms"},
        {"contact": False, "channel": "telegram"},
    ],
)
def test_what_is_no_message_is_refused_with_a_sentence(school: School, body: dict[str, object]) -> None:
    answer = say(school, **body)
    assert (answer.status_code, school.heard) == (422, [])
    assert answer.json()["error"].endswith(".")


@pytest.mark.parametrize("body", [b"[]", b'"book"', b"1", b"null", b"true"])
@pytest.mark.parametrize("path", ["/simulator/messages", "/simulator/clock"])
def test_json_that_is_no_object_is_refused(school: School, path: str, body: bytes) -> None:
    answer = request(school, "POST", path, body, JSON)
    assert (answer.status_code, answer.json()) == (422, {"error": "The body must be a JSON object."})


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"address": ' + b"9" * 5000 + b"}"])
@pytest.mark.parametrize("path", ["/simulator/messages", "/simulator/clock"])
def test_a_body_that_is_no_json_is_refused(school: School, path: str, body: bytes) -> None:
    answer = request(school, "POST", path, body, JSON)
    assert (answer.status_code, list(answer.json())) == (400, ["error"])


def test_a_body_over_one_megabyte_is_refused(school: School) -> None:
    answer = say(school, text="x" * 1_000_000)
    assert (answer.status_code, school.heard, answer.headers["connection"]) == (413, [], "close")


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_a_form_of_any_site_could_send_is_refused(school: School, kind: str) -> None:
    body = json.dumps({"address": ANNA, "text": "book"}).encode()
    answer = request(school, "POST", "/simulator/messages", body, {"content-type": kind})
    assert (answer.status_code, school.heard) == (415, [])


@pytest.mark.parametrize("origin", ["http://evil.example", "http://house", "http://house:8001", "null", "http://[", ""])
def test_pages_of_other_sites_are_refused(school: School, origin: str) -> None:
    assert say(school, text="book").is_success
    answer = post(school, "/simulator/messages", {"address": ANNA, "text": "book"}, origin=origin)
    assert (answer.status_code, len(school.heard)) == (403, 1)
    assert post(school, "/simulator/clock", {"advance": "PT1H"}, origin=origin).status_code == 403
    assert post(school, "/simulator/clock", {"advance": "PT1H"}, origin="http://house:8000").is_success


@pytest.mark.parametrize("query", ["", "?address=", "?address=nobody", "?address=%00", "?address=%ff", "?address=++45"])
def test_messages_of_no_number_are_refused(school: School, query: str) -> None:
    answer = request(school, "GET", "/simulator/messages" + query)
    assert (answer.status_code, school.asked) == (422, [])


def test_messages_of_an_unknown_channel_are_refused(school: School) -> None:
    assert request(school, "GET", f"/simulator/messages?address={ANNA}&channel=fax").status_code == 422


def test_a_failure_is_told_without_its_reasons_and_may_be_tried_again(
    school: School, caplog: pytest.LogCaptureFixture
) -> None:
    school.fails = True
    answers = [
        say(school, text="book"),
        request(school, "GET", f"/simulator/messages?address={ANNA}"),
        request(school, "GET", "/simulator/people"),
        request(school, "GET", "/simulator/clock"),
        post(school, "/simulator/clock", {"advance": "PT1H"}),
    ]
    assert [answer.status_code for answer in answers] == [503] * 5
    assert not any("house 17" in answer.text for answer in answers)
    assert "house 17" in caplog.text


def test_the_backend_never_blocks_the_event_loop(school: School) -> None:
    say(school, text="book")
    request(school, "GET", f"/simulator/messages?address={ANNA}")
    post(school, "/simulator/clock", {"advance": "PT1H"})
    assert school.threads
    assert threading.get_ident() not in school.threads


# The page


def test_the_page_and_all_that_it_asks_for_come_from_here(school: School) -> None:
    page = request(school, "GET", "/")
    assert page.headers["content-type"].startswith("text/html")
    asked_for = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
    assert {"/simulator/chat.js", "/simulator/chat.css", "/simulator/icon.svg"} <= set(asked_for)
    for path in set(asked_for) & set(simulator.PAGES):
        assert request(school, "GET", path).status_code == 200


@pytest.mark.parametrize("path", sorted(simulator.PAGES))
def test_nothing_of_the_page_may_come_from_elsewhere_or_be_written_into_it(school: School, path: str) -> None:
    answer = request(school, "GET", path)
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    loaded = answer.text.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|<script>| style=| on\w+=\"|innerHTML|insertAdjacentHTML|eval\(", loaded)


def test_the_page_knows_whatsapps_limits(school: School) -> None:
    script = request(school, "GET", "/simulator/chat.js").text
    limits = dict(re.findall(r"^const (MAX_\w+) = (\d+);", script, re.MULTILINE))
    names = ("MAX_BUTTONS", "MAX_BUTTON_LABEL", "MAX_ROWS", "MAX_ROW_LABEL", "MAX_BODY")
    assert {name: int(limits[name]) for name in names} == {name: getattr(content, name) for name in names}


def test_the_pages_files_are_packed_with_the_program() -> None:
    project = tomllib.loads((PAGES.parent.parent / "pyproject.toml").read_text())
    assert "pages/*" in project["tool"]["setuptools"]["package-data"]["webhooks"]
    assert {name for name, _ in simulator.PAGES.values()} == {file.name for file in PAGES.iterdir()}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(school: School, method: str) -> None:
    for path in ("/", "/simulator/messages", "/simulator/clock", "/simulator/people"):
        assert request(school, method, path).status_code == 405
