"""Where words lead that may be of use elsewhere than to the open question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.dialogs import (
    attendance,
    changing,
    courses,
    late,
    of_student,
    others,
    passing_on,
    planning,
    remark,
    signing,
    teaching,
    uncancel,
    undo,
    upcoming,
)
from bot.dialogs.asked_terms import supposes_not_to_come
from bot.dialogs.flow import Flow
from bot.dialogs.just_booked import is_taken_back
from bot.dialogs.own_lessons import is_broken_off, is_called_off, points_at_it
from bot.dialogs.own_words import (
    asks_for_another_day,
    asks_for_leave,
    denies,
    is_short,
    says_afterwards,
    says_only,
    says_to_book_it,
    tells_a_result,
    tells_of_oneself,
)
from bot.dialogs.planning import CHANGES
from bot.dialogs.small_talk import without_small_talk
from bot.dialogs.stack import Stack
from bot.dialogs.talk import Heard, Talk
from bot.dialogs.turning import names_when
from bot.understanding.absences import is_asked
from bot.understanding.course_words import asks_for_a_place, names_a_course, says_to_join
from bot.understanding.outcomes import tells_an_outcome
from bot.understanding.reading import Reading
from bot.understanding.subjects import is_denied
from domain.services.attendance import Outcome

EVERYWHERE = frozenset({"menu", "start_over", "back", "stop", "help", "human", "language", "school"})
"""What means the same wherever it is said."""

_OUT_OF_TALKING = EVERYWHERE - {"school"}
_TURNS = frozenset({"more", "earlier"})
_IN_A_TALK = frozenset({"today", "week", "month", "lessons", "hours", "attendance", "sign", "sick", "late"})
"""What a teacher can ask for in one or a few words while the school is talked with."""


class Leads:
    """For who speaks, at the question that is open."""

    def __init__(self, talk: Talk, stack: Stack, flows: Mapping[str, Flow]) -> None:
        self.talk = talk
        self.stack = stack
        self.flows = flows
        self._course_named: bool | None = None

    def opened_by(self, intent: str) -> Flow | None:
        role = self.talk.speaker.role or "stranger"
        return next((f for f in self.flows.values() if role in f.roles and intent in f.opened_by()), None)

    def intent_of(self, heard: Heard) -> str | None:
        """Of words; what was chosen is for the question."""
        if heard.choice is not None:
            return None
        return "stop" if self._calls_it_off(heard) else self._intent_of(heard)

    def _intent_of(self, heard: Heard) -> str | None:
        if not self.stack.is_asking() and (regretted := self._regrets()) is not None:
            return regretted
        if signing.regrets(self.talk, heard, asked=self.stack.is_in("sign")):
            return "signed_wrongly"
        if heard.intent == "undo" and self.opened_by("undo") is None:
            return "uncancel" if self.talk.cancelled is not None and not self.stack.is_asking() else "back"
        if heard.intent in {"today", "week"} and self.is_wish(heard):
            return None
        told = self._told_to_people(heard) or self._told(heard) or self._changes_lessons(heard)
        if heard.intent == "cancel" and "more" in self.stack.step.takes and asks_for_another_day(heard.text):
            told = "more"  # "I can't that day", of times that are offered
        if told is not None:
            return told
        return "course" if self._means_a_course(heard) else heard.intent

    def _regrets(self) -> str | None:
        """What takes back what was booked or cancelled just before."""
        if is_taken_back(self.talk):
            return "cancel"
        return "uncancel" if uncancel.is_regretted(self.talk) else None

    def asks_for_terms(self, reading: Reading) -> bool:
        """What would be if one couldn't come; or "can I move it later?", of what is being booked."""
        if self.talk.speaker.role != "student":
            return False
        if supposes_not_to_come(reading):
            return True
        if not self.stack.is_asking() or not self.would_change_it(reading.intent, reading):
            return False
        if reading.shift is not None or reading.days_on is not None:
            return False
        confirming = self.stack.top.step == "confirm"
        about_it = says_afterwards(reading.text) or (confirming and points_at_it(reading.text))
        if reading.intent == "cancel" and is_asked(without_small_talk(reading.text)):
            return True  # "wait, what was that about cancelling"
        return about_it and ("?" in reading.text or (asks_for_leave(reading.text) and not denies(reading.text)))

    def would_change_it(self, intent: str | None, reading: Reading) -> bool:
        """Whether a lesson would be changed, to no time that is named, while something else is asked."""
        asked = self.flows[self.stack.top.flow].opened_by()
        return intent in CHANGES and not reading.windows and CHANGES.isdisjoint(asked)

    def _changes_lessons(self, heard: Heard) -> str | None:
        asked = self.talk.speaker.role != "student" or self.stack.is_asking()
        return None if asked else changing.becomes(self.talk, heard)

    def _told_to_people(self, heard: Heard) -> str | None:
        """What is a message for the school's people, or about somebody else, whatever it names beside."""
        if self.talk.speaker.role is None:
            return None
        if self.talk.speaker.role == "teacher":
            if heard.intent == "cancel" and late.tells_minutes(heard.text):
                self.talk.reading = replace(self.talk.reading, intent="late")
                return "late"
            meant = planning.opened_by(self.talk, heard) or of_student.opened_by(self.talk, heard)
            meant = meant or upcoming.opened_by(self.talk, heard, asked=self.stack.is_asking())
            if meant is not None:
                return meant
        if self._is_for_people(heard):
            return "pass_on"
        asks = heard.intent in {None, "book"} and late.is_asked_of_another(heard.text, self.talk.school)
        denies = heard.intent in {None, "book", "cancel"} and self._will_be_in_time(heard)
        return "late" if asks or denies else None

    def _will_be_in_time(self, heard: Heard) -> bool:
        """ "I won't be late", as "Thursday, but not too late" does not say."""
        wished = heard.reading.windows and (heard.intent == "book" or not tells_of_oneself(self.talk))
        return not wished and is_denied(heard.text)

    def _is_for_people(self, heard: Heard) -> bool:
        """Whether only the school's people can answer it; what is asked is not given up for a number."""
        unasked = not self.stack.is_asking()
        call = unasked and (passing_on.is_a_number(heard.text) or passing_on.says_when_to_call(self.talk, heard))
        told = passing_on.tells_only_people(self.talk, heard, asked=not unasked)
        return call or told or passing_on.is_meant(self.talk, heard)

    def _means_a_course(self, heard: Heard) -> bool:
        """Whether it is about a course, and be it one that is called like a kind of lesson or a day: "the theory course
        on Saturdays"."""
        if self.talk.speaker.role != "student":
            return False
        if courses.is_meant(heard.reading):
            return True
        spoken_of = names_a_course(heard.text) or asks_for_a_place(heard.text)
        joins = says_to_join(heard.text) and not self.stack.is_in("course")
        if heard.intent not in {"book", None} or not (spoken_of or joins):
            return False
        if self._course_named is None:
            named = courses.opened_by_name(self.talk) is not None
            self._course_named = named or (spoken_of and courses.is_joined(self.talk))
        return self._course_named

    def _calls_it_off(self, heard: Heard, *, taken: bool = False) -> bool:
        """Whether a bare "cancel this" is about what is going on: it names no lesson, and the question is of none.

        taken: the step has had no use for it.
        """
        step = self.stack.step
        if heard.choice is not None or not self.stack or step.apart:
            return False
        of_a_lesson = step.passing or self.flows[self.stack.top.flow].lasting or ("cancel" in step.takes and not taken)
        return is_broken_off(heard) or (is_called_off(heard) and not of_a_lesson)

    def _tells_a_result(self, heard: Heard) -> bool:
        """Whether a teacher who means nothing else says that somebody has passed or failed: "anna passed first aid"."""
        means_another = heard.intent is not None and self.is_known(heard.intent)
        return self.talk.speaker.role == "teacher" and not means_another and tells_a_result(heard.text)

    def _tells_attendance(self, heard: Heard) -> str | None:
        """What a teacher who means nothing else says of students is how their lessons went, "Emil came", or how the
        class went that was settled last."""
        if self.talk.speaker.role != "teacher":
            return None
        asked = any(map(self.stack.is_in, ("attendance", "undo")))
        if heard.intent == "late" and tells_an_outcome(heard.text):
            return Outcome.ATTENDED if attendance.answers(self.talk, asked=asked) else None
        means_another = (
            heard.intent is not None and self.is_known(heard.intent) and heard.intent not in attendance.WORDS
        )
        if means_another:
            return None
        if asked:
            return "undo" if not self.stack.is_in("undo") and undo.takes_back(self.talk) else None
        if attendance.reported(self.talk, asked=False) is not None:
            return "attendance"
        return undo.opened_by(self.talk, asked=self.stack.is_asking())

    def _told(self, heard: Heard) -> str | None:
        """What is told and asks for nothing: a result, or that somebody else is sick or wants their lesson changed."""
        if self._tells_a_result(heard):
            return "result"
        if (went := self._tells_attendance(heard)) is not None:
            return went
        if self.talk.speaker.role == "teacher" and heard.intent == "today" and remark.is_one(self.talk, heard):
            return "remark"
        student = self.talk.speaker.role == "student" and heard.choice is None
        return others.opened_by(self.talk, heard) if student else None

    def is_wish(self, heard: Heard) -> bool:
        """Whether a student names a day to what is asked, as any other: "this week". Asked nothing, "today" is one."""
        if self.talk.speaker.role != "student" or not heard.reading.windows:
            return False
        return self.stack.is_asking() or (heard.intent == "today" and is_short(heard.text))

    def is_known(self, intent: str) -> bool:
        return intent in EVERYWHERE or self.opened_by(intent) is not None

    def opens_another(self, intent: str) -> bool:
        """Whether the intent is of use elsewhere, though not to the step that took it."""
        flow = self.opened_by(intent)
        return intent in EVERYWHERE or (flow is not None and not self.stack.is_in(flow.name))

    def is_clear(self, heard: Heard) -> bool:
        """Whether the words mean something whatever is asked: they are stronger than the question, or no more than what
        opens another flow, though the question takes such words too."""
        intent = self.intent_of(heard)
        plain = intent is not None and self.opens_another(intent) and says_only(heard.text, intent)
        return plain or self.away(heard) is not None

    def elsewhere(self, heard: Heard) -> str | None:
        """What the words mean that the open question has no use for: to a teacher, days are those days' lessons."""
        intent = "stop" if self._calls_it_off(heard, taken=True) else self._intent_of(heard)
        teaches = self.talk.speaker.role == "teacher" and not self.stack.step.free
        if teaches and not (intent and self.is_known(intent)) and teaching.names_days(heard.reading):
            intent = "lessons"
        elif teaches and remark.is_one(self.talk, heard):
            intent = "remark"
        return intent if intent is not None and self.opens_another(intent) else None

    def away(self, heard: Heard) -> str | None:
        """The intent that is stronger than the open question: it means the same everywhere, or opens another flow."""
        current, intent = self.stack.step, self.intent_of(heard)
        if intent is None or intent in current.takes or not self.is_known(intent):
            return None
        if not current.free:
            return intent
        if current.apart:
            return intent if self.is_plain(heard.text, intent) else None
        if says_only(heard.text, intent) or self._calls_it_off(heard):
            return intent
        flow = self.opened_by(intent)
        return intent if flow is not None and flow.urgent is not None and flow.urgent(self.talk) else None

    def is_for_the_question(self, heard: Heard) -> bool:
        """Whether it is for the open question, below which the school's people wait for an answer: a choice of it, or
        its own plain words. "Yes" may be said to either, and is for the people; who teaches goes on with the day."""
        if heard.choice is not None or self.talk.speaker.role == "teacher":
            return True
        step = self.stack.step
        if step.plainly is not None and step.plainly(self.talk, self.stack.top.data, heard.text):
            return True
        intent, takes = self.intent_of(heard), step.takes
        if intent is not None and self.is_plain(heard.text, intent):
            return True
        if "book" in takes and says_to_book_it(heard.text):
            return True
        turns = intent in _TURNS and intent in takes and not names_when(heard)
        return turns and intent is not None and says_only(heard.text, intent)

    def is_plain(self, text: str, intent: str) -> bool:
        """Whether words in a talk with the school are for the program: those that mean the same everywhere, and a
        teacher's, whose day goes on meanwhile."""
        if intent in EVERYWHERE:
            return intent in _OUT_OF_TALKING and says_only(text, intent)
        if self.talk.speaker.role != "teacher" or "?" in text:
            return False
        flow = self.opened_by(intent)
        urgent = flow is not None and flow.urgent is not None and flow.urgent(self.talk)
        return urgent or (intent in _IN_A_TALK and says_only(text, intent))
