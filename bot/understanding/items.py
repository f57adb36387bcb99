"""The times of a message, one after another, with what joins them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.understanding.busy import is_asked, keeps_busy
from bot.understanding.days import DaysGrammar
from bot.understanding.event import Event
from bot.understanding.following import Following
from bot.understanding.hours import HoursGrammar
from bot.understanding.item import (
    Item,
    bound_last,
    exclude_last,
    is_clock,
    is_its_date,
    is_longer,
    is_said_anew,
    without_corrected,
)
from bot.understanding.lexicon import Lexicon
from bot.understanding.marks import Marks
from bot.understanding.moments import moment_at
from bot.understanding.reading import Window
from bot.understanding.spans import WHOLE_DAY, Bound, Days, Hours, Stretch, one_day
from bot.understanding.tokens import Shape

_GAPS = ("on", "the", "at", "dated", "in", "of", "soft", "having")
_JOINS = ("or", "and", "comma")
_PASSED = frozenset([
    *_GAPS, *_JOINS, "not_that", "after_that", "before_then", "event", "instead_of", "not", "than", "no", "save", "to",
    "make_it", "busy", "keep",
])  # fmt: skip
"""What says something about the times around it."""
_TOO = {"too_soon": Bound.AFTER, "too_late": Bound.BEFORE}
"""What is left of a day where an hour is so."""
_MANY = ("weekdays", "parts", "weekend", "workdays")
"""What "no" excludes: "no Mondays", but not "no, Monday"."""
_BOUNDING = ("until", "to", "from", "after", "before", "between", "at", "digits", "clock", "dotted", "part", "parts")


_LONGEST_PRAISE = 3
_ANY_HOUR = Hours(Bound.PART, part=WHOLE_DAY)
_THEN = {"after_that": Bound.FROM, "before_then": Bound.BEFORE}


@dataclass(slots=True)
class _Before:
    """What has been passed since the last item. made: an hour may follow ("make it 4"). event: a day to leave out.
    at, end: the places from which and up to which the next one is said. freed: its hour ends what keeps one busy.
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
    at: int = 0
    end: int = 0
    freed: bool = False

    def reset(self, *, negated: bool = False) -> None:
        """Something else was said."""
        self.to, self.negated = self.wish, negated
        self.touching = self.made = self.event = self.saved = False


def _is_open(item: Item) -> bool:
    return isinstance(item.what, Days) and item.what.open_


class ItemReader:
    """Goes through the marks of a message from left to right."""

    def __init__(
        self,
        marks: Marks,
        lexicon: Lexicon,
        now: datetime,
        zone: ZoneInfo,
        horizon_days: int,
        *,
        moving: bool,
        keeping: bool = False,
    ) -> None:
        self.marks = marks
        self._zone = zone
        self.now = now
        self._last = now.date() + timedelta(days=horizon_days)
        self.days = DaysGrammar(marks, lexicon, now.date(), self._last, moving=moving)
        self._hours = HoursGrammar(marks, lexicon, moving=moving, is_day=self._is_day)
        self._following = Following(marks, self.days.weekdays)
        self._lexicon = lexicon
        self._moving = moving
        self._keeping = keeping
        self._ones = "the_one" in marks.kinds
        self._said_to = 0
        self._event = Event(marks, self.days.weekdays, now.date())

    def items(self) -> list[Item]:
        """The times said, in the order said; "see you tomorrow" asks for none."""
        items: list[Item] = []
        before, at = _Before(), 0
        corrected = 0
        while at < self.marks.end and "farewell" not in self.marks[at].meanings:
            if not self.marks[at].meanings:
                before.reset()
                at += 1
                continue
            if "onwards" in self.marks[at].meanings and "after" in self.marks[at].meanings:
                before.join = "or"  # "10-12 or after 2"
            found = None if "ignore" in self.marks[at].meanings else self._item(at, items, before)
            found = found or (self._same_time(at, items) if "same_time" in self.marks[at].meanings else None)
            if found is None:
                if self._takes_back(at, items, touching=before.touching):
                    items = without_corrected(items, corrected)
                    before, corrected = _Before(to=self.marks.is_(at, "make_it"), made=True), len(items)
                else:
                    self._pass(at, items, before)
                at += 1
                continue
            if before.event:
                self._event.note(found[0][0].what)
                before, at = _Before(event=True, touching=True), found[1]
                continue
            before.to = before.to or (self._moving and self.marks.is_(at, "to"))  # "auf den 4." is read as one
            before.at, before.end = at, found[1]
            if self._moving and before.to:
                self._hours.reach_target()
            for item in found[0]:
                busy = "busy" in self.marks.kinds and self._is_busy_then(item, at, found[1])
                if busy and before.touching and self._names_day_from(found[1]):
                    items[-1] = replace(items[-1], negated=True)  # "I work Monday 9-5, can you do Tuesday"
                busy = busy or self._is_habit(item, at, found[1])
                if items and before.touching and not before.join and is_its_date(item.what, items[-1].what):
                    items[-1] = replace(items[-1], what=item.what)  # "not Monday the 30th"
                else:
                    items.append(self._joined(item, items, before, negated=busy))
                before = _Before(touching=True)
            at = self._said_to = found[1]
        return self._event.beside(without_corrected(items, corrected), called_off=self._keeping)

    def _same_time(self, at: int, items: list[Item]) -> tuple[list[Item], int] | None:
        """ "Thursday at 9, otherwise Friday at the same time": the hours that were said."""
        if self._moving or not items or not isinstance(items[-1].what, Days):
            return None
        hour = next((item.what for item in reversed(items) if isinstance(item.what, Hours)), None)
        return ([Item(hour)], at + 1) if hour is not None else None

    def _takes_back(self, at: int, items: list[Item], *, touching: bool) -> bool:
        """Whether what was said is put right here: "Thursday, no wait, Friday", "Thursday no Friday"; "I can't make
        Thursday, rather Friday" puts nothing right."""
        rather = (self.marks[at].token.text,) in self._lexicon.listened_for["instead_of_it"]
        if self._apologises(at) or (rather and items and items[-1].negated) or self._leads_on(at, items):
            return False
        if self.marks.is_(at, "correction"):
            return True
        if "said_before" in self.marks.kinds and self.marks.is_(at, "but", "turn"):
            return touching and any(self.marks.is_(place, "said_before") for place in range(at))
        if not self.marks.is_(at, "no_instead") or self.marks.is_(at + 1, *_MANY):
            return False
        before = at - 1
        while before > 0 and not self.marks[before].meanings:
            before -= 1  # "3pm, hmm no, 4pm"
        if self.marks.is_(before, "comma", "stop", "dash") or (at > 0 and self.marks[at - 1].token.dot):
            return True
        return touching and self._item(at + 1, [], _Before(made=True)) is not None

    def _leads_on(self, at: int, items: list[Item]) -> bool:
        """ "The ten o'clock one, make it 11" tells first which lesson is to be moved."""
        one = self._moving and len(items) == 1 and isinstance(items[0].what, Hours)
        return one and not items[0].to and self.marks.is_(at, "make_it")

    def _apologises(self, at: int) -> bool:
        """Whether it is sorry for not coming, and puts nothing right: "can't make it tomorrow, sorry. Any time next
        week?"."""
        if not (self._keeping and self.marks.is_(at, "regret")):
            return False
        return self._item(self.marks.skip(at + 1, "comma"), [], _Before()) is None

    def _item(self, at: int, items: list[Item], before: _Before) -> tuple[list[Item], int] | None:
        near = before.touching and bool(items) and (not before.join or (before.join == "comma" and self._ends_at(at)))
        near = near or (before.negated and bool(items))  # "Samstag, nur nicht 12-14"
        near = near or self._are_its_hours(at, items)
        moment = moment_at(self.marks, at, self.now, self._zone)
        if moment:
            return [Item(moment[0])], moment[1]
        if self._event.day is not None and (beside := self._event.aside(at)):
            return beside, at + 1
        aside = self._following.at(at, items)
        if aside:
            return [Item(aside[0])], aside[1]
        after_day = before.touching and bool(items) and isinstance(items[-1].what, Days)
        dated = after_day and not _is_open(items[-1])  # "irgendwann morgen"
        its_part = dated and not (before.join or before.to) and self.marks.is_(at, "part")  # "Montag Morgen"
        day = None if its_part else self._its_part(at) or self._day(at, near=after_day)
        if day:
            return day
        listed = bool(items) and bool(before.join) and before.touching and self._is_of_hours(items)
        if self._is_lesson(at, items, before):
            return None
        target = before.made or before.instead or (self._moving and before.to)  # "move it to 11"
        until = self._busy_until(at, items, before)
        before.freed = until is not None
        hours = until or self._hours.at(at, near=near or target, listed=listed)
        return ([self._either(at, hours[0], [] if target else items)], hours[1]) if hours else None

    def _is_of_hours(self, items: list[Item]) -> bool:
        """Whether an hour was said last, or before its day: "2pm tomorrow or 3"."""
        dated = isinstance(items[-1].what, Days) and items[-1].beside and len(items) > 1
        return is_clock(items[-2 if dated else -1].what)

    def _are_its_hours(self, at: int, items: list[Item]) -> bool:
        """ "Wednesday to Friday I can 8-11"."""
        if "dash" not in self.marks.kinds or not items or not isinstance(items[-1].what, Days):
            return False
        ranged = self.marks.is_(at, "digits") and self.marks.is_(at + 1, "dash") and self.marks.is_(at + 2, "digits")
        return ranged and self.marks.ends_clause(at + 3)

    def _is_lesson(self, at: int, items: list[Item], before: _Before) -> bool:
        """ "The 3pm one" is a lesson and no hour, and so are "the Friday one", "Friday's one", and "Friday one" of one
        called off."""
        if self._ones and self._stands_for_one(at):
            return True
        if not (before.touching and items) or before.join or not self.marks.is_(at, "number"):
            return False
        named = self.marks.is_(at - 2, "the", "article") or self._keeping or self.marks[at - 1].token.text.endswith("s")
        told = is_clock(items[-1].what) or (named and not items[-1].to)
        one = told and self.marks.value(at, "number") == 1
        if one and isinstance(items[-1].what, Days):
            items[-1] = replace(items[-1], what=replace(items[-1].what, step=""))  # of one of the Fridays
        return one

    def _stands_for_one(self, at: int) -> bool:
        """ "But not the one on the 5th"."""
        marks = self.marks
        return (
            "the_one" in marks.kinds
            and marks.is_(at, "the_one")
            and marks.is_(at - 1, "the")
            and marks.is_(at + 1, "on")
        )

    def _busy_until(self, at: int, items: list[Item], before: _Before) -> tuple[Hours, int] | None:
        """ "I have school until 2": who is busy until then is wished for after it."""
        if not self.marks.is_(at, "until", "to") or self._moving:
            return None
        until = self._hours.busy_until(at)
        if until is None or is_asked(self.marks, at):  # "would Friday until 2 work"
            return None
        if ("at_leisure" in self.marks.kinds and self._is_at_leisure(at)) or self._is_other_end(items, before):
            return replace(until[0], bound=Bound.BEFORE), until[1]  # "jeg har fri onsdag til 14"
        return until if self._is_busy(at, -1) or self._is_busy(until[1], 1) else None

    def _is_other_end(self, items: list[Item], before: _Before) -> bool:
        """ "Den 5. fra kl 13 eller den 6. **til** kl 12"."""
        if not (before.touching and isinstance(items[-1].what, Days)):
            return False
        return any(isinstance(item.what, Hours) and item.what.bound is Bound.FROM for item in items)

    def _is_at_leisure(self, at: int) -> bool:
        """Whether somebody tells before this place, in the same clause, that they are free."""
        while at > 0 and not self.marks.is_(at, "comma", "stop"):
            at -= 1
            if self.marks.is_(at, "at_leisure"):
                return True
        return False

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
        alone = bounded or not self._names_day_from(end)
        return told and not alone and self.marks.kinds.isdisjoint({"instead", "instead_of"})

    def _is_busy(self, at: int, step: int) -> bool:
        """Whether something that keeps one busy is named on that side, in the same clause."""
        while 0 <= at < len(self.marks) and not self.marks.is_(at, "comma", "stop", "or", "and", "turn", "vacant"):
            if self.marks.is_(at, "busy"):
                return True
            at += step
        return False

    def _ends_at(self, at: int) -> bool:
        """Whether nothing follows that the number here would count, nor the "pm" of "Wednesday or Thursday, pm"."""
        return self.marks.is_(at, "am", "pm") or self._ends(at + 1)

    def _ends(self, at: int) -> bool:
        return at >= len(self.marks) or self.marks.is_(at, "stop", "or", "and", "am", "pm", "to", "dash")

    def _turns(self, at: int, before: _Before) -> bool:
        """ "Freitag nicht, Samstag", "Freitag nicht aber Samstag"."""
        return self.marks.ends_clause(at) or (before.touching and self.marks.is_(at, "but"))

    def _is_one_clause(self, start: int, end: int) -> bool:
        return not any(self.marks.is_(place, "comma", "stop", "or", "and") for place in range(start, end))

    def _its_part(self, at: int) -> tuple[list[Item], int] | None:
        """ "Tonight" is a day and a part of it; "hele onsdag" any of its hours; "between now and 6" is today."""
        if not self.marks.is_(at, "its_part", "whole_of", "from_now_until"):
            return None
        if self.marks.is_(at, "from_now_until"):
            until = self._hours.at(at, near=False, listed=False)
            return ([Item(Days((one_day(self.now.date()),))), Item(until[0])], until[1]) if until else None
        if self.marks.is_(at, "whole_of"):
            whole = self.days.at(at + 1, near=False)
            named = whole is not None and not whole[0].longer and len(whole[0].weekdays) < 2
            return ([Item(whole[0]), Item(_ANY_HOUR)], whole[1]) if whole and named else None
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
        if weekdays and hours.bound is Bound.AT and self.marks.is_(at, "digits") and not self.marks.is_(at - 1, "soft"):
            coming = self.days.dates.coming(self.marks.value(at, "digits"))
            agreed = tuple(day for day in coming.stretches if day.first.weekday() in weekdays)
            return Item(hours, either=Days(agreed[:1]) if agreed else None)
        plain = self.marks.shape(at) is Shape.DOTTED and self._lexicon.dotted_dates and not items
        if plain and hours.bound is Bound.AT:
            day, month = self.marks[at].token.numbers
            if 1 <= day <= 31 and 1 <= month <= 12:
                return Item(hours, either=self.days.dates.dated(day, month, 0))
        return Item(hours)

    def _pass(self, at: int, items: list[Item], before: _Before) -> None:
        """Notes what stands between times."""
        marks = self.marks
        turned = marks.is_(at, "otherwise") and bool(items) and items[-1].negated  # "not Monday, otherwise next week"
        if self._ones and self._stands_for_one(at):
            return
        if turned or not marks.is_any(at, _PASSED):
            before.reset(negated=before.negated and marks.is_(at, "article"))  # "anything but a Monday"
        elif marks.is_(at, "not_that") or (self._keeping and marks.is_(at, "keep")):
            self._refuse(at, items, before)
        elif (bound := marks.which(at, _THEN)) and not marks.is_(at + 1, "not_that", "away"):
            self._bound_last(items, _THEN[bound])  # not in "from Wednesday on, before that I'm away"
        elif marks.is_(at, "event"):
            before.event = not self._takes_event(items, before)
        elif marks.is_(at, "instead_of"):
            before.instead = True
        elif self._refuses_last(at, items, before):
            exclude_last(items)
        elif before.touching and marks.is_(at, "than"):
            before.negated = True  # "rather Saturday than Friday"
        elif marks.is_(at, "not") or (marks.is_(at, "no") and marks.is_(at + 1, *_MANY)) or self._excepts(at):
            before.negated = True
            before.saved = marks.is_(at, "save")
        elif join := self._join(at, items, before):
            before.join = join if before.join in {"", "comma"} else before.join
            before.wish = False
        elif marks.is_(at, "to", "make_it"):
            before.to = True
            before.wish = self._leads_to_wish(at + 1)
            before.made = before.made or marks.is_(at, "make_it")
        elif not marks.is_(at, *_GAPS) or (before.event and before.touching and marks.is_(at, "soft")):
            before.reset()  # "my test is on Wednesday so not before Thursday"

    def _bound_last(self, items: list[Item], bound: Bound) -> None:
        bound_last(items, bound, today=self.now.date(), last=self._last)

    def _join(self, at: int, items: list[Item], before: _Before) -> str:
        """ "weder Montag noch Mittwoch"."""
        nor = before.touching and bool(items) and items[-1].negated and self.marks.is_(at, "nor")
        return "or" if nor else self.marks.which(at, _JOINS)

    def _excepts(self, at: int) -> bool:
        """ "any morning next week but Friday"."""
        if self.marks.is_(at, "but") and (self.marks.is_(at + 1, "only") or self.marks.is_(at + 2, "only")):
            return False  # "any day this week but mornings only"
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
        if self._ones and self._stands_for_one(ahead):  # "keep the one on Monday"
            ahead = self.marks.skip(ahead + 1, *_GAPS)
        behind = before.touching and not (before.join and self.marks.is_(at, "keep"))
        behind = behind and not self._is_of_longer(ahead, items)
        if not behind and ahead < len(self.marks) and self._item(ahead, [], _Before()):
            before.negated = True
        elif items and is_clock(items[-1].what) and self.marks.is_(at, *_TOO):
            self._bound_last(items, _TOO[self.marks.which(at, _TOO)])
        elif not any(self.marks.is_(place, *_THEN) for place in range(self._said_to, at)):
            exclude_last(items)  # not in "next week, after that I'm away"
            last = items[-1].what if items else None
            if self.marks.is_(at, "too_soon") and isinstance(last, Days) and last.weekdays:
                items[-1] = replace(items[-1], what=replace(last, step="too_soon"))  # and not that of next week

    def _is_of_longer(self, at: int, items: list[Item]) -> bool:
        """Whether what is refused is part of a longer time named before: "this week I can't in the mornings"."""
        longer = items[-1].what if items else None
        if not (isinstance(longer, Days) and longer.longer):
            return False
        found = self._item(at, [], _Before())
        return found is not None and not is_longer(found[0][0])

    def _takes_event(self, items: list[Item], before: _Before) -> bool:
        """Whether the day was said before it: "am Freitag habe ich Prüfung"."""
        return before.touching and bool(items) and not before.join and self._event.take_from(items)

    def _is_habit(self, item: Item, at: int, end: int) -> bool:
        """ "I have football on Mondays" takes the Mondays out; "football on Mondays until 4" only their beginning."""
        every = isinstance(item.what, Days) and item.what.step == "every"
        if every and any(mark.token.shape is Shape.JUNK for mark in self.marks):
            return False  # a teacher's, whose name is blanked: "does Mette work Mondays"
        return every and self._is_busy(at, -1) and not self.marks.is_(end, "until", "to", "from", "at", "between")

    def _is_busy_then(self, item: Item, at: int, end: int) -> bool:
        """ "I work 9-5 on Monday"."""
        if self._keeping or not isinstance(item.what, Hours):
            return False
        return keeps_busy(self.marks, self._lexicon, item.what, at, end)

    def _names_day_from(self, at: int) -> bool:
        return any(self.marks.is_(place, "weekday", "relday") for place in range(at, self.marks.end))

    def _joined(self, item: Item, items: list[Item], before: _Before, *, negated: bool) -> Item:
        goes_on = bool(items) and before.touching
        negated = (
            negated or before.negated or (goes_on and items[-1].negated and self._negation_goes_on(item, items, before))
        )
        if before.freed and goes_on:
            negated, items[-1] = False, replace(items[-1], negated=False)  # "I'm busy Thursday until 2"
        to = before.to or (goes_on and items[-1].to and not before.instead)
        again = goes_on and not before.join and is_said_anew(item.what, items[-1].what)
        if negated and not self._keeping and (later := self._from_bound(item.what, before.at)) is not None:
            return Item(later, before.join, to=to, beside=before.touching)
        saved = before.saved or (goes_on and negated and items[-1].saved)
        if goes_on and not negated and items[-1].saved and isinstance(items[-1].what, Hours) and is_clock(item.what):
            items[-1] = replace(items[-1], negated=False)  # "every day but Friday after work from 5"
        instead = before.instead or (goes_on and items[-1].instead and not before.to and not again)
        return Item(item.what, before.join, negated, to, instead, before.touching, item.either, saved)

    def _from_bound(self, what: Days | Hours | Window, at: int) -> Days | None:
        """ "I can't before Thursday" wishes for any day from then on."""
        if not (isinstance(what, Days) and self.marks.is_(at, "before") and len(what.stretches) == 1):
            return None
        first = what.stretches[0].end
        return Days((Stretch(first, max(self._last, first + timedelta(days=7))),), longer=True)

    def _negation_goes_on(self, item: Item, items: list[Item], before: _Before) -> bool:
        """ "not Tuesday or Wednesday", "not Tuesday morning"; after a comma only when something was wished before."""
        if self._refuses_itself(before.at):
            return False  # "not before noon and not after 4"
        if before.join == "and" and isinstance(item.what, Hours) and isinstance(items[-1].what, Days):
            return item.what.bound not in {Bound.FROM, Bound.BEFORE}  # "inte fredagar och inte före 9"
        if before.join in {"or", "and"}:
            return True
        if not before.join:
            return isinstance(item.what, Hours) and not self._is_for_all(item, items)
        wished = any(not earlier.negated for earlier in items)
        return wished and isinstance(item.what, type(items[-1].what)) and not self._suits(before.end)

    def _suits(self, at: int) -> bool:
        """ "Mornings don't work this week, evenings **are fine**"."""
        said = tuple([mark.token.text for mark in self.marks[at : at + _LONGEST_PRAISE]])
        return any(said[:length] in self._lexicon.suiting for length in range(1, len(said) + 1))

    def _refuses_itself(self, at: int) -> bool:
        """Whether the words for its bound hold a "not"."""
        bounded = self.marks.is_(at, "until", "from")
        return bounded and "not" in self._lexicon.knows((self.marks[at].token.text,))

    def _is_for_all(self, item: Item, items: list[Item]) -> bool:
        """ "every weekday except Tuesday after 4" is after four on the others: nothing that is not wished is so."""
        if not items[-1].saved or not is_clock(item.what):
            return False
        wished = [earlier.what for earlier in items if not earlier.negated]
        return all(isinstance(what, Days) for what in wished)
