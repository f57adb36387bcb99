"""What somebody tells of their exam, or of the dentist: when it is, which is no time that is wished, "my test is on
Friday, can I drive before then?"."""

from __future__ import annotations

from datetime import date

from bot.understanding.item import Item
from bot.understanding.marks import Marks
from bot.understanding.reading import Window
from bot.understanding.spans import MIDNIGHT, Bound, Clock, Days, Hours, Stretch
from bot.understanding.weekdays import Weekdays


class Event:
    """It, as it is told in a message: its day and, behind or before the day, its hours."""

    def __init__(self, marks: Marks, weekdays: Weekdays, today: date) -> None:
        self._marks = marks
        self._weekdays = weekdays
        self._today = today
        self.day: Days | None = None
        self._hours: Hours | None = None

    def note(self, what: Days | Hours | Window) -> None:
        """The day of it, or its hours."""
        if isinstance(what, Hours):
            self._hours = what
        elif isinstance(what, Days):
            self.day = what

    def take_from(self, items: list[Item]) -> bool:
        """ "am Freitag habe ich Prüfung": the day was said before, and is none that is wished. False if none was."""
        timed = len(items) > 1 and items[-1].beside and isinstance(items[-1].what, Hours)
        day = items[-2 if timed else -1].what
        if not isinstance(day, Days):
            return False
        hours = items.pop().what if timed else None
        items.pop()
        self.day, self._hours = day, hours if isinstance(hours, Hours) else None
        return True

    def beside(self, items: list[Item], *, called_off: bool) -> list[Item]:
        """The times, with its day where they are hours beside it, or are none but its day called off."""
        if self.day is None:
            return items
        if self._hours and items and all(isinstance(item.what, Hours) for item in items):
            return [Item(self.day), *items]  # "I have an exam on Thursday morning but can from 1"
        if not items and called_off:
            return [Item(self.day)]  # "I have to see the doctor on Friday and can't come"
        return items

    def aside(self, at: int) -> list[Item]:
        """What is wished before it or after it, by the words at this place."""
        return self._before(at) or self._after(at)

    def _before(self, at: int) -> list[Item]:
        then = self._marks.is_(at, "before_then") or (self._marks.is_(at, "before") and self._marks.ends_clause(at + 1))
        if not then or self.day is None:
            return []
        dated = self._weekdays.dated(self.day) if self.day.weekdays else self.day
        last = dated.stretches[0].first if dated.stretches else self._today
        return [Item(Days((Stretch(self._today, last),)))] if last > self._today else []

    def _after(self, at: int) -> list[Item]:
        """ "I have the dentist on Monday at 10, can I come after that?"."""
        then = self._marks.is_(at, "after_that") or (self._marks.is_(at, "after") and self._marks.ends_clause(at + 1))
        if not then or self.day is None or self._hours is None:
            return []
        part = self._hours.part
        over = self._hours.clocks[-1] if self._hours.clocks else Clock(part.end if part else MIDNIGHT, sure=True)
        return [Item(self.day), Item(Hours(Bound.FROM, (over,)))]
