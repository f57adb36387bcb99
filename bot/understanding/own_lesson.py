"""Whether a lesson that somebody has is named by its day: "my Wednesday lesson", "onsdagstimen min"."""

from __future__ import annotations

from itertools import pairwise

from bot.understanding.lexicon import Lexicon
from bot.understanding.names import BLANK
from bot.understanding.phrases import Phrase

_REACH = 5
"""So many words may stand between whose lesson it is and the lesson."""
_DAYS = frozenset({"weekday", "relday", "weekday_weak", "month"})
_TURNS = frozenset({"but", "turn"})
_NAMED_DAYS = _DAYS | {"weekdays"}


def names_own_lesson(said: Phrase, words: Lexicon, *, instead: bool) -> bool:
    """Whether the words name one that the sender has. instead: something else is wished, so that it need not be said
    whose it is ("kan onsdagstimen være kl 14 i stedet"), nor on which day ("can my lesson be on friday instead")."""
    if not instead and words.own.isdisjoint(said):
        return False
    for at, word in enumerate(said):
        if _is_days_lesson(word, words) and (instead or _is_own(said, at - 1, words) or _is_own(said, at + 1, words)):
            return True
        if _is_own(said, at, words):
            if instead and at and said[at - 1] in words.lesson_heads:
                return True  # "kan timen min på mandag bli tirsdag i stedet"
            named = _up_to_lesson(said[at + 1 : at + 1 + _REACH], words)
            if named is not None and (instead or any(_DAYS & words.knows((each,)).keys() for each in named)):
                return True
    return False


def names_its_teacher(said: Phrase, words: Lexicon, *, moving: bool) -> bool:
    """Whether the teacher is that of the lesson: "die mit Jonas", and of one to be moved "my lesson with Jonas"."""
    at = said.index(BLANK) if BLANK in said else 0
    if at < 2 or "with" not in words.knows((said[at - 1],)):
        return False
    led = any("to" in words.knows((word,)) for word in said[max(0, at - 1 - _REACH) : at - 1])
    return not led and (said[at - 2] in words.its_lesson or (moving and said[at - 2] in words.lesson_heads))


def turn_to_another(said: Phrase, words: Lexicon) -> int | None:
    """Where the "but" stands in "I'm not cancelling Thursday but Friday"; None if no day follows one."""
    places = [at for at, word in enumerate(said) if "on" not in words.knows((word,))]
    for turn, day in pairwise(places):
        if not (_TURNS.isdisjoint(words.knows((said[turn],))) or _DAYS.isdisjoint(words.knows((said[day],)))):
            return turn
    return None


def _is_own(said: Phrase, at: int, words: Lexicon) -> bool:
    return 0 <= at < len(said) and said[at] in words.own


def names_days_lesson(said: Phrase, words: Lexicon) -> bool:
    """ "Thursday's lesson", which one of a day would not be called: "a Thursday lesson"."""
    return any(
        day.endswith("s") and lesson in words.lesson_heads and not _NAMED_DAYS.isdisjoint(words.knows((day,)))
        for day, lesson in pairwise(said)
    )


def asks_about_days_lesson(said: Phrase, words: Lexicon) -> bool:
    """ "Is Thursday's lesson with Mette?", "er torsdagstimen ved banegården", of one that there is, and not whether it
    could be had."""
    named = names_days_lesson(said[1:], words) or any(_is_days_lesson(word, words) for word in said[1:3])
    to_have = words.listened_for["free"] | words.listened_for["place_in"]
    return named and not any((word,) in to_have for word in said)


def _up_to_lesson(said: Phrase, words: Lexicon) -> Phrase | None:
    """The words before what a lesson is called; None if it is not."""
    place = next((at for at, word in enumerate(said) if word == BLANK or word in words.lesson_heads), None)
    return said[:place] if place is not None else None


def _is_days_lesson(word: str, words: Lexicon) -> bool:
    """ "Onsdagstime", "Freitagsstunde": the day and the lesson in one word."""
    heads = (len(head) for head in words.lesson_heads if word.endswith(head))
    days = (word[:-length] for length in heads)
    return any(_DAYS & words.knows((day.removesuffix("s"),)).keys() for day in days if day)
