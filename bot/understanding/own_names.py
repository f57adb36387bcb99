"""What somebody calls themselves, in any of the languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from bot.understanding.lexicon import codes, lexicon
from bot.understanding.tokens import spoken

_NAME = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f '’.-]){2,60}")
"""Letters of any script, accents, and what stands between them in names."""
_MOST_NAMES = 4
_INITIALS = 3
"""What is written in capitals and so short may be initials."""
_AROUND = " ,.;:-!\n"
_SMALL_TALK = ("greeting", "thanks", "bye", "ok", "yes", "no", "moment", "stop")
_BEHIND_GENITIVE = "…"


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


def name_in(text: str) -> str | None:
    """The name that is said of oneself anywhere in a message about something else, "I'd like to join, I'm Lise Holm",
    or that is all of it, "Lise Holm": in capitals, unless it follows "my name is"."""
    said = text.strip(_AROUND)
    if is_written_as_one(said) and introduced(said).casefold() == said.casefold():
        return said
    found = (_introduced_first(text[start:].strip(_AROUND)) for start in _beginnings(text))
    return next(filter(None, found), None)


def _introduced_first(text: str) -> str | None:
    """The name with which the words begin, behind an introduction."""
    more = introduced_with_more(text)
    name = more[0] if more is not None else introduced(text.rstrip(_AROUND))
    if name == text or not is_name(name):
        return None
    outright = _only_before_names().match(_without_greeting(text)) is not None
    return name if outright or (name in text and is_written_as_one(name)) else None


def _without_greeting(text: str) -> str:
    """ "Jeg hedder Rasmus" of "hej jeg hedder Rasmus"."""
    first, _, rest = text.partition(" ")
    return rest if _says_only(first, "greeting") else text


def _beginnings(text: str) -> Iterator[int]:
    """Where the clauses of a message begin."""
    yield 0
    for word in re.finditer(r"\S+", text):
        if word.group()[-1] in _AROUND or word.group().casefold() in _joining_words():
            yield word.end()


def is_written_as_one(text: str) -> bool:
    """First and last name, in capitals."""
    first, *others = text.split() or [""]
    return bool(others) and is_name(text) and first[0].isupper() and others[-1][0].isupper()


def is_name(name: str) -> bool:
    """Letters in at most four words, none of which belongs to a sentence, and no small talk: "thanks a lot"."""
    if _NAME.fullmatch(name) is None or sum(map(str.isalpha, name)) < 2 or len(name.split()) > _MOST_NAMES:
        return False
    return _words_of_sentences().search(name.lower()) is None and not is_small_talk(name)


def is_plainly_a_name(text: str, language: str) -> bool:
    """Whether it is introduced as one, written as one, or has none of the words that hold sentences together."""
    if name_in(text) is not None:
        return True
    name, words = introduced(text), lexicon(language)
    return is_full(name) and is_name(name) and (words.fillers | words.polite).isdisjoint(spoken(name))


def is_full(name: str) -> bool:
    """Whether it is more than a first name. Where a script knows no capitals, names are often written as one word."""
    return len(name.split()) > 1 or name.lower() == name.upper()


def is_small_talk(text: str) -> bool:
    """Whether it is a greeting, thanks, a yes or a no, and nothing more."""
    return _says_only(text, *_SMALL_TALK)


def will_not_join(text: str) -> bool:
    """Whether somebody who is asked their name says no, or that it isn't them who is meant: "wrong number"."""
    said = f" {' '.join(spoken(text))} "
    return _says_only(text, "no") or any(f" {no} " in said for no in _not_joining())


def _says_only(text: str, *intents: str) -> bool:
    """Whether it is a phrase of some language for one of these and no more, politeness aside."""
    words = spoken(text)
    for known in map(lexicon, codes()):
        plain = tuple(word for word in words if word not in known.polite)
        if any({words, plain} & known.intents[intent].whole for intent in intents):
            return True
    return False


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
def _words_of_sentences() -> re.Pattern[str]:
    known = sorted(frozenset().union(*(lexicon(code).no_names for code in codes())))
    said = (
        rf"(?<=\S){re.escape(each[1:])}" if each[0] == _BEHIND_GENITIVE else rf"(?<!\S){re.escape(each)}"
        for each in known
    )
    return re.compile(rf"(?:{'|'.join(said)})(?!\S)")


@cache
def _not_joining() -> frozenset[str]:
    return frozenset(" ".join(spoken(said)) for code in codes() for said in lexicon(code).not_joining)


def _beginning(phrases: Iterable[str]) -> re.Pattern[str]:
    said = sorted({re.escape(phrase).replace("'", "['’]") for phrase in phrases}, key=len, reverse=True)
    return re.compile(rf"^(?:{'|'.join(said)})(?:[\s:,.!?]+|$)", re.IGNORECASE)
