"""Whether a lesson that somebody has is named by its day: "my Wednesday lesson", "onsdagstimen min"."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from bot.understanding.lexicon import Lexicon, lexicon
from bot.understanding.names import BLANK
from bot.understanding.phrases import Phrase
from bot.understanding.tokens import begins_with_one, places_of, runs_of, says_one, spoken

_REACH = 5
"""So many words may stand between whose lesson it is and the lesson."""
_DAYS = frozenset({"weekday", "relday", "weekday_weak", "month"})
_SURE_DAYS = frozenset({"weekday", "relday"})
_TURNS = frozenset({"but", "turn"})
_NAMED_DAYS = _DAYS | {"weekdays"}
_OF_A_NAME = _NAMED_DAYS | {"on", "the", "the_one", "this", "next", "all_of"}
_QUESTIONS = ("who", "when_is", "which_place", "which_car", "how_long")
_HOURS = frozenset({"number", "half_past", "half_to", "quarter_of", "clock"})


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
            if named is not None and (instead or _names_day(named, words)):
                return True
    return False


def names_one_there_is(said: Phrase, words: Lexicon, written: str) -> bool:
    """ "The lesson I have on Wednesday"; "the one on Wednesday, can it be at 5", "the ten o'clock one, make it 11" and
    "I have one on Wednesday, can we do 5", where "the one on Wednesday at 5" may be one of those that are offered."""
    listened = words.listened_for
    for begin, end in places_of(said, listened["which_i_have"]):
        if _names_day(said[max(0, begin - _REACH) : end + _REACH], words):
            return True
    turn, _ = _turn(said, words)
    if not turn:
        return False
    told = said[:turn]
    if names_one_of_a_day(told, words) or names_one_of_an_hour(told, words) or _names_one_of_a_date(told, words):
        return True
    if names_a_days_own(spoken(written), words):
        return True
    return _tells_of_one(told, words) and another_behind(said, words) is None


def _names_one_of_a_date(said: Phrase, words: Lexicon) -> bool:
    """ "The 4th, can it", "den 4., kan den", "die am 4., kann die"."""
    for at, (before, date) in enumerate(pairwise(said), 2):
        led = not {"the", "on"}.isdisjoint(words.knows((before,))) or (before,) in words.listened_for["the_one_on"]
        if led and date.rstrip("thndrs").isdecimal():
            return any((word,) in words.listened_for["it"] for word in said[at:])
    return False


def names_a_days_own(said: Phrase, words: Lexicon) -> bool:
    """ "Could Tuesday's be a bit later", "kan tirsdagens", and not "I have football on Tuesdays, can we"."""
    turn, _ = _turn(said, words)
    named, told = words.listened_for["a_days_own"], said[:turn]
    return told[-2:] in named or (told[-1:] in named and "on" not in words.knows(told[-2:-1]))


def names_one_of_an_hour(said: Phrase, words: Lexicon) -> bool:
    """ "The one at 10", "the ten o'clock one", "den kl 13", "die um 10"."""
    for _, end in places_of(said, words.listened_for["the_one_on"]):
        if "at" in words.knows(said[end : end + 1]) and _is_hour(said[end + 1 : end + 2], words):
            return True
    return any(
        "the_one" in words.knows((one,)) and any(_is_hour((word,), words) for word in said[max(0, at - 2) : at])
        for at, one in enumerate(said)
    )


def _is_hour(word: Phrase, words: Lexicon) -> bool:
    return bool(word) and (word[0][0].isdecimal() or not _HOURS.isdisjoint(words.knows(word)))


def becomes_another(said: Phrase, words: Lexicon) -> bool:
    """ "Can Saturday's lesson be on Sunday"."""
    turn, _ = _turn(said, words)
    return turn > 0 and names_days_lesson(said[:turn], words)


def leads_to_another_day(said: Phrase, words: Lexicon) -> bool:
    """ "Tuesday lesson to Thursday", "tirsdagstimen til torsdag"."""
    onto = (at for at, word in enumerate(said) if at and "onto" in words.knows((word,)))
    return any(
        not _DAYS.isdisjoint(words.knows(said[at + 1 : at + 2]))
        and (_is_days_lesson(said[at - 1], words) or _ends_with_days_lesson(said[:at], words))
        for at in onto
    )


def _ends_with_days_lesson(said: Phrase, words: Lexicon) -> bool:
    """ "… Tuesday lesson"."""
    lesson = said[-1] == BLANK or said[-1] in words.lesson_heads
    return lesson and not _NAMED_DAYS.isdisjoint(words.knows(said[-2:-1]))


def another_behind(said: Phrase, words: Lexicon) -> int | None:
    """From which word on one more is wished than that which is told of: "I have a lesson on Wednesday, can I get
    another one on Friday?"; None if none is."""
    turn, behind = _turn(said, words)
    if not turn:
        return None
    more = words.listened_for["one_more"] | words.listened_for["also"]
    return turn if _tells_of_one(said[:turn], words) and says_one(said[behind:], more) else None


def _turn(said: Phrase, words: Lexicon) -> tuple[int, int]:
    """Where it is told last what a lesson is to become: from which word to before which; 0 and 0 if it isn't."""
    return max(places_of(said, words.listened_for["becoming"]), default=(0, 0))


def names_one_of_a_day(said: Phrase, words: Lexicon) -> bool:
    """ "The Thursday one", "Thursday's lesson", "den på torsdag", "torsdagstimen"."""
    gets = words.listened_for["gets"]  # "kan vi ta den fredag", of one that is talked of
    places = places_of(said, words.listened_for["the_one_on"])
    if any(_is_led_by_day(said[end:], words) for begin, end in places if said[begin - 1 : begin] not in gets):
        return True
    called = pairwise(said)
    day_first = any("the_one" in words.knows((one,)) and _names_day((day,), words) for day, one in called)
    return day_first or names_days_lesson(said, words) or any(_is_days_lesson(word, words) for word in said)


def names_its_teacher(said: Phrase, words: Lexicon, *, moving: bool) -> bool:
    """Whether the teacher is that of the lesson: "die mit Jonas", and of one to be moved "my lesson with Jonas"."""
    at = said.index(BLANK) if BLANK in said else 0
    if at < 2 or "with" not in words.knows((said[at - 1],)):
        return False
    led = any("to" in words.knows((word,)) for word in said[max(0, at - 1 - _REACH) : at - 1])
    return not led and (said[at - 2] in words.its_lesson or (moving and said[at - 2] in words.lesson_heads))


def turn_to_another(said: Phrase, words: Lexicon) -> int | None:
    """Where the "but" stands in "I'm not cancelling Thursday but Friday", or the last day in "don't move Thursday,
    Friday instead"; None if there is none."""
    places = [at for at, word in enumerate(said) if "on" not in words.knows((word,))]
    for turn, day in pairwise(places):
        if not (_TURNS.isdisjoint(words.knows((said[turn],))) or _DAYS.isdisjoint(words.knows((said[day],)))):
            return turn
    days = [at for at, word in enumerate(said) if not _NAMED_DAYS.isdisjoint(words.knows((word,)))]
    led = bool(days) and any("onto" in words.knows((word,)) for word in said[: days[0]])
    instead = len(days) > 1 and any("instead" in words.knows(run) for run in runs_of(said[days[-1] + 1 :], (1, 2)))
    return days[-1] if instead and not led else None


def _tells_of_one(said: Phrase, words: Lexicon) -> bool:
    """ "I have a lesson on Wednesday"."""
    having = (end for begin, end in places_of(said, words.assuring["having"]) if words.polite.issuperset(said[:begin]))
    told = said[next(having, len(said)) :]
    named = BLANK in told or not words.lesson_heads.isdisjoint(told)
    return named and _names_day(told, words)


def _is_led_by_day(said: Phrase, words: Lexicon) -> bool:
    """ "On Wednesday", "i morgen", "vom Freitag"."""
    if said[:2] in words.listened_for["a_days_own"]:
        return True
    behind = said[1:] if "on" in words.knows(said[:1]) else said
    return any(not _DAYS.isdisjoint(words.knows(day)) for day in (behind[:1], behind[:2]))


def _names_day(said: Phrase, words: Lexicon) -> bool:
    return any(not _DAYS.isdisjoint(words.knows(run)) for run in runs_of(said, (1, 2)))


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


def asks_of_one(said: Phrase, words: Lexicon) -> bool:
    """ "Who's the Monday one with", "when is Friday again", "whens the next one": what one that there is is like, as
    "when is Friday free" does not ask."""
    openers = _openers(words.code)
    if openers.isdisjoint(said[:_REACH]):
        return False
    asking, first = _asking(words.code), [at for at, word in enumerate(said[:_REACH]) if word in openers]
    begun = next((at for at in first if begins_with_one(said[at:], asking)), len(said))
    ends = (end for end in range(begun + 1, len(said)) if said[begun:end] in asking)
    rest = said[max(ends, default=len(said)) :]
    if not rest or any((word,) in words.listened_for["free"] for word in rest):
        return False
    if names_one_of_a_day(rest, words) or _names_next_one(rest, words):
        return True
    ends_in_with = "with" in words.knows(rest[-1:])
    if not (ends_in_with or said[begun : -len(rest)] in words.listened_for["when_is"]):
        return False
    day = any(not _SURE_DAYS.isdisjoint(words.knows(run)) for run in runs_of(rest, (1, 2)))
    return day and all(_is_small(word, words) for word in rest[: len(rest) - ends_in_with])


@cache
def _asking(code: str) -> frozenset[Phrase]:
    """What asks what a lesson is like, in one language."""
    return frozenset().union(*(lexicon(code).listened_for[question] for question in _QUESTIONS))


@cache
def _openers(code: str) -> frozenset[str]:
    """The words with which such a question begins."""
    return frozenset(phrase[0] for phrase in _asking(code))


def _names_next_one(said: Phrase, words: Lexicon) -> bool:
    pairs = pairwise(said)
    return any("next" in words.knows((word,)) and "the_one" in words.knows((one,)) for word, one in pairs)


def _is_small(word: str, words: Lexicon) -> bool:
    return _is_of_its_name(word, words) or word in words.fillers or word in words.polite


def tells_its_teacher(said: Phrase, words: Lexicon) -> bool:
    """ "Is Friday's with Mette or Jonas", "the Friday one is with Mette", "Thursday's, is it Mette": who gives the
    lesson of a day, as "is there one on Friday with Mette" does not ask."""
    at = said.index(BLANK) if BLANK in said else 0
    with_ = at > 0 and "with" in words.knows((said[at - 1],))
    told = said[: at - with_]
    led = [word for word in told if (word,) not in words.listened_for["is"]]
    if len(led) == len(told):
        return False
    day = _names_day(tuple(led), words) or any("weekdays" in words.knows((word,)) for word in led)
    named = day and all(_is_of_its_name(word, words) for word in led)
    return named and all(word == BLANK or "or" in words.knows((word,)) for word in said[at:])


def _is_of_its_name(word: str, words: Lexicon) -> bool:
    """Whether it may be part of what a day's lesson is called."""
    known = not _OF_A_NAME.isdisjoint(words.knows((word,))) or (word,) in words.listened_for["it"]
    return known or word in words.own or word in words.lesson_heads or _is_days_lesson(word, words)


def _up_to_lesson(said: Phrase, words: Lexicon) -> Phrase | None:
    """The words before what a lesson is called; None if it is not."""
    place = next((at for at, word in enumerate(said) if word == BLANK or word in words.lesson_heads), None)
    return said[:place] if place is not None else None


def _is_days_lesson(word: str, words: Lexicon) -> bool:
    """ "Onsdagstime", "Freitagsstunde": the day and the lesson in one word."""
    if not word.endswith(tuple(words.lesson_heads)):
        return False  # as most words
    heads = (len(head) for head in words.lesson_heads if word.endswith(head))
    days = (word[:-length] for length in heads)
    return any(_DAYS & words.knows((day.removesuffix("s"),)).keys() for day in days if day)
