"""Everything the domain says no with.

    Refusal                      a rule said no; carries data, words are made elsewhere
    ├── NotFound                 no such thing in this school
    ├── NotAllowed               this actor may not take this step now
    ├── Broken                   a rule of the school (`domain/rules/`), which brings its own code, data and words
    ├── OutsideHours             the teacher does not work then
    ├── Closed                   the school, or that branch, is closed then
    ├── DayFull                  the teacher drives as many minutes that day as agreed
    ├── BreakNeeded              the teacher has driven so long that a break is due
    ├── TravelNeeded             the teacher is on the way from one branch to another then
    ├── Unsuitable               the car is not for this lesson
    ├── SlotTaken                teacher, car or room is busy then
    ├── StudentBusy              the student has something else then
    ├── StudentsBusy             some who have a place have something else then
    ├── ClassFull                no seat left
    ├── SeriesConflicts          some occurrences of a series are not possible
    ├── PlaceFree                nothing to wait for: it can be booked now
    ├── HoldExpired              the draft was not confirmed in time
    ├── AlreadyStarted           too late: the lesson has begun
    ├── NotStartedYet            too early to say how the lesson went
    ├── Changed                  somebody else changed it meanwhile
    ├── RefundTooLarge           the student has not as much to the good
    └── Invalid                  a value breaks a rule of the model

A refusal's `code` is stable and part of the API; its public attributes are the data of its explanation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from domain.money import Money


class Refusal(Exception):
    code: str = "refused"

    def __init__(self, **data: Any) -> None:
        self.data = data
        super().__init__(f"{self.code}: {data}" if data else self.code)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["data"][name]
        except KeyError:
            raise AttributeError(name) from None


class NotFound(Refusal):
    """what: the kind of thing; id: the one asked for."""

    code = "not_found"


class NotAllowed(Refusal):
    """action, status: what was tried and in which state the booking is."""

    code = "not_allowed"


class OutsideHours(Refusal):
    code = "outside_hours"


class Closed(Refusal):
    """start: when it would have been; reason: why it is closed, in the school's words, by language; perhaps none."""

    code = "closed"


class DayFull(Refusal):
    """start: of the lesson; minutes: how many of driving on one day are agreed with the teacher."""

    code = "day_full"


class BreakNeeded(Refusal):
    """start: of the lesson, with which the teacher would drive longer than may be without a break."""

    code = "break_needed"


class TravelNeeded(Refusal):
    """start: of the lesson, before the teacher can be there from the branch of the hours before."""

    code = "travel_needed"


class Unsuitable(Refusal):
    """calendar_ids: of the resources that are not as the lesson or the student needs them; wished: what the student
    wants them to be like, if that is why."""

    code = "unsuitable"


class SlotTaken(Refusal):
    """start: of the slot that was taken. The nearest alternatives are searched by whoever tells the student."""

    code = "slot_taken"


class StudentBusy(Refusal):
    code = "student_busy"


class StudentsBusy(Refusal):
    """start: of the session; students: the ids of those who have something else then."""

    code = "students_busy"


class ClassFull(Refusal):
    code = "class_full"


class SeriesConflicts(Refusal):
    """conflicts: for each occurrence that is not possible, its day and why."""

    code = "series_conflicts"


class PlaceFree(Refusal):
    """start: of the class that has seats left."""

    code = "place_free"


class HoldExpired(Refusal):
    code = "hold_expired"


class AlreadyStarted(Refusal):
    code = "already_started"


class NotStartedYet(Refusal):
    """starts_at: when it does."""

    code = "not_started_yet"


class Changed(Refusal):
    code = "changed"


class RefundTooLarge(Refusal):
    """most: what can be paid back."""

    code = "refund_too_large"

    def __init__(self, most: Money) -> None:
        super().__init__(most=most)


class Invalid(Refusal):
    """field, reason."""

    code = "invalid"
