"""The times of a message, and what they make of its intent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from operator import attrgetter
from zoneinfo import ZoneInfo

from bot.understanding.days import DaysGrammar
from bot.understanding.following import a_week_on_where_refused, behind_what_is_too_soon, not_this_one, on_its_day
from bot.understanding.impossible import lacks_its_hour, names_no_clock
from bot.understanding.intents import IntentReader
from bot.understanding.item import Item
from bot.understanding.items import ItemReader
from bot.understanding.lexicon import Lexicon
from bot.understanding.marks import Marks
from bot.understanding.own_lesson import names_days_lesson
from bot.understanding.reading import Vocabulary, Window
from bot.understanding.shifts import DaysOn, Shift
from bot.understanding.sides import says_day, second_time, shared_day, sharing_day, sides
from bot.understanding.spans import Days
from bot.understanding.tokens import says_one, spoken
from bot.understanding.windows import checked
from bot.understanding.wishes import Wished, Wishes

WEAK = {None, "book"}
_OF_LESSONS = {"cancel", "reschedule", "book", None}
_ASKING = {None, "book", "more"}
"""With which another time may be asked for than one that is not possible."""
_OTHERS = {"keep", "all_of"}
"""Beside a "cancel" they tell that the day which is left out is not called off."""
_BROKEN_OFF = {"cancel", "sick"}
_COUNTING = {"terms", "balance", "packages", "statement", "invoices", "how_to_pay", "late"}
"""What has numbers in it that are no hours."""
_MOST_WINDOWS = 60
_WEEK = timedelta(days=7)
_NEGATED = attrgetter("negated")


@dataclass(frozen=True, slots=True)
class Setting:
    """When and where a message is read."""

    now: datetime
    zone: ZoneInfo
    vocabulary: Vocabulary
    horizon_days: int
    moving: bool = False


@dataclass(frozen=True, slots=True)
class Timed:
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

    def of_own_lesson(self, *, instead: bool, a_bit: bool) -> Timed:
        """The same, asking when it is where it is not said what it shall be instead. a_bit: earlier or later."""
        if a_bit and self.on_its_day:
            return self.as_it_is()
        by = a_bit or self.shift is not None or self.days_on is not None
        wished = instead or self.windows or by or (self.question and not self.moved)
        return self if wished else replace(self, intent="lessons", windows=self.moved, moved=(), question=None)

    def by(self, shift: Shift | None, on: DaysOn | None, *, exactly: bool) -> Timed:
        """The same, by so many minutes or days later; "Friday to the week after" wishes for any time of it, but
        `exactly` for the same one."""
        minutes = shift.minutes if shift is not None else None
        if exactly and on is not None:
            return replace(self.without_windows(), shift=minutes, days_on=on.days)
        if minutes and self.on_its_day:
            return replace(self.as_it_is(), shift=minutes)
        days = on.days if on is not None and (on.counted or not self.windows) else None
        return replace(self, shift=minutes, days_on=days)

    def as_it_is(self) -> Timed:
        """The same, where the hour tells which lesson it is, too: "Tuesday, the one at 1, an hour later"."""
        return replace(self, moved=self.windows, windows=(), on_its_day=False)

    def is_exact(self) -> bool:
        """Whether every time that is wished is an hour."""
        return all(window.end is None for window in self.windows)

    def without_windows(self) -> Timed:
        """The same, wishing for no time."""
        return replace(self, windows=(), question=None, dayless=False)


def timed_by(
    said: IntentReader, intent: str | None, marks: Marks, words: Lexicon, setting: Setting, *, of_own: bool
) -> Timed:
    """of_own: a lesson that the sender has is named, and neither what becomes of it nor that another one is wished."""
    intent = "reschedule" if of_own else intent
    moving = intent == "reschedule"
    undone = moving or intent in _BROKEN_OFF
    finder = ItemReader(marks, words, setting.now, setting.zone, setting.horizon_days, moving=moving, keeping=undone)
    items = not_this_one(a_week_on_where_refused(finder.items()), marks)
    items = behind_what_is_too_soon(items, finder.days.weekdays) if "too_soon" in marks.kinds else items
    told, items = items, on_its_day(items) if intent in WEAK else items
    if of_own:
        items = [item for item in items if not _is_open(item)]  # the "another day" to which it goes
    unclear = "no_such_clock" if names_no_clock(marks) else None
    if unclear or not items:
        return Timed(intent, (), unclear)
    if intent is None and any(item.instead for item in items):
        if _is_stretch(items[0]):
            items = [replace(item, instead=False, negated=item.negated or item.instead) for item in items]
        else:
            intent, moving = "reschedule", True
    intent, items = _refusals_meant(said, intent, items, marks, words)
    if moving or intent in _BROKEN_OFF:
        items = [item if item.to else _once(item) for item in items]
    wishes = Wishes(finder.days, words, setting.now, setting.horizon_days)
    either_week = Wishes(finder.days, words, setting.now, setting.horizon_days, either_week=True)
    wished = of_own and _is_wished_instead(said, items, marks, words)
    old, new = sides(items, moving=moving and not wished, own=of_own)
    second = second_time(items)
    if second and intent in _BROKEN_OFF and _asks_for_another(said, items, marks, words):
        intent = "reschedule"
        old, new = items[:second], items[second:]
    if old and all(map(_NEGATED, old)):  # "I have to work tomorrow, can we move it to Saturday"
        old = [replace(item, negated=False) for item in old]
    names_day = moving and any(map(says_day, new))
    shared = shared_day(old, new)
    old, new = sharing_day(old, new)
    moved, target = wishes.windows(old), wishes.windows(new)
    moved = _another_than(target, moved) if moved.question else moved
    target = _today_or_in_a_week(target, new, finder.days, words, setting) if names_day else target
    own, named = (old, moved.windows) if old else (new, target.windows)
    week_on: tuple[Window, ...] = ()
    if intent in _OF_LESSONS and any(window.start.date() == setting.now.date() for window in named):
        either = either_week.windows(own).windows
        week_on = tuple(window for window in either if window not in named)
    excluding = all(map(_NEGATED, items))
    refused: tuple[Window, ...] = ()
    if excluding and not moving and any(map(says_day, items)):
        refused = wishes.windows([replace(item, negated=False) for item in items]).windows
    given_up = [] if moving or intent not in _ASKING else _given_up(told, marks)
    counts = _only_counts(target, intent, marks)
    target = Wished() if counts else _elsewhere(target, moved, old, new, marks, either_week)
    windows, problem = _checked(target, intent, marks, setting)
    return Timed(
        intent,
        windows=tuple(windows[:_MOST_WINDOWS]),
        question=problem or target.question or (moved.question if not target.windows else None),
        moved=moved.windows[:_MOST_WINDOWS],
        moved_dayless=moved.dayless,
        any_week=_is_of_any_week([item for item in old or new if says_day(item)]),
        week_on=week_on or target.week_on,
        dayless=target.dayless,
        until=target.until,
        excluding=excluding,
        refused=refused,
        given_up=either_week.windows(given_up).windows,
        on_its_day=shared is not None and _is_bare_weekday(shared),
        gone=target.gone,
    )


def _checked(target: Wished, intent: str | None, marks: Marks, setting: Setting) -> tuple[list[Window], str | None]:
    """The windows that can be meant, and what is wrong with them."""
    best_first = target.question == "ambiguous"
    windows, problem = checked(target.windows, setting.now, setting.horizon_days, setting.zone, best_first=best_first)
    if intent in _COUNTING:
        return ([], None) if problem == "too_far" else (windows, problem)  # "invoice for November", said in December
    lacking = bool(windows) and lacks_its_hour(marks)
    return windows, problem or ("which_hour" if lacking else None)


def _is_wished_instead(said: IntentReader, items: Sequence[Item], marks: Marks, words: Lexicon) -> bool:
    """ "Could I have my lesson on Saturday instead" tells when it shall be, and not when it is."""
    one = len([item for item in items if says_day(item)]) == 1
    return one and "instead" in marks.kinds and not names_days_lesson(spoken(said.text), words)


def _elsewhere(
    target: Wished, moved: Wished, old: Sequence[Item], new: Sequence[Item], marks: Marks, either_week: Wishes
) -> Wished:
    """Without the days that the lesson is moved from: "next Friday instead of this Friday" is of the week after. And
    "move Wednesday to Friday", where Wednesday is in the week that comes, is to its Friday or to the one before it."""
    if not (target.windows and moved.windows):
        return target
    if target.question == "ambiguous":
        windows = tuple(window for window in target.windows if window not in moved.windows)
        return replace(target, windows=windows, question=None) if len(windows) == 1 else target
    if target.question or not all(map(_is_bare_weekday, filter(says_day, (*old, *new)))):
        return target
    lesson = moved.windows[0].start.date()
    if max(window.start for window in target.windows).date() >= lesson - timedelta(days=lesson.weekday()):
        return target
    either = either_week.windows(new).windows
    later = tuple(_a_week_on(window, either) for window in target.windows)
    if "same_week" in marks.kinds:
        return replace(target, windows=later)
    return replace(target, windows=(*target.windows, *later), question="ambiguous")


def _another_than(target: Wished, moved: Wished) -> Wished:
    """Where the lesson is, "this Thursday instead of next Thursday": not on the day that it is moved to."""
    if moved.question != "ambiguous" or target.question:
        return moved
    days = {window.start.date() for window in target.windows}
    windows = tuple(window for window in moved.windows if window.start.date() not in days)
    return replace(moved, windows=windows, question=None) if len(windows) == 1 else moved


def _a_week_on(window: Window, either: Sequence[Window]) -> Window:
    """The same a week later: of today's, of which only what is left is named, as it is in `either` week."""
    day = window.start.date() + _WEEK
    end = None if window.end is None else window.end + _WEEK
    return next((whole for whole in either if whole.start.date() == day), Window(window.start + _WEEK, end))


def _only_counts(target: Wished, intent: str | None, marks: Marks) -> bool:
    """Whether what reads like a time is none that is wished: "is a lesson still 650", "about 20 min late", "I paid
    1300 on the 3rd", "thanks for a good lesson yesterday"."""
    if intent == "thanks":
        return target.question == "past"
    paid = intent == "balance" and "currency" in marks.kinds
    return intent in _COUNTING and (paid or target.dayless or (intent != "late" and _is_exact(target)))


def _refusals_meant(
    said: IntentReader, intent: str | None, items: list[Item], marks: Marks, words: Lexicon
) -> tuple[str | None, list[Item]]:
    """The intent and the times, where those that are refused are not left out but what it is about."""
    undone = intent in _BROKEN_OFF and all(map(_NEGATED, items))
    if undone and all(map(_is_of_every_week, items)) and not names_days_lesson(spoken(said.text), words):
        return None, items  # "ich kann freitags nicht" is about no lesson
    about = undone and marks.kinds.isdisjoint(_OTHERS)  # "I can't make Tuesday"
    sorry = intent is None and _is_sorry(said, items, marks, words)  # "tyvärr kan jag inte på torsdag"
    if not (about or sorry or intent == "school"):  # "arbejder I om søndagen"
        return intent, items
    return "cancel" if sorry else intent, [replace(item, negated=False) for item in items]


def _today_or_in_a_week(
    target: Wished, items: Sequence[Item], days: DaysGrammar, words: Lexicon, setting: Setting
) -> Wished:
    """ "Move it to Friday", said on a Friday, is asked about: few lessons are moved to what is left of the day.
    An hour that is named is still to come."""
    if target.question or not all(item.to and says_day(item) for item in items):
        return target
    if {window.start.date() for window in target.windows} != {setting.now.date()}:
        return target
    either = Wishes(days, words, setting.now, setting.horizon_days, either_week=True).windows(items)
    return replace(either, question="ambiguous") if len(either.windows) > len(target.windows) else target


def _is_sorry(said: IntentReader, items: Sequence[Item], marks: Marks, words: Lexicon) -> bool:
    """Whether it regrets not to come on a day, and asks for no other time than one instead of it."""
    if "regret" not in marks.kinds:
        return False
    refused = [item.what for item in items if item.negated and not item.saved and isinstance(item.what, Days)]
    if len(refused) != 1 or refused[0].step == "every" or refused[0].longer:
        return False
    return all(item.negated for item in items) or (items[0].negated and _asks_for_another(said, items, marks, words))


def _asks_for_another(said: IntentReader, items: Sequence[Item], marks: Marks, words: Lexicon) -> bool:
    """ "I can't come Monday, Friday instead?", "can't Monday, rather Friday", "I can't come Monday, is Friday
    possible?", "cancel Monday, is Friday same time ok"."""
    second = second_time(items)
    rather = second > 0 and says_one(said.words, words.listened_for["instead_of_it"])
    if rather or "instead" in marks.kinds or ("same_time" in marks.kinds and items[second].join not in {"and", "or"}):
        return second > 0
    if second and items[0].negated and not items[second].negated:
        free = says_one(said.words, words.listened_for["free"])  # "I can't do Thursday, what is free on Friday"
        if free or said.tells_not_to_come():
            return True  # "I'm not coming on Thursday but on Friday"
    if not second or not said.asks_for_another_day():
        return False
    apart = not items[second].beside or not says_day(items[second])
    return items[second].to or _is_open(items[second]) or (apart and items[second].join in {"", "comma"})


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


def _given_up(items: Sequence[Item], marks: Marks) -> list[Item]:
    """The days that are told to be impossible before another one, or not as good: "rather Thursday than Monday"."""
    leads = says_day(items[0]) and (items[0].negated or "than" in marks.kinds)
    return [replace(item, negated=False) for item in items if leads and _is_one_refused(item)]


def _is_one_refused(item: Item) -> bool:
    """Whether it is a day, and not that of every week, that is told to be impossible."""
    days = item.what
    return item.negated and isinstance(days, Days) and days.step != "every" and not (days.longer or days.open_)


def _is_of_any_week(days: Sequence[Item]) -> bool:
    """Whether those that are meant are weekdays alone; "keep Monday but cancel Wednesday" means Wednesday."""
    return all(map(_is_bare_weekday, [item for item in days if not item.negated] or days))


def _is_bare_weekday(item: Item) -> bool:
    """Whether nothing tells of which week it is."""
    days = item.what
    return isinstance(days, Days) and bool(days.weekdays) and not (days.step or days.stretches or item.negated)


def _is_stretch(item: Item) -> bool:
    """ "This weekend, Sunday rather than Saturday" only leaves a day of it out."""
    several = isinstance(item.what, Days) and (item.what.longer or len(item.what.weekdays) > 1)
    return several and not (item.negated or item.instead)
