"""A message as tokens: words, numbers and the shapes that numbers make (14:30, 3/4, 2026-11-26).

Nothing here knows a language. Words are folded (lower case, letters with marks spelt out: "på" is "paa") so that
people may write with or without them, and the lexicons are folded in the same way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

MAX_TEXT = 2_000
"""Characters of a message that are read; what follows is dropped."""

_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}
_INVISIBLE = {0x200B, 0xFEFF, 0x00AD}
_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "ue", "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'"}
)


class Shape(StrEnum):
    """What sort of token."""

    WORD = "word"
    NUMBER = "number"
    CLOCK = "clock"  # 14:30
    DATE = "date"  # 3/4, 24.12.2026, 2026-11-26
    DOTTED = "dotted"  # 14.30 or 24.12: a time or a date
    MARK = "mark"  # punctuation that means something
    JUNK = "junk"  # phone numbers, addresses, decimals: never a time


@dataclass(frozen=True, slots=True)
class Token:
    """One token.

    text: folded.
    numbers: of a number its value; of a clock hour and minute; of a dotted token both parts; of a date two parts in
        the order written, and the year as third if there is one. An ISO date has its year first: `iso` is set.
        A decimal, which is junk otherwise, has both of its parts.
    dot: a full stop follows directly, as in "24." for the 24th. padded: the hour was written with a leading zero.
    """

    text: str
    shape: Shape
    numbers: tuple[int, ...] = ()
    dot: bool = False
    padded: bool = False
    iso: bool = False


_SCAN = re.compile(
    r"""
      (?P<link>https?://\S+|\S+@\S+\.\S+)
    | (?P<phone>\+\d[\d ()-]{5,}\d | \d{7,} | (?<!\d)\d{2}(?:\ \d{2}){3,}(?!\d) | (?<!\d)\d{4}\ \d{4}(?!\d)
        | (?<!\d)\d{3}[ -]\d{3}[ -]\d{3,4}(?!\d))
    | (?P<iso>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})(?!\d)(?:t(?=\d))?
    | (?P<full>\d{1,2}(?:\.\d{1,2}\.|/\d{1,2}[/-]|-\d{1,2}-)(?:20\d{2}|\d{2})
        |\d{1,2}(?:\.\d{1,2}\.?|/\d{1,2})\ 20\d{2})(?![\d:]|\.\d)
    | (?P<clock>\d{1,2}:\d{2})(?::\d{2})?(?!\d)
    | (?!(?:1[3-9]|2[0-4])/(?:1[3-9]|2[0-4])(?![\d/]))(?P<slash>\d{1,2}/\d{1,2})(?![\d/])  # 16/17 are hours
    | (?P<decimal>\d+,\d+|\d+(?:\.\d{3,})+|\d{3,}\.\d+)
    | (?P<dotted>\d{1,2}\.\d{1,2})(?P<trail>\.?)(?!\d)
    | (?P<number>\d+)(?P<stop>\.?)(?!\d)
    | (?P<digits>\d+)
    | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)
    | (?P<mark>[-–—,;.!?:/&+@%#€$£\n])
    """,
    re.VERBOSE,
)
_DIGITS = re.compile(r"\d+")
_JOINED = re.compile(r"(?<=\d)-([^\W\d_]{3,})-(?=[^\W\d_])")
"""What a hyphen on either side makes one word of: "der 16-Uhr-Termin"."""
_MARKS = {"–": "-", "—": "-", ";": ",", "!": ".", "?": ".", ":": ".", "\n": ",", "€": "%", "$": "%", "£": "%"}


def clean(text: str) -> str:
    """`text` in composed form (NFC), on one line, without control and direction characters, at most `MAX_TEXT` long."""
    composed = unicodedata.normalize("NFC", text[:MAX_TEXT])
    if composed.isprintable():  # as nearly all messages are: nothing in it is control or hidden
        return " ".join(composed.split())
    kept = (" " if _is_control(char) else char for char in composed if not _is_hidden(char))
    return " ".join("".join(kept).split())[:MAX_TEXT].strip()


def _is_hidden(char: str) -> bool:
    code = ord(char)
    return code == 0 or code in _BIDI or code in _INVISIBLE


def _is_control(char: str) -> bool:
    # Lone surrogates cannot be stored as UTF-8 either.
    return unicodedata.category(char) in {"Cc", "Cs"}


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """`text` for comparing: compatibility forms resolved, lower case, marked letters spelt with plain ones."""
    if text.isascii():
        return text.lower()
    spelt = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    stripped = (char for char in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(char))
    return "".join(_ascii_digit(char) for char in stripped)


def _ascii_digit(char: str) -> str:
    return str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char


@lru_cache(maxsize=2048)
def scan(text: str) -> tuple[Token, ...]:
    """The tokens of `text`. Characters without meaning (emoji, brackets) are left out."""
    return tuple(_token(match) for match in _SCAN.finditer(_JOINED.sub(r" \1 ", fold(text))))


def words(phrase: str) -> tuple[str, ...]:
    """The token texts of a lexicon's phrase."""
    return _plain_words(phrase) or tuple(token.text.replace("'", "") for token in scan(phrase))


@lru_cache(maxsize=2048)
def spoken(phrase: str) -> tuple[str, ...]:
    """The words and numbers of a phrase, without its punctuation."""
    return _plain_words(phrase) or tuple(
        token.text.replace("'", "") for token in scan(phrase) if token.shape is not Shape.MARK
    )


def _plain_words(phrase: str) -> tuple[str, ...] | None:
    """The words of a phrase of nothing but letters and spaces, as most of a lexicon's are: `scan` takes four times as
    long for them, which starts would feel."""
    said = tuple(fold(phrase).split())
    return said if "".join(said).isalpha() else None


def stands_in(said: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Whether the phrase stands somewhere in what is said; one without words, as a name of signs is, never does."""
    starts = (at for at, word in enumerate(said) if word in phrase[:1])
    return any(said[at : at + len(phrase)] == phrase for at in starts)


def says_one(said: tuple[str, ...], phrases: frozenset[tuple[str, ...]]) -> bool:
    """Whether one of the phrases stands somewhere in what is said."""
    none_begins = _by_first_word(phrases).keys().isdisjoint(said)
    return not none_begins and any(True for _ in places_of(said, phrases))


def places_of(said: tuple[str, ...], phrases: frozenset[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """Where the phrases stand in what is said: from which word to before which."""
    beginning = _by_first_word(phrases)
    begun = [at for at, word in enumerate(said) if word in beginning]
    for at in begun:
        for phrase in beginning[said[at]]:
            if said[at : at + len(phrase)] == phrase:
                yield at, at + len(phrase)


def begins_with_one(said: tuple[str, ...], phrases: frozenset[tuple[str, ...]]) -> bool:
    """Whether what is said begins with one of the phrases."""
    return any(said[: len(phrase)] == phrase for phrase in _by_first_word(phrases).get(said[0], ())) if said else False


@lru_cache(maxsize=256)
def _by_first_word(phrases: frozenset[tuple[str, ...]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    beginning: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in phrases:
        beginning[phrase[0]] = (*beginning.get(phrase[0], ()), phrase)
    return beginning


def runs_of(said: tuple[str, ...], lengths: Iterable[int]) -> Iterator[tuple[str, ...]]:
    """All words in a row that are so many."""
    return (said[at : at + length] for length in lengths for at in range(len(said) - length + 1))


def _token(match: re.Match[str]) -> Token:  # noqa: PLR0911 - one return per shape
    group, found = match.lastgroup or "", match.group()
    if group == "word":
        return Token(found.replace("'", "") if not found.endswith("'s") else found, Shape.WORD)
    if group == "mark":
        return Token(_MARKS.get(found, found), Shape.MARK)
    numbers = tuple([int(part) for part in _DIGITS.findall(found)])
    if group == "stop":
        return Token(match["number"], Shape.NUMBER, numbers, dot=bool(match["stop"]))
    if group == "clock":
        return Token(found, Shape.CLOCK, numbers[:2], padded=found.startswith("0"))
    if group == "trail":
        return Token(match["dotted"], Shape.DOTTED, numbers, bool(match["trail"]), found.startswith("0"))
    if group in {"full", "slash"}:
        return Token(found, Shape.DATE, numbers)
    if group == "iso":
        return Token(match["iso"], Shape.DATE, numbers[:3], iso=True)
    return Token("#", Shape.JUNK, numbers if group == "decimal" else ())
