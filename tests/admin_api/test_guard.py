"""Who may ask, how much, and in what form."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from starlette.responses import Response

from admin_api.guard import Guard
from admin_api.routes import PREFIX
from tests.admin_api.calling import NOW, Api, Staff, at

PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Bearer jd_wrong", "Basic abc", "jd_wrong", "Bearer é"]
)
def test_nobody_enters_without_a_key(api: Api, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header.encode()}
    for method, path in (("GET", "/school"), ("POST", "/bookings"), ("GET", "/nothing")):
        answer = api.ask(method, PREFIX + path, headers=headers, content=b"x" if method == "POST" else None)
        assert (answer.status_code, answer.headers["content-type"]) == (401, PROBLEM)
        assert answer.headers["www-authenticate"].startswith("Bearer ")
        assert answer.json()["code"] == "unauthorized"


def test_a_revoked_key_opens_nothing(staff: Staff) -> None:
    staff.gets("/school")
    with staff.api.works() as work:
        known = work.keys.school_of(staff.key)
        assert known is not None
        work.keys.revoke(staff.school_id, known[1], NOW)
        work.commit()
    assert staff.ask("GET", "/school").status_code == 401


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "broken_json"),
        (b"\xff\xfe", 400, "broken_json"),
        (b"[" * 100_000, 400, "bad_request"),
        (b'{"names": ' + b"9" * 10_000 + b"}", 400, "bad_request"),
        (b"[]", 422, "invalid"),
        (b"null", 422, "invalid"),
        (b"{}", 422, "invalid"),
        (b'{"names": {}}', 422, "invalid"),
        (b'{"names": {"en": 7}}', 422, "invalid"),
        (b'{"names": {"en": ""}}', 422, "invalid"),
        (b'{"names": {"en": "  "}}', 422, "invalid"),
        (b'{"names": {"en": "x"}, "colour": "red"}', 422, "invalid"),
        (b'{"names": {"en": "x"}, "\\ud800": 1}', 422, "invalid"),
        (b'{"names": {"en": "x\\u0000"}}', 422, "invalid"),
        (b'{"names": {"en": "x\\ud800"}}', 422, "invalid"),
        (b'{"names": {"en": "x"}, "address": "\\u0000"}', 422, "invalid"),
        (b'{"names": {"en": NaN}}', 422, "invalid"),
    ],
)
def test_bodies_that_cannot_be_understood(staff: Staff, body: bytes, status: int, code: str) -> None:
    answer = staff.ask("POST", "/branches", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert answer.json()["code"] == code


def test_a_body_must_be_json(staff: Staff) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = staff.ask("POST", "/branches", content=b'{"names": {"en": "x"}}', headers={"Content-Type": kind})
        assert (answer.status_code, answer.json()["code"]) == (415, "not_json")
    json_ = {"Content-Type": "Application/JSON; charset=utf-8"}
    fine = staff.ask("POST", "/branches", content=b'{"names": {"en": "x"}}', headers=json_)
    assert fine.status_code == 201


def test_a_body_has_at_most_a_megabyte(staff: Staff) -> None:
    body = json.dumps({"names": {"en": "x" * 1_000_000}}).encode()
    json_ = {"Content-Type": "application/json"}
    assert staff.ask("POST", "/branches", content=body, headers=json_).status_code == 413

    async def chunks() -> AsyncIterator[bytes]:
        for at_ in range(0, len(body), 65_536):
            yield body[at_ : at_ + 65_536]

    assert staff.ask("POST", "/branches", content=chunks(), headers=json_).status_code == 413


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/bookings", {"limit": 0}),
        ("/bookings", {"limit": 10**30}),
        ("/bookings", {"student": 2**63}),
        ("/bookings", {"student": "0"}),
        ("/bookings", {"status": "asleep"}),
        ("/bookings", {"from": "2026-11-26"}),
        ("/bookings", {"from": "2026-11-26T15:00:00"}),
        ("/bookings", {"from": "1700000000"}),
        ("/bookings", {"from": "0001-01-01T00:00:00+14:00"}),
        ("/bookings", {"from": "9999-12-31T23:59:59-14:00"}),
        ("/bookings", {"from": "2026-13-40T15:00:00Z"}),
        ("/bookings", {"cursor": "!"}),
        ("/bookings", {"cursor": "å"}),
        ("/bookings", {"cursor": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5LjE"}),
        ("/messages", {"open": "perhaps"}),
        ("/students", {"name": "\0"}),
        ("/students", {"phone": "\0"}),
        ("/students", {"cursor": "MC4tMQ"}),
        ("/slots", {}),
        ("/slots", {"lesson_type": "driving", "from": at("tue 09:00"), "to": at("mon 09:00")}),
        ("/slots", {"lesson_type": "driving", "from": at("tue 09:00"), "to": "2199-01-01T00:00:00Z"}),
        (f"/students/{2**63}", {}),
        ("/students/x", {}),
        ("/students/-1", {}),
    ],
)
def test_questions_that_make_no_sense(staff: Staff, path: str, params: dict[str, Any]) -> None:
    answer = staff.ask("GET", path, params=params)
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)


@pytest.mark.parametrize(
    "path", ["/sessions?series=3", "/bookings?sudent=1", "/school?x", "/teachers?active=true&of=1"]
)
def test_a_query_with_a_field_that_is_not_known_is_refused_and_the_field_named(staff: Staff, path: str) -> None:
    answer = staff.ask("GET", path)
    unknown = re.split("[?&]", path)[-1].partition("=")[0]
    assert (answer.status_code, answer.json()["detail"]) == (422, f"query.{unknown}: Extra inputs are not permitted")


def test_a_plus_that_was_not_escaped_is_understood(staff: Staff) -> None:
    booked = staff.books("mon 09:00")
    answer = staff.ask("GET", f"/bookings?from={booked['start']}")
    assert [booking["id"] for booking in answer.json()["items"]] == [booked["id"]]


def test_unknown_places_and_ways_are_problems(staff: Staff) -> None:
    for method, path, status in (("GET", "/nothing", 404), ("PUT", "/school", 405), ("GET", "/bookings/", 404)):
        answer = staff.ask(method, path)
        assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)


def test_a_key_sees_no_row_of_another_school(staff: Staff, strangers: Staff) -> None:
    theirs = strangers.books("mon 09:00")
    planned = strangers.posts(
        "/sessions",
        {
            "lesson_type": "theory",
            "start": at("mon 18:00"),
            "teachers": [strangers.jonas],
            "resources": [strangers.room],
        },
    )
    off = strangers.posts(
        "/time-off", {"of": strangers.jonas, "start": at("sat 00:00"), "end": at("sun 00:00"), "reason": "Canary"}
    )
    other = {"lesson_type": strangers.driving, "policy": {"horizon_days": 7}}
    override = strangers.ask("PUT", "/school/policy/overrides", json=other).json()
    ids = {
        "override_id": override["id"],
        "teacher_id": strangers.mette,
        "student_id": strangers.anna,
        "lesson_type_id": strangers.driving,
        "resource_id": strangers.golf,
        "session_id": planned["id"],
        "time_off_id": off["id"],
        "branch_id": strangers.branch,
        "course_id": strangers.posts("/courses", {"names": {"en": "Canary"}, "sessions": [planned["id"]]})["id"],
        "closure_id": strangers.posts("/closures", {"first": "2027-02-01", "last": "2027-02-01"})["id"],
        "day": "2026-12-01",
        "series_id": strangers.posts(
            "/series", _SERIES | {"teachers": [strangers.mette], "resources": [strangers.room]}
        )["series"]["id"],
        "booking_id": theirs["id"],
        "booking": theirs["reference"],
        "message_id": _told(strangers, "Canary"),
        "curriculum_id": strangers.curriculum,
        "module": "road",
        "price_id": strangers.posts(f"/lesson-types/{strangers.driving}/prices", _PRICE)["id"],
        "offer_id": theirs["id"],
        "entry_id": strangers.posts(f"/students/{strangers.anna}/payments", _PAID)["payment"]["id"],
        **_sold(strangers),
    }
    before = strangers.gets("/bookings"), strangers.gets("/teachers"), strangers.gets("/time-off")
    operations = list(_operations(staff.api))
    assert len(operations) >= 35
    for method, path, body in operations:
        answer = staff.ask(method, path.format(**ids), json=body)
        if "{" in path:
            assert answer.status_code == 404, (method, path, answer.text)
        assert "Canary" not in answer.text, (method, path)
    for params in ({"student": strangers.anna}, {"teacher": strangers.mette}):
        assert staff.gets("/bookings", **params)["items"] == []
    for params in ({"student": strangers.anna}, {"teacher": strangers.mette}, {"lesson_type": strangers.driving}):
        answer = staff.ask("GET", "/slots", params={"lesson_type": "driving"} | params)
        assert answer.status_code == 404
    for wish in (
        {"student": strangers.anna},
        {"teacher": strangers.mette},
        {"lesson_type": strangers.driving},
        {"session": planned["id"]},
    ):
        assert staff.books("mon 09:00", status=404, **wish)["code"] == "not_found"
    assert staff.books("mon 09:00", status=422, resources=[strangers.golf])["field"] == "resources"
    for path, body in (
        (f"/teachers/{staff.mette}", {"lesson_types": [strangers.driving]}),
        (
            f"/teachers/{staff.mette}",
            {"hours": [{"weekday": 0, "start": "08:00", "end": "09:00", "branch": strangers.branch}]},
        ),
        (f"/resources/{staff.golf}", {"branch": strangers.branch}),
        (f"/students/{staff.anna}", {"usual_teacher": strangers.mette}),
        (f"/students/{staff.anna}", {"curriculum": strangers.curriculum}),
    ):
        assert staff.patches(path, body, status=422)["reason"] == "must be there, and this school's"
    new_class = {
        "lesson_type": "theory",
        "start": at("mon 18:00"),
        "teachers": [staff.jonas],
        "resources": [staff.room],
    }
    staff.posts("/sessions", new_class | {"teachers": [strangers.jonas]}, status=422)
    staff.posts("/sessions", new_class | {"resources": [strangers.room]}, status=422)
    assert before == (strangers.gets("/bookings"), strangers.gets("/teachers"), strangers.gets("/time-off"))


_SERIES = {"lesson_type": "theory", "rule": "FREQ=WEEKLY;COUNT=2", "first": "2026-12-01", "start": "18:00"}
_PAID = {"amount_minor": 1, "currency": "DKK"}
_PRICE = {"valid_from": "2027-01-01", "price": _PAID}
_BODIES: dict[str, Any] = {
    "/teachers/{teacher_id}/days/{day}": {"hours": []},
    "/waitlist/{entry_id}": {"priority": 1},
    "/courses/{course_id}/students": {"student": 1},
    "/teachers/{teacher_id}/sick": {"from": at("mon 00:00"), "to": at("tue 00:00")},
    "/bookings/{booking_id}/correct": {"outcome": "no_show"},
    "/students/{student_id}/refunds": _PAID,
    "/students/{student_id}/packages": {"product": 1},
    "/lesson-types/{lesson_type_id}/prices": _PRICE,
    "/bookings/{booking_id}/reschedule": {"start": at("tue 09:00")},
    "/students/{student_id}/payments": _PAID,
    "/messages/{message_id}/reply": {"text": "Hello"},
    "/students/{student_id}/plan": {"enrolled_on": "2026-08-01"},
    "/bookings/{booking_id}/marks": {"skill": "parking", "mark": 3},
    "/bookings/{booking_id}/notes": {"text": "Well done"},
    "/students/{student_id}/results": {"module": "road", "passed": True},
}


def _sold(staff: Staff) -> dict[str, int]:
    """Ids of a package, what it is one of, and its invoice."""
    product = staff.posts(
        "/package-products",
        {"names": {"en": "Canary"}, "lesson_types": [staff.driving], "lessons": 10, "price": _PAID},
    )
    package = staff.posts(f"/students/{staff.anna}/packages", {"product": product["id"]})
    (invoice,) = staff.posts("/invoices", {}, status=200)["items"]
    return {"product_id": product["id"], "package_id": package["id"], "invoice_id": invoice["id"]}


def _told(staff: Staff, text: str) -> int:
    """The id of a message to this school, by its Anna."""
    with staff.api.works() as work:
        address = f"+4522{staff.anna % 1_000_000:06}"
        contact = work.administration.link_contact(
            staff.school_id, "student", staff.anna, "sms", address, language="en", transport="simulator"
        )
        work.conversations.tell_school(staff.school_id, contact, staff.anna, text, NOW)
        work.commit()
    (message,) = staff.gets("/messages")["items"]
    return int(message["id"])


def _operations(api: Api) -> Iterator[tuple[str, str, Any]]:
    """Every operation of the OpenAPI document, with a body that is right but for the id in the path."""
    document = api.ask("GET", f"{PREFIX}/openapi.json").json()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield method.upper(), path, _BODIES.get(path, {}) if "requestBody" in operation else None


def test_the_reference_works_without_the_internet_and_shows_every_operation(api: Api) -> None:
    document = api.ask("GET", f"{PREFIX}/openapi.json").json()
    page = api.ask("GET", "/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert "<script" not in page.text
    for operations in document["paths"].values():
        for operation in operations.values():
            assert f'id="{operation["operationId"]}"' in page.text


def test_a_body_that_never_comes_is_not_waited_for() -> None:
    async def drips() -> AsyncIterator[bytes]:
        yield b'{"name":'
        await asyncio.sleep(5)
        yield b'"x"}'

    async def ask() -> httpx.Response:
        guarded = Guard(Response("reached"), lambda _: (1, 1), body_seconds=0.05)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(guarded), base_url="http://test") as client:
            return await client.post("/", content=drips(), headers={"Authorization": "Bearer x"})

    answer = asyncio.run(ask())
    assert (answer.status_code, answer.json()["code"]) == (408, "timeout")
