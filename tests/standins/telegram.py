"""A strict stand-in for Telegram's Bot API: refuses what Telegram refuses, and remembers what it took."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message as EmailMessage
from html.parser import HTMLParser
from typing import Any

from tests.standins.server import Answer, Request, StandIn, post

TOKEN = "123456:TEST-token-of-the-stand-in"
BOT = {"id": 123456, "is_bot": True, "first_name": "Just Driving", "username": "justdriving_bot"}

_PLAIN_TAGS = frozenset("b strong i em u ins s strike del code pre blockquote tg-spoiler".split())  # noqa: SIM905
_STRAY = re.compile(r"<(?!/?[a-zA-Z][^<>]*>)")
_ENTITY = re.compile(r"&(#\d+|#x[0-9a-fA-F]+|\w+)?;?")


class Refused(Exception):
    """A Bot API error."""

    def __init__(self, description: str, status: int = 400, **parameters: int) -> None:
        super().__init__(description)
        self.answer = failure(status, description, **parameters)


def failure(status: int, description: str, **parameters: int) -> Answer:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    return Answer(status, body | ({"parameters": parameters} if parameters else {}))


BLOCKED = failure(403, "Forbidden: bot was blocked by the user")
CHAT_NOT_FOUND = failure(400, "Bad Request: chat not found")
BAD_GATEWAY = failure(502, "Bad Gateway")


def too_many_requests(seconds: int) -> Answer:
    return failure(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


@dataclass
class Message:
    """A message in a chat as the person sees it. `text` is the HTML that was sent, `words` what it shows."""

    id: int
    chat_id: int
    text: str
    words: str
    reply_markup: Mapping[str, Any] | None
    edits: int = 0
    photo: bytes | None = None

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """(label, callback_data) of the inline keyboard, row by row."""
        rows = (self.reply_markup or {}).get("inline_keyboard", [])
        return [(key["text"], key["callback_data"]) for row in rows for key in row]


@dataclass
class Webhook:
    url: str = ""
    secret: str = ""
    allowed_updates: list[str] = field(default_factory=list)
    last_error: str = ""


class TelegramStandIn(StandIn):
    """The Bot API at `url`, for the bot of `token`.

    chats: the private chats that exist; None for any positive id.
    sent: messages that were sent, with the edits they went through. answered: button presses acknowledged.
    """

    def __init__(self, token: str = TOKEN, chats: Iterable[int] | None = None, port: int = 0) -> None:
        super().__init__(port)
        self.token = token
        self.chats = None if chats is None else set(chats)
        self.sent: list[Message] = []
        self.answered: list[str] = []
        self.presses: set[str] = set()
        self.webhook = Webhook()
        self.updates: list[dict[str, Any]] = []
        self._next_update = 1000
        self._news = threading.Condition(self.lock)
        self._calls: dict[str, Callable[[Mapping[str, Any]], Any]] = {
            "getme": lambda _: BOT,
            "sendmessage": self._send_message,
            "sendphoto": self._send_photo,
            "editmessagetext": self._edit_message_text,
            "answercallbackquery": self._answer_callback_query,
            "getupdates": self._get_updates,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook,
            "getwebhookinfo": lambda _: {
                "url": self.webhook.url,
                "has_custom_certificate": False,
                "pending_update_count": len(self.updates),
                **({"last_error_message": self.webhook.last_error} if self.webhook.last_error else {}),
            },
        }

    def push(self, **update: Any) -> dict[str, Any]:
        """Queue an update for getUpdates, and return it as Telegram would send it."""
        with self._news:
            self._next_update += 1
            whole = {"update_id": self._next_update} | update
            self.updates.append(whole)
            self._news.notify_all()
            return whole

    def press(self, query_id: str) -> None:
        """A button was pressed: this query may be answered once."""
        self.presses.add(query_id)

    def deliver(self, **update: Any) -> tuple[int, bytes]:
        """Send an update to the webhook that was set; the status and body of its answer."""
        with self.lock:
            self._next_update += 1
            body = json.dumps({"update_id": self._next_update} | update).encode()
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": self.webhook.secret}
        return post(self.webhook.url, body, headers)

    def respond(self, request: Request) -> Answer:
        found = re.fullmatch(r"/bot([^/]+)/(\w+)", request.path)
        if not found or ":" not in found[1]:
            return failure(404, "Not Found")
        if found[1] != self.token:
            return failure(401, "Unauthorized")
        call = self._calls.get(found[2].lower())
        if call is None:
            return failure(404, "Not Found: method not found")
        try:
            with self.lock:
                result = call(_parameters(request))
        except Refused as refused:
            return refused.answer
        return Answer(200, {"ok": True, "result": result})

    def _send_message(self, given: Mapping[str, Any]) -> Any:
        chat_id = self._chat(given)
        words = _words(given)
        markup = _markup(given)
        message = Message(len(self.sent) + 1, chat_id, given["text"], words, markup)
        self.sent.append(message)
        return _message(message)

    def _send_photo(self, given: Mapping[str, Any]) -> Any:
        chat_id, photo = self._chat(given), given.get("photo")
        if not isinstance(photo, bytes) or not photo:
            raise Refused("Bad Request: there is no photo in the request")
        if not photo.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8")):
            raise Refused("Bad Request: IMAGE_PROCESS_FAILED")
        if len(photo) > 10 * 1024 * 1024:
            raise Refused("Bad Request: file is too big")
        _ensure_dimensions(photo)
        text = given.get("caption", "")
        words = shown_text(text) if text and given.get("parse_mode") == "HTML" else text
        if len(words.encode("utf-16-le")) // 2 > 1024:
            raise Refused("Bad Request: message caption is too long")
        message = Message(len(self.sent) + 1, chat_id, text, words, _markup(given), photo=photo)
        self.sent.append(message)
        return _message(message)

    def _edit_message_text(self, given: Mapping[str, Any]) -> Any:
        chat_id, message_id = self._chat(given), _integer(given, "message_id")
        found = [message for message in self.sent if message.id == message_id and message.chat_id == chat_id]
        if not found:
            raise Refused("Bad Request: message to edit not found")
        message, words, markup = found[0], _words(given), _markup(given)
        if message.photo is not None:
            raise Refused("Bad Request: there is no text in the message to edit")
        if markup and "inline_keyboard" not in markup:
            raise Refused("Bad Request: inline keyboard expected")
        if (message.words, message.reply_markup) == (words, markup):
            raise Refused(
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
                "same as a current content and reply markup of the message"
            )
        message.text, message.words, message.reply_markup = given["text"], words, markup
        message.edits += 1
        return _message(message)

    def _answer_callback_query(self, given: Mapping[str, Any]) -> Any:
        query_id = str(given.get("callback_query_id", ""))
        if query_id not in self.presses:
            raise Refused("Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.presses.remove(query_id)
        self.answered.append(query_id)
        return True

    def _get_updates(self, given: Mapping[str, Any]) -> Any:
        if self.webhook.url:
            raise Refused(
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first",
                409,
            )
        offset, until = int(given.get("offset", 0)), time.monotonic() + int(given.get("timeout", 0))
        if offset < 0:
            self.updates = self.updates[offset:]
        else:
            self.updates = [update for update in self.updates if update["update_id"] >= offset]
        while not self.updates and (left := until - time.monotonic()) > 0:
            self._news.wait(min(left, 0.05))
        return self.updates[: int(given.get("limit", 100))]

    def _set_webhook(self, given: Mapping[str, Any]) -> Any:
        url, secret = str(given.get("url", "")), str(given.get("secret_token", ""))
        if not url.startswith(("https://", "http://127.0.0.1:")):
            raise Refused("Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise Refused("Bad Request: secret token contains unallowed characters")
        allowed = given.get("allowed_updates", [])
        self.webhook = Webhook(url, secret, json.loads(allowed) if isinstance(allowed, str) else allowed)
        return True

    def _delete_webhook(self, _: Mapping[str, Any]) -> Any:
        self.webhook = Webhook()
        return True

    def _chat(self, given: Mapping[str, Any]) -> int:
        if not given.get("chat_id"):
            raise Refused("Bad Request: chat_id is empty")
        try:
            chat_id = int(given["chat_id"])
        except ValueError:
            raise Refused("Bad Request: chat not found") from None
        if chat_id not in self.chats if self.chats is not None else chat_id <= 0:
            raise Refused("Bad Request: chat not found")
        return chat_id


def _parameters(request: Request) -> Mapping[str, Any]:
    """Query, form or JSON, as the Bot API takes them."""
    given: dict[str, Any] = dict(request.query)
    if request.body:
        kind = request.headers.get("content-type", "")
        if kind.startswith("multipart/form-data"):
            given |= _multipart(kind, request.body)
        else:
            given |= json.loads(request.body) if kind.startswith("application/json") else request.form()
    return given


def _multipart(kind: str, body: bytes) -> dict[str, Any]:
    """Fields as text, files as bytes; `attach://name` stands for the file of that name."""
    whole = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    given: dict[str, Any] = {}
    for part in whole.get_payload():
        assert isinstance(part, EmailMessage)
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        given[name] = content if part.get_filename() else content.decode()
    return {
        name: given[value.removeprefix("attach://")]
        if isinstance(value, str) and value.startswith("attach://")
        else value
        for name, value in given.items()
    }


def _ensure_dimensions(png: bytes) -> None:
    width, height = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise Refused("Bad Request: PHOTO_INVALID_DIMENSIONS")


def _integer(given: Mapping[str, Any], name: str) -> int:
    try:
        return int(given[name])
    except (KeyError, ValueError, TypeError):
        raise Refused("Bad Request: message identifier is not specified") from None


def _message(message: Message) -> dict[str, Any]:
    chat = {"id": message.chat_id, "type": "private", "first_name": "Somebody"}
    shown: dict[str, Any] = {"message_id": message.id, "date": int(time.time()), "chat": chat, "from": BOT}
    if message.photo is None:
        return shown | {"text": message.words}
    width, height = (int.from_bytes(message.photo[at : at + 4]) for at in (16, 20))
    size = {"file_id": f"photo-{message.id}", "file_unique_id": f"p{message.id}", "width": width, "height": height}
    return shown | {"photo": [size], "caption": message.words}


def _words(given: Mapping[str, Any]) -> str:
    """The text without its markup; refuses what Telegram cannot parse, empty texts and those over 4096 units."""
    text = given.get("text", "")
    if not isinstance(text, str):
        raise Refused("Bad Request: message text must be a string")
    words = shown_text(text) if given.get("parse_mode") == "HTML" else text
    if not words.strip():
        raise Refused("Bad Request: message text is empty")
    if len(words.encode("utf-16-le")) // 2 > 4096:
        raise Refused("Bad Request: message is too long")
    return words


def _markup(given: Mapping[str, Any]) -> Mapping[str, Any] | None:
    markup = given.get("reply_markup")
    if not markup:
        return None
    markup = json.loads(markup) if isinstance(markup, str) else markup
    keys = [key for row in markup.get("inline_keyboard", []) for key in row]
    if len(keys) > 100:
        raise Refused("Bad Request: reply markup is too long")
    for key in keys + [key for row in markup.get("keyboard", []) for key in row]:
        if not key.get("text", "").strip():
            raise Refused("Bad Request: can't parse inline keyboard button: text must be non-empty")
    for key in keys:
        if not 1 <= len(key.get("callback_data", "").encode()) <= 64:
            raise Refused("Bad Request: BUTTON_DATA_INVALID")
    return dict(markup)


def shown_text(text: str) -> str:
    """What Telegram shows of this HTML; refuses what it cannot parse."""
    for entity in _ENTITY.finditer(text):
        if not entity[0].endswith(";") or entity[1] is None or (entity[1][0] != "#" and entity[1] not in _NAMED):
            raise Refused(f"Bad Request: can't parse entities: bad entity at offset {entity.start()}")
    if stray := _STRAY.search(text):
        raise Refused(f"Bad Request: can't parse entities: Unsupported start tag at offset {stray.start()}")
    parser = _TelegramHtml(convert_charrefs=True)
    parser.feed(text)
    parser.close()
    if parser.open:
        raise Refused(
            f"Bad Request: can't parse entities: Can't find end tag corresponding to start tag {parser.open[-1]}"
        )
    return "".join(parser.words)


_NAMED = frozenset({"lt", "gt", "amp", "quot"})


class _TelegramHtml(HTMLParser):
    """Telegram's HTML: a handful of tags, properly nested, and no stray angle brackets."""

    def __init__(self, *, convert_charrefs: bool) -> None:
        super().__init__(convert_charrefs=convert_charrefs)
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        allowed = (
            (tag in _PLAIN_TAGS and set(given) <= {"class", "expandable"})
            or (tag == "a" and set(given) == {"href"})
            or (tag == "span" and given == {"class": "tg-spoiler"})
            or (tag == "tg-emoji" and set(given) == {"emoji-id"})
        )
        if not allowed:
            raise Refused(f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise Refused(f"Bad Request: can't parse entities: Unmatched end tag {tag}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raise Refused(f"Bad Request: can't parse entities: Unsupported start tag {tag} {attrs}")

    def handle_comment(self, data: str) -> None:
        raise Refused(f"Bad Request: can't parse entities: Unsupported start tag {data!r}")

    def handle_decl(self, decl: str) -> None:
        self.handle_comment(decl)

    def handle_pi(self, data: str) -> None:
        self.handle_comment(data)

    def unknown_decl(self, data: str) -> None:
        self.handle_comment(data)
