"""What a booking looks like from outside, and what is sent to make or move one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from admin_api.values import IdIn, In, Moment, MoneyOut, Named, Out, Said, Words, local, named
from domain.lessons import Booking, Status
from domain.passing import PassedRules
from domain.schools import Catalogue
from domain.services.attendance import Outcome


class LessonTypeNamed(Out):
    id: int
    code: str
    name: str


class PassedOut(Out):
    """Rules that staff have passed over. key: the id of the API key that was used."""

    rules: list[str]
    reason: str
    at: datetime
    key: int | None

    @classmethod
    def of(cls, passed: PassedRules, catalogue: Catalogue) -> PassedOut:
        return cls(
            rules=list(passed.rules), reason=passed.reason, at=local(passed.at, catalogue.zone), key=passed.key_id
        )


class BookingOut(Out):
    """free_until: until when the student may cancel or move it without a fee. answer_until: when a request lapses that
    is not answered. moves: how often the student has moved it. version grows with every change that the student must be
    told of. wished: what the student wants the car or room to be like. pickup: where the student is fetched for it, if
    not where for all others. passed: rules, or the wish, that you passed over."""

    id: int
    reference: str
    status: Status
    start: datetime
    end: datetime
    lesson_type: LessonTypeNamed
    student: Named
    teachers: list[Named]
    resources: list[Named]
    branch: int | None
    session: int
    price: MoneyOut
    free_until: datetime
    hold_until: datetime | None
    answer_until: datetime | None
    moves: int
    created_at: datetime
    version: int
    declined: bool
    note: str
    wished: dict[str, str]
    pickup: str | None
    passed: list[PassedOut]

    @classmethod
    def of(
        cls, booking: Booking, student_name: str, catalogue: Catalogue, passed: Sequence[PassedRules] = ()
    ) -> BookingOut:
        zone, session = catalogue.zone, booking.session
        kind = catalogue.lesson_type(session.lesson_type_id)
        return cls(
            id=booking.id,
            reference=booking.reference,
            status=booking.status,
            start=local(booking.start, zone),
            end=local(booking.end, zone),
            lesson_type=LessonTypeNamed(id=kind.id, code=kind.code, name=kind.name(catalogue.school.language)),
            student=Named(id=booking.student_id, name=student_name),
            teachers=named(session.teacher_ids, catalogue.teachers),
            resources=named(session.resource_ids, catalogue.resources),
            branch=session.branch_id,
            session=session.id,
            price=MoneyOut.of(booking.price),
            free_until=local(booking.free_until, zone),
            hold_until=booking.hold_until and local(booking.hold_until, zone),
            answer_until=booking.answer_until and local(booking.answer_until, zone),
            moves=booking.moves,
            created_at=local(booking.created_at, zone),
            version=booking.version,
            declined=booking.declined,
            note=booking.reason,
            wished=dict(booking.wished),
            pickup=booking.pickup,
            passed=[PassedOut.of(each, catalogue) for each in passed],
        )


Resources = Annotated[list[IdIn], Field(max_length=5, description="Any that are free, if left out")]


class Override(In):
    """Pass over the school's rules this once. The reason is kept with the booking. Nobody is booked twice by it."""

    reason: Said


class NewTime(In):
    """When, and if it matters with whom and in which car. session: a planned class, or a lesson to share, in place of a
    start. attributes: what the car or room must be like, such as {"transmission": "automatic"}."""

    start: Moment | None = None
    session: IdIn | None = None
    teacher: IdIn | None = None
    resources: Resources = Field(default_factory=list)
    attributes: Annotated[dict[Words, Words], Field(max_length=5)] = Field(default_factory=dict)
    override: Override | None = None


class NewBooking(NewTime):
    """lesson_type: id or code; not needed with a session."""

    student: IdIn
    lesson_type: IdIn | Words | None = None


class Reason(In):
    reason: Words = ""


class Correction(Reason):
    """outcome: how the lesson really went."""

    outcome: Outcome
