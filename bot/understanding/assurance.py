"""A question to be assured of a lesson one has: "I have a lesson tomorrow, right?", "is it still Monday at 2?"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.lexicon import Lexicon
from bot.understanding.names import BLANK
from bot.understanding.own_lesson import tells_its_teacher
from bot.understanding.phrases import Phrase
from bot.understanding.tokens import Shape, Token, begins_with_one, says_one, spoken

_LONGEST, _LONGEST_LEAD = 4, 5
_REACH = 3
"""So many words may stand before what tells that one has a lesson."""
_SHORTEST_HEAD = 4
_DAYS = frozenset({"weekday", "relday", "weekday_weak", "month"})


def told_to_be_assured(text: str, tokens: Sequence[Token], words: Lexicon) -> tuple[Token, ...] | None:
    """The tokens of the lesson that is told of, without those that only ask for a yes; None if that isn't asked."""
    places = [place for place, token in enumerate(tokens) if token.shape is not Shape.MARK]
    said = tuple([tokens[place].text for place in places])
    if not words.assured_first.isdisjoint(said[:_REACH]) and (cut := _led(said, words)):
        dropped = {places[at] for at in cut}
        return tuple(token for place, token in enumerate(tokens) if place not in dropped)
    if not said or said[-1] not in words.assured_last:
        return None
    length = next((n for n in range(_LONGEST, 0, -1) if _is_tag(text, tokens, places, said[-n:], words)), 0)
    told = said[:-length] if length else ()
    lesson = _heads(told, words) and _begins(told, words.assuring["having"], words)
    if not (lesson or _begins(told, words.assuring["driving"], words) or tells_its_teacher(told, words)):
        return None
    return tuple(tokens[: places[-length]])


def asks_what_became_of_it(said: Phrase, words: Lexicon) -> bool:
    """ "Is my lesson tomorrow cancelled?", "did you move it?": none is called off or moved by it."""
    begun = next((at for at in range(len(said)) if begins_with_one(said[at:], words.assuring["is"])), len(said))
    if not words.polite.issuperset(said[:begun]):
        return False
    may_it = frozenset(phrase for phrase in words.may_we - words.assuring["is"] if len(phrase) > 1)  # "is it possible"
    return says_one(said[begun + 1 :], words.assuring["off"]) and not begins_with_one(said[begun:], may_it)


def _is_tag(text: str, tokens: Sequence[Token], places: Sequence[int], phrase: Phrase, words: Lexicon) -> bool:
    """Whether it asks at the end: some words only with a question mark, or set apart."""
    if phrase in words.assuring["tags"] or (len(phrase) == 1 and spoken(text)[-1:] in words.assuring["tags"]):
        return True  # "ik", which is short for "ikke"
    if phrase not in words.assuring["asked_tags"]:
        return False
    apart = tokens[places[-len(phrase)] - 1].shape is Shape.MARK
    return "?" in text or apart or tokens[places[-len(phrase)] - 1].text == BLANK  # "Friday's is with Mette right"


def _led(said: Phrase, words: Lexicon) -> range | None:
    """Where "don't I have" stands, before a lesson, or "is it still", before a day, or "is it right that", before
    both."""
    for at, first in enumerate(said[:_REACH]):
        for length in range(_LONGEST_LEAD, 1, -1) if first in words.assured_first else ():
            led = said[at : at + length]
            for kind, named in _NAMED_BEHIND:
                if led in words.assuring[kind] and named(said[at + length :], words):
                    return range(at, at + length)
    return None


def _drives_on_a_day(said: Phrase, words: Lexicon) -> bool:
    return _names_a_day(said, words) and (_heads(said, words) or not words.drives.isdisjoint(said))


def _names_a_day(said: Phrase, words: Lexicon) -> bool:
    return any(_DAYS & words.knows((word,)).keys() for word in said)


def _begins(said: Phrase, phrases: frozenset[Phrase], words: Lexicon) -> bool:
    """Whether it begins so, and not as a wish: "can I have a lesson on Thursday, yes?"."""
    lengths = range(1, _LONGEST + 1)
    at = next((at for at in range(_REACH) if any(said[at : at + length] in phrases for length in lengths)), None)
    return at is not None and {phrase[0] for phrase in words.may_we}.isdisjoint(said[:at])


def _heads(said: Phrase, words: Lexicon) -> bool:
    heads = words.lesson_heads
    long = tuple(head for head in heads if len(head) >= _SHORTEST_HEAD)
    return any(word in heads or word.endswith(long) for word in said)


_NAMED_BEHIND = (("negated", _heads), ("still", _names_a_day), ("whether", _drives_on_a_day))
