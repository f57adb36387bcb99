"""A message as marks: its words with what they can mean in one language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from bot.understanding.lexicon import Lexicon
from bot.understanding.phrases import Phrase
from bot.understanding.tokens import Shape, Token
from bot.understanding.typos import is_typo, once

_PUNCTUATION = {",": "comma", "-": "dash", ".": "stop"}
_MONTHS = frozenset({"month", "month_weak"})
_DAY_KINDS = {"weekday", "relday", "weekday_weak"}
_APART_FROM_IS = _DAY_KINDS | {"part"}
_OF_LESSONS = _DAY_KINDS | {"part"}
_COMPOUNDS = (
    ({"weekday", "relday", "part", "month"}, {"part", "parts"}),
    ({"month"}, {"unit", "half"}),
    ({"number"}, {"ish", "and_half"}),
    ({"half_to"}, {"number"}),
    ({"quarter"}, {"to_hour", "past"}),
    ({"unit"}, {"early_in", "mid_in", "end_in"}),
)
_LONG = 9
"""From so many letters on a word may be a day and a mistyped lesson."""
_LEADING_A_PART = _DAY_KINDS | {"next", "coming", "on"}
"""What may stand between a part of the day and which side of it is meant."""
_SIDES_OF_DAYS = frozenset({"part", "early_in"})
_NAMED_DAYS = frozenset({"weekday", "next"})
_SIDES = frozenset({"early_in", "mid_in", "late_in", "end_in"})


@dataclass(frozen=True, slots=True)
class Mark:
    """A word or phrase. meanings: kind -> value. token: its token, when it is a single one."""

    meanings: Mapping[str, int]
    token: Token


class Marks(tuple[Mark, ...]):
    """The marks of a message; asking beyond its ends finds nothing."""

    @cached_property
    def end(self) -> int:
        """The place after the last."""
        return len(self)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """All that anything in the message can mean."""
        return frozenset([kind for mark in self for kind in mark.meanings])

    def is_(self, at: int, *kinds: str) -> bool:
        """Whether the mark at this place can mean any of these."""
        if 0 <= at < self.end:
            meanings = self[at].meanings
            if meanings:
                for kind in kinds:  # asked some 100 times a message: a loop costs a third of a set operation
                    if kind in meanings:
                        return True
        return False

    def which(self, at: int, kinds: Iterable[str]) -> str:
        """The first of these that the mark at this place can mean; "" if none."""
        if 0 <= at < self.end:
            meanings = self[at].meanings
            for kind in kinds:
                if kind in meanings:
                    return kind
        return ""

    def is_any(self, at: int, kinds: frozenset[str]) -> bool:
        """As `is_`, for many kinds."""
        return 0 <= at < self.end and not kinds.isdisjoint(self[at].meanings)

    def value(self, at: int, kind: str) -> int:
        """What the mark at this place means as that kind."""
        return self[at].meanings[kind]

    def skip(self, at: int, *kinds: str) -> int:
        """The next place whose mark means none of these."""
        while 0 <= at < self.end:
            meanings = self[at].meanings
            for kind in kinds:
                if kind in meanings:
                    break
            else:
                return at
            at += 1
        return at

    def skip_back(self, at: int, *kinds: str) -> int:
        """The place before this one, or this one, whose mark means none of these."""
        while self.which(at, kinds):
            at -= 1
        return at

    def unit(self, at: int) -> int:
        """The unit at this place, 0 if none."""
        return self.value(at, "unit") if self.is_(at, "unit") else 0

    def ends_clause(self, at: int) -> bool:
        """Whether a clause ends before this place."""
        return at >= len(self) or self.is_(at, "stop", "comma")

    def shape(self, at: int) -> Shape | None:
        """The shape of the token at this place."""
        return self[at].token.shape if 0 <= at < self.end else None


def corrected(tokens: Iterable[Token], lexicon: Lexicon) -> tuple[Token, ...]:
    """The tokens with mistyped words put right."""
    return tuple([_known(token, lexicon) for token in tokens])


def marks_of(tokens: tuple[Token, ...], lexicon: Lexicon) -> Marks:
    """What the tokens can mean, the longest phrase first."""
    said = tuple([token.text for token in tokens])
    if not lexicon.sides_of_parts.isdisjoint(said):
        tokens = _beside_its_part(tokens, lexicon)
        said = tuple([token.text for token in tokens])
    marks = Marks(_marks(tokens, said, lexicon))
    return _compared(marks) if "than" in marks.kinds else marks


def _beside_its_part(tokens: tuple[Token, ...], lexicon: Lexicon) -> tuple[Token, ...]:
    """ "Late Monday afternoon" as "Monday late afternoon"."""
    said = tuple([token.text for token in tokens])
    for at, side in enumerate(tokens):
        if side.text not in lexicon.sides_of_parts:
            continue
        place, dated = at + 1, False
        while length := _leading_a_part(said, place, lexicon):
            dated = not _DAY_KINDS.isdisjoint(lexicon.knows(said[place : place + length]))
            place += length
        part = tokens[place : place + 1]
        if dated and part and "part" in lexicon.knows((side.text, part[0].text)):
            return (*tokens[:at], *tokens[at + 1 : place], side, *tokens[place:])
    return tokens


def _leading_a_part(said: Phrase, at: int, lexicon: Lexicon) -> int:
    """How many words here may stand between a side and its part: "sent **i morgen** eftermiddag"; 0 if none may."""
    lengths = (length for length in (2, 1) if at + length <= len(said))
    return next((n for n in lengths if not _LEADING_A_PART.isdisjoint(lexicon.knows(said[at : at + n]))), 0)


def as_question(marks: Marks, lexicon: Lexicon) -> Marks:
    """Those of a question: what refuses a day, "jobbar jag", refuses none where the question begins with it, nor does
    what is asked: "is 8 too early on Saturday?"."""
    if marks.is_(0, "not_that"):
        return Marks([replace(marks[0], meanings={}), *marks[1:]])
    if marks.is_(0, "would") or (marks[0].token.text,) in lexicon.listened_for["is"]:
        return Marks([replace(mark, meanings={"fits": 1}) if "fits" in mark.meanings else mark for mark in marks])
    return marks


def _compared(marks: Marks) -> Marks:
    """ "an earlier lesson than my Friday one" is before Friday, "a later time than 3" after it."""
    bound: str | None = None
    for at, mark in enumerate(marks):
        if marks.is_(at, "sooner", "later"):
            bound = "before" if marks.is_(at, "sooner") else "after"
        elif marks.is_(at, "comma", "stop"):
            bound = None
        elif marks.is_(at, "than") and bound is not None:
            whose = at + 1 < marks.end and not marks[at + 1].meanings
            return Marks([*marks[:at], replace(mark, meanings={bound: 1}), *marks[at + 1 + whose :]])
    return marks


def _known(token: Token, lexicon: Lexicon) -> Token:
    if token.shape is not Shape.WORD:
        return token
    text = token.text
    if text[-2:] == "'s":  # not by a call, which would be made for each word
        # "friday's lesson" is about one Friday, "the morning's fine" about one, "what's" is a word of its own.
        base = text[:-2]
        text = base if _APART_FROM_IS & lexicon.knows((base,)).keys() else base + "s"
    elif text[-1] == "s" and text not in lexicon.vocabulary and "relday" in lexicon.knows((text[:-1],)):
        text = text[:-1]  # "tmrws lesson"
    text = lexicon.corrected(text)
    return token if text == token.text else replace(token, text=text)


def _marks(tokens: tuple[Token, ...], said: Phrase, lexicon: Lexicon) -> Iterator[Mark]:
    at, end = 0, len(tokens)
    while at < end:
        token = tokens[at]
        length, meanings = _phrase_at(said, at, lexicon)
        if length:
            yield Mark(meanings, replace(token, shape=Shape.WORD) if length > 1 else token)
        elif token.shape is Shape.WORD:
            yield from _compound(token, lexicon)
        else:
            yield Mark(_shape_meaning(token), token)
        at += length or 1


def _phrase_at(said: Phrase, at: int, lexicon: Lexicon) -> tuple[int, Mapping[str, int]]:
    for length, phrases in lexicon.phrases.get(said[at], ()):
        phrase = said[at : at + length]
        if phrase not in phrases or ("ignore" in phrases[phrase] and _begins_time(said, at + length, lexicon)):
            continue
        if length == 1 or _SIDES.isdisjoint(phrases[phrase]) or not _begins_day(said, at + length, lexicon):
            return length, phrases[phrase]
    return 0, {}


def _begins_time(said: Phrase, at: int, lexicon: Lexicon) -> bool:
    """Whether the last word before this place is part of a time: "den andra" says nothing, but "den andra januari" is
    a date; nobody comes early in "can I come early next week"."""
    last, then = lexicon.knows((said[at - 1],)), lexicon.knows(said[at : at + 1])
    if "ordinal" in last:
        return not _MONTHS.isdisjoint(then)
    if "weekday" in last and said[at : at + 1] == (",",):  # "kan man, tirs eller tors"
        return "weekday" in lexicon.knows(said[at + 1 : at + 2])
    return not (_SIDES_OF_DAYS.isdisjoint(last) or _NAMED_DAYS.isdisjoint(then))


def _begins_day(said: Phrase, at: int, lexicon: Lexicon) -> bool:
    """Whether the last word before this place begins a day: "tidligt **i** morgen" is no beginning of one."""
    return "relday" in lexicon.knows(said[at - 1 : at + 1])


def _shape_meaning(token: Token) -> Mapping[str, int]:
    if token.shape is Shape.MARK:
        return {_PUNCTUATION[token.text]: 1} if token.text in _PUNCTUATION else {}
    if token.shape is Shape.NUMBER:
        return {"digits": token.numbers[0]}
    return {token.shape.value: 1}


def _compound(token: Token, lexicon: Lexicon) -> Iterator[Mark]:
    """A word, taken apart when it is written from two known ones: "Dienstagnachmittag", "halvåtta", "kvarti"."""
    text = token.text
    for cut in range(2, len(text)):
        if (text[cut:],) not in lexicon.meanings and text[cut:] not in lexicon.lesson_heads:
            continue
        first = lexicon.knows((text[:cut],))
        if not first and text[cut - 1] == "s":
            first = lexicon.knows((text[: cut - 1],))  # "fredagseftermiddag"
        if not first:
            continue
        second = lexicon.knows((text[cut:],))
        if any(not (ahead.isdisjoint(first) or behind.isdisjoint(second)) for ahead, behind in _COMPOUNDS):
            both = Mark(first, replace(token, text=text[:cut])), Mark(second, replace(token, text=text[cut:]))
            yield from both if _SIDES.isdisjoint(second) else reversed(both)  # "Monatsende": the end of the month
            return
        if text[cut:] in lexicon.lesson_heads and not _OF_LESSONS.isdisjoint(first):
            yield Mark(first, replace(token, text=text[:cut]))  # "fredagstime", "Freitagsstunde", "kvällstid"
            return
    if len(text) >= _LONG and (day := _day_of_lesson(text, lexicon)):
        yield Mark(lexicon.knows((day,)), replace(token, text=day))
        return
    yield Mark({}, token)


def _day_of_lesson(text: str, lexicon: Lexicon) -> str:
    """The day in "tirsdagstiime", "Dienstagsstunnde", of which the lesson is mistyped; "" if it isn't one."""
    if not text.startswith(lexicon.weekday_names):
        return ""
    day = next(name for name in lexicon.weekday_names if text.startswith(name))
    head = text[len(day) :].removeprefix("s")
    mistyped = once(head) in lexicon.lesson_heads or any(is_typo(head, known) for known in lexicon.lesson_heads)
    return day if mistyped else ""
