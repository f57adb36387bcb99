"""Long texts cut into parts that a channel takes, without breaking words or markup."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"<[^<>]*>|&#?\w{1,32};|.", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^<>]*>")


def split_plain(text: str, limit: int) -> list[str]:
    """The text in parts of at most `limit` characters, broken at a line end, else at a space, else anywhere."""
    parts = []
    while len(text) > limit:
        at = _break(text, limit)
        parts.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [part for part in (*parts, text) if part] or [""]


def split_html(text: str, limit: int) -> list[str]:
    """Telegram HTML in parts of at most `limit` UTF-16 units after entity parsing.

    Tags open at a break are closed there and opened again in the next part. The unit is the one Telegram counts in,
    so that an emoji counts twice.
    """
    if len(text) * 2 <= limit or visible_length(text) <= limit:
        return [text]
    parts: list[str] = []
    tokens: list[str] = []
    width = 0
    for token in _TOKEN.findall(text):
        if width + _width(token) > limit:
            kept, rest = _cut(tokens)
            still_open = _open(kept)
            parts.append("".join(kept).rstrip() + "".join(f"</{name}>" for name, _ in reversed(still_open)))
            tokens = [tag for _, tag in still_open] + rest
            width = sum(map(_width, tokens))
        tokens.append(token)
        width += _width(token)
    return [*parts, "".join(tokens)]


def visible_length(html: str) -> int:
    """UTF-16 units that remain when tags are taken out and entities are read."""
    return sum(_width(token) for token in _TOKEN.findall(html))


def _width(token: str) -> int:
    if token.startswith("<") and len(token) > 1:
        return 0
    if len(token) > 1:
        return 1
    return 2 if ord(token) > 0xFFFF else 1


def _cut(tokens: list[str]) -> tuple[list[str], list[str]]:
    """The tokens before the best break in their second half, and those after it."""
    for mark in ("\n", " "):
        for at in range(len(tokens) - 1, len(tokens) // 2, -1):
            if tokens[at] == mark:
                return tokens[:at], tokens[at + 1 :]
    return tokens, []


def _open(tokens: list[str]) -> list[tuple[str, str]]:
    stack: list[tuple[str, str]] = []
    for token in tokens:
        if tag := _TAG.fullmatch(token):
            if not tag[1]:
                stack.append((tag[2], token))
            elif stack:
                stack.pop()
    return stack


def _break(text: str, limit: int) -> int:
    for mark in ("\n", " "):
        at = text.rfind(mark, limit // 2, limit + 1)
        if at > 0:
            return at
    return limit
