"""Of whom a message tells: "Mette is 20 min late", "I'm late, tell Mette", "hi Mette, 10 min late"."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import cache

from bot.understanding.lexicon import codes, lexicon, words_listened_for
from bot.understanding.lexicon import listened_for as phrases_for
from bot.understanding.phrases import Phrase
from bot.understanding.tokens import says_one, scan, spoken


class Told(Enum):
    """Of the sender, of somebody else, or of either."""

    SENDER = "sender"
    ANOTHER = "another"
    EITHER = "either"


def told_of(text: str, names: Iterable[str], *, state: str) -> Told:
    """Whose state it is. names: of people who may be meant. state: the words for it, as the dialogs listen for them:
    who is named last before it is meant."""
    said = spoken(text)
    called = frozenset(word for name in names for word in spoken(name))
    until = max((at for at, word in enumerate(said) if word in words_listened_for(state)), default=None)
    found = [(at, who) for at in range(len(said)) if (who := _who(said, at, called, text)) is not None]
    before = [who for at, who in found if until is not None and at < until]
    if before:
        return before[-1]
    return found[0][1] if found else Told.SENDER


def is_denied(text: str) -> bool:
    """ "I won't be late"."""
    return "?" not in text and says_one(spoken(text), phrases_for("not_late"))


def asks_of_a_delay(text: str) -> bool:
    """ "Is Mette late?": somebody else, of whom it is asked; nobody is told of a delay by it."""
    said = spoken(text)
    begins = said[:1] and said[0] in words_listened_for("does")
    late = not words_listened_for("late").isdisjoint(said)
    return bool(begins) and late and words_listened_for("myself").isdisjoint(said)


def tells_of_the_past(text: str) -> bool:
    return not words_listened_for("did").isdisjoint(spoken(text))


def tells_of_kin(text: str) -> bool:
    """ "My son is sick"."""
    return any(map(is_kin, spoken(text)))


def _who(said: Phrase, at: int, called: frozenset[str], text: str) -> Told | None:
    """Of whom the word at this place tells; None if it is nobody's."""
    word = said[at]
    if word in words_listened_for("myself"):
        return Told.SENDER
    if not phrases_for("he_does").isdisjoint(_runs_at(said, at)):
        return Told.ANOTHER if not any(map(is_kin, said)) else Told.EITHER
    kin = is_kin(word)
    somebody = kin or word in words_listened_for("somebody")
    named = word in called
    if not (named or somebody or (at == 0 and _is_strange(word))):
        return None
    surname = named and said[at + 1 : at + 2] and said[at + 1] in called
    after = said[at + 2 if surname else at + 1 :][:1]
    does = bool(after) and after[0] in words_listened_for("does") | words_listened_for("did") | words_listened_for(
        "late"
    )
    does = does or (at > 0 and said[at - 1] in words_listened_for("does"))  # "is Mette late"
    addressed = at > 0 and said[at - 1] in words_listened_for("to_somebody")
    if does and addressed:
        return None if _is_cut_off(text, word) else Told.EITHER
    if kin or not named:
        return (Told.EITHER if kin or not somebody else Told.ANOTHER) if does else None
    return Told.ANOTHER if does else None if addressed else Told.EITHER


def _is_cut_off(text: str, word: str) -> bool:
    """Whether a mark stands behind the word: "Hej Mette, kommer 10 min for sent"."""
    folded = [token.text for token in scan(text)]
    return any(folded[at : at + 2] in ([word, ","], [word, "."]) for at in range(len(folded)))


@cache
def _known() -> frozenset[str]:
    return frozenset().union(*(lexicon(code).vocabulary for code in codes()))


def _is_strange(word: str) -> bool:
    """Whether it is no word that any language knows here, as a name is."""
    return word.isalpha() and word not in _known() and word not in words_listened_for("on_the_way")


def is_kin(word: str) -> bool:
    """Whether it is family or a friend."""
    return any(word in lexicon(code).kin for code in codes())


def _runs_at(said: Phrase, at: int) -> set[Phrase]:
    return {said[at : at + length] for length in (1, 2)}
