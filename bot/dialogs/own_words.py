"""What the words themselves say: nothing but one thing, no, that a lesson is to be booked, or of whom they tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise

from bot.dialogs.talk import Heard, Talk
from bot.understanding.absences import is_asked
from bot.understanding.lexicon import Lexicon, codes, lexicon, listened_for, words_listened_for
from bot.understanding.phrases import Phrase
from bot.understanding.reading import Reading
from bot.understanding.tokens import begins_with_one, places_of, runs_of, says_one, spoken
from domain.schools import LessonType

_SHORT, _FEW, _SENTENCE = 2, 4, 12
"""Words, at most."""
_STEM = 5
"""Letters that "Doppelstunde" and "Doppelte Fahrstunde" begin with."""
_OF_A_CLOCK = frozenset({"half_to", "half_past", "past", "to_hour", "quarter_of", "three_quarters_of", "at"})
_DAY = frozenset({"on", "weekday", "relday"})
_CHANGING = ("cancel", "reschedule", "no_show")
_WEEKDAYS = frozenset({"weekday", "weekdays", "weekday_weak"})
_GOING_ON = frozenset({"at", "with", "same_time"})
"""What may stand behind "the Friday after", which bounds no time then."""
_DAYS = {"a_day_after": 1, "a_week_after": 7}
_ONE_MORE = {"another"}
"""Of the words for something else, those that may add to it."""


def is_short(text: str) -> bool:
    return len(text.split()) <= _SHORT


def says_only(text: str, intent: str) -> bool:
    """Whether the message is a phrase of some language for the intent, politeness aside."""
    words = spoken(text)
    if is_short(text):
        return True
    for code in codes():
        known = lexicon(code)
        said = known.intents.get(intent)
        if said is not None and {words, tuple(word for word in words if word not in known.polite)} & said.whole:
            return True
    return False


def tells_a_result(text: str) -> bool:
    """Whether it says that somebody has passed or failed."""
    return not words_listened_for("passed_or_failed").isdisjoint(spoken(text))


def asks_it_to_be(text: str) -> bool:
    """ "Can it be at 4?", "kann die auch um 16 Uhr sein": when a lesson that there is shall be."""
    said = spoken(text)
    if begins_with_one(said, listened_for("it_to_be")):
        return True
    return begins_with_one(said, listened_for("may_the_one")) and said[-1] in words_listened_for("be_at_last")


def asks_to_book(text: str) -> bool:
    """Whether it says outright that something is to be booked, as "my thursday lesson" does not."""
    return not words_listened_for("to_book").isdisjoint(spoken(text))


def asks_for_one_more(reading: Reading, language: str) -> bool:
    """Whether it plainly asks for one more lesson: "book a lesson on Friday", "I also want a lesson on Friday". "Book
    another time" may be one for what is talked of."""
    said = frozenset(spoken(reading.text))
    wished = reading.intent == "book" and bool(reading.windows) and not said.isdisjoint(lexicon(language).lesson_heads)
    plainly = asks_to_book(reading.text) or not words_listened_for("also").isdisjoint(said)
    return wished and plainly and said.isdisjoint(words_listened_for("another") - _ONE_MORE)


def names_one_to_move(text: str) -> bool:
    """ "The double one to Friday", "my Tuesday lesson to Monday": one that there is, and where it goes."""
    said = spoken(text)
    return not asks_to_book(text) and any(_leads_one_on(said, lexicon(code)) for code in codes())


def _leads_one_on(said: tuple[str, ...], words: Lexicon) -> bool:
    owned = said[:1] and (said[0] in words.own or "the" in words.knows(said[:1]))
    onto = next((at for at, word in enumerate(said) if at > 1 and "onto" in words.knows((word,))), 0)
    if not owned or not onto or said[onto - 1].isdecimal():
        return False
    return any(word in words.lesson_heads or "the_one" in words.knows((word,)) for word in said[1:onto])


def cuts_at(text: str, phrases: frozenset[Phrase], most: int) -> Iterator[tuple[str, Phrase, str]]:
    """Where one of the phrases stands, of so many words at most: what is said before it, the phrase, and behind it."""
    said = text.split() if says_one(spoken(text), phrases) else ()
    for at in range(len(said)):
        for end in range(at + 1, min(at + most, len(said)) + 1):
            if (phrase := spoken(" ".join(said[at:end]))) in phrases:
                yield " ".join(said[:at]), phrase, " ".join(said[end:])


def says_to_book_it(text: str) -> bool:
    """Whether it is the bare command, "book that one", "perfect, book", which names no lesson of its own."""
    said = frozenset(spoken(text))
    return asks_to_book(text) and "?" not in text and _only(said, "to_book", "pointing", "agreeing", "praise")


def rest_behind(text: str, is_head: Callable[[Phrase], bool]) -> str | None:
    """What stands, as it was written, behind the longest head that it begins with; None if there is none, or nothing
    behind it."""
    said = spoken(text)
    ends = (end for end in range(len(said) - 1, 0, -1) if is_head(said[:end]))
    if (rest := said[next(ends, len(said)) :]) == ():
        return None
    written = text.split()
    tails = (" ".join(written[at:]) for at in range(len(written)))
    return next((tail for tail in tails if spoken(tail) == rest), None)


def asks_for_later(text: str) -> bool:
    """ "Later" and not much more, or "could it be a bit later": than what is offered."""
    return a_bit(text) > 0 or (len(text.split()) <= _FEW and says(text, "later"))


def asks_for_earlier(text: str) -> bool:
    return a_bit(text) < 0 or (len(text.split()) <= _FEW and says(text, "sooner"))


def wishes_the_latest(text: str) -> bool:
    """ "The last slot on Friday", "as late as possible"."""
    return says_one(spoken(text), listened_for("as_late_as_possible"))


def a_bit(text: str) -> int:
    """1 if it is wished a bit later, -1 if earlier, 0 if neither is said."""
    said = spoken(text)
    return int(says_one(said, listened_for("a_bit_later"))) - int(says_one(said, listened_for("a_bit_earlier")))


def beside_those(text: str) -> str | None:
    """ "Not so early", "anything after that": whether those after what is offered are wished ("more"), those before, or
    the "latest" of its day."""
    said = spoken(text)
    if len(said) > _SENTENCE:
        return None
    ways = {"more": "later_ones", "earlier": "earlier_ones", "latest": "as_late_as_possible"}
    return next((way for way, phrases in ways.items() if says_one(said, listened_for(phrases))), None)


def beside_in_week(text: str) -> int:
    """ "Earlier in the week": -1; "later that week": 1; else 0."""
    said = spoken(text)
    ways = {"earlier_in_week": -1, "later_in_week": 1}
    return next((way for phrases, way in ways.items() if says_one(said, listened_for(phrases))), 0)


def way_from_the_other(text: str) -> int:
    """ "After the other one": 1; before it: -1; else 0."""
    for before, _, _ in cuts_at(text, listened_for("the_other_one"), _SHORT + 1):
        led = before.split()[-1:]
        if led and says(led[0], "after", "before"):
            return 1 if says(led[0], "after") else -1
    return 0


def says_the_one_after(text: str) -> bool:
    """ "The Friday after", "the following Friday": not the nearest one, and not "Friday after work"."""
    said = spoken(text)
    return any(_is_the_one_after(said, at, lexicon(code)) for code in codes() for at in range(len(said)))


def _is_the_one_after(said: Phrase, at: int, words: Lexicon) -> bool:
    if _WEEKDAYS.isdisjoint(words.knows(said[at : at + 1])):
        return False
    if said[at - 1 : at] in words.listened_for["following"]:
        return True
    ends = (end for end in range(at + 2, len(said) + 1) if said[at + 1 : end] in words.listened_for["after_it"])
    end = max(ends, default=len(said) + 1)
    going_on = (words.knows(said[end : end + length]) for length in (1, 2))
    if end == len(said) or said[end:] in words.listened_for["as_well"]:
        return True
    return any(not _GOING_ON.isdisjoint(known) for known in going_on)


def names_a_lesson(text: str) -> bool:
    """Whether it says what is wished, "lesson tomorrow", and not only when."""
    said = set(spoken(text))
    return any(said & lexicon(code).lesson_heads for code in codes())


def praises(text: str) -> bool:
    """ "Great!", "sounds good": a yes where something is asked, else no answer to anything."""
    said = frozenset(spoken(text))
    return bool(said) and _only(said, "praise")


def _only(said: frozenset[str], *kinds: str) -> bool:
    """Whether all of it is listened for as one of these."""
    return said <= frozenset().union(*map(words_listened_for, kinds))


def asks_of_changing(text: str) -> bool:
    """ "What does cancelling cost?": of moving, cancelling or not coming, and not of a price."""
    said, intents = spoken(text), (lexicon(code).intents for code in codes())
    return any(says_one(said, known[name].anywhere) for known in intents for name in _CHANGING)


def says_afterwards(text: str) -> bool:
    """ "Can I still change it later": when what is being asked is settled."""
    return says(text, "later") or says_one(spoken(text), listened_for("afterwards"))


def asks_for_another(text: str) -> bool:
    """ "Other times": than the one that is talked of."""
    return not words_listened_for("another").isdisjoint(spoken(text))


def asks_for_another_day(text: str) -> bool:
    """ "Another day", "en anden dag", "I can't that day": not on those that are talked of."""
    said = spoken(text)
    if says_one(said, listened_for("not_that_day")):
        return True
    another, day = words_listened_for("another"), words_listened_for("a_day")
    return any(one in another and two in day for one, two in pairwise(said))


def days_after(text: str) -> int | None:
    """ "The day after", "ugen efter": so many days from those that are talked of."""
    phrases = frozenset(runs_of(spoken(text), (2, 3)))
    return next((days for after, days in _DAYS.items() if not phrases.isdisjoint(listened_for(after))), None)


def denies_keeping(text: str) -> bool:
    """ "No, don't keep it", which may be meant either way."""
    said = spoken(text)
    kept = not words_listened_for("keeping").isdisjoint(said)
    return kept and any(says(word, "not_want") for word in said)


def wants_to_come(heard: Heard) -> bool:
    """ "OK, keep it then", "I can come after all", said of a lesson that was to be cancelled."""
    said = spoken(heard.text)
    kept = not words_listened_for("keeping").isdisjoint(said) or says_one(said, listened_for("will_come"))
    return kept and heard.intent in {None, "book"}


def denies(text: str) -> bool:
    """ "I don't like her": a "not" is said."""
    return any(says(word, "not", "not_want") for word in spoken(text))


def asks_something(text: str) -> bool:
    """Whether it is a question, by its mark or its first word."""
    return "?" in text or is_asked(text)


def asks_may_i(text: str) -> bool:
    """ "Can I": whether it begins as a question does that asks for leave."""
    said = spoken(text)
    return any(begins_with_one(said, lexicon(code).may_we) for code in codes())


def asks_for_leave(text: str) -> bool:
    """ "The one on Monday, can we": whether it is asked for leave somewhere in it."""
    said = spoken(text)
    return any(says_one(said, lexicon(code).may_we) for code in codes())


def opens_with_no(text: str) -> bool:
    """ "No, Tuesday": what went before is to be otherwise."""
    return _opens_with("no", text)


def opens_with_yes(text: str) -> bool:
    return _opens_with("yes", text)


def thanks(text: str) -> bool:
    """Whether thanks are said, perhaps among other words."""
    said = spoken(text)
    return any(says_one(said, lexicon(code).intents["thanks"].whole) for code in codes())


def agrees_to_all(text: str) -> bool:
    """ "Yes to both", and no more than that."""
    return len(text.split()) <= _FEW and opens_with_yes(text) and says_all(text) and not says(text, "not")


def _opens_with(intent: str, text: str) -> bool:
    first = spoken(text)[:1]
    return bool(first) and any(first in lexicon(code).intents[intent].alone for code in codes())


def corrects(text: str) -> bool:
    """ "No, Tuesday", "rather Friday": what went before is to be otherwise."""
    return opens_with_no(text) or not words_listened_for("rather").isdisjoint(spoken(text)[:2])


def rather_then(text: str) -> bool:
    """ "Can it be Tuesday?", "no, rather Tuesday": when else. "No, Tuesday" and "I meant Tuesday" name another one."""
    another = opens_with_no(text) or says(text, "correction")
    return not another or not words_listened_for("instead_of_it").isdisjoint(spoken(text))


def wishes_somebody_else(reading: Reading) -> bool:
    """ "I want it with Jonas instead", and no more than that: a lesson that there is shall be with somebody else."""
    named = reading.windows or reading.question or reading.lesson_type is not None
    instead = not words_listened_for("instead_of_it").isdisjoint(spoken(reading.text))
    return reading.teacher is not None and not named and instead


def declines_kindly(text: str) -> bool:
    """Whether it is a no with thanks: no more is wished."""
    said = spoken(text)
    for code in codes():
        no, thanks = lexicon(code).intents["no"].whole, lexicon(code).intents["thanks"].whole
        if any(said[:cut] in no and said[cut:] in thanks for cut in range(1, len(said))):
            return True
    return said in listened_for("no_thanks")


def lets_it_be(text: str) -> bool:
    """ "Leave it as it was then", and not much more."""
    said = spoken(text)
    return len(said) <= _SENTENCE and says_one(said, listened_for("let_it_be"))


def says(text: str, *kinds: str) -> bool:
    """Whether some language knows a word of it, or up to three together, as one of these kinds."""
    return says_one(spoken(text), phrases_for(*kinds))


def tells_not_to_come(text: str) -> bool:
    """ "I can't tomorrow", "tomorrow doesn't work": as "any day but tomorrow" does not, it wishes for no other day."""
    return "?" not in text and _is_impossible(text)


def _is_impossible(text: str) -> bool:
    said = frozenset(spoken(text))
    can_not = not (words_listened_for("can").isdisjoint(said) or words_listened_for("not").isdisjoint(said))
    return can_not or not words_listened_for("unable").isdisjoint(said) or says(text, "not_that")


def gives_a_day_up(reading: Reading) -> bool:
    """Whether another time is asked for than that of a day on which one can't: "can't on Monday, anything else?"."""
    asks = reading.intent == "more" or "?" in reading.text or not reading.refused
    rather = not words_listened_for("instead_of_it").isdisjoint(spoken(reading.text))
    asks_what_is_free = says_one(spoken(reading.text), listened_for("free"))
    return asks and (
        asks_what_is_free or rather or says(reading.text, "instead", "than") or _is_impossible(reading.text)
    )


def says_all(text: str) -> bool:
    """ "Both", "all of them", and not "after all"."""
    said = pairwise(("", *spoken(text)))
    return any(pair not in listened_for("not_all") and says(pair[1], "all_of") for pair in said)


def asks_for_several(text: str, language: str, kind: LessonType | None) -> bool:
    """ "2 lessons", "a double lesson", unless the type that is named is called so; what may be hours, as "in two
    hours", does not say it."""
    known, words = lexicon(language), spoken(text)
    for at, word in enumerate(words[:-1]):
        count = int(word) if word.isdecimal() else known.knows((word,)).get("number", 0)
        if count < 2:
            continue
        heads = (words[at + 1 : end] for end in (at + 2, at + 3))
        if at and not _OF_A_CLOCK.isdisjoint(known.knows((words[at - 1],))):
            continue  # "um halb elf Fahrstunde"
        if "ish" in known.knows(words[at + 1 : at + 2]):
            continue  # "ved 11 tiden"
        if any("".join(head) in known.lesson_heads and not _may_be_hours(words, at, head, known) for head in heads):
            return True
    several = [words[at] for at, _ in places_of(words, phrases_for("several"))]
    called = tuple(spoken(name)[0][:_STEM] for name in kind.names.values()) if several and kind is not None else ()
    return any(word[:_STEM] not in called for word in several)


def _may_be_hours(said: Phrase, at: int, head: Phrase, words: Lexicon) -> bool:
    """Whether "to timer" may tell how long it is until then: it doesn't before a day, "to timer fredag"."""
    if "unit" not in words.knows(head):
        return False
    behind = words.knows(said[at + 1 + len(head) : at + 2 + len(head)]).keys()
    return behind.isdisjoint(_DAY) or (at > 0 and "in" in words.knows((said[at - 1],)))


@cache
def phrases_for(*kinds: str) -> frozenset[Phrase]:
    """The phrases of all languages for one of these kinds."""
    meanings = (meant for code in codes() for meant in lexicon(code).meanings.items())
    return frozenset(phrase for phrase, kinds_meant in meanings if not kinds_meant.keys().isdisjoint(kinds))


def tells_of_oneself(talk: Talk) -> bool:
    """Whether the sender tells it of themselves: a note may say it of a student."""
    return not words_listened_for("myself").isdisjoint(spoken(talk.reading.text)[:3])
