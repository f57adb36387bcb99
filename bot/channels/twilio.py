"""Twilio's REST API by its official client: what the SMS and the WhatsApp adapter share."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException  # type: ignore[import-untyped]
from twilio.http import AsyncHttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from bot.channels.ports import SendResult, Sent, Transient, Unknown
from bot.channels.twilio_errors import sort_code

API_URL = "https://api.twilio.com"
CONTENT_API_URL = "https://content.twilio.com"

FAILURES = (TwilioException, aiohttp.ClientError, TimeoutError, json.JSONDecodeError)
"""All that a call through `TwilioGateway.client` raises for what Twilio or the network did."""

_NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)


class TooManyRequests(TwilioRestException):  # type: ignore[misc]
    """429, with the wait that the `Retry-After` header names; the client's own exception drops it."""

    def __init__(self, url: str, method: str, retry_after: timedelta | None) -> None:
        super().__init__(429, url, "Too Many Requests", code=20429, method=method)
        self.retry_after = retry_after


class _HttpClient(AsyncHttpClient):  # type: ignore[misc]
    """The transport of Twilio's client: one aiohttp session, opened on first use, towards hosts that can be replaced.

    Twilio's own `AsyncTwilioHttpClient` needs a running loop to be made, has no connect time-out, and gives aiohttp a
    parameter that it has deprecated.
    """

    def __init__(self, hosts: Mapping[str, str], timeout: float) -> None:
        super().__init__(logging.getLogger(__name__), True)
        self._hosts = hosts
        self._timeout = aiohttp.ClientTimeout(total=timeout, sock_connect=5.0)
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the client passes none; the session has its own
        allow_redirects: bool = False,
    ) -> Response:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        all_headers = dict(headers or {})
        if auth is not None:
            all_headers["Authorization"] = aiohttp.encode_basic_auth(*auth)
        as_json = all_headers.get("Content-Type") == "application/json"
        async with self._session.request(
            method,
            self._elsewhere(url),
            params={key: str(value) for key, value in (params or {}).items()},
            headers=all_headers,
            allow_redirects=allow_redirects,
            **({"json": data} if as_json else {"data": data}),  # type: ignore[arg-type]
        ) as response:
            if response.status == 429:
                raise TooManyRequests(url, method, _seconds(response.headers.get("Retry-After")))
            text = await response.text()
            if response.ok and not text.lstrip().startswith("{"):
                raise aiohttp.ClientPayloadError("the answer is no JSON object")
            return Response(response.status, text, response.headers)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _elsewhere(self, url: str) -> str:
        for theirs, ours in self._hosts.items():
            if url.startswith(theirs):
                return ours + url[len(theirs) :]
        return url


class TwilioGateway:
    """An account at Twilio. Connects on first use; an adapter's `close` closes it, a second time is no harm."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        *,
        api_url: str | None = None,
        content_api_url: str | None = None,
        status_callback: str | None = None,
        timeout: float = 15.0,
    ) -> None:
        """api_url, content_api_url: scheme and host of a stand-in for Twilio's. timeout: seconds for a whole call.

        status_callback: full URL that Twilio reports deliveries to; none are reported without it.
        """
        hosts = {API_URL: (api_url or API_URL).rstrip("/")}
        hosts[CONTENT_API_URL] = (content_api_url or CONTENT_API_URL).rstrip("/")
        self._http = _HttpClient(hosts, timeout)
        self.client: Any = Client(account_sid, auth_token, http_client=self._http, environment={"": ""})
        self._callback = {"status_callback": status_callback} if status_callback else {}

    async def post(self, to: str, sender: Mapping[str, str], **content: str | list[str]) -> Sent:
        """Hand one message over. Raises one of `FAILURES`; `sort_failure` tells what it means.

        sender: `from_` or `messaging_service_sid`. content: `body` and `media_url`, or `content_sid` with
        `content_variables`.
        """
        message = await self.client.messages.create_async(to=to, **sender, **self._callback, **content)
        return Sent(str(message.sid))

    async def find(self, to: str, body: str, since: datetime) -> Sent | None:
        """The message with this very text that Twilio has sent to `to` since then; for sends that ended `Unknown`.

        Raises one of `FAILURES`. since: aware; Twilio compares whole UTC days, so a message of the same text earlier
        that day is filtered here.
        """
        for message in await self.client.messages.list_async(to=to, date_sent_after=since, limit=50):
            created = message.date_created
            if message.body == body and (created is None or created >= since.replace(microsecond=0)):
                return Sent(str(message.sid))
        return None

    async def close(self) -> None:
        await self._http.close()


def sort_failure(failure: Exception) -> SendResult:
    """The result that stands for one of `FAILURES` of a send."""
    if isinstance(failure, TooManyRequests):
        return sort_code(20429, 429, failure.retry_after)
    if isinstance(failure, TwilioRestException | TwilioServiceException):
        return sort_code(int(failure.code or 0), int(failure.status))
    if isinstance(failure, _NEVER_SENT):
        return Transient(f"twilio cannot be reached: {type(failure).__name__}")
    return Unknown(f"no answer from twilio: {type(failure).__name__}")


def failure_code(failure: Exception) -> int | None:
    """Twilio's error code, None when Twilio never answered."""
    return int(failure.code or 0) if isinstance(failure, TwilioRestException | TwilioServiceException) else None


def _seconds(header: str | None) -> timedelta | None:
    return timedelta(seconds=int(header)) if header and header.isascii() and header.isdigit() else None
