"""The school's own names in a message: teachers, branches and types of lesson."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.understanding.lexicon import Lexicon, codes
from bot.understanding.lexicon import lexicon as lexicon_of
from bot.understanding.phrases import Phrase, unmarked
from bot.understanding.places import Place, places_in
from bot.understanding.reading import Vocabulary
from bot.understanding.tokens import Shape, Token, fold, spoken
from bot.understanding.typos import is_typo

BLANK = "#"
"""Stands for the words of a name."""
_WORD = re.compile(r"[^\W\d_]+")
_NOT_THEM = {"not", "instead_of", "than"}
_SOON = 3
"""So many words behind "Lars and I" there is a "not" where they don't get along."""


@dataclass(frozen=True, slots=True)
class Named:
    """What was named.

    teachers, not_teachers, branches, not_branches: ids of those wished and not wished, in the order said. lesson_type:
    its id. places: of the tokens that name teachers or branches. unknown: a name after "with" that is nobody's here.
    """

    teachers: tuple[int, ...] = ()
    not_teachers: tuple[int, ...] = ()
    lesson_type: int | None = None
    places: frozenset[int] = frozenset()
    unknown: str | None = None
    branches: tuple[int, ...] = ()
    not_branches: tuple[int, ...] = ()

    @property
    def teacher(self) -> int | None:
        """The one that is wished."""
        return self.teachers[0] if len(self.teachers) == 1 else None


def named_in(text: str, tokens: Sequence[Token], vocabulary: Vocabulary, lexicon: Lexicon) -> Named:
    """The teachers, the branches and the lesson type named in a message; nobody where two of one name fit equally well.
    Of a branch and a teacher called alike, the branch is meant behind "at" or by the longer name."""
    said = tuple([token.text[:-2] if token.text[-2:] == "'s" else token.text for token in tokens])
    people = _people(said, _index(tuple(vocabulary.teachers.items()), first_names=True), lexicon)
    there = places_in(said, tuple(vocabulary.branches.items()), lexicon) if vocabulary.branches else []
    if people and there:
        there = [place for place in there if not any(_is_rather(person, place) for person in people)]
        people = [person for person in people if not any(set(person.places) & set(place.places) for place in there)]
    types = tuple(vocabulary.lesson_types.items())
    exams = lexicon.listened_for["exam"]  # "before my theory test" names no lesson
    behind = zip(said, (*said[1:], ""), strict=False)
    called = tuple([word for word, then in behind if word != "-" and (then,) not in exams])  # "Erste-Hilfe-Kurs"
    names = _index(_also_called(types), first_names=False)
    lesson_type = _best(called, names, _types_said(called, types, lexicon), lexicon)
    unknown = None if people else _unknown(text, tokens, types, lexicon)
    if not (people or there):
        return Named(lesson_type=lesson_type, unknown=unknown)
    spans = [*(person.places for person in people), *(place.places for place in there)]
    places = frozenset(place for span in spans for place in span)
    wished = tuple(person.number for person in people if person.number is not None and not person.negated)
    not_wished = (person.number for person in people if person.number is not None and person.negated)
    not_there = tuple(place.number for place in there if place.negated)
    return Named(
        wished,
        tuple(each for each in not_wished if each not in wished),
        lesson_type,
        places,
        unknown,
        tuple(dict.fromkeys(place.number for place in there if place.number not in not_there)),
        not_there,
    )


def without(tokens: Sequence[Token], places: frozenset[int]) -> tuple[Token, ...]:
    """The tokens with those at `places` blanked, so that a teacher called May is no month."""
    if not places:
        return tuple(tokens)
    return tuple(Token(BLANK, Shape.JUNK) if place in places else token for place, token in enumerate(tokens))


@dataclass(frozen=True, slots=True)
class _Index:
    """Names by their first word. words: by initial, every word of a name that can be mistyped or inflected. surnames:
    what names somebody only behind "with" or a title: "mit Frau Lund"."""

    by_first: Mapping[str, tuple[tuple[Phrase, int], ...]]
    words: Mapping[str, tuple[str, ...]]
    surnames: frozenset[str]


@lru_cache(maxsize=256)
def _index(names: tuple[tuple[int, tuple[str, ...]], ...], *, first_names: bool) -> _Index:
    written = {(each, number) for number, called in names for name in called for each in (name, unmarked(name))}
    phrases = {(phrase, number) for each, number in written if (phrase := spoken(each))}
    surnames: frozenset[str] = frozenset()
    if first_names:
        first = {(phrase[:1], number) for phrase, number in phrases}
        last = {(phrase[-1:], number) for phrase, number in phrases} - first
        surnames = frozenset(phrase[0] for phrase, _ in last) - {phrase[0] for phrase, _ in first}
        phrases |= first | last
    by_first: dict[str, list[tuple[Phrase, int]]] = {}
    for phrase, number in sorted(phrases):
        by_first.setdefault(phrase[0], []).append((phrase, number))
    words: dict[str, tuple[str, ...]] = {}
    for word in sorted({word for phrase, _ in phrases for word in phrase if len(word) >= 5}):
        words[word[0]] = (*words.get(word[0], ()), word)
    return _Index({word: tuple(found) for word, found in by_first.items()}, words, surnames)


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody named: their id, None when two share the name or somebody else is called so."""

    number: int | None
    places: range
    negated: bool


def _people(said: Phrase, index: _Index, lexicon: Lexicon) -> list[_Person]:
    """Who is named, in the order said; a name that may be mistyped counts only beside no other, or after "with"."""
    found = _found(said, index, lexicon, people=True)
    if not found:
        return []
    best: dict[int, tuple[int, range]] = {}
    for number, score, places in found:
        if score > best.get(number, (0, range(0)))[0]:
            best[number] = score, places
    exact = any(score == 3 * len(places) for score, places in best.values())
    people: list[_Person] = []
    for number, (score, places) in sorted(best.items(), key=lambda entry: (entry[1][1].start, -entry[1][0])):
        if exact and score < 3 * len(places) and not _is_led(said, places.start, lexicon):
            continue
        rivals = [entry for entry in best.items() if entry[1][1].start == places.start]
        if score < max(rival for _, (rival, _) in rivals):
            continue
        alone = sum(rival == score for _, (rival, _) in rivals) == 1
        if alone or not any(person.places.start == places.start for person in people):
            negated = _is_negated(said, places, people, lexicon)
            known = alone and not _is_somebody_else(said[: places.start], lexicon)
            if known and people and people[-1].number is None:  # "two cats called Mette and May"
                between = said[people[-1].places.stop : places.start]
                known = len(between) != 1 or "and" not in lexicon.knows(between)
            people.append(_Person(number if known else None, places, negated))
    return people


def _is_somebody_else(before: Phrase, lexicon: Lexicon) -> bool:
    """Whether the name behind these words is the sender's own, "hi, it's Jonas", "regards Jonas", or that of family and
    friends, "my sister is called Mette", and no teacher's."""
    for phrase in (*lexicon.introducing, *lexicon.signing):
        if before[-len(phrase) :] == phrase and phrase not in lexicon.intents["greeting"].alone:
            return "only" not in lexicon.knows(phrase)  # "only Mette, please"
    called = [len(phrase) for phrase in lexicon.called if before[-len(phrase) :] == phrase]
    at = len(before) - max(called, default=0)
    while at > 0 and before[at - 1] in lexicon.own:
        at -= 1
    return at > 0 and before[at - 1] in lexicon.kin


def _is_rather(person: _Person, place: Place) -> bool:
    """Whether words that may name either name the teacher."""
    longer = len(place.places) > len(person.places)
    return bool(set(person.places) & set(place.places)) and not (place.led or longer)


def _is_led(said: Phrase, at: int, lexicon: Lexicon) -> bool:
    return at > 0 and bool(lexicon.knows((said[at - 1],)).keys() & {"with", "or", "and", "not"})


def _is_negated(said: Phrase, places: range, before: Sequence[_Person], lexicon: Lexicon) -> bool:
    """ "not with Mette", "not Mette or Jonas", "instead of Mette", "rather than Mette", "Mette doesn't work"."""
    after = said[places.stop : places.stop + 3]
    if any("not_that" in lexicon.knows(after[:length]) for length in range(1, len(after) + 1)):
        return True
    if _is_at_odds(said[places.stop :], lexicon):
        return True
    at, joined = places.start - 1, False
    asked = next((phrase for phrase in lexicon.listened_for["cant_they"] if said[: len(phrase)] == phrase), ())
    while at >= len(asked):  # "can't Mette do it then"
        for length in (1, 2, 3, 4):
            if length <= at + 1 and _NOT_THEM & lexicon.knows(said[at + 1 - length : at + 1]).keys():
                return True
        meanings = lexicon.knows((said[at],)).keys()
        if joined and (earlier := next((person for person in before if at in person.places), None)) is not None:
            return earlier.negated
        if not meanings & {"with", "or", "and", "the"}:
            return False
        joined = joined or bool(meanings & {"or", "and"})
        at -= 1
    return False


def _is_at_odds(after: Phrase, lexicon: Lexicon) -> bool:
    """Whether it is told behind a name that the two don't get along: "Lars and I are not a good match"."""
    together = "and" in lexicon.knows(after[:1]) and after[1:2] in lexicon.listened_for["myself"]
    return together and any("not" in lexicon.knows((word,)) for word in after[2 : 2 + _SOON])


def _best(said: Phrase, index: _Index, more: Sequence[tuple[int, int]], lexicon: Lexicon) -> int | None:
    """What is named by the most words, exactly before mistyped; nothing when two are. more: numbers with scores."""
    scores: dict[int, int] = {}
    found = _found(said, index, lexicon, people=False)
    for number, score in (*((number, score) for number, score, _ in found), *more):
        scores[number] = max(score, scores.get(number, 0))
    most = max(scores.values(), default=0)
    best = [number for number, score in scores.items() if score == most]
    return best[0] if len(best) == 1 else None


def _found(said: Phrase, index: _Index, lexicon: Lexicon, *, people: bool) -> list[tuple[int, int, range]]:
    """Every name found, as its number, its score and its places."""
    if not index.by_first:
        return []
    heard = [_heard(word, index, lexicon) if word[:1] in index.words else {word: 3} for word in said]
    return [
        (number, score, range(at, at + len(phrase)))
        for at, words in enumerate(heard)
        for first in words
        if first in index.by_first
        for phrase, number in index.by_first[first]
        if (score := _score(said, at, heard, phrase, people=index if people else None, lexicon=lexicon))
    ]


def _heard(word: str, index: _Index, lexicon: Lexicon) -> Mapping[str, int]:
    """The words of names that a word may be: itself counts 3, an inflected or mistyped one 2."""
    alike = index.words[word[0]]
    heard = {known: 2 for known in (word[:-1], word[:-2]) if known in alike}
    if word not in lexicon.vocabulary and len(word) >= 4:
        heard |= {known: 2 for known in alike if is_typo(word, known)}
    heard[word] = 3
    return heard


def _score(
    said: Phrase,
    at: int,
    heard: Sequence[Mapping[str, int]],
    phrase: Phrase,
    *,
    people: _Index | None,
    lexicon: Lexicon,
) -> int:
    """How well a name fits at this place: 0 if not, else more for every word and for every word spelt right.

    people: the names of all, where they are people's.
    """
    if at + len(phrase) > len(said):
        return 0
    points = [heard[at + place].get(name, 0) for place, name in enumerate(phrase)]
    if not all(points):
        return 0
    if people is not None and len(phrase) == 1 and phrase[0] in people.surnames:
        return sum(points) if _follows_with(said, at, lexicon) else 0
    if people is not None and len(phrase) == 1 and _is_common(said[at], lexicon):
        # "May" and "Jan" are months unless somebody drives with them.
        return sum(points) if _is_person(said, at, people, lexicon) else 0
    return sum(points)


def _is_common(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.fillers or bool(lexicon.knows((word,)))


def _is_person(said: Phrase, at: int, index: _Index, lexicon: Lexicon) -> bool:
    """Whether a word of everyday is a name here: "with May", "Lars or May", but neither "Jan or May" nor "May 5"."""
    if _follows_with(said, at, lexicon):
        return True
    if at + 1 < len(said) and said[at + 1].isdecimal():
        return False
    for joint, other in ((at - 1, at - 2), (at + 1, at + 2)):
        if not (0 <= other < len(said) and lexicon.knows((said[joint],)).keys() & {"or", "and"}):
            continue
        named = said[other] in index.by_first
        if named and (not _is_common(said[other], lexicon) or _follows_with(said, other, lexicon)):
            return True
    return False


def _follows_with(said: Phrase, at: int, lexicon: Lexicon) -> bool:
    return at > 0 and "with" in lexicon.knows((said[at - 1],))


_Types = tuple[tuple[int, tuple[str, ...]], ...]
_LONGEST_TYPE = 3
_PREFIX = 4
_ENDING = 2


@lru_cache(maxsize=256)
def _also_called(types: _Types) -> _Types:
    """The names of lesson types, and what else people call lessons of their kinds, where one type is of that kind
    and no other has the name: "manøvrebane" for "Lukket bane", "skid pan" for "Slippery road"."""
    kinds, called_so = _lesson_words()
    own = {spoken(name): number for number, called in types for name in called}
    of_kind: dict[str, set[int]] = {}
    for phrase, number in own.items():
        if (kind := kinds.get(phrase)) is not None:
            of_kind.setdefault(kind, set()).add(number)
    also: dict[int, list[str]] = {}
    for kind, numbers in of_kind.items():
        if len(numbers) == 1:
            also.setdefault(min(numbers), []).extend(
                " ".join(phrase) for phrase in called_so[kind] if phrase not in own
            )
    return tuple((number, (*called, *also.get(number, ()))) for number, called in types)


@cache
def _lesson_words() -> tuple[Mapping[Phrase, str], Mapping[str, Sequence[Phrase]]]:
    """The kind of lesson that a word of any language means, and all words of each kind."""
    kinds = {phrase: kind for code in codes() for phrase, kind in lexicon_of(code).lesson_words.items()}
    called_so: dict[str, list[Phrase]] = {}
    for phrase, kind in kinds.items():
        called_so.setdefault(kind, []).append(phrase)
    return kinds, called_so


@cache
def _heads() -> tuple[str, ...]:
    """What lessons are called in any language, longest first: the end of "teoritime" and of "theory class"."""
    return tuple(sorted({head for code in codes() for head in lexicon_of(code).lesson_heads}, key=len, reverse=True))


@lru_cache(maxsize=4096)
def _headless(word: str) -> tuple[str, bool]:
    """A name without spaces and without what only says that it is a lesson, and whether it had that."""
    for head in _heads():
        if word.endswith(head):
            return _headless(word.removesuffix(head))[0], True
    return word, False


@lru_cache(maxsize=256)
def _stems(types: _Types) -> Mapping[str, frozenset[int]]:
    """What is left of the names of lesson types without spaces and heads."""
    stems: dict[str, set[int]] = {}
    for number, called in types:
        for name in called:
            stem, _ = _headless("".join(spoken(name)))
            if len(stem) >= _PREFIX:
                stems.setdefault(stem, set()).add(number)
    return {stem: frozenset(numbers) for stem, numbers in stems.items()}


def _types_said(said: Phrase, types: _Types, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Lesson types named in other words than theirs, with scores: "glat bane", "teoritime", "dobbelt lektion"."""
    stems = _stems(types)
    found: list[tuple[int, int]] = []
    if not stems:
        return found
    initials = {stem[0] for stem in stems}
    for at, word in enumerate(said):
        if word[:1] not in initials:
            continue  # taking its head away changes the end of a name alone
        for length in range(1, min(_LONGEST_TYPE, len(said) - at) + 1):
            stem, headed = _headless("".join(said[at : at + length]))
            number = _typed(stem, stems)
            if number is not None and (headed or length > 1 or word not in lexicon.vocabulary):
                found.append((number, 3 * length + 2 * headed - 1))
        if len(word) >= _PREFIX and word.isalpha() and word not in lexicon.vocabulary:
            begun = {number for stem, numbers in stems.items() if stem.startswith(word) for number in numbers}
            found += [(number, 1) for number in begun if len(begun) == 1]
    return found


def _typed(stem: str, stems: Mapping[str, frozenset[int]]) -> int | None:
    for cut in range(_ENDING + 1):
        numbers = stems.get(stem[: len(stem) - cut])
        if numbers:
            return next(iter(numbers)) if len(numbers) == 1 else None
    return None


def _unknown(text: str, tokens: Sequence[Token], types: _Types, lexicon: Lexicon) -> str | None:
    """A name after "with" that no lexicon and no lesson type knows, written as a name is."""
    for at in range(1, len(tokens)):
        word = tokens[at].text.removesuffix("'s")
        if tokens[at].shape is not Shape.WORD or "with_person" not in lexicon.knows((tokens[at - 1].text,)):
            continue
        known = any(lexicon_of(code).corrected(word) in lexicon_of(code).vocabulary for code in codes())
        if known or len(word) < 2 or _types_said((word,), types, lexicon):
            continue
        written = next((each for each in _WORD.findall(text) if fold(each) == word), "")
        if written[:1].isupper() and not (text.isupper() and len(tokens) > 2):
            return written
    return None
