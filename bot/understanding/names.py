"""The school's own names in a message: teachers and types of lesson."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.understanding.lexicon import Lexicon, Phrase, is_typo
from bot.understanding.reading import Vocabulary
from bot.understanding.tokens import Shape, Token, spoken


@dataclass(frozen=True, slots=True)
class Named:
    """Ids of what was named, and the places of the tokens that name the teacher."""

    teacher: int | None = None
    lesson_type: int | None = None
    places: frozenset[int] = frozenset()


def named_in(tokens: Sequence[Token], vocabulary: Vocabulary, lexicon: Lexicon) -> Named:
    """The teacher and the lesson type named in a message; None where two of them fit equally well."""
    said = tuple(token.text.removesuffix("'s") for token in tokens)
    teacher, places = _best(said, _index(tuple(vocabulary.teachers.items()), first_names=True), lexicon, people=True)
    lesson_type, _ = _best(
        said, _index(tuple(vocabulary.lesson_types.items()), first_names=False), lexicon, people=False
    )
    return Named(teacher, lesson_type, places)


def without(tokens: Sequence[Token], places: frozenset[int]) -> tuple[Token, ...]:
    """The tokens with those at `places` blanked, so that a teacher called May is no month."""
    return tuple(Token("#", Shape.JUNK) if place in places else token for place, token in enumerate(tokens))


@dataclass(frozen=True, slots=True)
class _Index:
    """Names by their first word. words: every word of a name that can be mistyped or inflected."""

    by_first: Mapping[str, tuple[tuple[Phrase, int], ...]]
    words: frozenset[str]


@lru_cache(maxsize=256)
def _index(names: tuple[tuple[int, tuple[str, ...]], ...], *, first_names: bool) -> _Index:
    phrases = {(phrase, number) for number, called in names for name in called if (phrase := spoken(name))}
    if first_names:
        phrases |= {(phrase[:1], number) for phrase, number in phrases}
    by_first: dict[str, list[tuple[Phrase, int]]] = {}
    for phrase, number in sorted(phrases):
        by_first.setdefault(phrase[0], []).append((phrase, number))
    every = frozenset(word for phrase, _ in phrases for word in phrase if len(word) >= 5)
    return _Index({word: tuple(found) for word, found in by_first.items()}, every)


def _best(said: Phrase, index: _Index, lexicon: Lexicon, *, people: bool) -> tuple[int | None, frozenset[int]]:
    """Who is named by the most words, exactly before mistyped; nobody when two are."""
    heard = [_heard(word, index, lexicon) for word in said]
    found: dict[int, tuple[int, frozenset[int]]] = {}
    for at, words in enumerate(heard):
        for first in words:
            for phrase, number in index.by_first.get(first, ()):
                score = _score(said, at, heard, phrase, lexicon, people=people)
                if score > found.get(number, (0, frozenset()))[0]:
                    found[number] = score, frozenset(range(at, at + len(phrase)))
    if not found:
        return None, frozenset()
    most = max(score for score, _ in found.values())
    best = [number for number, (score, _) in found.items() if score == most]
    return (best[0] if len(best) == 1 else None), found[best[0]][1]


def _heard(word: str, index: _Index, lexicon: Lexicon) -> Mapping[str, int]:
    """The words of names that a word may be: itself counts 3, an inflected or mistyped one 2."""
    heard = {known: 2 for known in index.words if _is_inflected(word, known)}
    if len(word) >= 4 and word not in lexicon.vocabulary:
        heard |= {known: 2 for known in index.words if is_typo(word, known)}
    heard[word] = 3
    return heard


def _score(
    said: Phrase, at: int, heard: Sequence[Mapping[str, int]], phrase: Phrase, lexicon: Lexicon, *, people: bool
) -> int:
    """How well a name fits at this place: 0 if not, else more for every word and for every word spelt right."""
    if at + len(phrase) > len(said):
        return 0
    points = [heard[at + place].get(name, 0) for place, name in enumerate(phrase)]
    if not all(points):
        return 0
    if people and len(phrase) == 1 and lexicon.knows((said[at],)) and not _follows_with(said, at, lexicon):
        # "May" and "Jan" are months unless somebody drives with them.
        return 0
    return sum(points)


def _is_inflected(word: str, name: str) -> bool:
    return word.startswith(name) and len(word) - len(name) <= 2


def _follows_with(said: Phrase, at: int, lexicon: Lexicon) -> bool:
    return at > 0 and "with" in lexicon.knows((said[at - 1],))
