"""Free text in, what was understood out: times, intent, names, language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from zoneinfo import ZoneInfo

from bot.understanding.clauses import two_wishes
from bot.understanding.days import DaysGrammar
from bot.understanding.impossible import names_no_clock
from bot.understanding.intents import IntentReader
from bot.understanding.items import Item, ItemReader
from bot.understanding.languages import in_order, naming_days
from bot.understanding.lexicon import Lexicon, codes, lexicon
from bot.understanding.marks import Marks, corrected, marks_of
from bot.understanding.names import Named, named_in, without
from bot.understanding.own_lesson import names_days_lesson, names_its_teacher, names_own_lesson
from bot.understanding.reading import Reading, Vocabulary, Window
from bot.understanding.shifts import DaysOn, days_on_in, shift_in
from bot.understanding.spans import Days
from bot.understanding.strange import plain_part, stands_among_strange_words
from bot.understanding.telling import RESULTS, TOLD, told_in
from bot.understanding.tokens import MAX_TEXT, Token, clean, scan, spoken
from bot.understanding.windows import checked
from bot.understanding.wishes import Wished, Wishes

__all__ = ["MAX_TEXT", "clean", "get_ready", "read"]

_WEAK = {None, "book"}
_BY_A_TIME = ("sick", "reschedule", "cancel")
"""What some words mean only beside a time: "sick Monday", "change to Monday", "drop Monday"."""
_SHIFTED = {"reschedule", "book", "earlier", "no", None}
"""What may be said of a time with how much earlier or later than it another is wished."""
_UNDONE, _DONE = frozenset({"cancel"}), frozenset({"reschedule", "book"})
"""What is done one after the other: "cancel Friday and book Monday"."""
_MAY_BE_DATED = frozenset({"book", "cancel"})
"""What is done at a time, which somebody may name in another language than the rest."""
_SMALL_TALK = {"thanks", "ok", "yes", "no", "greeting"}
_COUNTING = {"terms", "balance", "packages", "statement", "invoices", "how_to_pay", "late"}
"""What has numbers in it that are no hours."""
_OF_LESSONS = {"cancel", "reschedule", "book", None}
_OTHERS = {"keep", "all_of"}
"""Beside a "cancel" they tell that the day which is left out is not called off."""
_BROKEN_OFF = {"cancel", "sick"}
_TIMES = ("weekday", "relday", "unit", "digits", "date", "clock", "dotted", "part", "month")
_DAYS = ("weekday", "relday", "date", "month")
_REFUSING = ("not", "not_that", "no", "save", "than", "instead", "instead_of", "but")
_DOUBTFUL = frozenset({"past", "which_day", "ambiguous"})
"""Questions that need no answer where no time is wished."""
_MOST_WINDOWS = 60
_NEGATED = attrgetter("negated")


@dataclass(frozen=True, slots=True)
class _Setting:
    """When and where a message is read."""

    now: datetime
    zone: ZoneInfo
    vocabulary: Vocabulary
    horizon_days: int
    moving: bool = False


def read(
    text: str,
    *,
    language: str,
    now: datetime,
    zone: ZoneInfo,
    vocabulary: Vocabulary,
    horizon_days: int = 90,
    moving: bool = False,
) -> Reading:
    """What `text` says.

    language: the code of the language to expect; others are tried when the words are plainly of another, or when
        nothing is understood. now: naive wall time of the school, whose `zone` knows its clock changes. Windows
        start no earlier than now; those later than `horizon_days` from now are kept only when there are no others,
        under the question "too_far". moving: a lesson is being moved, of which times and people are told.
    Never raises for any text.
    """
    text = clean(text)
    if len(text) <= 2 and text.isascii() and text.isdecimal():
        return Reading(text, number=int(text))  # most answers are a digit
    setting = _Setting(now, zone, vocabulary, horizon_days, moving)
    first: Reading | None = None
    for code in in_order(text, language):
        reading, settled = _read_in(text, lexicon(code), setting)
        if settled or _understood(reading):
            return _dated_elsewhere(reading, code, setting)
        first = first if first is not None and (first.perhaps or not reading.perhaps) else reading
    if first is not None and first.perhaps:
        return first
    return _fallen_back(first or Reading(text), language, setting)


def get_ready() -> None:
    """Load what the first messages would wait half a second for: the lexicons of all languages, and dateparser."""
    now, nobody = datetime.fromisoformat("2000-01-01"), Vocabulary({}, {})
    for code in codes():
        read("1 xyzzember", language=code, now=now, zone=ZoneInfo("UTC"), vocabulary=nobody)


def _dated_elsewhere(reading: Reading, code: str, setting: _Setting) -> Reading:
    """The same, with the time that is named in another language: "bestil tid next tuesday"."""
    if reading.intent not in _MAY_BE_DATED or reading.windows or reading.moved or reading.question:
        return reading
    for other in naming_days(reading.text, code):
        found = _read_in(reading.text, lexicon(other), setting)[0].taken_for_a_wish()
        if found.windows or found.question:
            return replace(reading, windows=found.windows, question=found.question, until=found.until)
    return reading


def _understood(reading: Reading) -> bool:
    found = reading.intent or reading.windows or reading.moved or reading.question
    return bool(found) or reading.number is not None


def _read_in(text: str, words: Lexicon, setting: _Setting) -> tuple[Reading, bool]:
    """The reading in that language, and whether no other need be tried even if it found nothing."""
    return _read_tokens(text, scan(text), words, setting)


def _read_tokens(text: str, raw: tuple[Token, ...], words: Lexicon, setting: _Setting) -> tuple[Reading, bool]:
    named = named_in(text, raw, setting.vocabulary, words)
    tokens = corrected(without(raw, named.places), words)
    said = IntentReader(text, tokens, words)
    plain = _plainly(text, said)
    if plain is None and said.says_both(_UNDONE, _DONE):
        plain = _first_of_two(text, words, setting)
    if plain is not None:
        return plain, True
    leading = said.leading()  # "note Anna's parking went well" is one
    if leading is None and said.may_say(*TOLD, *RESULTS) and (told := told_in(text, raw, words)) is not None:
        reading, settled = _read_tokens(text, told.rest, words, setting)
        small = reading.intent in _SMALL_TALK
        return (reading, settled) if not small and _understood(reading) else (Reading(text, intent=told.intent), True)
    marks = marks_of(tokens, words)
    intent = leading or said.alone() or said.anywhere()
    anywhere = intent == "stop" and "any_place" in marks.kinds  # "it doesn't matter where"
    no_wish = anywhere or intent in TOLD or _is_of_a_day(intent, marks)
    intent = None if no_wish else intent  # it is asked: "was the lesson good?"
    intent = "reschedule" if setting.moving and intent in _WEAK else intent
    if intent in _WEAK and not marks.kinds.isdisjoint(_TIMES):
        intent = next(filter(said.with_time, _BY_A_TIME), intent)
    if intent in {None, "reschedule"} and marks.kinds.isdisjoint(_TIMES) and said.wishes_for_language():
        intent = "language"
    if intent in _WEAK:
        marks = plain_part(marks, words)
    usual = setting.vocabulary.usual_teacher
    if usual is not None and not named.places and _wishes_for_the_usual(marks):
        named = replace(named, teachers=(usual,))
    instead = intent == "more" or "instead" in marks.kinds
    names_own = intent in {None, "more"} and (
        names_own_lesson(said.words, words, instead=instead) or (instead and names_days_lesson(spoken(text), words))
    )
    intent = None if names_own else intent  # "can I have Thursday's lesson another day"
    shift = shift_in(said.words, words) if intent in _SHIFTED else None
    own = (names_own or (intent is None and bool(shift) and not marks.kinds.isdisjoint(_DAYS))) and not said.refuses()
    on = days_on_in(said.words, words) if own or intent == "reschedule" else None
    marks = marks if on is None else marks_of(without(tokens, on.places), words)  # "um zwei Tage" is no hour
    timed = _timed(text, intent, marks, words, setting, of_own=own)
    timed = timed if shift is None and on is None else timed.by(shift, on, exactly="same_time" in marks.kinds)
    if timed.intent == "reschedule" and named.teacher is not None:
        timed = replace(timed, of_teacher=names_its_teacher(said.words, words))
    there = bool(named.branches) and not said.asks_about_it()
    timed = timed.of_own_lesson(instead=there or instead) if own else timed
    if intent is None and said.keeps(own=names_own):
        return replace(_reading(text, "no", timed.without_windows(), marks, named), keeps=True), True
    if timed.intent is None and said.refuses() and (timed.excluding or said.refuses("book")):
        timed = timed.without_windows()  # "flyt den ikke til fredag", "don't book Monday" wish for no other day
    if intent is None and not (timed.windows or timed.question) and said.only_refuses():
        return replace(_reading(text, "no", timed, marks, named), keeps=True), True
    if timed.intent is None:
        return _read_without_intent(text, timed, marks, named, said, words)
    language = said.named_language() if intent == "language" else None
    return _reading(text, timed.intent, timed, marks, named, language=language), said.refuses()


def _wishes_for_the_usual(marks: Marks) -> bool:
    """For the usual teacher, whom "instead of my usual Friday" does not mean."""
    if "usual_teacher" not in marks.kinds:
        return False
    places = [at for at in range(marks.end) if marks.is_(at, "usual_teacher")]
    return not all(marks.is_(marks.skip_back(at - 1, "on", "the", "at"), "instead_of") for at in places)


def _is_of_a_day(intent: str | None, marks: Marks) -> bool:
    """ "All but Lars, Wednesday at noon" leaves a teacher out, and nobody is missing."""
    return intent == "missing" and not marks.kinds.isdisjoint(_DAYS)


def _read_without_intent(
    text: str, timed: _Timed, marks: Marks, named: Named, said: IntentReader, words: Lexicon
) -> tuple[Reading, bool]:
    """What times, people and lessons by themselves say, and whether it is settled."""
    where = not (timed.windows or words.where.isdisjoint(said.words[:1]))  # "where is station square"
    if named.branches and (where or not words.opening.isdisjoint(said.words)):
        return _reading(text, "school", timed, marks, named), True
    if (timed.windows or timed.question in _DOUBTFUL) and _is_no_wish(timed, marks, named, said, words):
        return Reading(text, perhaps=timed.windows, refused=timed.refused), False
    if not timed.excluding and not said.refuses() and _asks_to_book(timed, named, said):
        return _reading(text, "book", timed, marks, named), True
    return _reading(text, None, timed, marks, named), said.refuses()


def _plainly(text: str, said: IntentReader) -> Reading | None:
    """The number of a choice or the language, where the message is no more than that."""
    number = said.number()
    if number is not None:
        return Reading(text, number=number)
    language = said.language()
    return Reading(text, intent="language", language=language) if language else None


def _first_of_two(text: str, words: Lexicon, setting: _Setting) -> Reading | None:
    """The first of two wishes, each of a time of its own: the other one waits until it is done."""
    two = two_wishes(text, words.code)
    if two is None:
        return None
    first, _ = _read_in(two[0][0], words, setting)
    if first.intent not in _UNDONE or not first.windows:
        return None
    second, _ = _read_in(two[1][0], words, setting)
    if two[1][1] == "book" and second.windows and "instead" in _kinds(two[1][0], words):
        return replace(second, text=text, intent="reschedule", moved=first.windows, any_week=first.any_week)
    return replace(first, text=text)


def _kinds(text: str, words: Lexicon) -> frozenset[str]:
    return marks_of(corrected(scan(text), words), words).kinds


@dataclass(frozen=True, slots=True)
class _Timed:
    """The times of a message: what they make of its intent, and whether it only excludes some."""

    intent: str | None
    windows: tuple[Window, ...]
    question: str | None
    moved: tuple[Window, ...] = ()
    week_on: tuple[Window, ...] = ()
    moved_dayless: bool = False
    any_week: bool = False
    of_teacher: bool = False
    dayless: bool = False
    until: date | None = None
    excluding: bool = False
    refused: tuple[Window, ...] = ()
    given_up: tuple[Window, ...] = ()
    gone: tuple[Window, ...] = ()
    shift: int | None = None
    days_on: int | None = None
    on_its_day: bool = False

    def of_own_lesson(self, *, instead: bool) -> _Timed:
        """The same, asking when it is where it is not said what it shall be instead."""
        by = self.shift is not None or self.days_on is not None
        wished = instead or self.windows or by or (self.question and not self.moved)
        return self if wished else replace(self, intent="lessons", windows=self.moved, moved=(), question=None)

    def by(self, shift: int | None, on: DaysOn | None, *, exactly: bool) -> _Timed:
        """The same, by so many minutes or days later; "Friday to the week after" wishes for any time of it, but
        `exactly` for the same one."""
        if exactly and on is not None:
            return replace(self.without_windows(), shift=shift, days_on=on.days)
        days = on.days if on is not None and (on.counted or not self.windows) else None
        return replace(self, shift=shift, days_on=days)

    def without_windows(self) -> _Timed:
        """The same, wishing for no time."""
        return replace(self, windows=(), question=None, dayless=False)


def _timed(
    text: str, intent: str | None, marks: Marks, words: Lexicon, setting: _Setting, *, of_own: bool = False
) -> _Timed:
    """of_own: a lesson that the sender has is named, and neither what becomes of it nor that another one is wished."""
    intent = "reschedule" if of_own else intent
    moving = intent == "reschedule"
    undone = moving or intent in _BROKEN_OFF
    finder = ItemReader(marks, words, setting.now, setting.horizon_days, moving=moving, keeping=undone)
    items = finder.items()
    if of_own:
        items = [item for item in items if not _is_open(item)]  # the "another day" to which it goes
    unclear = "no_such_clock" if names_no_clock(marks) else None
    if unclear or not items:
        return _Timed(intent, (), unclear)
    if intent is None and any(item.instead for item in items):
        if _is_stretch(items[0]):
            items = [replace(item, instead=False, negated=item.negated or item.instead) for item in items]
        else:
            intent, moving = "reschedule", True
    intent, items = _refusals_meant(text, intent, items, marks, words)
    if moving or intent in _BROKEN_OFF:
        items = [item if item.to else _once(item) for item in items]
    wishes = Wishes(finder.days, words, setting.now, setting.horizon_days)
    old, new = _sides(items, moving=moving, own=of_own)
    if old and all(map(_NEGATED, old)):  # "I have to work tomorrow, can we move it to Saturday"
        old = [replace(item, negated=False) for item in old]
    second = _second_day(items)
    if second and intent in _BROKEN_OFF and _asks_for_another(text, items, marks):
        intent = "reschedule"
        old, new = items[:second], items[second:]
    names_day = moving and any(map(_says_day, new))
    shared = _shared_day(old, new)
    old, new = _sharing_day(old, new)
    moved, target = wishes.windows(old), wishes.windows(new)
    target = _today_or_in_a_week(target, new, finder.days, words, setting) if names_day else target
    own, named = (old, moved.windows) if old else (new, target.windows)
    week_on: tuple[Window, ...] = ()
    if intent in _OF_LESSONS and any(window.start.date() == setting.now.date() for window in named):
        either = Wishes(finder.days, words, setting.now, setting.horizon_days, either_week=True).windows(own).windows
        week_on = tuple(window for window in either if window not in named)
    excluding = all(map(_NEGATED, items))
    refused: tuple[Window, ...] = ()
    if excluding and not moving and any(map(_says_day, items)):
        refused = wishes.windows([replace(item, negated=False) for item in items]).windows
    may_give_up = not (excluding or moving) and intent in _WEAK and "instead" in marks.kinds
    given_up = [replace(item, negated=False) for item in items if may_give_up and _is_one_refused(item)]
    paid = intent == "balance" and "currency" in marks.kinds
    if intent in _COUNTING and (paid or target.dayless or (intent != "late" and _is_exact(target))):
        target = Wished()  # "is a lesson still 650", "about 20 min late", "I paid 1300 on the 3rd"
    if intent == "thanks" and target.question == "past":
        target = Wished()  # "thanks for a good lesson yesterday"
    best_first = target.question == "ambiguous"
    windows, problem = checked(target.windows, setting.now, setting.horizon_days, setting.zone, best_first=best_first)
    return _Timed(
        intent,
        windows=tuple(windows[:_MOST_WINDOWS]),
        question=problem or target.question or (moved.question if not target.windows else None),
        moved=moved.windows[:_MOST_WINDOWS],
        moved_dayless=moved.dayless,
        any_week=all(map(_is_bare_weekday, filter(_says_day, old or new))),
        week_on=week_on or target.week_on,
        dayless=target.dayless,
        until=target.until,
        excluding=excluding,
        refused=refused,
        given_up=wishes.windows(given_up).windows,
        on_its_day=shared is not None and _is_bare_weekday(shared),
        gone=target.gone,
    )


def _refusals_meant(
    text: str, intent: str | None, items: list[Item], marks: Marks, words: Lexicon
) -> tuple[str | None, list[Item]]:
    """The intent and the times, where those that are refused are not left out but what it is about."""
    undone = intent in _BROKEN_OFF and all(map(_NEGATED, items))
    if undone and all(map(_is_of_every_week, items)) and not names_days_lesson(spoken(text), words):
        return None, items  # "ich kann freitags nicht" is about no lesson
    about = undone and marks.kinds.isdisjoint(_OTHERS)  # "I can't make Tuesday"
    sorry = intent is None and _is_sorry(text, items, marks)  # "tyvärr kan jag inte på torsdag"
    if not (about or sorry or intent == "school"):  # "arbejder I om søndagen"
        return intent, items
    return "cancel" if sorry else intent, [replace(item, negated=False) for item in items]


def _today_or_in_a_week(
    target: Wished, items: Sequence[Item], days: DaysGrammar, words: Lexicon, setting: _Setting
) -> Wished:
    """ "Move it to Friday", said on a Friday, is asked about: few lessons are moved to what is left of the day.
    An hour that is named is still to come."""
    if target.question or not all(item.to and _says_day(item) for item in items):
        return target
    if {window.start.date() for window in target.windows} != {setting.now.date()}:
        return target
    either = Wishes(days, words, setting.now, setting.horizon_days, either_week=True).windows(items)
    return replace(either, question="ambiguous") if len(either.windows) > len(target.windows) else target


def _is_open(item: Item) -> bool:
    return isinstance(item.what, Days) and item.what.open_


def _is_of_every_week(item: Item) -> bool:
    return isinstance(item.what, Days) and item.what.step == "every"


def _is_exact(wished: Wished) -> bool:
    return all(window.end is None for window in wished.windows)


def _once(item: Item) -> Item:
    """ "Cancel Mondays lesson" is about one Monday."""
    if isinstance(item.what, Days) and _is_of_every_week(item):
        return replace(item, what=replace(item.what, step=""))
    return item


def _is_one_refused(item: Item) -> bool:
    """Whether it is a day, and not that of every week, that is told to be impossible."""
    days = item.what
    return item.negated and isinstance(days, Days) and days.step != "every" and not (days.longer or days.open_)


def _is_bare_weekday(item: Item) -> bool:
    """Whether nothing tells of which week it is."""
    days = item.what
    return isinstance(days, Days) and bool(days.weekdays) and not (days.step or days.stretches or item.negated)


def _is_stretch(item: Item) -> bool:
    """ "This weekend, Sunday rather than Saturday" only leaves a day of it out."""
    several = isinstance(item.what, Days) and (item.what.longer or len(item.what.weekdays) > 1)
    return several and not (item.negated or item.instead)


def _is_sorry(text: str, items: Sequence[Item], marks: Marks) -> bool:
    """Whether it regrets not to come on a day, and asks for no other time than one instead of it."""
    if "regret" not in marks.kinds:
        return False
    refused = [item.what for item in items if item.negated and isinstance(item.what, Days)]
    if len(refused) != 1 or refused[0].step == "every" or refused[0].longer:
        return False
    return all(item.negated for item in items) or (items[0].negated and _asks_for_another(text, items, marks))


def _asks_for_another(text: str, items: Sequence[Item], marks: Marks) -> bool:
    """ "I can't come Monday, Friday instead?", "I can't come Monday, is Friday possible?", "cancel Monday, is Friday
    same time ok"."""
    second = _second_day(items)
    if "instead" in marks.kinds or ("same_time" in marks.kinds and items[second].join not in {"and", "or"}):
        return second > 0
    if "?" not in text or not second:
        return False
    return items[second].to or (not items[second].beside and items[second].join in {"", "comma"})


def _second_day(items: Sequence[Item]) -> int:
    """ "I can't come Monday, Friday instead?" has the new time from its second day on."""
    places = [place for place, item in enumerate(items) if _says_day(item)]
    return places[1] if len(places) > 1 else 0


def _says_day(item: Item) -> bool:
    return isinstance(item.what, Days)


def _sides(items: Sequence[Item], *, moving: bool, own: bool) -> tuple[list[Item], list[Item]]:
    """The times a lesson has now, and those wished: "move Friday to Monday", "Monday instead of Friday", and where it
    is named as the sender's `own`: "can my Friday lesson be at 2"."""
    kept = [item for item in items if not item.instead]
    if not moving:
        return [], kept
    if len(kept) < len(items):
        return [item for item in items if item.instead], kept
    behind = _behind_own(items) if own else len(items)
    cut = next((place for place, item in enumerate(items) if item.to), _swapped(items) or behind)
    return list(items[:cut]), list(items[cut:])


def _shared_day(old: list[Item], new: list[Item]) -> Item | None:
    """The one day that is said of both: "move Thursday's to 4" stays on Thursday, and "Friday at 1 instead of 2" is of
    Friday, too."""
    told, wished = [*filter(_says_day, old)], [*filter(_says_day, new)]
    if new and not wished and len(told) == 1:
        return told[0]
    if not told and len(wished) == 1 and any(item.instead for item in old):
        return wished[0]
    return None


def _sharing_day(old: list[Item], new: list[Item]) -> tuple[list[Item], list[Item]]:
    """Both with the day that they share."""
    shared = _shared_day(old, new)
    if shared is None:
        return old, new
    return (old, [shared, *new]) if shared in old else ([shared, *old], new)


def _swapped(items: Sequence[Item]) -> int:
    """ "swap Thursday for Friday", "move Thursday, Friday instead" have the new time from their second day on."""
    second = _second_day(items)
    if not second:
        return 0
    joined = {item.join for item in items[1 : second + 1]} - {"", "comma"}
    dated = items[second].beside and not _weekdays(items[second])  # "Thursday 26 November"
    return 0 if joined or dated else second


def _behind_own(items: Sequence[Item]) -> int:
    """Behind the day of the lesson, and its hour if a second one is told: "my Friday 11 o'clock lesson at 2"."""
    hours = [place for place, item in enumerate(items) if not _says_day(item)]
    day = _says_day(items[0])
    return hours[1] if len(hours) > 1 and hours[0] == day else int(day)


def _weekdays(item: Item) -> tuple[int, ...]:
    return item.what.weekdays if isinstance(item.what, Days) else ()


def _reading(
    text: str, intent: str | None, timed: _Timed, marks: Marks, named: Named, *, language: str | None = None
) -> Reading:
    return Reading(
        text,
        intent,
        windows=timed.windows,
        question=timed.question,
        teacher=named.teacher,
        lesson_type=named.lesson_type,
        language=language,
        moved=timed.moved,
        moved_dayless=timed.moved_dayless,
        any_week=timed.any_week,
        of_teacher=timed.of_teacher,
        dayless=timed.dayless,
        until=timed.until,
        refused=timed.refused,
        given_up=timed.given_up,
        gone=timed.gone,
        week_on=timed.week_on,
        shift=timed.shift,
        days_on=timed.days_on,
        on_its_day=timed.on_its_day,
        same_time="same_time" in marks.kinds,
        teachers=named.teachers,
        not_teachers=named.not_teachers,
        unknown_name=named.unknown,
        branches=named.branches,
        not_branches=named.not_branches,
    )


def _asks_to_book(timed: _Timed, named: Named, said: IntentReader) -> bool:
    """Whether a time and a lesson are named, or little else than a lesson, and nothing else is wanted."""
    where = bool(named.branches or named.not_branches)
    if timed.windows or timed.question:
        return where or _names_whom_or_what(named) or said.with_time("book")
    if where and said.names_what_is_wished() and not said.asks_about_it():
        return True
    return named.lesson_type is not None and said.is_short()


def _names_whom_or_what(named: Named) -> bool:
    return bool(named.teachers or named.not_teachers or named.unknown) or named.lesson_type is not None


def _is_no_wish(timed: _Timed, marks: Marks, named: Named, said: IntentReader, words: Lexicon) -> bool:
    """Whether the time that is named may be no wish at all."""
    if timed.question is not None and timed.question not in _DOUBTFUL:
        return False
    if said.asks_about_it():
        return True
    strange = stands_among_strange_words(marks, words) or _only_keeps_busy(timed, marks)
    return strange and not (_names_whom_or_what(named) or said.names_what_is_wished())


def _only_keeps_busy(timed: _Timed, marks: Marks) -> bool:
    """ "I work on Mondays": it says what keeps one busy, and wishes for no other time outright."""
    if not timed.excluding:
        return False
    busy = any("busy" in mark.meanings or "away" in mark.meanings for mark in marks)
    refused = any(not mark.meanings.keys().isdisjoint(_REFUSING) and "away" not in mark.meanings for mark in marks)
    return busy and not refused


def _fallen_back(reading: Reading, language: str, setting: _Setting) -> Reading:
    """The reading with a day that only dateparser knows."""
    from bot.understanding.fallback import day_in

    day = day_in(reading.text, languages=[*{language, *codes()}], now=setting.now)
    if day is None:
        return reading
    start = datetime.combine(day, time())
    window = Window(max(start, setting.now), start + timedelta(days=1))
    windows, question = checked([window], setting.now, setting.horizon_days, setting.zone)
    return replace(reading, windows=tuple(windows), question=question)
