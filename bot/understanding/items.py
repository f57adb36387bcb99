"""The times of a message, one after another, with what joins them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.understanding.days import DaysGrammar
from bot.understanding.hours import HoursGrammar
from bot.understanding.lexicon import UNITS, Lexicon
from bot.understanding.marks import Marks
from bot.understanding.reading import Window
from bot.understanding.spans import Bound, Days, Hours, Stretch, one_day
from bot.understanding.tokens import Shape

_GAPS = ("on", "the", "at", "dated", "in", "of", "soft")
_JOINS = ("or", "and", "comma")
_COUNTS = ("digits", "number", "article")
_QUARTERS = 8
"""So many quarters of an hour are named otherwise."""
_PASSED = frozenset([
    *_GAPS, *_JOINS, "not_that", "after_that", "before_then", "event", "instead_of", "not", "than", "no", "save", "to",
    "make_it", "busy", "keep",
])  # fmt: skip
"""What says something about the times around it."""
_MANY = ("weekdays", "parts", "weekend", "workdays")
"""What "no" excludes: "no Mondays", but not "no, Monday"."""
_BOUNDING = ("until", "to", "from", "after", "before", "between", "at", "digits", "clock", "dotted", "part", "parts")
_FOLLOWING = ("following_week", "following_day", "following_one", "unit", "next", "weekday")
_FRACTIONS = {UNITS["hour"]: 60, UNITS["minute"]: 1}


@dataclass(frozen=True, slots=True)
class Item:
    """One time said.

    what: days, hours of the day, or a window of its own ("in 2 hours").
    join: "or", "and" or "comma" when such stands before it. negated: it is excluded ("not Tuesday").
    to: a "to" leads to it, as in "move it to Friday". instead: "instead of" does.
    beside: it stands directly after the item before it.
    either: it may be a date as well as a time ("10.12"): `what` is the hours, `either` the days.
    saved: it is left out of more that is wished: "every day except Tuesday".
    """

    what: Days | Hours | Window
    join: str = ""
    negated: bool = False
    to: bool = False
    instead: bool = False
    beside: bool = False
    either: Days | None = None
    saved: bool = False


@dataclass(slots=True)
class _Before:
    """What has been passed since the last item. made: an hour may follow ("make it 4"). event: a day to leave out.
    wish: the "to" leads to what is wished, of which a time may be said further on ("to an automatic on Friday")."""

    join: str = ""
    negated: bool = False
    to: bool = False
    instead: bool = False
    touching: bool = False
    made: bool = False
    event: bool = False
    wish: bool = False
    saved: bool = False

    def reset(self, *, negated: bool = False) -> None:
        """Something else was said."""
        self.to, self.negated = self.wish, negated
        self.touching = self.made = self.event = self.saved = False


class ItemReader:
    """Goes through the marks of a message from left to right."""

    def __init__(
        self, marks: Marks, lexicon: Lexicon, now: datetime, horizon_days: int, *, moving: bool, keeping: bool = False
    ) -> None:
        self.marks = marks
        self.now = now
        last = now.date() + timedelta(days=horizon_days)
        self.days = DaysGrammar(marks, lexicon, now.date(), last, moving=moving)
        self._hours = HoursGrammar(marks, lexicon.parts, moving=moving, is_day=self._is_day)
        self._lexicon = lexicon
        self._moving = moving
        self._keeping = keeping
        self._said_to = 0
        self._event: Days | Hours | Window | None = None

    def items(self) -> list[Item]:
        """The times said, in the order said; "see you tomorrow" asks for none."""
        items: list[Item] = []
        before, at = _Before(), 0
        corrected = 0
        while at < self.marks.end and not self.marks.is_(at, "farewell"):
            if not self.marks[at].meanings:
                before.reset()
                at += 1
                continue
            if "onwards" in self.marks[at].meanings and "after" in self.marks[at].meanings:
                before.join = "or"  # "10-12 or after 2"
            found = None if self.marks.is_(at, "ignore") else self._item(at, items, before)
            if found is None:
                if self._takes_back(at, touching=before.touching):
                    items = _corrected(items, corrected)
                    before, corrected = _Before(to=self.marks.is_(at, "make_it"), made=True), len(items)
                else:
                    self._pass(at, items, before)
                at += 1
                continue
            if before.event:
                self._event = found[0][0].what
                before, at = _Before(event=True), found[1]
                continue
            before.to = before.to or (self._moving and self.marks.is_(at, "to"))  # "auf den 4." is read as one
            for item in found[0]:
                items.append(self._joined(item, items, before, negated=self._is_habit(item, at, found[1])))
                before = _Before(touching=True)
            at = self._said_to = found[1]
        items = _corrected(items, corrected)
        if not items and self._keeping and not self._moving and self._event is not None:
            return [Item(self._event)]  # "I have to see the doctor on Friday and can't come"
        return items

    def _takes_back(self, at: int, *, touching: bool) -> bool:
        """Whether what was said is put right here: "Thursday, no wait, Friday", "Thursday no Friday"."""
        if self.marks.is_(at, "correction"):
            return True
        if not self.marks.is_(at, "no_instead") or self.marks.is_(at + 1, *_MANY):
            return False
        before = at - 1
        while before > 0 and not self.marks[before].meanings:
            before -= 1  # "3pm, hmm no, 4pm"
        if self.marks.is_(before, "comma", "stop", "dash") or (at > 0 and self.marks[at - 1].token.dot):
            return True
        return touching and self._item(at + 1, [], _Before(made=True)) is not None

    def _item(self, at: int, items: list[Item], before: _Before) -> tuple[list[Item], int] | None:
        near = before.touching and bool(items) and (not before.join or (before.join == "comma" and self._ends(at + 1)))
        near = near or (before.negated and bool(items))  # "Samstag, nur nicht 12-14"
        moment = self._moment(at)
        if moment:
            return [Item(moment[0])], moment[1]
        aside = self._until_event(at) or self._week_after(at, items)
        if aside:
            return [Item(aside[0])], aside[1]
        after_day = before.touching and bool(items) and isinstance(items[-1].what, Days)
        its_part = (
            after_day and not (before.join or before.to) and self.marks.is_(at, "part")
        )  # "Montag Morgen" is no "tomorrow"
        day = None if its_part else self._its_part(at) or self._day(at, near=after_day)
        if day:
            return day
        listed = bool(items) and bool(before.join) and before.touching and _is_clock(items[-1].what)
        if self._is_lesson(at, items, before):
            return None
        target = before.made or (self._moving and before.to)  # "move it to 11"
        hours = self._busy_until(at) or self._hours.at(at, near=near or target, listed=listed)
        return ([self._either(at, hours[0], [] if target else items)], hours[1]) if hours else None

    def _is_lesson(self, at: int, items: list[Item], before: _Before) -> bool:
        """ "The 3pm one" is a lesson and no hour, and so is "the Friday one" where one is called off or moved."""
        if not (before.touching and items) or before.join or not self.marks.is_(at, "number"):
            return False
        told = _is_clock(items[-1].what) or (self._keeping and not items[-1].to)
        return told and self.marks.value(at, "number") == 1

    def _until_event(self, at: int) -> tuple[Days, int] | None:
        """ "My test is on Friday, can I drive before then?"."""
        then = self.marks.is_(at, "before_then") or (self.marks.is_(at, "before") and self._ends_clause(at + 1))
        if not then or not isinstance(self._event, Days):
            return None
        dated = self.days.weekdays.dated(self._event) if self._event.weekdays else self._event
        last = dated.stretches[0].first if dated.stretches else self.now.date()
        return (Days((Stretch(self.now.date(), last),)), at + 1) if last > self.now.date() else None

    def _week_after(self, at: int, items: list[Item]) -> tuple[Days, int] | None:
        """ "not next week, the week after", "move Friday to the week after"."""
        if not items or not self.marks.is_(at, *_FOLLOWING):
            return None
        one = self._one_after(at, items)
        if one or self.marks.is_(at, "following_day", "weekday"):
            return one
        end_at = at + 1
        if not self.marks.is_(at, "following_week"):
            end_at += self.marks.is_(at, "unit") and self.marks.is_(at + 1, "after")
            if not self._ends_clause(end_at) or (end_at == at + 1 and not self.marks.is_(at, "next")):
                return None
        last = next((item.what for item in reversed(items) if isinstance(item.what, Days)), Days())
        if self.marks.is_(at, "next") and len(last.weekdays) == 1 and last.step != "every":
            return replace(last, step="week_on"), end_at  # "not this Friday but the next"
        if not last.longer:
            last = self.days.weekdays.week_of(last)
        if not last.stretches:
            return None
        end = last.stretches[0].end
        return Days((Stretch(end, end + timedelta(days=7)),), longer=True), end_at

    def _one_after(self, at: int, items: list[Item]) -> tuple[Days, int] | None:
        """ "not this Friday but the one after", "ikke på fredag, men fredagen efter"."""
        if self.marks.is_(at, "following_day"):
            return self._day_after(at, items[-1])
        last, end = items[-1].what, at + 1
        if not isinstance(last, Days) or len(last.weekdays) != 1 or last.step == "every":
            return None
        if self.marks.is_(at, "weekday") and self.marks.value(at, "weekday") in last.weekdays:
            end += self.marks.is_(end, "after")
        if not self._ends_clause(end) or not (end > at + 1 or self.marks.is_(at, "following_one")):
            return None
        if items[-1].negated:
            items[-1] = replace(items[-1], what=replace(last, step=last.step or "this"))
        return replace(last, step="week_on"), end

    def _day_after(self, at: int, last: Item) -> tuple[Days, int] | None:
        """ "tomorrow or the day after"."""
        if not isinstance(last.what, Days) or not self._ends_clause(at + 1):
            return None
        day = self.days.weekdays.dated(last.what) if last.what.weekdays else last.what
        return (Days((one_day(day.stretches[-1].end),)), at + 1) if day.stretches else None

    def _busy_until(self, at: int) -> tuple[Hours, int] | None:
        """ "I have school until 2": who is busy until then is wished for after it."""
        if not self.marks.is_(at, "until", "to") or self._moving:
            return None
        until = self._hours.busy_until(at)
        return until if until and (self._is_busy(at, -1) or self._is_busy(until[1], 1)) else None

    def _refuses_last(self, at: int, items: list[Item], before: _Before) -> bool:
        """ "Dienstag kann ich leider nicht", "Wednesday I have training, Thursday would do"."""
        if self.marks.is_(at, "busy") and self._is_busy_day(at, items):
            return True
        refused = self.marks.is_(at, "not") and bool(items) and self._turns(at + 1, before)
        return refused and self._is_one_clause(self._said_to, at)

    def _is_busy_day(self, at: int, items: list[Item]) -> bool:
        """Whether the day is told before what keeps one busy on it, and another clause wishes for another one."""
        if not items or not isinstance(items[-1].what, Days) or items[-1].negated or items[-1].what.longer:
            return False
        end = at + 1
        while end < len(self.marks) and not self.marks.is_(end, "comma", "stop", "but"):
            end += 1
        told = self._is_one_clause(self._said_to, end) and not self.marks.is_(self._said_to, *_GAPS, "to")
        bounded = any(self.marks.is_(place, *_BOUNDING) for place in range(self._said_to, end))
        another = any(self.marks.is_(place, "weekday", "relday") for place in range(end, len(self.marks)))
        return told and not bounded and another and self.marks.kinds.isdisjoint({"instead", "instead_of"})

    def _is_busy(self, at: int, step: int) -> bool:
        """Whether something that keeps one busy is named on that side, in the same clause."""
        while 0 <= at < len(self.marks) and not self.marks.is_(at, "comma", "stop", "or", "and"):
            if self.marks.is_(at, "busy"):
                return True
            at += step
        return False

    def _ends(self, at: int) -> bool:
        return at >= len(self.marks) or self.marks.is_(at, "stop", "or", "and", "am", "pm", "to", "dash")

    def _ends_clause(self, at: int) -> bool:
        return at >= len(self.marks) or self.marks.is_(at, "stop", "comma")

    def _turns(self, at: int, before: _Before) -> bool:
        """ "Freitag nicht, Samstag", "Freitag nicht aber Samstag"."""
        return self._ends_clause(at) or (before.touching and self.marks.is_(at, "but"))

    def _is_one_clause(self, start: int, end: int) -> bool:
        return not any(self.marks.is_(place, "comma", "stop", "or", "and") for place in range(start, end))

    def _its_part(self, at: int) -> tuple[list[Item], int] | None:
        """ "tonight" is a day and a part of it."""
        if not self.marks.is_(at, "its_part"):
            return None
        day = self.days.at(at, near=False)
        part = self._lexicon.parts[self.marks.value(at, "its_part")]
        return ([Item(day[0]), Item(Hours(Bound.PART, part=part))], day[1]) if day else None

    def _is_day(self, at: int) -> bool:
        return self.days.at(at, near=False) is not None

    def _day(self, at: int, *, near: bool) -> tuple[list[Item], int] | None:
        found = self.days.at(at, near=near)
        return ([Item(found[0])], found[1]) if found else None

    def _either(self, at: int, hours: Hours, items: list[Item]) -> Item:
        """The hours, and the date they may be as well: "10.10" where dates are dotted, "Tuesday 1"."""
        if at + 1 < len(self.marks) and self.marks.is_(at + 1, "am", "pm", "oclock"):
            return Item(hours)
        weekdays = items[-1].what.weekdays if items and isinstance(items[-1].what, Days) else ()
        if weekdays and hours.bound is Bound.AT and self.marks.is_(at, "digits"):
            coming = self.days.dates.coming(self.marks.value(at, "digits"))
            agreed = tuple(day for day in coming.stretches if day.first.weekday() in weekdays)
            return Item(hours, either=Days(agreed[:1]) if agreed else None)
        plain = self.marks.shape(at) is Shape.DOTTED and self._lexicon.dotted_dates and not items
        if plain and hours.bound is Bound.AT:
            day, month = self.marks[at].token.numbers
            if 1 <= day <= 31 and 1 <= month <= 12:
                return Item(hours, either=self.days.dates.dated(day, month, 0))
        return Item(hours)

    def _moment(self, at: int) -> tuple[Window, int] | None:
        """ "in 2 hours": the hour from then."""
        led = self.marks.is_(at, "in")
        start = at + 1 if led else at
        if led and self.marks.is_(start, "quarter") and not self.marks.is_(start + 1, "past", "to_hour"):
            return self._hour_in(15), start + 1
        if led and self.marks.is_(start, "half_hour", "hour_and_half"):
            return self._hour_in(30 if self.marks.is_(start, "half_hour") else 90), start + 1
        kind = self.marks.which(start, _COUNTS)
        if led and kind and self.marks.is_(start + 1, "quarter") and self.marks.value(start, kind) < _QUARTERS:
            return self._hour_in(15 * self.marks.value(start, kind)), start + 2  # "om tre kvarter"
        unit = self.marks.unit(start + 1)
        if not kind or unit not in _FRACTIONS or not (led or self.marks.is_(start + 2, "from_now")):
            return None
        count = self.marks.value(start, kind)
        if not 1 <= count <= 999:
            return None
        return self._hour_in(count * _FRACTIONS[unit]), start + 2 if led else start + 3

    def _hour_in(self, minutes: int) -> Window:
        begin = self.now.replace(second=0, microsecond=0) + timedelta(minutes=minutes)
        return Window(begin, begin + timedelta(hours=1))

    def _pass(self, at: int, items: list[Item], before: _Before) -> None:
        """Notes what stands between times."""
        marks = self.marks
        if not marks.is_any(at, _PASSED):
            before.reset(negated=before.negated and marks.is_(at, "article"))  # "anything but a Monday"
        elif marks.is_(at, "not_that") or (self._keeping and marks.is_(at, "keep")):
            self._refuse(at, items, before)
        elif marks.is_(at, "after_that"):
            _bound_last(items, Bound.FROM)
        elif marks.is_(at, "before_then"):
            _bound_last(items, Bound.BEFORE)
        elif marks.is_(at, "event"):
            before.event = not self._takes_event(items, before)
        elif marks.is_(at, "instead_of"):
            before.instead = True
        elif self._refuses_last(at, items, before):
            _exclude_last(items)
        elif before.touching and marks.is_(at, "than"):
            before.negated = True  # "rather Saturday than Friday"
        elif marks.is_(at, "not") or (marks.is_(at, "no") and marks.is_(at + 1, *_MANY)) or self._excepts(at):
            before.negated = True
            before.saved = marks.is_(at, "save")
        elif join := marks.which(at, _JOINS):
            before.join = join if before.join in {"", "comma"} else before.join
            before.wish = False
        elif marks.is_(at, "to", "make_it"):
            before.to = True
            before.wish = self._leads_to_wish(at + 1)
            before.made = before.made or marks.is_(at, "make_it")
        elif not marks.is_(at, *_GAPS):
            before.reset()

    def _excepts(self, at: int) -> bool:
        """ "any morning next week but Friday"."""
        return self.marks.is_(at, "save") and any(
            self.marks.is_(place, "any", "any_of", "every", "all_of") for place in range(at)
        )

    def _leads_to_wish(self, at: int) -> bool:
        """Whether a car, a teacher or another lesson is named here."""
        if self.marks.is_(at, "article"):
            return True
        at = self.marks.skip(at, "the")
        if at >= len(self.marks):
            return False
        named = self.marks.shape(at) is Shape.JUNK  # a teacher's name is blanked
        return named or any(self.marks[at].token.text == phrase[0] for phrase in self._lexicon.attributes)

    def _refuse(self, at: int, items: list[Item], before: _Before) -> None:
        """ "Friday doesn't work"; "I can't Friday"; "cancel Wednesday, keep Friday"."""
        ahead = self.marks.skip(at + 1, *_GAPS)
        behind = before.touching and not (before.join and self.marks.is_(at, "keep"))
        if not behind and ahead < len(self.marks) and self._item(ahead, [], _Before()):
            before.negated = True
        else:
            _exclude_last(items)

    def _takes_event(self, items: list[Item], before: _Before) -> bool:
        """ "am Freitag habe ich Prüfung": the day was said before, and is none that is wished."""
        if not (before.touching and items) or before.join or not isinstance(items[-1].what, Days):
            return False
        self._event = items.pop().what
        return True

    def _is_habit(self, item: Item, at: int, end: int) -> bool:
        """ "I have football on Mondays" takes the Mondays out; "football on Mondays until 4" only their beginning."""
        every = isinstance(item.what, Days) and item.what.step == "every"
        if every and any(mark.token.shape is Shape.JUNK for mark in self.marks):
            return False  # a teacher's, whose name is blanked: "does Mette work Mondays"
        return every and self._is_busy(at, -1) and not self.marks.is_(end, "until", "to", "from", "at", "between")

    def _joined(self, item: Item, items: list[Item], before: _Before, *, negated: bool) -> Item:
        goes_on = bool(items) and before.touching
        negated = (
            negated or before.negated or (goes_on and items[-1].negated and self._negation_goes_on(item, items, before))
        )
        to = before.to or (goes_on and items[-1].to and not before.instead)
        again = goes_on and not before.join and _is_said_anew(item.what, items[-1].what)
        instead = before.instead or (goes_on and items[-1].instead and not before.to and not again)
        return Item(item.what, before.join, negated, to, instead, before.touching, item.either, before.saved)

    def _negation_goes_on(self, item: Item, items: list[Item], before: _Before) -> bool:
        """ "not Tuesday or Wednesday", "not Tuesday morning"; after a comma only when something was wished before."""
        if before.join == "and" and isinstance(item.what, Hours) and isinstance(items[-1].what, Days):
            return item.what.bound not in {Bound.FROM, Bound.BEFORE}  # "inte fredagar och inte före 9"
        if before.join in {"or", "and"}:
            return True
        if not before.join:
            return isinstance(item.what, Hours) and not self._is_for_all(item, items)
        wished = any(not earlier.negated for earlier in items)
        return wished and isinstance(item.what, type(items[-1].what))

    def _is_for_all(self, item: Item, items: list[Item]) -> bool:
        """ "every weekday except Tuesday after 4" is after four on the others: nothing that is not wished is so."""
        if not items[-1].saved or not _is_clock(item.what):
            return False
        wished = [earlier.what for earlier in items if not earlier.negated]
        return bool(wished) and all(isinstance(what, Days) for what in wished)


def _corrected(items: list[Item], since: int) -> list[Item]:
    """Without what was said before place `since` and has been put right after it."""
    kinds = {type(item.what) for item in items[since:]}
    return [item for place, item in enumerate(items) if place >= since or type(item.what) not in kinds]


def _is_said_anew(what: Days | Hours | Window, last: Days | Hours | Window) -> bool:
    """ "instead of 3 4", "instead of Friday Saturday": the second is another one."""
    if isinstance(what, Days) and isinstance(last, Days):
        return bool(what.weekdays and last.weekdays)
    return _is_clock(what) and _is_clock(last)


def _is_clock(what: Days | Hours | Window) -> bool:
    return isinstance(what, Hours) and what.bound is not Bound.PART


def _bound_last(items: list[Item], bound: Bound) -> None:
    """ "busy until 2 on Thursday, so after that": from then on; "I have to be there at 3, so before that"."""
    for place in reversed(range(len(items))):
        what = items[place].what
        if isinstance(what, Hours) and what.clocks:
            items[place] = replace(items[place], what=Hours(bound, what.clocks[-1:]))
            return


def _is_longer(item: Item) -> bool:
    return isinstance(item.what, Days) and item.what.longer


def _exclude_last(items: list[Item]) -> None:
    """ "Tuesday doesn't work": what was said last is excluded, with all that is joined to it."""
    at = len(items)
    if at > 1 and _is_longer(items[-1]) and isinstance(items[-2].what, Hours) and not items[-1].join:
        at -= 1  # "mornings don't work next week"
    while at > 0:
        at -= 1
        if _is_longer(items[at]) and at < len(items) - 1:
            break  # "next week mornings don't work"
        items[at] = replace(items[at], negated=True)
        if items[at].join not in {"or", "and"} and not isinstance(items[at].what, Hours):
            break
