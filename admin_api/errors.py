"""What the API says no with: problem+json (RFC 9457) with a stable `code`. The one place that maps refusals to HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from admin_api.routes import DOCS
from domain.errors import Refusal
from domain.money import Money
from domain.policies import RULES

TITLES = {
    "bad_request": (400, "The request cannot be read"),
    "broken_json": (400, "The body is not JSON"),
    "unauthorized": (401, "A valid key is needed"),
    "not_found": (404, "No such thing in this school"),
    "method_not_allowed": (405, "Not possible here"),
    "timeout": (408, "The body did not arrive in time"),
    "slot_taken": (409, "The teacher, the car or the room is busy then"),
    "student_busy": (409, "The student has something else then"),
    "class_full": (409, "No seat is left"),
    "students_busy": (409, "Some of the students have something else then"),
    "series_conflicts": (409, "Some occurrences are not possible; skip them or choose otherwise"),
    "closed": (409, "The school is closed then"),
    "day_full": (409, "The teacher drives as many minutes that day as agreed"),
    "break_needed": (409, "The teacher has driven so long that a break is due"),
    "travel_needed": (409, "The teacher is on the way from one branch to another then"),
    "unsuitable": (409, "The car or room is not as the lesson or the student needs it"),
    "outside_hours": (409, "Nobody works then"),
    **{rule.code: (409, rule.title) for rule in RULES if rule.code},
    "still_needed": (409, "Lessons to come rest on it; move or cancel them, or send `despite_lessons`"),
    "place_free": (409, "Nothing to wait for: it can be booked now"),
    "hold_expired": (409, "The draft was not confirmed in time"),
    "already_started": (409, "The lesson has begun"),
    "not_started_yet": (409, "The lesson has not begun"),
    "not_allowed": (409, "Not possible in this state"),
    "refund_too_large": (409, "The student has not as much to the good"),
    "changed": (409, "Somebody else changed it meanwhile"),
    "busy": (409, "Too many people want the same thing at once; try again"),
    "too_large": (413, "The body is over 1 MB"),
    "not_json": (415, "The body must be application/json"),
    "invalid": (422, "A value is not right"),
    "idempotency_key_reused": (422, "The key belongs to another request"),
    "internal": (500, "Our fault; it has been logged"),
}
"""Every code with its status and title. Rules bring theirs; another new refusal must be entered here."""

_NOT_DATA = frozenset({"type", "title", "status", "code", "detail", "constraint"})
_RENAMED = {"status": "status_now"}
"""`status` is HTTP's in a problem."""

_BY_STATUS = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "not_json"}


def problem(
    code: str,
    *,
    detail: str | None = None,
    data: Mapping[str, Any] | None = None,
    zone: tzinfo = UTC,
    headers: Mapping[str, str] | None = None,
) -> Response:
    status, title = TITLES.get(code, (409, "Refused"))
    content = {"type": f"{DOCS}#{code}", "title": title, "status": status, "code": code}
    if detail:
        content["detail"] = detail
    given = {_RENAMED.get(name, name): value for name, value in (data or {}).items()}
    content |= {name: _plain(value, zone) for name, value in given.items() if name not in _NOT_DATA}
    # In ASCII: what is echoed may hold characters that UTF-8 cannot.
    return Response(json.dumps(content), status, dict(headers or {}), "application/problem+json")


def title_of(code: str) -> str:
    return TITLES.get(code, (409, "Refused"))[1]


def plain(data: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    """A refusal's data as JSON."""
    return {name: _plain(value, zone) for name, value in data.items()}


def _plain(value: Any, zone: tzinfo) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(part, zone) for name, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part, zone) for part in value]
    return _of_value(value, zone)


def _of_value(value: Any, zone: tzinfo) -> Any:
    match value:
        case datetime():
            return value.astimezone(zone).isoformat()
        case Money():
            return {"amount_minor": value.minor, "currency": value.currency}
        case str() | int() | float() | None:
            return value
        case _:
            return str(value)


def install(app: FastAPI) -> None:
    """Let the app answer every refusal and every fault as a problem."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _internal)


async def _refused(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    zone = getattr(request.state, "zone", UTC)
    return problem(refusal.code, detail=_detail(refusal), data=refusal.data, zone=zone)


def _detail(refusal: Refusal) -> str | None:
    match refusal.code, refusal.data:
        case "invalid", {"field": field, "reason": reason}:
            return f"{field}: {reason}"
        case "not_found", {"what": what}:
            return f"This school has no such {what.replace('_', ' ')}"
        case _:
            return None


async def _not_valid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = error.errors()
    if any(fault["type"] == "json_invalid" for fault in faults):
        return problem("broken_json", detail=str(faults[0].get("ctx", {}).get("error", "")))
    errors = [{"field": ".".join(map(str, fault["loc"])), "reason": fault["msg"]} for fault in faults[:20]]
    return problem("invalid", detail=f"{errors[0]['field']}: {errors[0]['reason']}", data={"errors": errors})


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(_BY_STATUS.get(error.status_code, "bad_request"), headers=error.headers)


async def _internal(_: Request, __: Exception) -> Response:
    return problem("internal")
