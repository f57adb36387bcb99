"""A strict stand-in for Twilio's Messages and Content APIs, which also signs webhooks as Twilio does."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from tests.standins.server import Answer, Request, StandIn, post

ACCOUNT = "AC" + "0" * 31 + "1"
AUTH_TOKEN = "token-of-the-stand-in"
SMS_NUMBER = "+15550001111"
WHATSAPP_NUMBER = "+15550002222"
SERVICE = "MG" + "0" * 31 + "1"

_TO = re.compile(r"(whatsapp:)?\+[1-9]\d{6,14}")
_VARIABLE = re.compile(r"\{\{\s*([A-Za-z0-9_]*)\s*\}\}")


class Refused(Exception):
    """A Twilio error."""

    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.answer = failure(code, message, status)


def failure(code: int, message: str = "refused", status: int = 400, **headers: str) -> Answer:
    more = f"https://www.twilio.com/docs/errors/{code}"
    body = {"code": code, "message": message, "more_info": more, "status": status}
    return Answer(status, body, headers)


def too_many_requests(seconds: int | None = None) -> Answer:
    headers = {} if seconds is None else {"Retry-After": str(seconds)}
    return Answer(429, failure(20429, "Too Many Requests", 429).body, headers)


@dataclass
class Message:
    """A message that Twilio took. `body` is what the person reads, `choices` the buttons or rows under it."""

    sid: str
    to: str
    sender: str
    body: str
    choices: list[tuple[str, str]] = field(default_factory=list)
    content_sid: str | None = None
    status_callback: str | None = None
    media: str | None = None
    created: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass
class Template:
    sid: str
    friendly_name: str
    language: str
    variables: dict[str, str]
    types: dict[str, Any]


class TwilioStandIn(StandIn):
    """Both APIs at one `url`, for one account, its two senders and its messaging service.

    sent: messages that were taken. templates: content templates that were made, by sid.
    """

    def __init__(self, account: str = ACCOUNT, auth_token: str = AUTH_TOKEN, port: int = 0) -> None:
        super().__init__(port)
        self.account, self.auth_token = account, auth_token
        self.senders = {SMS_NUMBER, f"whatsapp:{WHATSAPP_NUMBER}"}
        self.services = {SERVICE}
        self.sent: list[Message] = []
        self.templates: dict[str, Template] = {}

    def respond(self, request: Request) -> Answer:
        given = base64.b64encode(f"{self.account}:{self.auth_token}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {given}":
            return failure(20003, "Authenticate", 401)
        messages = f"/2010-04-01/Accounts/{self.account}/Messages"
        try:
            with self.lock:
                if request.path == f"{messages}.json":
                    return self._create(request.form()) if request.method == "POST" else self._list(request.query)
                if request.path.startswith(f"{messages}/"):
                    return self._fetch(request.path.removeprefix(f"{messages}/").removesuffix(".json"))
                if request.path == "/v1/Content":
                    return self._make(request) if request.method == "POST" else self._templates(request.query)
        except Refused as refused:
            return refused.answer
        return failure(20404, f"The requested resource {request.path} was not found", 404)

    def signed_form(self, url: str, fields: Mapping[str, str]) -> tuple[bytes, dict[str, str]]:
        """Body and headers of a webhook request to `url`, signed by Twilio's own validator."""
        from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

        signature = RequestValidator(self.auth_token).compute_signature(url, dict(fields))
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8", "X-Twilio-Signature": signature}
        return urlencode(fields).encode(), headers

    def deliver(self, url: str, sender: str, body: str, **fields: str) -> tuple[int, bytes]:
        """An inbound message from `sender` ("+45…" or "whatsapp:+45…") to the webhook at `url`; its answer."""
        sid = fields.pop("MessageSid", f"SM{len(self.requests):032x}")
        to = f"whatsapp:{WHATSAPP_NUMBER}" if sender.startswith("whatsapp:") else SMS_NUMBER
        form = {"MessageSid": sid, "SmsSid": sid, "AccountSid": self.account, "From": sender, "To": to, "Body": body}
        return post(url, *self.signed_form(url, form | {"NumMedia": "0", "NumSegments": "1"} | fields))

    def report(self, message: Message, status: str, error: str = "") -> tuple[int, bytes]:
        """A delivery status of a sent message to the callback it was sent with; its answer."""
        if not message.status_callback:
            raise ValueError("the message was sent without a status callback")
        form = {"MessageSid": message.sid, "SmsSid": message.sid, "AccountSid": self.account, "To": message.to}
        form |= {"MessageStatus": status, "SmsStatus": status} | ({"ErrorCode": error} if error else {})
        return post(message.status_callback, *self.signed_form(message.status_callback, form))

    def _create(self, form: Mapping[str, str]) -> Answer:
        to = form.get("To", "")
        if not _TO.fullmatch(to):
            raise Refused(21211, f"Invalid 'To' Phone Number: {to}")
        sender = self._sender(form, to)
        body, choices = form.get("Body", ""), list[tuple[str, str]]()
        if "ContentSid" in form:
            body, choices = self._filled(form)
        elif not body and "MediaUrl" not in form:
            raise Refused(21602, "Message body is required.")
        if len(body) > 1600:
            raise Refused(21617, "The concatenated message body exceeds the 1600 character limit")
        message = Message(f"SM{len(self.sent) + 1:032x}", to, sender, body, choices)
        message.media = self._media(form, to, body)
        message.content_sid, message.status_callback = form.get("ContentSid"), form.get("StatusCallback")
        self.sent.append(message)
        return Answer(201, self._resource(message))

    def _media(self, form: Mapping[str, str], to: str, body: str) -> str | None:
        """Twilio wants an address that it can fetch; a caption on WhatsApp has at most 1024 characters."""
        url = form.get("MediaUrl")
        if url is not None and not url.startswith("https://"):
            raise Refused(21620, f"Invalid media URL(s): {url}")
        if url is not None and to.startswith("whatsapp:") and len(body) > 1024:
            raise Refused(63021, "Channel invalid content error: caption too long")
        return url

    def _sender(self, form: Mapping[str, str], to: str) -> str:
        service, sender = form.get("MessagingServiceSid"), form.get("From")
        if service:
            if service not in self.services:
                raise Refused(21701, f"The Messaging Service does not exist: {service}", 404)
            prefix = "whatsapp:" if to.startswith("whatsapp:") else "+"
            return next(known for known in self.senders if known.startswith(prefix))
        if not sender:
            raise Refused(21603, "A 'From' phone number is required.")
        if sender.startswith("whatsapp:") != to.startswith("whatsapp:"):
            raise Refused(21910, "Invalid From and To pair. From and To should be of the same channel")
        if sender not in self.senders:
            code = 63007 if sender.startswith("whatsapp:") else 21606
            raise Refused(code, f"The From phone number {sender} is not a valid sender")
        return sender

    def _filled(self, form: Mapping[str, str]) -> tuple[str, list[tuple[str, str]]]:
        """The template's body and choices with the message's variables."""
        template = self.templates.get(form["ContentSid"])
        if template is None:
            raise Refused(21655, "The ContentSid is invalid")
        values = template.variables | _content_variables(form.get("ContentVariables", "{}"))
        kind, content = next(iter(template.types.items()))
        body = _fill(content["body"], values)
        if len(body) > 1024:
            raise Refused(63021, "Channel invalid content error")
        if kind == "twilio/quick-reply":
            choices = [(_fill(key["title"], values), _fill(key["id"], values)) for key in content["actions"]]
            _ensure_choices(choices, 3, 20)
        else:
            choices = [(_fill(row["item"], values), _fill(row["id"], values)) for row in content["items"]]
            _ensure_choices(choices, 10, 24)
            if not 1 <= len(_fill(content["button"], values)) <= 20:
                raise Refused(63021, "Channel invalid content error: button")
        return body, choices

    def _list(self, query: Mapping[str, str]) -> Answer:
        found = [message for message in reversed(self.sent) if message.to == query.get("To", message.to)]
        found = [message for message in found if message.created.date().isoformat() >= query.get("DateSent>", "")[:10]]
        page = {"page": 0, "page_size": 50, "uri": "", "next_page_uri": None, "previous_page_uri": None}
        return Answer(200, page | {"messages": [self._resource(message) for message in found]})

    def _fetch(self, sid: str) -> Answer:
        found = [message for message in self.sent if message.sid == sid]
        return Answer(200, self._resource(found[0])) if found else failure(20404, "not found", 404)

    def _make(self, request: Request) -> Answer:
        given = json.loads(request.body)
        if not given.get("language") or not given.get("types"):
            raise Refused(92001, "language and types are required")
        for kind, content in given["types"].items():
            _ensure_template(kind, content, given.get("variables", {}))
        sid = f"HX{len(self.templates) + 1:032x}"
        template = Template(
            sid, given.get("friendly_name", ""), given["language"], given.get("variables", {}), given["types"]
        )
        self.templates[sid] = template
        return Answer(201, _template(template, self.account))

    def _templates(self, query: Mapping[str, str]) -> Answer:
        page, size = int(query.get("Page", 0)), int(query.get("PageSize", 50))
        if size > 1000:
            raise Refused(20001, "PageSize is at most 1000")
        everything = [_template(template, self.account) for template in self.templates.values()]
        more = len(everything) > (page + 1) * size
        # The real URL names content.twilio.com; the client under test has to find its way back to this host.
        following = f"https://content.twilio.com/v1/Content?PageSize={size}&Page={page + 1}" if more else None
        meta = {"page": page, "page_size": size, "next_page_url": following, "key": "contents"}
        return Answer(200, {"contents": everything[page * size : (page + 1) * size], "meta": meta})

    def _resource(self, message: Message) -> dict[str, Any]:
        when = format_datetime(message.created)
        return {
            "sid": message.sid,
            "account_sid": self.account,
            "to": message.to,
            "from": message.sender,
            "body": message.body,
            "status": "queued",
            "direction": "outbound-api",
            "num_media": "0",
            "num_segments": "1",
            "error_code": None,
            "error_message": None,
            "date_created": when,
            "date_updated": when,
            "date_sent": None,
        }


def _content_variables(text: str) -> dict[str, str]:
    try:
        values = json.loads(text)
    except ValueError:
        values = None
    if not isinstance(values, dict) or not all(isinstance(value, str) and value for value in values.values()):
        raise Refused(21656, "The ContentVariables Parameter is invalid")
    return values


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda found: values[found[1]], text)


def _ensure_choices(choices: list[tuple[str, str]], most: int, longest: int) -> None:
    labels = [label for label, _ in choices]
    if not 1 <= len(choices) <= most or len(set(labels)) < len(labels):
        raise Refused(63021, "Channel invalid content error: number of choices, or twice the same")
    if not all(1 <= len(label) <= longest and 1 <= len(key) <= 200 for label, key in choices):
        raise Refused(63021, "Channel invalid content error: label or id too long")


def _ensure_template(kind: str, content: Mapping[str, Any], samples: Mapping[str, str]) -> None:
    lists = {"twilio/quick-reply": ("actions", "title"), "twilio/list-picker": ("items", "item")}
    if kind not in lists or not content.get("body"):
        raise Refused(92000, f"unknown content type, or no body: {kind}")
    field_name, label = lists[kind]
    choices = content.get(field_name) or []
    if not 1 <= len(choices) <= 10 or not all(choice.get(label) and choice.get("id") for choice in choices):
        raise Refused(92003, f"{field_name}: between 1 and 10, each with {label} and id")
    if kind == "twilio/list-picker" and not content.get("button"):
        raise Refused(92003, "button is required")
    used = set(_VARIABLE.findall(json.dumps(content)))
    if used != set(samples) or len(used) > 100 or any(not 1 <= len(name) <= 16 for name in used):
        raise Refused(92002, "each variable needs a sample; at most 100 of at most 16 characters")


def _template(template: Template, account: str) -> dict[str, Any]:
    return {
        "sid": template.sid,
        "account_sid": account,
        "friendly_name": template.friendly_name,
        "language": template.language,
        "variables": template.variables,
        "types": template.types,
        "date_created": "2026-11-22T10:00:00Z",
        "date_updated": "2026-11-22T10:00:00Z",
        "url": f"https://content.twilio.com/v1/Content/{template.sid}",
        "links": {},
    }
