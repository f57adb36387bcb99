"""What somebody calls themselves, in any of the languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from bot.understanding.lexicon import codes, lexicon

_NAME = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f '’.-]){2,60}")
"""Letters of any script, accents, and what stands between them in names."""
_MOST_NAMES = 4
_INITIALS = 3
"""What is written in capitals and so short may be initials."""


def introduced(text: str) -> str:
    """The name in "hi, my name is lise holm", written as names are."""
    name = " ".join(text.split()).rstrip("!")
    if name.endswith(".") and len(name.split()[-1]) > _INITIALS + 1:
        name = name[:-1]  # of a sentence, not of "Jr."
    while (rest := _before_names().sub("", name)) != name:
        name = rest
    shouted = name.isupper() and len(name) > _INITIALS
    if not (name.islower() or shouted):
        return name
    return "".join(part.capitalize() for part in re.split(r"([ -])", name))


def introduced_with_more(text: str) -> tuple[str, str] | None:
    """The name in "my name is lise holm and I want to drive on Thursday", and what is said behind it."""
    said = " ".join(text.split())
    rest = introduced(said)
    if rest.casefold() == said.casefold():
        return None
    words = rest.split()
    for at in range(1, min(_MOST_NAMES, len(words) - 1) + 1):
        ends = words[at - 1][-1] in ",.;!"
        joins = words[at].casefold() in _joining_words()
        if ends or joins:
            name = introduced(" ".join(words[:at]).rstrip(",.;!"))
            return (name, " ".join(words[at + joins :])) if is_name(name) else None
    return None


def introduces_a_name(text: str) -> bool:
    """Whether it begins as only a name goes on: "my name is", but not "I am"."""
    return _only_before_names().match(text) is not None


def is_name(name: str) -> bool:
    """Letters in at most four words, none of which belongs to a sentence."""
    if _NAME.fullmatch(name) is None or sum(map(str.isalpha, name)) < 2:
        return False
    words = name.lower().split()
    return len(words) <= _MOST_NAMES and not _words_of_sentences() & set(words)


@cache
def _before_names() -> re.Pattern[str]:
    known = [lexicon(code) for code in codes()]
    return _beginning(phrase for each in known for phrase in (*each.introductions, *each.introductions_weak))


@cache
def _only_before_names() -> re.Pattern[str]:
    return _beginning(phrase for code in codes() for phrase in lexicon(code).introductions)


@cache
def _joining_words() -> frozenset[str]:
    heads = ((code, first) for code in codes() for first in lexicon(code).phrases)
    return frozenset(first for code, first in heads if "and" in lexicon(code).knows((first,)))


@cache
def _words_of_sentences() -> frozenset[str]:
    return frozenset().union(*(lexicon(code).no_names for code in codes()))


def _beginning(phrases: Iterable[str]) -> re.Pattern[str]:
    said = sorted({re.escape(phrase).replace("'", "['’]") for phrase in phrases}, key=len, reverse=True)
    return re.compile(rf"^(?:{'|'.join(said)})(?:[\s:,.!]+|$)", re.IGNORECASE)
