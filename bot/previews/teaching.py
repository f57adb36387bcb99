"""A teacher's days, hours and attendance."""

from __future__ import annotations

from bot.previews.samples import FREE, PRICE, UNTIL, Params, Previews, Sample


def previews(sample: Sample) -> Previews:
    lesson, seat = sample.lesson, sample.seat
    attendance = lesson | {"more": 0, "charged": PRICE, "left": None}
    taught = [
        lesson | {"students": ["Anna Berg"], "pickups": ["Park Lane 4"], "off": False},
        lesson | {"students": ["Carl Dam"], "pickups": [], "off": True},
        seat | {"students": ["Bo Lind", "Mia Holt"], "pickups": [], "off": False},
    ]
    day = {"first": "2026-11-26", "lessons": taught}
    return {
        "ask_correction": tuple(lesson | {"status": status} for status in ("completed", "no_show", "cancelled")),
        "ask_which_correction": ({"count": 3},),
        "choice_settled": tuple(lesson | {"status": status} for status in ("completed", "no_show", "cancelled")),
        "none_ahead": ({"students": []}, {"students": ["Anna Berg"]}),
        "attendance_waits": ({"lessons": 1}, {"lessons": 3}),
        "noted_before": tuple(
            lesson | {"status": status, "changed": changed}
            for status, changed in (("completed", False), ("no_show", True), ("cancelled", True))
        ),
        "ask_attendance": (attendance, attendance | {"more": 2}),
        "recorded_attended": (attendance, attendance | {"charged": FREE}, attendance | {"left": 7}),
        "recorded_no_show": (attendance, attendance | {"charged": FREE}),
        "recorded_not_held": (attendance,),
        "today": (day, {"first": "2026-11-26", "lessons": []}),
        "week": (day, {"first": "2026-11-26", "lessons": []}),
        "days": (day | UNTIL, {"first": "2026-11-26", "lessons": []} | UNTIL),
        **_of_classes(seat),
        **_of_hours(),
    }


def _of_classes(seat: Params) -> Previews:
    """Attendance of a class, by exception."""
    six = ["Anna Berg", "Bo Lind", "Mia Holt", "Ib Krog", "Åse Sørensen", "Jens Ærø"]
    asked = seat | {"students": six, "more": 0}
    few = asked | {"students": six[:2], "more": 2}
    return {
        "ask_class": (asked, few),
        "ask_class_correction": (
            asked | {"missing": asked["students"][:2], "held": True},
            few | {"missing": [], "held": True},
            few | {"missing": [], "held": False},
        ),
        "ask_missing": (asked, few),
        "no_such_student": ({"number": 9, "count": 6},),
        **dict.fromkeys(
            ("recorded_class", "class_noted_before"),
            tuple(
                seat | {"missing": missing, "came": came} for missing, came in (([], 6), (six[1:3], 4), (six[:2], 0))
            ),
        ),
        "recorded_class_not_held": (seat,),
    }


def _of_hours() -> Previews:
    """A teacher's month and hours."""
    day: Params = {"day": "2026-11-26", "lessons": 3, "minutes": 135}
    busy: Params = {
        "first": "2026-11-01",
        "last": "2026-11-30",
        "days": [day, day | {"minutes": 120}],
        "lessons": 6,
        "minutes": 255,
    }
    part: Params = {"start": "2000-01-03T08:00", "end": "2000-01-03T16:00", "branch": "Harbour St"}
    special: Params = {"day": "2026-12-03", "parts": [part], "extra": True}
    off: Params = {"start": "2026-12-07T00:00", "end": "2026-12-12T00:00", "whole": True, "last": "2026-12-11"}
    hour = {"start": "2026-12-01T10:00", "end": "2026-12-01T12:00", "whole": False, "last": "2026-12-01"}
    closed: Params = {"first": "2026-12-24", "last": "2027-01-01", "branch": None, "reason": "Christmas"}
    none: Params = {"weekly": [], "special": [], "off": [], "closed": []}
    return {
        "month": (busy, busy | {"lessons": 1, "days": [day]}, busy | {"days": []}),
        "taught": (
            busy | {"last": "2026-11-07"},
            busy | {"lessons": 1, "days": [day], "last": "2026-11-01"},
            busy | {"days": []},
        ),
        "hours": (
            none | {"weekly": [part | {"weekdays": [0, 1, 2, 3]}, part | {"weekdays": [4], "branch": None}]},
            none | {"special": [special, special | {"parts": [], "extra": False}], "off": [off, hour]},
            none | {"closed": [closed, closed | {"last": "2026-12-24", "branch": "Harbour St", "reason": ""}]},
        ),
    }
