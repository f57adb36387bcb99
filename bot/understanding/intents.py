"""What a message wants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache, cached_property, lru_cache
from itertools import pairwise

from bot.understanding.amounts import asked_of_an_amount
from bot.understanding.clause_numbers import clause_numbers
from bot.understanding.lexicon import IntentWords, Lexicon, codes
from bot.understanding.lexicon import lexicon as lexicon_of
from bot.understanding.phrases import SPANS, Phrase
from bot.understanding.tokens import Shape, Token, says_one

ORDER = (
    "human", "pass_on", "pickup", "uncancel", "requests", "leave_course", "course", "start_over", "why", "why_cancel",
    "why_move", "undo", "places_left", "packages", "charged", "statement", "invoices", "terms",
    "waitlist", "wait", "reschedule", "cancel", "well", "sick", "late", "note", "mark", "sign", "attendance", "no_show",
    "not_held", "attended", "picture", "history", "taught", "hours", "next_step", "feedback", "how_to_pay", "balance",
    "progress",
    "language", "school", "offer", "companion", "lessons", "earlier", "more", "book", "passed", "result", "told",
    "everybody", "missing", "reminders", "stop", "back", "menu", "help", "today", "week", "month", "yes", "no", "ok",
    "bye", "thanks", "moment", "greeting",
)  # fmt: skip
"""All intents; where a message could mean several, the earlier one here."""

_BARE = tuple(name for name in ORDER if name not in {"today", "week", "month"})
"""Without its small words "in a week" would be "week"."""
_UNDONE = {"cancel", "reschedule", "book"}
_ABOUT_THEM = {"lessons"}
"""Named behind a negated verb they are what it is about: "don't cancel my booking" asks for no list."""
_NEGATED = _UNDONE | _ABOUT_THEM
_NOT = {"not", "not_want"}
_DATED = {"weekday", "weekday_weak", "relday"}
_DAYS = _DATED | {"on"}
_PERIODS = _DATED | {"unit", "weekend"}
_BOUNDS = frozenset({"from", "until"})
_GOES_ON = frozenset({"and", "save", "but", "closing"})
"""What begins something else behind the end of what is said: "sag alles ab außer Freitag", "sag Freitag ab weil"."""
_COUNTS = {"number", "article", "half_to"}
_SMALL_TALK = ("moment", "thanks", "bye", "greeting", "ok")
_SMALL_TALK_NAMES = frozenset(_SMALL_TALK)
_NOTHING = frozenset[str]()
_REACH = 3
_AND_A_HALF = 3
_OBJECT = 6
"""So many words may stand between a verb and the "not" behind it."""
_SHORT = 3
_MOST_CHOICES = 12
_LONGEST_CHOICE = 7
"""So many words at most has what takes a choice: "the second one works best for me"."""
_HOURS = range(6, 25)
"""Number words that by themselves are an hour, or a number of a long list."""


class IntentReader:
    """Reads intents from the tokens of a message in one language."""

    def __init__(self, text: str, tokens: Sequence[Token], lexicon: Lexicon) -> None:
        self.text = text
        self._lexicon = lexicon
        self.words = tuple([token.text for token in tokens if token.shape is not Shape.MARK])
        self._clauses = clause_numbers(tokens, lexicon, text)

    def alone(self) -> str | None:
        """The intent of a message that says nothing else, politeness aside."""
        if not self.words:
            sign = self.text.strip()
            return self._signed(sign) or next(filter(None, map(self._signed, sign)), None)
        short = tuple([word for word in self.words if word not in self._lexicon.polite])
        known, openers = self._lexicon.intents, self._lexicon.whole_openers
        first, second = openers.get(self.words[0], _NOTHING), openers.get(short[0], _NOTHING) if short else _NOTHING
        for words, names, possible in ((self.words, ORDER, first), (short, _BARE, second)):
            for name in names:
                if name in possible and self._is_all(words, known[name].whole):
                    return None if name == "book" and any(map(self._is_from_now, range(len(self.words)))) else name
        if self.words[:1] in known["ok"].alone and self._is_all(self.words[1:], known["yes"].whole):
            return "yes"  # "ok go for it"
        return self._small_talk(short) if first & _SMALL_TALK_NAMES else None

    def _small_talk(self, short: Phrase) -> str | None:
        """The weightiest of several small things that are said after each other: "ok thanks for that, bye"."""
        known = _small_talk_of(self._lexicon.code)
        if not (self._is_all(self.words, known) or (short and self._is_all(short, known))):
            return None
        said = (name for name in _SMALL_TALK if any(self._places(self._lexicon.intents[name].whole)))
        return next(said, "thanks")

    def _signed(self, sign: str) -> str | None:
        return next((name for name, said in self._lexicon.intents.items() if sign in said.signs), None)

    def leading(self) -> str | None:
        """The intent of a message that begins with a word or two for it, and goes on in the sender's own words."""
        first, both = self.words[:1], self.words[:2]
        known = self._lexicon.intents.items()
        return next((name for name, said in known if first in said.leading or both in said.leading), None)

    def anywhere(self) -> str | None:
        """The intent of a phrase in the message; "nogen afbud?" looks for times, though "afbud" alone calls one off."""
        said = self._said
        found = {name: self._runs(name) if name in said else [] for name in ORDER if name in self._possible}
        longer = [run for runs in found.values() for run in runs if len(run) > 1]
        longer += self._all_runs(self._lexicon.not_before) if self._said else []
        for name, runs in found.items():
            if runs and (not longer or any(not any(_is_within(run, other) for other in longer) for run in runs)):
                return (name == "book" and self._about_an_amount()) or name
            words = self._lexicon.intents[name]
            if words.apart and not words.apart_openers.isdisjoint(self.words) and self._is_said_apart(words):
                return name
        if "+" in self.text and self.names_whom_with():
            return "companion"
        return self._about_an_amount()

    def _about_an_amount(self) -> str | None:
        """ "Why 250?", "is it 650 for a lesson": which is money, where nothing else is said."""
        asked = asked_of_an_amount(self.text, self.words, self._lexicon)
        return None if asked == "terms" and not self.names_what_is_wished() else asked

    def names_whom_with(self) -> bool:
        """Whether it says with whom, by a name or a phone number, which are blanked: "with Mette"."""
        pairs = pairwise(self.words)
        return any(word == "#" and "with" in self._lexicon.knows((before,)) for before, word in pairs)

    def _runs(self, name: str) -> list[range]:
        """Where the intent is said and not refused."""
        runs = self._said.get(name, [])
        if name == "reschedule":
            runs = [run for run in runs if not self._leads_to_time(run)]
        return [run for run in runs if not self._is_negated(name, run.start)] if name in _NEGATED else runs

    def _leads_to_time(self, run: range) -> bool:
        """Whether its last word begins a time: "boka **om** två timmar" moves nothing."""
        if len(run) == 1 or "in" not in self._lexicon.knows(self.words[run.stop - 1 : run.stop]):
            return False
        return any(self._lexicon.knows((word,)).get("unit") for word in self.words[run.stop + 1 : run.stop + 3])

    @cached_property
    def _said(self) -> Mapping[str, list[range]]:
        """Where the intents are said, refused or not, at each place the longest phrase of each."""
        said: dict[str, list[range]] = {}
        by_first = self._lexicon.said
        for at, word in enumerate(self.words):
            if word not in by_first:
                continue
            for length, phrases in by_first[word]:
                phrase = self.words[at : at + length]
                if phrase not in phrases:
                    continue
                for name in phrases[phrase]:
                    runs = said.setdefault(name, [])
                    if not runs or runs[-1].start != at:
                        runs.append(range(at, at + length))
        return said

    def _all_runs(self, phrases: frozenset[Phrase]) -> list[range]:
        """Where the phrases are said, at each place the longest."""
        return [range(at, at + self._longest(at, phrases)) for at in self._places(phrases)]

    def _longest(self, at: int, phrases: frozenset[Phrase]) -> int:
        lengths = range(1, _outline(phrases)[0] + 1)
        return max(length for length in lengths if self.words[at : at + length] in phrases)

    def _is_said_apart(self, said: IntentWords) -> bool:
        """ "sag den Termin am Freitag ab": both parts in one clause, and no "not" between them."""
        return False in [negated for _, negated in self._apart(said)]

    def _apart(self, said: IntentWords) -> Iterator[tuple[int, bool]]:
        """Where an intent is said in two parts, and whether there is a "not" between them."""
        for first, last, ends in said.apart:
            if first[0] not in self.words or (last and last[0] not in self.words):
                continue
            for at in self._places({first}):
                rest = range(at + len(first), len(self.words))
                clause = [self.words[place] for place in rest if self._clauses[place] == self._clauses[at]]
                cuts = range(0 if ends else 1, len(clause) - len(last) + 1)
                found = (cut for cut in cuts if tuple(clause[cut : cut + len(last)]) == last)
                cut = next((cut for cut in found if not ends or self._ends(clause, cut + len(last))), None)
                if cut is not None:
                    yield at, self._negates(clause[:cut])

    def _negates(self, between: Sequence[str]) -> bool:
        """Whether a "not" between the parts is about what they say, and not about one of several days: "trag mich
        nächste Woche außer Freitag ein", "sag Freitag nicht Samstag ab"."""
        dated = False
        for at, word in enumerate(between):
            known = self._lexicon.knows((word,)).keys()
            bounds = not _BOUNDS.isdisjoint(self._lexicon.knows(tuple(between[at : at + 2])))
            of_day = dated and not _DATED.isdisjoint(self._lexicon.knows(tuple(between[at + 1 : at + 2])))
            if known & _NOT and not ("save" in known or bounds or of_day):
                return True
            dated = dated or bool(known & _PERIODS)
        return False

    def _ends(self, clause: Sequence[str], at: int) -> bool:
        """Whether no more is said of it: "sag den Termin ab und buche Montag"."""
        return at == len(clause) or not _GOES_ON.isdisjoint(self._lexicon.knows((clause[at],)))

    @cached_property
    def _possible(self) -> frozenset[str]:
        """The intents of which a phrase may stand in the message: most messages have the words of few."""
        openers = self._lexicon.openers
        return frozenset().union(*[openers[word] for word in self.words if word in openers])

    def may_say(self, *intents: str) -> bool:
        """Whether the message has words with which phrases for one of these begin."""
        return not self._possible.isdisjoint(intents)

    def says_both(self, some: Set[str], others: Set[str]) -> bool:
        """Whether one of each is said, also in two parts."""
        possible = self._possible
        if possible.isdisjoint(some) or possible.isdisjoint(others):
            return False
        return all(any(map(self._says, possible & names)) for names in (some, others))

    def _says(self, name: str) -> bool:
        return name in self._said or self._is_said_apart(self._lexicon.intents[name])

    def refuses(self, intent: str = "") -> bool:
        """Whether something, or this, is told not to be done: "don't cancel it"."""
        return any(name == intent for name, _ in self._negated) if intent else bool(self._negated)

    def asks_about_somebody(self) -> bool:
        """Whether it begins by asking something of a teacher, whose name is blanked: "is Mette ill today?"."""
        return self.words[:1] in self._lexicon.listened_for["does"] and self.words[1:2] == ("#",)

    def tells_not_to_come(self) -> bool:
        """Whether it is with a "not" that a lesson is called off: "I'm not coming"."""
        said = [word for run in self._said.get("cancel", ()) for word in self.words[run.start : run.stop]]
        return any(not _NOT.isdisjoint(self._lexicon.knows((word,))) for word in said)

    def keeps(self, *, own: bool) -> bool:
        """Whether all that is said is that a lesson is not to be called off, "don't cancel Friday", or moved; where it
        would go may be what is refused, so that it has to be the lesson that is named (`own`). "I can come on Friday
        after all, so don't cancel" says so in two."""
        kept = {"cancel", "reschedule"} if own else {"cancel"}
        if not any(name in kept for name, _ in self._negated):
            return False
        return len(set(self._clauses)) == 1 or any(self._places(self._lexicon.listened_for["coming"]))

    def says_again(self, name: str) -> int | None:
        """Where it is said what the intent is about, after it was refused of something else: "don't move Thursday, move
        Friday", "it's Friday that I want to move"; None if it isn't."""
        refused = [at for negated, at in self._negated if negated == name]
        said = [run.start for run in self._said.get(name, ())]
        again = next((at for at in said if refused and at > refused[0] and at not in refused), None)
        if again is None:
            return None
        clause = self._clauses.index(self._clauses[again])
        return clause if clause > refused[0] else again

    def only_refuses(self) -> bool:
        """Whether it says little else than that."""
        names = {name for name, _ in self._negated}
        verbs = {word for name in names for phrase in self._lexicon.intents[name].phrases for word in phrase}
        no = {word for phrase in self._lexicon.intents["no"].alone for word in phrase}
        known = verbs | no | self._lexicon.fillers | self._lexicon.polite
        return bool(names) and all(word in known or self._lexicon.knows((word,)).keys() & _NOT for word in self.words)

    @cached_property
    def _negated(self) -> tuple[tuple[str, int], ...]:
        return tuple((name, at) for name in sorted(_UNDONE & self._possible) for at in self._negated_places(name))

    def _negated_places(self, name: str) -> Iterator[int]:
        said = self._lexicon.intents[name]
        yield from (run.start for run in self._said.get(name, ()) if self._is_negated(name, run.start))
        yield from (at for at, negated in self._apart(said) if negated)

    def is_of_kin(self, name: str) -> bool:
        """Whether it is family or friends of whom it is told: "my mum can pick me up"."""
        starts = [run.start for run in self._said.get(name, ())]
        starts += [at for at, _ in self._apart(self._lexicon.intents[name])]
        return bool(starts) and not self._lexicon.kin.isdisjoint(self.words[: min(starts)])

    def names_what_is_wished(self) -> bool:
        """Whether a lesson is named, or what else is had of a school: "lesson", "fit me in"."""
        places = self._places(self._lexicon.wished)
        return any(
            not (self._is_from_now(at) or self._is_refused_before(at) or self._is_driven_by_kin(at)) for at in places
        )

    def begins_with_what_is_wished(self) -> bool:
        """Whether a lesson is the first that is named, politeness aside, and not one's own: "a lesson with Mette"."""
        polite, words = self._lexicon.polite, self.words
        first = next((at for at, word in enumerate(words) if word not in polite), len(words))
        return first in self._places(self._lexicon.wished) and self._lexicon.own.isdisjoint(words)

    def asks_about_it(self) -> bool:
        """Whether it begins as a question about what is there: "where is the lesson on Friday"."""
        return any(self._begins_clause(at) for at in self._places(self._lexicon.asking))

    def asks_for_another_day(self) -> bool:
        """Whether it is a question, or asks for a day behind another one: "can't make Monday, can we do Tuesday"."""
        return "?" in self.text or any(
            (self._begins_clause(at) or self.words[at : at + 1] not in self._lexicon.may_we)
            and any(map(self._is_day, range(at)))
            and any(map(self._is_day, range(at + 1, len(self.words))))
            for at in self._places(self._lexicon.may_we)
        )

    def asks_whether_it_would_do(self) -> bool:
        """ "Thanks for today. Could we drive again on Tuesday?"."""
        return "?" in self.text and any(map(self._begins_clause, self._places(self._lexicon.may_we)))

    def wishes_it_a_bit_otherwise(self) -> bool:
        """ "A bit later"."""
        return any(says_one(self.words, self._lexicon.listened_for[way]) for way in ("a_bit_later", "a_bit_earlier"))

    def _begins_clause(self, at: int) -> bool:
        greeted = self.words[at - 1 : at] in self._lexicon.intents["greeting"].alone
        return at == 0 or greeted or self._clauses[at - 1] != self._clauses[at]

    def with_time(self, name: str) -> bool:
        """Whether the message, if it names a time, has that intent: "anything free", "change"."""
        said = self._lexicon.intents[name].with_time
        places = self._places(said) if said else ()
        return any(
            not (
                self._is_negated(name, at)
                or self._is_from_now(at)
                or self._is_driven_by_kin(at)
                or self._corrects(at)
                or self._tells_of_a_day(at)
            )
            for at in places
        )

    def _tells_of_a_day(self, at: int) -> bool:
        """ "Lørdag kan jeg hele dagen" asks for nothing, as "jeg kan hele dagen lørdag" does not."""
        can = self.words[at : at + 2] in self._lexicon.listened_for["one_can"]
        return can and "?" not in self.text and self._is_day(at - 1)

    def _corrects(self, at: int) -> bool:
        """Whether it puts right what was said: "scrap that, Monday instead"."""
        return "correction" in self._lexicon.knows(self.words[at : at + 2])

    def _is_driven_by_kin(self, at: int) -> bool:
        """Whether it is somebody of the family who drives: "my dad can drive me on Friday"."""
        if self.words[at] not in self._lexicon.drives:
            return False
        said = [word for place, word in enumerate(self.words) if self._clauses[place] == self._clauses[at]]
        return not (self._lexicon.kin.isdisjoint(said) or self._lexicon.me.isdisjoint(said))

    def _is_from_now(self, at: int) -> bool:
        """Whether it only says when: the "time" of "om en halv time" and of "any time" is no lesson."""
        meanings, before = self._lexicon.meanings, self.words[at - 1 : at + 1]
        if before in meanings and "any" in meanings[before]:
            return True
        if before in meanings and "unit" in meanings[before]:
            at -= 1  # "om en måneds tid"
        elif self.words[at : at + 1] not in meanings or "unit" not in meanings[self.words[at : at + 1]]:
            return False
        if "from_now" in self._lexicon.knows(self.words[at + 1 : at + 3]):
            return True
        start = at
        if "and_half" in self._lexicon.knows(self.words[max(at - _AND_A_HALF, 0) : at]):
            start -= _AND_A_HALF  # "to og en halv time"
        elif not SPANS.keys().isdisjoint(self._lexicon.knows(self.words[max(at - 1, 0) : at + 1])):
            start -= 1  # "halvanden time"
        if "number" in self._lexicon.knows(self.words[max(at - 2, 0) : at]):
            start -= 2  # "et par timer"
        while start > 0 and self._counts(self.words[start - 1]):
            start -= 1
        return 0 < start < at and "in" in self._lexicon.knows(self.words[start - 1 : start])

    def _counts(self, word: str) -> bool:
        return word[0].isdecimal() or word == "#" or not self._lexicon.knows((word,)).keys().isdisjoint(_COUNTS)

    def is_short(self) -> bool:
        """Whether it says hardly more than one thing, and counts nothing ("my 2nd lesson")."""
        counted = any(word.isdecimal() or "ordinal" in self._lexicon.knows((word,)) for word in self.words)
        return len(self.words) <= _SHORT and not counted

    def language(self) -> str | None:
        """The language named by a message that says little else: "English, please"."""
        names = _language_names()
        short = tuple([word for word in self.words if word not in self._lexicon.polite])
        return names.get(self.words) or names.get(short)

    def named_language(self) -> str | None:
        """The language named last in the message: "my English is bad, Danish please"."""
        named = ((phrase, code) for phrase, code in _language_names().items() if phrase[0] in self.words)
        return max(((place, code) for phrase, code in named for place in self._places({phrase})), default=(0, None))[1]

    def wishes_for_language(self) -> bool:
        """Whether only small words and those for a change stand around a language: "kan vi ta det på tyska"."""
        if self.named_language() is None:
            return False
        return not (set(self.words) - _beside_languages(self._lexicon.code) - self._lexicon.polite)

    def number(self) -> int | None:
        """The number of a choice, when the message is nothing else."""
        said = self._without_what_suits() or self.words
        words = [word for word in said if word not in self._lexicon.number_words]
        if len(words) == 1 and words[0].isdecimal() and len(words[0]) <= 6 and self._is_bare():
            number = int(words[0])
            dated = number > _MOST_CHOICES and any("the" in self._lexicon.knows((word,)) for word in said)
            return None if dated else number  # "den 31."
        hour = self._lexicon.knows((words[0],)).get("number") if len(words) == 1 else None
        choices = self._lexicon.choices
        chosen = choices.get(self.words) or choices.get(tuple(words)) or choices.get(said)
        return chosen or (hour if hour in _HOURS else None)

    def _without_what_suits(self) -> Phrase:
        """ "The first one" of "the first one works for me"."""
        if len(self.words) > _LONGEST_CHOICE:
            return ()
        suiting = next((at for at in self._places(self._lexicon.suiting) if at), None)
        return self.words[:suiting] if self.words[suiting:] in self._lexicon.suiting else ()

    def _is_bare(self) -> bool:
        # A sign for money or a share makes it an amount; "@3" is a time; "-1" is on no menu.
        return not set("%@€$£/:") & set(self.text) and not self.text.lstrip().startswith("-")

    def _is_all(self, words: Phrase, said: frozenset[Phrase]) -> bool:
        """Whether the words are one of the phrases, or several after each other ("yes, book it")."""
        if words in said:
            return True
        longest, openers = _outline(said)
        if words and words[0] not in openers:
            return False
        reached, end = {0}, len(words)
        for at in range(end):  # not by recursion: "no" may be said five hundred times
            for cut in range(1, longest + 1) if at in reached else ():
                if words[at : at + cut] in said:
                    reached.add(at + cut)
        return end in reached

    def _places(self, phrases: frozenset[Phrase] | set[Phrase]) -> Iterator[int]:
        longest, firsts = _outline(frozenset(phrases))
        if firsts.isdisjoint(self.words):
            return
        for at, word in enumerate(self.words):
            if word not in firsts:
                continue
            for length in range(1, min(longest, len(self.words) - at) + 1):
                if self.words[at : at + length] in phrases:
                    yield at
                    break

    def _is_negated(self, name: str, at: int) -> bool:
        """ "I don't want to cancel" does not."""
        if name in _ABOUT_THEM:
            return any(self._clauses[place] == self._clauses[at] and place < at for _, place in self._negated)
        if name not in _UNDONE:
            return False
        if self._is_refused_before(at):
            return True
        places = range(max(at - _REACH, 0), at)
        turned = "but" in self._lexicon.knows(self.words[at + 1 : at + 2])
        for place in [place for place in reversed(places) if self._clauses[place] == self._clauses[at]]:
            word = self.words[place]
            if self._lexicon.knows((word,)).keys() & _NOT:
                return True
            if "but" in self._lexicon.knows((word,)):
                break  # "nicht absagen, nur verschieben"
            if turned and self._is_day(place):
                continue  # "nicht Donnerstag verschieben sondern Freitag"
            if word not in self._lexicon.fillers and not any((word,) in verbs for verbs in self._verbs()):
                break  # "I don't feel well cancel my lesson", "don't forget to cancel"
        return self.words[at : at + 1] in self._lexicon.intents[name].anywhere and self._is_negated_after(at)

    def _is_refused_before(self, at: int) -> bool:
        """ "lad være med at aflyse", "mein Chef gibt mir frei"."""
        refusing = self._lexicon.not_before
        starts = range(max(at - _outline(refusing)[0], 0), at)
        return not refusing.isdisjoint([self.words[start:at] for start in starts])

    def _verbs(self) -> Iterator[frozenset[Phrase]]:
        return (self._lexicon.intents[name].anywhere for name in _UNDONE)

    def _is_negated_after(self, at: int) -> bool:
        """ "aflys den ikke", "storniere den Termin am Freitag bitte nicht": only what it is done to stands between.
        "Cancel Wednesday not Thursday" cancels."""
        dated = any(self._is_day(place) for place in range(at) if self._clauses[place] == self._clauses[at])
        for place in range(at + 1, min(at + 2 + _OBJECT, len(self.words))):
            if self._clauses[place] != self._clauses[at]:
                return False
            word = self.words[place]
            known = self._lexicon.knows((word,)).keys()
            if not _BOUNDS.isdisjoint(self._lexicon.knows(self.words[place : place + 2])):
                return False  # "book not before Thursday"
            if known & _NOT:
                return not (dated and any(map(self._is_day, (place + 1, place + 2))))  # "not on Thursday"
            dated = dated or bool(known & _DATED)
            if word not in self._lexicon.not_after and not known & _DAYS:
                return False
        return False

    def _is_day(self, at: int) -> bool:
        return not _DATED.isdisjoint(self._lexicon.knows(self.words[at : at + 1]))


@cache
def _beside_languages(code: str) -> frozenset[str]:
    """Words that wish for nothing but a language when one is named beside them: "switch", "change"."""
    words = lexicon_of(code)
    changing = (words.intents["language"].phrases, words.intents["reschedule"].phrases, _language_names())
    return (
        words.fillers | {word for phrases in changing for phrase in phrases for word in phrase}
    ) - words.lesson_heads


@cache
def _small_talk_of(code: str) -> frozenset[Phrase]:
    return frozenset().union(*(lexicon_of(code).intents[name].whole for name in _SMALL_TALK))


@cache
def _language_names() -> Mapping[Phrase, str]:
    """What the languages are called, in any of them."""
    return {phrase: code for known in codes() for phrase, code in lexicon_of(known).language_names.items()}


def _is_within(run: range, other: range) -> bool:
    """Whether the run is part of a longer one."""
    return other.start <= run.start and run.stop <= other.stop and len(run) < len(other)


@lru_cache(maxsize=512)
def _outline(phrases: frozenset[Phrase]) -> tuple[int, frozenset[str]]:
    """The length of the longest phrase, and the words with which they begin: most messages have none of them."""
    return max(map(len, phrases), default=0), frozenset(phrase[0] for phrase in phrases)
