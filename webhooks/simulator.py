"""The simulator: all channels in a browser or by plain JSON, without any of them. Mounted only in the demo.

| request | what |
|---|---|
| `GET /` | the chat page |
| `POST /simulator/messages` | one inbound message; answers what the turn said to that address |
| `GET /simulator/messages?address=…&channel=…` | the messages to and from that address, oldest first |
| `GET /simulator/pictures/<message id>.png` | the picture that goes with a message |
| `GET /simulator/people` | whom the demo knows |
| `GET /simulator/clock`, `POST /simulator/clock` | the demo's clock; moves it forward |

| answer | when |
|---|---|
| 400 | no JSON |
| 403 | a page of another site asks |
| 408, 413, 415 | too slow, over 1 MB, not JSON |
| 422 | JSON, but no request of ours; `error` says why |
| 503 | the turn failed; the same request may be sent again |
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from importlib import resources
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.dialogs.exchange import Channel, Inbound
from webhooks.intake import Rejected, body_of, content_type
from webhooks.simulator_form import (
    Misfit,
    Person,
    Shown,
    ShownChoice,
    address_of,
    advance_of,
    channel_of,
    inbound_of,
    moment,
    shown,
)

__all__ = ["PICTURES_PATH", "Backend", "Person", "Shown", "ShownChoice", "simulator_routes"]

MESSAGES_PATH = "/simulator/messages"
PICTURES_PATH = "/simulator/pictures"
PEOPLE_PATH = "/simulator/people"
CLOCK_PATH = "/simulator/clock"
PAGES = {
    "/": ("chat.html", "text/html"),
    "/simulator/chat.css": ("chat.css", "text/css"),
    "/simulator/chat.js": ("chat.js", "text/javascript"),
    "/simulator/icon.svg": ("icon.svg", "image/svg+xml"),
}
PAGE_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-cache",
}

_SENTENCES = {
    400: "The body is no JSON.",
    403: "Requests from pages of other sites are refused.",
    408: "The body did not arrive in time.",
    413: "The body is over 1 MB.",
    415: "The body must be JSON: send it with content-type application/json.",
    503: "Something went wrong on the server; its log says what.",
}

log = logging.getLogger(__name__)

T = TypeVar("T")


class Backend(Protocol):
    """What the simulator shows. Every method blocks, so each is called in a worker thread."""

    def people(self) -> Sequence[Person]:
        """Whom the demo knows."""

    def say(self, inbound: Inbound) -> Sequence[Shown]:
        """One durable turn; what it said to that address. A repeated event says nothing. Raises when it failed."""

    def messages(self, address: str, channel: Channel | None = None) -> Sequence[Shown]:
        """To and from the address, oldest first; of one channel or of all."""

    def picture(self, message_id: str) -> bytes | None:
        """The PNG that goes with the message; None if none does."""

    def now(self) -> datetime:
        """The demo's clock, UTC."""

    def advance(self, by: timedelta) -> datetime:
        """Move the clock forward and let due work run; the new now."""


def simulator_routes(backend: Backend, zone: str = "Europe/Copenhagen") -> list[Route]:
    """The simulator as plain Starlette routes.

    zone: the IANA name of the zone in which the page tells the time.
    """

    async def say(request: Request) -> Response:
        inbound = inbound_of(await _json_object(request))
        said = await _threaded(lambda: backend.say(inbound))
        return JSONResponse({"replies": [shown(message) for message in said]})

    async def messages(request: Request) -> Response:
        given = request.query_params.get("address", "")
        # A bare "+" in a query string means a space.
        address = address_of("+" + given[1:] if given.startswith(" ") else given)
        channel = channel_of(request.query_params.get("channel") or None)
        found = await _threaded(lambda: backend.messages(address, channel))
        return JSONResponse({"messages": [shown(message) for message in found]})

    async def picture(request: Request) -> Response:
        png = await _threaded(lambda: backend.picture(request.path_params["message"]))
        return Response(png, media_type="image/png") if png is not None else Response(status_code=404)

    async def people(_: Request) -> Response:
        known = await _threaded(backend.people)
        fields = ("name", "role", "address", "school")
        return JSONResponse({"people": [{name: getattr(person, name) for name in fields} for person in known]})

    async def clock(_: Request) -> Response:
        return _clock(await _threaded(backend.now))

    async def advance(request: Request) -> Response:
        by = advance_of(await _json_object(request))
        return _clock(await _threaded(lambda: backend.advance(by)))

    def _clock(now: datetime) -> Response:
        return JSONResponse({"now": moment(now), "zone": zone})

    return [
        *(_page(path, name, media_type) for path, (name, media_type) in PAGES.items()),
        Route(MESSAGES_PATH, _answered(messages), methods=["GET"]),
        Route(MESSAGES_PATH, _answered(say), methods=["POST"]),
        Route(f"{PICTURES_PATH}/{{message}}.png", _answered(picture), methods=["GET"]),
        Route(PEOPLE_PATH, _answered(people), methods=["GET"]),
        Route(CLOCK_PATH, _answered(clock), methods=["GET"]),
        Route(CLOCK_PATH, _answered(advance), methods=["POST"]),
    ]


def _answered(handle: Callable[[Request], Any]) -> Callable[[Request], Any]:
    """`handle`, with what it raises put into words."""

    async def endpoint(request: Request) -> Response:
        try:
            answer: Response = await handle(request)
        except Misfit as misfit:
            return JSONResponse({"error": str(misfit)}, 422)
        except Rejected as rejected:
            headers = {"connection": "close"}  # part of the request may not have been read
            return JSONResponse({"error": _SENTENCES[rejected.status]}, rejected.status, headers)
        answer.headers["cache-control"] = "no-store"
        return answer

    return endpoint


async def _threaded(work: Callable[[], T]) -> T:
    """What `work` returns. Its failure is logged here and never shown."""
    try:
        return await run_in_threadpool(work)
    except Exception:
        log.exception("the simulator's request failed")
        raise Rejected(503) from None


async def _json_object(request: Request) -> Mapping[str, Any]:
    """The body. A form on another site can't send JSON, a script there can't hide its origin."""
    if content_type(request) != "application/json":
        raise Rejected(415)
    if not _from_here(request):
        raise Rejected(403)
    try:
        body = json.loads(await body_of(request))
    except (ValueError, RecursionError):
        raise Rejected(400) from None
    if not isinstance(body, dict):
        raise Misfit("The body must be a JSON object.")
    return body


def _from_here(request: Request) -> bool:
    """Whether a page of ours asks, or no page at all."""
    origin = request.headers.get("origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc == request.headers.get("host")
    except ValueError:
        return False


def _page(path: str, name: str, media_type: str) -> Route:
    content = (resources.files("webhooks") / "pages" / name).read_bytes()

    async def page(_: Request) -> Response:
        return Response(content, media_type=media_type, headers=PAGE_HEADERS)

    return Route(path, page, methods=["GET"])
