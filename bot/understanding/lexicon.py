"""One language's words, compiled from its data file for matching.

A language is one TOML file in `lexicons/`; adding a language is adding its file. What the keys of such a file mean
stands in `lexicons/README.md`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.understanding.phrases import (
    SPANS,
    UNITS,
    ByFirstWord,
    Meanings,
    Phrase,
    by_first_word,
    minutes_of,
    phrases_of,
    said_in,
)
from bot.understanding.tokens import fold, spoken, words
from bot.understanding.typos import may_be_mistyped, nearest, once

FOLDER = Path(__file__).parent / "lexicons"

_NOTHING: Meanings = MappingProxyType({})
_WISHFUL = ("book", "reschedule", "more", "earlier", "yes", "no", "ok", "thanks", "greeting")
"""Intents whose words may stand beside a time that is wished."""
_FUZZY = {"weekday", "weekdays", "month", "relday", "part", "weekend", "soonest", "feast", "after", "before", "between"}
_SHIFTS = {"later", "sooner", "either_way", "brought_forward", "after", "before"}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day in minutes from midnight."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class IntentWords:
    """How an intent is said.

    anywhere: phrases that mean it wherever they stand. alone: phrases that mean it when nothing else is said.
    with_time: phrases that mean it beside a time. apart: pairs of phrases that mean it with words between, and whether
    the second ends its clause: "sag den Termin … ab". signs: whole messages without a word, such as "?".
    leading: words that mean it when the message begins with them, whatever follows: "note Anna parks well".
    """

    anywhere: frozenset[Phrase]
    alone: frozenset[Phrase]
    with_time: frozenset[Phrase]
    signs: frozenset[str]
    leading: frozenset[Phrase] = frozenset()
    apart: tuple[tuple[Phrase, Phrase, bool], ...] = ()
    whole: frozenset[Phrase] = field(init=False, repr=False)
    """What may be a whole message: alone or anywhere."""
    apart_openers: frozenset[str] = field(init=False, repr=False)
    """The words with which the first parts of what is said in two begin."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "whole", self.alone | self.anywhere)
        object.__setattr__(self, "apart_openers", frozenset(first[0] for first, _, _ in self.apart))

    @property
    def phrases(self) -> frozenset[Phrase]:
        """What means it wherever it stands, in one part or in two."""
        return self.anywhere | {part for first, last, _ in self.apart for part in (first, last)}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A language, ready for matching.

    phrases: first word -> (length, phrase -> its meanings), longest first. A meaning is a kind and a number.
    meanings: what each phrase means. said: the intents that each phrase says anywhere, as `phrases` are kept.
    vocabulary: every word the language knows here. telling: those that stand for themselves, and so tell the language;
        a word that is only part of a phrase does not. fuzzy: the words a mistyped one may stand for, with
        the senses they have.
    language_names: phrase -> code of the language it names.
    attributes: what a car can be like, by how it is said.
    beside_places: what leads to a place, "at". toward_places: what leads to it where a lesson is moved, "to". living:
        says of a place that somebody lives there. streets: what streets are called, and how that is shortened. where:
        with which who asks for a place begins.
    opening: words of who asks for opening hours.
    lesson_words: kinds of lesson, by what else they are called than a school may call them.
    assuring: how one asks to be assured of a lesson one has, by the kind of the words. assured_last, assured_first:
        words with which its tags end, and with which "don't I have" begins.
    returning: says from when somebody who was away is there again. greetings: parts of the day that greet at the
        beginning. well_wishes: what is wished to others at the end, "have a nice weekend"; well_wish_ends: the last
        words of these. speaking: with which somebody begins to speak of themselves.
    question_words: "who", "when".
    listened_for: what single steps of the dialogs listen for, by its name.
    delays: how minutes are said otherwise than by a number, "a quarter of an hour".
    days_on: by how many days a lesson is moved, said in one phrase: "the day before".
    moving_days: one of these is said where a lesson is moved by days. amounts: the last words of what says
        some minutes.
    days_of_week: so many days are called a week, 0 if none are.
    weekday_names: what weekdays are called in one word, longest first.
    lesson_heads: what a lesson is called, without spaces. course_words: what a course is. leaving: what is
        said of one to be out of it. no_course: phrases with such a word that name none.
    its_lesson: what stands for a lesson, "the one".
    introductions, introductions_weak, no_names: before a name, and what is none; see `bot.understanding.own_names`.
    not_joining: by which somebody who is asked their name says no, "wrong number".
    introducing: the former as phrases.
    wishful, wishful_phrases: words, and phrases of several, that may stand beside a time that is wished; others tell
        of something else. The small words of the grammar are known by their meanings.
    wished: what is wished of a school, "a lesson", "fit me in".
    asking: what begins a question about a lesson, and no wish for one, "where is".
    may_we: asks whether something would do, "can we". suiting: says behind a choice that it does, "works for me".
    kin: family and friends, whose test and whose name are none of the sender's. called: between them and their name.
    signing: before the sender's own name, at the end.
    drives: what family may do with `me`, which is no lesson.
    own: whose what is named behind it is, or before it: the sender's.
    shifting: what begins with these says, beside some minutes, how much later or earlier.
    not_after: words that may stand between a verb and the "not" behind it, "aflys **den** ikke". not_before: what makes
        a verb behind it negative, "no need to".
    short_for: how people shorten words, "u" for "you".
    openers, whole_openers: word -> the intents that a phrase beginning with it says, anywhere or as a whole message.
    """

    code: str
    date_order: str
    dotted_dates: bool
    ordinal_dot: bool
    bare_pm: frozenset[int]
    bare_either: frozenset[int]
    parts: tuple[Part, ...]
    phrases: ByFirstWord[Meanings]
    meanings: Mapping[Phrase, Meanings]
    said: ByFirstWord[frozenset[str]]
    intents: Mapping[str, IntentWords]
    fillers: frozenset[str]
    polite: frozenset[str]
    listened_for: Mapping[str, frozenset[Phrase]]
    assuring: Mapping[str, frozenset[Phrase]]
    assured_last: frozenset[str]
    assured_first: frozenset[str]
    returning: tuple[str, ...]
    greetings: frozenset[str]
    well_wishes: frozenset[Phrase]
    well_wish_ends: frozenset[str]
    speaking: frozenset[str]
    question_words: frozenset[str]
    number_words: frozenset[str]
    own: frozenset[str]
    shifting: frozenset[str]
    not_after: frozenset[str]
    not_before: frozenset[Phrase]
    short_for: Mapping[str, str]
    weekday_names: tuple[str, ...]
    lesson_heads: frozenset[str]
    course_words: frozenset[str]
    leaving: frozenset[str]
    no_course: frozenset[Phrase]
    its_lesson: frozenset[str]
    introductions: tuple[str, ...]
    introductions_weak: tuple[str, ...]
    no_names: frozenset[str]
    not_joining: tuple[str, ...]
    introducing: frozenset[Phrase]
    wishful: frozenset[str]
    wishful_phrases: frozenset[Phrase]
    wished: frozenset[Phrase]
    asking: frozenset[Phrase]
    may_we: frozenset[Phrase]
    suiting: frozenset[Phrase]
    kin: frozenset[str]
    called: frozenset[Phrase]
    signing: frozenset[Phrase]
    drives: frozenset[str]
    me: frozenset[str]
    sides_of_parts: frozenset[str]
    days_of_week: int
    delays: Mapping[Phrase, int]
    days_on: Mapping[Phrase, int]
    moving_days: frozenset[str]
    amounts: frozenset[str]
    attributes: Mapping[Phrase, str]
    colours: Mapping[str, str]
    beside_places: frozenset[str]
    toward_places: frozenset[str]
    living: frozenset[str]
    where: frozenset[str]
    opening: frozenset[str]
    streets: Mapping[str, tuple[str, ...]]
    lesson_words: Mapping[Phrase, str]
    letters: frozenset[str]
    shortened: frozenset[str]
    choices: Mapping[Phrase, int]
    language_names: Mapping[Phrase, str]
    vocabulary: frozenset[str]
    telling: frozenset[str]
    fuzzy: Mapping[str, frozenset[str]]
    openers: Mapping[str, frozenset[str]]
    whole_openers: Mapping[str, frozenset[str]]

    def knows(self, phrase: Phrase) -> Meanings:
        """What exactly this phrase means; nothing if it means nothing."""
        return self.meanings.get(phrase, _NOTHING)

    def corrected(self, word: str) -> str:
        """The known word meant by a shortened or mistyped one, or the word itself when that is not plain."""
        if word in self.short_for:
            return self.short_for[word]
        if word in self.vocabulary or word in self.wishful:
            return word
        short = once(word)
        if short in self.vocabulary:
            return short
        return _nearest(self.code, word) if may_be_mistyped(word) else word


@cache
def codes() -> tuple[str, ...]:
    """The languages there are lexicons for."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def listened_for(what: str) -> frozenset[Phrase]:
    """What a step of the dialogs listens for, in all languages."""
    return frozenset().union(*(lexicon(code).listened_for.get(what, ()) for code in codes()))


@cache
def words_listened_for(what: str) -> frozenset[str]:
    """The same, of single words."""
    return frozenset(word for phrase in listened_for(what) for word in phrase)


@cache
def lexicon(code: str) -> Lexicon:
    """The lexicon of a language. Raises FileNotFoundError for one that has none."""
    return compiled(tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8")))


@lru_cache(maxsize=4096)
def _nearest(code: str, word: str) -> str:
    return nearest(word, lexicon(code).fuzzy)


def compiled(data: Mapping[str, Any]) -> Lexicon:
    """A lexicon from the data of its file."""
    fillers = frozenset(word for filler in data["fillers"] for word in words(filler))
    phrases = phrases_of(data, fillers)
    intents = {name: _intent(entry, fillers) for name, entry in data["intents"].items()}
    well_wishes = frozenset(map(spoken, data["well_wishes"]))
    intents["thanks"] = replace(intents["thanks"], alone=intents["thanks"].alone | well_wishes)
    names = {spoken(name): code for code, all_names in data["languages"].items() for name in all_names}
    said = [
        phrase
        for entry in intents.values()
        for phrase in (*entry.anywhere, *entry.alone, *entry.with_time, *entry.leading, *_parts_of(entry))
    ]
    known = {word for phrase in (*phrases, *said, *names) for word in phrase}
    introducing = map(spoken, data["introductions"])
    assuring = {kind: frozenset(map(spoken, said)) for kind, said in data["assuring"].items()}
    wishful, wishful_phrases = _wishful(data, intents, fillers)
    numbering = frozenset(word for phrase in data["number_words"] for word in spoken(phrase))
    return Lexicon(
        code=data["code"],
        date_order=data["date_order"],
        dotted_dates=data["dotted_dates"],
        ordinal_dot=data["ordinal_dot"],
        bare_pm=frozenset(data["bare_pm"]),
        bare_either=frozenset(data["bare_either"]),
        parts=tuple(Part(minutes_of(part["from"]), minutes_of(part["to"])) for part in data["parts"].values()),
        meanings=phrases,
        phrases=by_first_word(phrases),
        said=by_first_word(_sayings(intents)),
        intents=MappingProxyType(intents),
        fillers=fillers,
        listened_for={what: frozenset(map(spoken, said)) for what, said in data.get("listened_for", {}).items()},
        assuring=assuring,
        assured_last=frozenset(phrase[-1] for kind in ("tags", "asked_tags") for phrase in assuring[kind]),
        assured_first=frozenset(phrase[0] for kind in ("negated", "still", "whether") for phrase in assuring[kind]),
        returning=tuple(data["returning"]),
        greetings=frozenset(map(fold, data["greetings"])),
        well_wishes=well_wishes,
        well_wish_ends=frozenset(phrase[-1] for phrase in well_wishes),
        speaking=frozenset(word for said in data["speaking"] for word in spoken(said)),
        question_words=frozenset(map(fold, data["question_words"])),
        polite=frozenset(word for polite in data["polite"] for word in spoken(polite)),
        number_words=numbering,
        own=frozenset(map(fold, data["own"])),
        shifting=frozenset(
            phrase[0] for phrase, known in phrases.items() if len(phrase) == 1 and _SHIFTS & known.keys()
        ),
        not_after=frozenset(word for phrase in data.get("not_after", ()) for word in spoken(phrase)),
        not_before=frozenset(map(spoken, data.get("not_before", ()))),
        short_for={fold(short): fold(full) for short, full in data.get("short_for", {}).items()},
        weekday_names=_weekday_names(phrases),
        lesson_heads=frozenset("".join(spoken(head)) for head in data["lesson_heads"]),
        course_words=frozenset("".join(spoken(word)) for word in data["course_words"]),
        leaving=frozenset(map(fold, data["leaving"])),
        no_course=frozenset(map(spoken, data.get("no_course", ()))),
        its_lesson=frozenset(map(fold, data["its_lesson"])),
        introductions=tuple(data["introductions"]),
        introductions_weak=tuple(data["introductions_weak"]),
        no_names=frozenset(data["no_names"]),
        not_joining=tuple(data["not_joining"]),
        introducing=frozenset(map(spoken, (*data["introductions"], *data["introductions_weak"]))),
        wished=_wished(data),
        asking=frozenset(map(spoken, data.get("asking", ()))),
        may_we=frozenset(map(spoken, data.get("may_we", ()))),
        suiting=frozenset(map(spoken, data.get("suiting", ()))),
        kin=frozenset(map(fold, data.get("kin", ()))),
        called=frozenset(map(spoken, data.get("called", ()))),
        signing=frozenset(map(spoken, data.get("signing", ()))),
        me=frozenset(map(fold, data.get("me", ()))),
        drives=frozenset(map(fold, data.get("drives", ()))),
        wishful=wishful,
        wishful_phrases=wishful_phrases,
        sides_of_parts=frozenset(map(fold, data.get("sides_of_parts", ()))),
        days_of_week=data.get("days_of_week", 0),
        delays={spoken(phrase): int(minutes) for minutes, said in data["delays"].items() for phrase in said},
        days_on={spoken(phrase): int(days) for days, said in data["days_on"].items() for phrase in said},
        moving_days=frozenset(
            [phrase[-1] for phrase, known in phrases.items() if known.get("unit") in {UNITS["day"], UNITS["week"]}]
            + [word for said in data["days_on"].values() for phrase in said for word in spoken(phrase)[-2:]]
        ),
        amounts=frozenset(
            [phrase[-1] for phrase, known in phrases.items() if known.get("unit") in {UNITS["hour"], UNITS["minute"]}]
            + [phrase[-1] for phrase, known in phrases.items() if not SPANS.keys().isdisjoint(known)]
            + [spoken(phrase)[-1] for said in data["delays"].values() for phrase in said]
        ),
        beside_places=frozenset(map(fold, data.get("beside_places", ()))),
        toward_places=frozenset(map(fold, data.get("toward_places", ()))),
        opening=frozenset(map(fold, data.get("opening", ()))),
        where=frozenset(map(fold, data.get("where", ()))),
        living=frozenset(map(fold, data.get("living", ()))),
        streets={fold(street): tuple(map(fold, short)) for street, short in data.get("streets", {}).items()},
        attributes={spoken(said): value for value, all_said in data.get("attributes", {}).items() for said in all_said},
        colours={fold(said): colour for colour, all_said in data.get("colours", {}).items() for said in all_said},
        lesson_words={
            spoken(said): kind for kind, all_said in data.get("lesson_words", {}).items() for said in all_said
        },
        letters=frozenset(data.get("letters", "")),
        shortened=frozenset(map(fold, data.get("shortened", ()))),
        choices={spoken(phrase): int(n) for n, all_phrases in data["choices"].items() for phrase in all_phrases},
        language_names=names,
        vocabulary=frozenset(known | fillers | numbering | {fold(word) for word in data["never_mistyped"]}),
        telling=_telling((*phrases, *said, *names, *introducing), fillers)
        - {fold(word) for word in data.get("borrowed", ())},
        fuzzy=_senses(phrases, intents, fillers, _wished(data)),
        openers=_openers({name: {*said.anywhere, *_firsts(said)} for name, said in intents.items()}),
        whole_openers=_openers({name: said.whole for name, said in intents.items()}),
    )


def _weekday_names(phrases: Mapping[Phrase, Meanings]) -> tuple[str, ...]:
    names = {phrase[0] for phrase, known in phrases.items() if "weekday" in known and len(phrase) == 1}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def _telling(phrases: Iterable[Phrase], fillers: frozenset[str]) -> frozenset[str]:
    return frozenset(phrase[0] for phrase in phrases if len(phrase) == 1) | fillers


def _sayings(intents: Mapping[str, IntentWords]) -> Mapping[Phrase, frozenset[str]]:
    sayings: dict[Phrase, frozenset[str]] = {}
    for name, said in intents.items():
        for phrase in said.anywhere:
            sayings[phrase] = sayings.get(phrase, frozenset()) | {name}
    return sayings


def _wishful(
    data: Mapping[str, Any], intents: Mapping[str, IntentWords], fillers: frozenset[str]
) -> tuple[frozenset[str], frozenset[Phrase]]:
    """The words, and the phrases of several, that may stand beside a time that is wished."""
    wishes = (intents[name] for name in _WISHFUL if name in intents)
    said = {phrase for wish in wishes for phrase in (*wish.whole, *wish.with_time)}
    of_cars = (phrase for key in ("attributes", "colours") for said in data.get(key, {}).values() for phrase in said)
    lists = ("polite", "number_words", "lesson_heads", "wished", "beside_times", "suiting")
    listed = map(spoken, (*of_cars, *(phrase for name in lists for phrase in data.get(name, ()))))
    listed_words = {word for phrase in listed for word in phrase}
    single = {phrase[0] for phrase in said if len(phrase) == 1}
    words_alone = (fillers | single | listed_words) - frozenset(data.get("others", ()))
    return words_alone, frozenset(phrase for phrase in said if len(phrase) > 1)


def _wished(data: Mapping[str, Any]) -> frozenset[Phrase]:
    kinds = (phrase for said in data.get("lesson_words", {}).values() for phrase in said)
    return frozenset(map(spoken, (*data["lesson_heads"], *kinds, *data.get("wished", ()))))


def _openers(said: Mapping[str, Iterable[Phrase]]) -> Mapping[str, frozenset[str]]:
    openers: dict[str, set[str]] = {}
    for name, phrases in said.items():
        for phrase in phrases:
            openers.setdefault(phrase[0], set()).add(name)
    return {word: frozenset(names) for word, names in openers.items()}


def _senses(
    phrases: Mapping[Phrase, Meanings],
    intents: Mapping[str, IntentWords],
    fillers: frozenset[str],
    wished: frozenset[Phrase],
) -> Mapping[str, frozenset[str]]:
    senses: dict[str, set[str]] = {}
    for phrase, meanings in phrases.items():
        if len(phrase) == 1 and _FUZZY & meanings.keys():
            senses.setdefault(phrase[0], set()).update(f"{kind} {value}" for kind, value in meanings.items())
    for name, said in intents.items():
        for word in {word for phrase in said.anywhere | said.alone | said.with_time for word in phrase} - fillers:
            senses.setdefault(word, set()).add(name)
    for phrase in wished:
        if len(phrase) == 1:
            senses.setdefault(phrase[0], set()).add("wished")
    return {word: frozenset(said) for word, said in senses.items() if len(word) >= 5 and word.isalpha()}


def _parts_of(said: IntentWords) -> Iterator[Phrase]:
    return (part for first, last, _ in said.apart for part in (first, last))


def _firsts(said: IntentWords) -> Iterator[Phrase]:
    return (first for first, _, _ in said.apart)


def _apart(phrase: str) -> tuple[Phrase, Phrase, bool]:
    """ "sag … ab." has two parts, the second at the end of its clause."""
    first, last = phrase.split("…")
    return spoken(first), spoken(last), phrase.endswith(".")


def _intent(entry: Mapping[str, Iterable[str]], fillers: frozenset[str]) -> IntentWords:
    anywhere, alone, with_time, leading = (
        said_in(entry.get(key, ()), fillers) for key in ("anywhere", "alone", "with_time", "leading")
    )
    signs = frozenset(sign for sign in entry.get("alone", ()) if not spoken(sign))
    return IntentWords(anywhere, alone, with_time, signs, leading, tuple(map(_apart, entry.get("apart", ()))))
