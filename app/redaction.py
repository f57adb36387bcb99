"""Blacks out what must not stand in a log: secrets, keys, tokens, and most of a phone number.

Two nets, one behind the other: the values that are secret in this installation, wherever they turn up, and the shapes
that secrets and phone numbers have, for those that this program doesn't know (a school's key, a number in an error).
"""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, quote_plus, urlsplit

DOTS = "••••"
SHORTEST_SECRET = 6  # shorter ones would black out ordinary words; they can't be secrets anyway

SECRET_NAME = r"[\w-]*(?:token|secret|passw|authorization|api[-_]?key|admin[-_ ]?key|signature|cookie|credential)[\w-]*"
SECRET_NAMES = re.compile(SECRET_NAME, re.IGNORECASE)

SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(bearer|basic)\s+(?=[^\s\"',]*[\d=])[^\s\"',]{8,}", re.IGNORECASE), rf"\1 {DOTS}"),
    (re.compile(r"\bbot\d+:[^/\s\"']+"), f"bot{DOTS}"),
    (re.compile(r"\b\d{5,}(?::|%3[Aa])[A-Za-z0-9_-]{20,}"), DOTS),  # a bot token alone
    (re.compile(r"(?<=://)[^/?#\s\"']+@"), f"{DOTS}@"),  # user and password in an address
    (re.compile(r"\bjd_[A-Za-z0-9_-]{16,}"), DOTS),  # a school's key
    (
        re.compile(rf"(?<![\w-])({SECRET_NAME})([\"']*\s*[:=,]\s*b?)([\"'])(?:(?!\3).)+\3", re.IGNORECASE | re.DOTALL),
        rf"\1\2\3{DOTS}\3",
    ),
    (
        re.compile(rf"(?<![\w-])({SECRET_NAME})(\s*[:=]\s*)(?!{DOTS})(?:(?:bearer|basic)\s+)?[^\s\"',;&)}}]+", re.I),
        rf"\1\2{DOTS}",
    ),
)
PHONE = re.compile(r"(\+|%2[Bb])([1-9](?:[ .()-]{0,2}\d){7,14})(?!\d)")


class Redactor:
    """Holds the values to black out."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = {form for secret in secrets for form in _forms(secret) if len(form) >= SHORTEST_SECRET}
        longest_first = sorted(known, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first))) if known else None

    def text(self, text: str) -> str:
        """The text without what must not be seen."""
        if self._known is not None:
            text = self._known.sub(DOTS, text)
        for shape, instead in SHAPES:
            text = shape.sub(instead, text)
        return PHONE.sub(_masked, text)

    def value(self, value: object) -> object:
        """The same for any value that can be logged: numbers stay, all else becomes text, lists and mappings of it."""
        match value:
            case None | bool() | int() | float():
                return value
            case str():
                return self.text(value)
            case Mapping():
                return {
                    self.text(str(key)): DOTS if SECRET_NAMES.fullmatch(str(key)) and inner else self.value(inner)
                    for key, inner in value.items()
                }
            case list() | tuple() | set() | frozenset():
                return [self.value(inner) for inner in value]
            case _:
                return self.text(str(value))


def _masked(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match[2])
    kept = 4 if len(digits) >= 10 else 2
    return f"{match[1]}{digits[:2]}{DOTS}{digits[-kept:]}"


def _forms(secret: str) -> set[str]:
    """A secret as it may be written: as it is, inside an address, and the password alone when it is an address."""
    parts = {secret}
    if "://" in secret:
        parts = {urlsplit(secret).password or secret}
    return {form for part in parts for form in (part, quote(part, safe=""), quote_plus(part))}
