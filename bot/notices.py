"""Tell what is due: a notice becomes a message in the outbox, if its reason still holds."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.billing import TELLS, KeptNotices, tell_of_money
from bot.conversation import again_if_lost
from bot.dialogs.exchange import Reply, Say
from bot.dialogs.wording import booking_params, hindrance_params, money, session_params, wall
from bot.filling import PROMPTS
from bot.news import since_last_told
from bot.ports import Reach, Store, TurnWork
from bot.prompting import LATER, SIGN_OFFS, ask_attendance, ask_to_sign
from bot.reaching import Ways, language_of, outbox_key, transport_of
from domain.hindrances import is_affected, present
from domain.languages import name_in
from domain.lessons import Booking, Session, Status
from domain.notices import REMINDERS, Notice, NoticeKind, Role
from domain.ports import TryAgain
from domain.schools import Catalogue

log = logging.getLogger(__name__)

PUT_OFF = timedelta(minutes=10)
"""After how long a notice is tried again that could not be told for a fault of ours, or that has to wait."""

_SOON = REMINDERS[NoticeKind.REMINDER_SOON]
_OF_COMING = frozenset({*REMINDERS, NoticeKind.AS_PLANNED})
_LATE = frozenset({NoticeKind.TEACHER_LATE, NoticeKind.STUDENT_LATE})
_ASKS = {NoticeKind.ATTENDANCE: ask_attendance, **dict.fromkeys(SIGN_OFFS, ask_to_sign), **PROMPTS}
_OF_MONEY = dict.fromkeys(TELLS, tell_of_money)
_CANCELLED = frozenset({NoticeKind.CANCELLED_BY_SCHOOL, NoticeKind.LESSON_CANCELLED})


class DueNotices(KeptNotices, Protocol):
    def led_by(self, leader: Notice, now: datetime) -> Sequence[Notice]: ...

    def claim(self, now: datetime, limit: int = 1) -> list[Notice]: ...

    def done(self, notice: Notice, now: datetime, outcome: str) -> None: ...

    def put_off(self, notice: Notice, due_at: datetime) -> None: ...


class NoticeWork(TurnWork, Protocol):
    @property
    def notices(self) -> DueNotices: ...
    @property
    def conversations(self) -> Store: ...


OpenNoticeWork = Callable[[], AbstractContextManager[NoticeWork]]


def tell_due(open_work: OpenNoticeWork, now: datetime, ways: Ways, most: int = 500) -> int:
    """Tell up to `most` due notices, each in a transaction of its own. Returns how many were due.

    Any number of workers may do this at once. One that fails is put off, so that it never keeps the others waiting.
    """
    for count in range(most):
        if not again_if_lost(lambda: _tell_one(open_work, now, ways)):
            return count
    return most


def _tell_one(open_work: OpenNoticeWork, now: datetime, ways: Ways) -> bool:
    claimed: list[Notice] = []
    try:
        with open_work() as work:
            claimed = work.notices.claim(now)
            for notice in claimed:
                if (outcome := tell(work, notice, now, ways)) == LATER:
                    work.notices.put_off(notice, now + PUT_OFF)
                else:
                    work.notices.done(notice, now, outcome)
            work.commit()
    except TryAgain:
        raise
    except Exception:
        if not claimed:
            raise
        with open_work() as work:
            for notice in claimed:
                log.exception("a notice could not be told; it is tried again later", extra={"notice": notice.key})
                work.notices.put_off(notice, now + PUT_OFF)
            work.commit()
    return bool(claimed)


def tell(work: NoticeWork, notice: Notice, now: datetime, ways: Ways) -> str:
    """Queue the notice's message. Returns the outcome: "told", `LATER`, or why there was nothing to tell.

    Those that it leads are judged each by itself, and told with it."""
    if (ask := _ASKS.get(notice.kind) or _OF_MONEY.get(notice.kind)) is not None:
        return ask(work, notice, now, ways)
    reach = work.conversations.reach(notice.school_id, notice.person_id)
    led = work.notices.led_by(notice, now) if notice.data.get("more") else ()
    news = [found for each in (notice, *led) if (found := _news(work, each, now)) is not None]
    outcome = "told" if reach is not None else "no_contact"
    outcomes = {found.planned.id: outcome for found in news}
    for each in led:
        work.notices.done(each, now, outcomes.get(each.id, "void"))
    if reach is not None:
        for kind in dict.fromkeys(found.told.kind for found in news):
            one, *others = [found for found in news if found.told.kind is kind]
            _say(work, one, len(others), now, reach, transport_of(reach, ways))
    return outcomes.get(notice.id, "void")


@dataclass(frozen=True, slots=True)
class _News:
    """A notice as it was planned, as it is news to the person now, and what it is of."""

    planned: Notice
    told: Notice
    about: Booking | Session


def _news(work: NoticeWork, notice: Notice, now: datetime) -> _News | None:
    """None if its reason is there no more, or if all is as they last heard."""
    about: Booking | Session
    if notice.booking_id is not None:
        about = work.bookings.get(notice.school_id, notice.booking_id, lock=False)
        if not _holds(notice, about, now, work.catalogue(notice.school_id)):
            return None
        if about.note == "moved":  # what it says is why the place is lost
            return _News(notice, notice, about)
    else:
        assert notice.session_id is not None
        about = work.calendars.plan.session(notice.school_id, notice.session_id)
        if not _class_holds(notice, about, now):
            return None
    told = since_last_told(work.notices, notice)
    return _News(notice, told, about) if told is not None else None


def _say(work: NoticeWork, news: _News, more: int, now: datetime, reach: Reach, transport: str) -> None:
    """Of several, the first stands for all of them."""
    notice, about = news.planned, news.about
    language = language_of(work, notice, reach)
    if isinstance(about, Booking):
        params = _of_booking(work, news.told, about, now, language)
    else:
        params = _of_class(work, news.told, about, language)
    reminded = about if isinstance(about, Booking) and notice.kind in REMINDERS else None
    work.conversations.queue(
        reach.contact_id,
        Reply((Say(f"notice_{news.told.kind}", params | {"more": more}),)).data(),
        transport=transport,
        language=language,
        now=now,
        key=outbox_key(notice),
        school_id=notice.school_id,
        booking_id=reminded.id if reminded else None,
        version=reminded.version if reminded else None,
        expires_at=reminded.start if reminded else None,
        once=reminded is not None,
    )


def _of_class(work: NoticeWork, notice: Notice, session: Session, language: str) -> dict[str, Any]:
    """What has become of a class, for a teacher."""
    catalogue = work.catalogue(notice.school_id)
    params = {**session_params(catalogue, session, language), **_beside(notice, catalogue, language)}
    if notice.kind is NoticeKind.CLASS_STAFFED:
        params |= _colleagues(notice, catalogue, session)
    return params


def _colleagues(notice: Notice, catalogue: Catalogue, session: Session) -> dict[str, Any]:
    """Who is off, or there after all, and with whom else the class is given."""
    others = [id_ for id_ in present(catalogue, session) if id_ != notice.person_id]
    return {
        "who": catalogue.teacher(notice.data["who"]).first_name,
        "back": notice.data["back"],
        "others": " & ".join(catalogue.teacher(id_).first_name for id_ in others),
    }


def _beside(notice: Notice, catalogue: Catalogue, language: str) -> dict[str, Any]:
    """What the notice says beside the booking or session as it is now."""
    was, now = notice.data.get("was"), notice.data.get("now")
    then = zip(("start", "end"), now or (), strict=False)
    return {name: wall(datetime.fromisoformat(moment), catalogue) for name, moment in then} | {
        "was": wall(datetime.fromisoformat(was), catalogue) if was else None,
        "course": name_in(language, notice.data.get("course_names", {})) or notice.data.get("course"),
        "minutes": notice.data.get("minutes"),
        "listed": notice.data.get("listed", False),
        "cancelled": notice.data.get("cancelled", False),
    }


def _holds(notice: Notice, booking: Booking, now: datetime, catalogue: Catalogue) -> bool:
    """Whether the reason to tell is still there: the booking is as it was when the notice was planned."""
    if notice.kind is NoticeKind.REMINDER_DAY and now >= booking.start - _SOON - timedelta(minutes=30):
        return False  # the reminder shortly before the lesson says it all
    as_planned = booking.status is Status.CONFIRMED and booking.version == notice.version
    if notice.kind in _OF_COMING:
        return as_planned and now < booking.start and not is_affected(catalogue, booking)
    if notice.kind in _LATE:
        return as_planned and now < booking.end
    if notice.kind in _CANCELLED:
        left = notice.session_id is not None and notice.person_id not in booking.session.teacher_ids
        return left or booking.status is Status.CANCELLED
    if notice.kind is NoticeKind.PLACE_GONE:
        return booking.status not in {Status.REQUESTED, Status.CONFIRMED}
    return booking.version == notice.version


def _class_holds(notice: Notice, session: Session, now: datetime) -> bool:
    """Whether the class is as it was when the notice was planned, or at least nothing of the teacher's any more."""
    if notice.kind is NoticeKind.CLASS_TAKEN:
        return notice.person_id not in session.teacher_ids
    return session.version == notice.version and (notice.kind is not NoticeKind.CLASS_GIVEN or now < session.start)


def _of_booking(work: NoticeWork, notice: Notice, booking: Booking, now: datetime, language: str) -> dict[str, Any]:
    catalogue = work.catalogue(notice.school_id)
    params = booking_params(catalogue, booking, language)
    if notice.session_id is not None:
        left: Session = work.calendars.session(notice.school_id, notice.session_id)
        params |= session_params(catalogue, left, language)
    people = work.conversations.people(booking.school_id, [booking.student_id])
    params["student"], place = people[booking.student_id]
    fetched = booking.fetched_at(place) if catalogue.lesson_type(booking.session.lesson_type_id).drives else ""
    if notice.role is Role.TEACHER:
        params["pickup"] = fetched
    else:
        params["branch"] = fetched or params["branch"]
    if notice.kind in {NoticeKind.MISSED, NoticeKind.ATTENDANCE_CORRECTED}:
        params |= _corrected(work, booking, catalogue)
    if notice.kind is NoticeKind.REQUEST_DECLINED:
        params |= hindrance_params(catalogue, booking.session, language)
    params |= _beside(notice, catalogue, language)
    return params | {
        "free": now < booking.free_until,
        "not_held": booking.note == "not_held",
        "moved": booking.note == "moved",
        "reason": booking.reason,
        "unlike": bool(catalogue.unlike(booking.session.resource_ids, booking.wished)),
    }


def _corrected(work: NoticeWork, booking: Booking, catalogue: Catalogue) -> dict[str, Any]:
    """How the lesson went, and what it costs."""
    sold = bool(catalogue.package_products)
    return {
        "status": booking.status.value,
        "missed": money(booking.policy.no_show_fee(booking.price)),
        "prepaid": sold and bool(work.ledger.packages.used_for(booking.school_id, [booking.id])),
    }
