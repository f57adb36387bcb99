"""The school's own names in a message: teachers and types of lesson."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    teacher, places = _best(said, _with_first_names(vocabulary.teachers), lexicon, people=True)
    lesson_type, _ = _best(said, _phrases(vocabulary.lesson_types), lexicon, people=False)
    return Named(teacher, lesson_type, places)


def without(tokens: Sequence[Token], places: frozenset[int]) -> tuple[Token, ...]:
    """The tokens with those at `places` blanked, so that a teacher called May is no month."""
    return tuple(Token("#", Shape.JUNK) if place in places else token for place, token in enumerate(tokens))


def _phrases(names: Mapping[int, tuple[str, ...]]) -> list[tuple[Phrase, int]]:
    return [(phrase, number) for number, called in names.items() for name in called if (phrase := spoken(name))]


def _with_first_names(names: Mapping[int, tuple[str, ...]]) -> list[tuple[Phrase, int]]:
    full = _phrases(names)
    return full + [(phrase[:1], number) for phrase, number in full if len(phrase) > 1]


def _best(
    said: Phrase, names: Sequence[tuple[Phrase, int]], lexicon: Lexicon, *, people: bool
) -> tuple[int | None, frozenset[int]]:
    """Who is named by the most words, exactly before mistyped; nobody when two are."""
    found: dict[int, tuple[int, frozenset[int]]] = {}
    for phrase, number in names:
        for at in range(len(said) - len(phrase) + 1):
            score = _score(said, at, phrase, lexicon, people=people)
            if score > found.get(number, (0, frozenset()))[0]:
                found[number] = score, frozenset(range(at, at + len(phrase)))
    if not found:
        return None, frozenset()
    most = max(score for score, _ in found.values())
    best = [number for number, (score, _) in found.items() if score == most]
    return (best[0] if len(best) == 1 else None), found[best[0]][1]


def _score(said: Phrase, at: int, phrase: Phrase, lexicon: Lexicon, *, people: bool) -> int:
    """How well a name fits at this place: 0 if not, else more for every word and for every word spelt right."""
    score = 0
    for word, name in zip(said[at : at + len(phrase)], phrase, strict=True):
        if word == name:
            score += 3
        elif _is_inflected(word, name) or (is_typo(word, name) and word not in lexicon.vocabulary):
            score += 2
        else:
            return 0
    if people and len(phrase) == 1 and lexicon.knows((said[at],)) and not _follows_with(said, at, lexicon):
        # "May" and "Jan" are months unless somebody drives with them.
        return 0
    return score


def _is_inflected(word: str, name: str) -> bool:
    return len(name) >= 5 and word.startswith(name) and len(word) - len(name) <= 2


def _follows_with(said: Phrase, at: int, lexicon: Lexicon) -> bool:
    return at > 0 and "with" in lexicon.knows((said[at - 1],))
