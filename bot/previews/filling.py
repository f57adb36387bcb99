"""Waitlist, offers, and teachers who are sick or late."""

from __future__ import annotations

from bot.previews.samples import Params, Previews, Sample


def previews(sample: Sample) -> Previews:
    lesson, seat = sample.lesson, sample.seat
    wishes: Params = {"weekdays": [0, 2, 3, 4], "parts": [], "teachers": [], "until": None}
    morning, evening = ["2000-01-01T06:00", "2000-01-01T12:00"], ["2000-01-01T17:00", None]
    waited = tuple(
        lesson | {"wishes": said}
        for said in (
            None,
            wishes,
            wishes | {"parts": [morning, evening], "teachers": ["Mette", "Jonas"]},
            wishes | {"weekdays": [], "parts": [[None, "2000-01-01T12:00"]], "until": "2026-11-27"},
        )
    )
    offer = lesson | {"until": "2026-11-25T10:30", "from": "2026-12-01T09:15", "sick": "Jonas", "elsewhere": None}
    day = {"first": "2026-11-26T07:30", "last": "2026-11-26T23:59", "since": None, "until": None}
    days = day | {"last": "2026-11-27T23:59"}
    part = day | {"since": "2026-11-26T12:00"}
    periods = [
        {"during": during}
        for during in (
            *(day, days, part, part | {"until": "2026-11-26T17:00"}, day | {"until": "2026-11-26T12:00"}),
            days | {"since": "2026-11-26T12:00", "until": "2026-11-27T13:00"},
        )
    ]
    stranded = [
        lesson | {"students": ["Anna"], "substitute": "Jonas"},
        lesson | {"students": ["Bo"], "substitute": None},
    ]
    sick: Params = periods[0] | {"lessons": stranded, "missed": stranded[1:], "classes": [seat]}
    late = lesson | {"minutes": 10, "names": ["Anna Berg"]}
    off: Params = {"why": "teacher", "reason": "", "missing": "", "ill": False, "several": False}
    no_car = {"why": "resource", "missing": "blue Polo"}
    return {
        "choice_wait_class": (seat,),
        "all_full": (seat,),
        "waiting_class": (seat,),
        "confirm_wait": waited,
        "choice_free_now": (lesson,),
        "waiting_earlier": (lesson,),
        "said_wishes": tuple({"wishes": told["wishes"]} for told in waited[1:]),
        "no_such_earlier": (lesson,),
        "waitlist": (
            {"lines": [seat | {"earlier": False, "wishes": None}, waited[0] | {"earlier": True}]},
            {"lines": [lesson | {"earlier": True, "wishes": wishes | {"parts": [morning], "teachers": ["Mette"]}}]},
        ),
        "choice_leave": (lesson,),
        "ask_offer_class": (seat | offer | {"price": [0, "DKK"]}, offer),
        "ask_offer_earlier": (offer, offer | {"teacher": None}),
        "ask_offer_sick": (
            offer | off,
            offer | off | {"ill": True},
            offer | off | no_car,
            offer | off | {"elsewhere": "Harbour St"},
        ),
        "offer_gone": (lesson,),
        "notice_place_gone": (
            lesson | {"listed": True, "cancelled": False},
            lesson | {"listed": False, "cancelled": True, "teacher": None},
        ),
        "as_planned": (lesson,),
        "notice_as_planned": (lesson, lesson | {"teacher": None}),
        "offer_moved": (offer | {"reminded": True}, offer | {"reminded": False, "teacher": None}),
        "offer_declined": ({"listed": True}, {"listed": False}),
        "ask_affected": (
            lesson | off,
            lesson | off | no_car,
            lesson | off | {"why": "closed"},
            lesson | off | {"why": "closed", "reason": "Christmas"},
            lesson | off | {"teacher": None},
            lesson | off | {"teacher": "Mette & Jonas", "several": True},
        ),
        "confirm_sick": (
            sick | {"off": False},
            *(sick | {"lessons": [], "off": False} | during for during in periods),
            sick | {"off": True},
        ),
        "well_again": tuple(periods),
        "well_then": tuple(periods),
        "time_off_asked": tuple(during | {"school": "Nord"} for during in periods),
        "sick_noted": (sick, *(sick | during | {"lessons": [], "missed": [], "classes": []} for during in periods)),
        "school_plans": ({"school": "Nord"},),
        "said_off": tuple(periods),
        "ask_late_for": (late,),
        "late_told": (late, late | {"names": ["Anna Berg", "Bo Lind"]}),
        "late_not_told": (late,),
        "notice_teacher_late": (late,),
        "notice_student_late": (late,),
    }
