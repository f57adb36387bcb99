"""How lessons went, told with the students' names or of all at once: "Emil came, Freja didn't", "Bo missing, the others
came", "both came", "all but Emil came". Who came late has come. A day or an hour that is told is that of the lesson."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache

from bot.understanding.lexicon import Lexicon, codes, lexicon, listened_for, words_listened_for
from bot.understanding.phrases import Phrase
from bot.understanding.subjects import is_denied
from bot.understanding.tokens import begins_with_one, says_one, spoken
from bot.understanding.told_days import without_days
from bot.understanding.told_hours import without_hours

ATTENDED, NO_SHOW, NOT_HELD = "attended", "no_show", "not_held"
_SAID = {NO_SHOW: ("no_show", "missing"), NOT_HELD: ("not_held",), ATTENDED: ("attended",)}
"""Intents that say it."""
_LISTENED_FOR = {ATTENDED: ("was_there", "took_place"), NO_SHOW: ("was_not",)}
_CONTRARY = {ATTENDED: NO_SHOW, NO_SHOW: ATTENDED}
_OTHERS, _EVERYONE, _NOBODY = "the_others", "everyone", "nobody"
_NOT = frozenset({"not", "not_want"})
_CLAUSES = re.compile(r"[,;:!\n]+|(?<!\d)\.+|\.+$")
_IT = 0
"""Stands for the lesson of one who is not named."""


@dataclass(slots=True)
class Told:
    """
    outcomes: of each that is named. others: of all others. unclear: those of whom one is meant by a name they share.
    count: of how many it is told, where it is told of all: "both came". days: those of their lessons, if any is told.
    """

    outcomes: dict[int, str] = field(default_factory=dict)
    others: str | None = None
    unclear: list[int] = field(default_factory=list)
    count: int | None = None
    days: set[date] = field(default_factory=set)


def tells_an_outcome(text: str) -> bool:
    """Whether a phrase for how a lesson went stands in the message, or that somebody came late; it is no question."""
    return "?" not in text and (says_one(spoken(text), _phrases()) or tells_of_coming_late(text))


def told_in(
    text: str, names: Mapping[int, str], starts: Mapping[int, datetime] | None = None, today: date | None = None
) -> Told | None:
    """What the message tells of lessons, each of which has the name of its student and may have its start in wall time;
    None if it tells it of none of these, or says anything else beside."""
    if "?" in text:
        return None
    each = (_told_in(text, names, _When(starts or {}, today), lexicon(code)) for code in codes())
    return next((told for told in each if told), None)


@dataclass(frozen=True, slots=True)
class _When:
    """When lessons began, and which day it is; of one that is not known no day can be told."""

    starts: Mapping[int, datetime]
    today: date | None

    def begins_at(self, number: int, hours: Set[time]) -> bool:
        return number in self.starts and self.starts[number].time() in hours

    def is_on(self, number: int, days: Set[date]) -> bool:
        return number in self.starts and self.starts[number].date() in days


def _told_in(text: str, names: Mapping[int, str], when: _When, words: Lexicon) -> Told | None:
    rest, hours = without_hours(text, words)
    at_those = {id_: name for id_, name in names.items() if not hours or when.begins_at(id_, hours)}
    told = _Reader(at_those, words, when).read(rest)
    return told if not hours or (told is not None and (told.outcomes or told.unclear)) else None


def went(text: str, start: datetime | None = None, today: date | None = None) -> str | None:
    """How it went with one whom the message doesn't name, if that is all it says: "she did come", and no mere "no".
    start: of the lesson, on whose day it was if a day is told."""
    said = spoken(text)
    mere = says_one(said, listened_for("was_not")) and not says_one(said, _phrases() - listened_for("was_not"))
    mere = mere and (said in listened_for("was_not") or not insists(text))
    other = speaks_of_several(text) or _speaks_of_oneself(text) or says_one(said, listened_for("another"))
    return None if mere or other or not tells_an_outcome(text) else _of_one(text, start, today)


def went_at_first(text: str) -> str | None:
    """How it went, if that is said first and something else after it: "fell through, the car broke down". Why somebody
    is missing may make something else of it."""
    first, _, more = text.partition(",")
    outcome = went(first) if more and not tells_an_outcome(more) else None
    return None if outcome == NO_SHOW else outcome


def came_late(text: str, start: datetime | None = None, today: date | None = None) -> bool:
    """Whether all that it says of one whom it doesn't name is that they came, though late: "was late but came"."""
    if not tells_of_coming_late(text) or _speaks_of_oneself(text):
        return False
    return _of_one(text, start, today, late=True) == ATTENDED


def _of_one(text: str, start: datetime | None, today: date | None, *, late: bool = False) -> str | None:
    when = _When({} if start is None else {_IT: start}, today)
    for words in map(lexicon, codes()):
        if not late or _tells_of_a_delay(spoken(text), words):
            outcome = _Reader({}, words, when).reads_one(text)
            if outcome is not None:
                return outcome
    return None


def _speaks_of_oneself(text: str) -> bool:
    return not words_listened_for("myself").isdisjoint(spoken(text))


def insists(text: str) -> bool:
    """Whether it is told against what was said before: "she did come", "no, he was there"."""
    said = spoken(text)
    if says_one(said, listened_for("insists")):
        return True
    whole = frozenset(phrase for phrase in _phrases() if len(phrase) > 1)
    takes_back = any(_takes_back(said[:1], lexicon(code)) for code in codes())
    return takes_back and not begins_with_one(said, whole)  # "no show"


def _takes_back(word: Phrase, words: Lexicon) -> bool:
    return "no_instead" in words.knows(word) or word in words.intents["undo"].whole


def _leads(word: Phrase, words: Lexicon) -> bool:
    return word in words.listened_for["before_question"] or _is_exclaimed(word, words)


def _is_exclaimed(word: Phrase, words: Lexicon) -> bool:
    return _takes_back(word, words) or word in words.intents["yes"].whole


def speaks_of_several(text: str) -> bool:
    """Whether it is said of all, of both or of none."""
    return any(says_one(spoken(text), listened_for(group)) for group in (_OTHERS, _EVERYONE, _NOBODY))


def tells_of_coming_late(text: str) -> bool:
    said = spoken(text)
    late = any(
        _tells_of_a_delay(said, words) and says_one(said, words.listened_for["was_late"])
        for words in map(lexicon, codes())
    )
    return late and not is_denied(text)


def _timely(clause: Phrase, words: Lexicon) -> Phrase | None:
    """What is left of it without the delay; None if it tells of none, or that there was none."""
    listened = words.listened_for
    if not _tells_of_a_delay(clause, words) or says_one(clause, listened["not_late"]):
        return None
    of_it = listened["late"] | listened["beside_late"]
    rest = tuple(word for word in clause if not (word.isdecimal() or (word,) in of_it))
    return None if says_one(rest, listened["was_not"]) else rest


def _tells_of_a_delay(said: Phrase, words: Lexicon) -> bool:
    return not words.listened_for["late"].isdisjoint((word,) for word in said)


def _clauses(part: str, words: Lexicon, names: Set[str]) -> Iterator[tuple[Phrase, bool]]:
    """What "and" and "but" join, each with whether it stands behind a "but"."""
    clause: list[str] = []
    excepts = False
    for word in spoken(part):
        but = (word,) in words.listened_for["yet"] or (word,) in words.listened_for["except_for"]
        if (but or "and" in words.knows((word,))) and word not in names:
            yield tuple(clause), excepts
            clause, excepts = [], but
        else:
            clause.append(word)
    yield tuple(clause), excepts


class _Reader:
    """Reads clause by clause. Who is named waits for the next outcome, or has that which leads: "came: Emil, Freja"."""

    def __init__(self, names: Mapping[int, str], words: Lexicon, when: _When) -> None:
        self.called = {number: frozenset(spoken(name)) for number, name in names.items()}
        self.names = frozenset[str]().union(*self.called.values())
        self.words = words
        self.when = when
        self.told = Told()
        self.days = set[date]()
        self.before: str | None = None
        self.leading: str | None = None
        self.waiting: list[Sequence[int]] = []
        self.excepted: list[Sequence[int]] = []
        self.excepted_of_all = 0
        self.group: str | None = None
        self.of_all = False
        self.is_read = False

    def read(self, text: str) -> Told | None:
        for part in _CLAUSES.split(text):
            for clause, excepts in _clauses(part, self.words, self.names):
                if not self._take(clause, excepts=excepts):
                    return None
            if self.excepted and self.group is None and not self._note_before():
                return None
            self.excepted_of_all = self.excepted_of_all or len(self.excepted)
        self.is_read = True
        if self.excepted and self.group == _EVERYONE and self.before is None:
            self.before = ATTENDED  # "all but Emil"
        if self._is_open and not self._note_before():
            return None
        told = self.told
        return told if told.outcomes or told.unclear or self.of_all else None

    def reads_one(self, text: str) -> str | None:
        """How it went with somebody who is not named."""
        if self.read(text) is not None or not self.is_read:
            return None
        return self.before if not self.days or self.when.is_on(_IT, self.days) else None

    @property
    def _is_open(self) -> bool:
        """Whether somebody was named of whom nothing has been told yet."""
        return bool(self.waiting or self.excepted) or self.group is not None

    def _take(self, clause: Phrase, *, excepts: bool) -> bool:
        """False if it says anything else. excepts: it stands behind a "but"."""
        while not self._is_told(clause) and _leads(clause[:1], self.words):
            clause = clause[1:]  # "yes, she came"
        while not self._is_told(clause) and _is_exclaimed(clause[-1:], self.words):
            clause = clause[:-1]  # "she came, yeah"
        late = _timely(clause, self.words)
        rest, named, group = self._names_in(clause if late is None else late)
        rest = self._plain(rest)
        outcome = self._outcome(rest)
        if late is None and _tells_of_a_delay(clause, self.words):
            return False  # "Emil wasn't late"
        if outcome is None and not self._is_beside(rest):
            return False
        if outcome is None and late is not None:
            if says_one(late, self.words.listened_for["was_late"]):
                outcome = ATTENDED
            elif named and self.excepted_of_all == len(self.excepted) > 0 and self.group == _EVERYONE:
                outcome = ATTENDED if self._note(ATTENDED) else None  # "all but Emil, Bo 5 min late"
        if named:
            told_of_all = self.group == _EVERYONE or (self.told.others is not None and not self.waiting)
            (self.excepted if told_of_all and (excepts or self.excepted) else self.waiting).append(named)
        self.group = group or self.group
        if late is not None and self.excepted and self.group is not None:
            return False  # "all but Emil came late"
        if outcome is None:
            return self.leading is None or not named or self._note(self.leading)
        if self.told.outcomes and not self._is_open:
            return False  # "Anna was here, but not on Friday"
        return self._tell(outcome, rest)

    def _tell(self, outcome: str, rest: Phrase) -> bool:
        if self.group == _EVERYONE and outcome == NO_SHOW and self._is_denied(rest):
            return False  # of "all didn't come" some may have
        if self.group == _NOBODY and says_one(rest, self.words.listened_for["took_place"]):
            self.group, outcome = _EVERYONE, NOT_HELD
        if self.group is None:  # "all came but Emil didn't"
            self.waiting, self.excepted = [*self.waiting, *self.excepted], []
        self.before = outcome
        self.leading = None if self._is_open else outcome
        return self._note(outcome)

    def _note_before(self) -> bool:
        return self.before is not None and self._note(self.before)

    def _is_denied(self, rest: Phrase) -> bool:
        denied = any(not _NOT.isdisjoint(self.words.knows((word,))) for word in rest)
        return denied and self.told.count is None

    def _note(self, outcome: str) -> bool:
        """False if the contrary was told of one of them before."""
        waiting, excepted, group = self.waiting, self.excepted, self.group
        self.waiting, self.excepted, self.group = [], [], None
        contrary = _CONTRARY.get(outcome)
        if (excepted or group == _NOBODY) and contrary is None:
            return False
        self.of_all = self.of_all or group in {_EVERYONE, _NOBODY}
        if group is not None:
            self.told.others = contrary if group == _NOBODY else outcome
            self.told.days = self.days
        self.before = contrary if excepted else self.before
        noted = [self._note_named(named, outcome) for named in waiting]
        noted += [self._note_named(named, contrary or outcome) for named in excepted]
        return all(noted)

    def _note_named(self, named: Sequence[int], outcome: str) -> bool:
        of_day = [number for number in named if not self.days or self.when.is_on(number, self.days)]
        if len(of_day) > 1:
            self.told.unclear += of_day
            return True
        return bool(of_day) and self.told.outcomes.setdefault(of_day[0], outcome) == outcome

    def _plain(self, clause: Phrase) -> Phrase:
        """The words that tell no day, which holds for what is told behind it too, and no regret: "kam leider nicht"."""
        clause = tuple(word for word in clause if "regret" not in self.words.knows((word,)))
        if self.when.today is None:
            return clause
        rest, days = without_days(clause, self.words, self.when.today)
        self.days = days or self.days
        return rest

    def _names_in(self, clause: Phrase) -> tuple[Phrase, list[int], str | None]:
        """The words that are no names; the lessons whose student is named; what stands for several of them."""
        said = {word: word.removesuffix("s") if word.removesuffix("s") in self.names else word for word in clause}
        counts = {number: len(called & set(said.values())) for number, called in self.called.items()}
        best = max(counts.values(), default=0)
        named = [number for number, count in counts.items() if best and count == best]
        rest = tuple(word for word in clause if said[word] not in self.names)
        for group in (_OTHERS, _EVERYONE, _NOBODY):
            if (left := _without_one(rest, self.words.listened_for[group])) is not None:
                return self._counted(rest, left), named, group
        return rest, named, None

    def _counted(self, said: Phrase, left: Phrase) -> Phrase:
        """The words behind "all three"."""
        number = self._number(left[0]) if left else None
        if number is not None:
            left = left[1:]
        elif says_one(said, self.words.listened_for["both"]):
            number = 2
        self.told.count = number or self.told.count
        return left

    def _number(self, word: str) -> int | None:
        return int(word) if word.isdecimal() else self.words.knows((word,)).get("number")

    def _is_told(self, clause: Phrase) -> bool:
        return self._outcome(self._plain(self._names_in(clause)[0])) is not None

    def _outcome(self, rest: Phrase) -> str | None:
        """What these words say, if they say no more: "was there", "kom ikke i dag"."""
        for phrase, outcome in _phrases_of(self.words.code).items():
            left = _without(rest, phrase)
            denied = left is not None and says_one(left, self.words.listened_for["was_not"])
            if left is not None and self._is_beside(left) and not denied:
                return outcome
        return None

    def _is_beside(self, said: Phrase) -> bool:
        beside = self.words.fillers | self.words.polite
        return all(word in beside or (word,) in self.words.listened_for["beside_outcome"] for word in said)


@cache
def _phrases_of(code: str) -> Mapping[Phrase, str]:
    """What the phrases of a language say, the longest first: "blev ikke til noget" is more than "ikke"."""
    words, said = lexicon(code), dict[Phrase, str]()
    for outcome, intents in _SAID.items():
        phrases = [words.intents[name].whole for name in intents]
        phrases += [words.listened_for[kind] for kind in _LISTENED_FOR.get(outcome, ())]
        said |= {phrase: said.get(phrase, outcome) for phrase in frozenset().union(*phrases)}
    return {phrase: said[phrase] for phrase in _longest_first(said)}


@cache
def _phrases() -> frozenset[Phrase]:
    return frozenset(phrase for code in codes() for phrase in _phrases_of(code))


def _longest_first(phrases: Iterable[Phrase]) -> list[Phrase]:
    return sorted(phrases, key=lambda phrase: (-len(phrase), phrase))


def _without_one(words: Phrase, phrases: Iterable[Phrase]) -> Phrase | None:
    each = (_without(words, phrase) for phrase in _longest_first(phrases))
    return next((left for left in each if left is not None), None)


def _without(words: Phrase, phrase: Phrase) -> Phrase | None:
    """The words around the phrase; None if it isn't among them."""
    for at in range(len(words) - len(phrase) + 1):
        if words[at : at + len(phrase)] == phrase:
            return words[:at] + words[at + len(phrase) :]
    return None
