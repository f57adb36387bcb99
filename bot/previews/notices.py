"""What the system says by itself of lessons and classes."""

from __future__ import annotations

from bot.previews.samples import FEE, FREE, Previews, Sample


def previews(sample: Sample) -> Previews:
    written, bare, seat, notice = sample.written, sample.bare, sample.seat, sample.notice
    of_class = seat | {"was": None, "more": 0, "course": None}
    shifted = {"was": "2026-12-01T18:00"}
    return {
        "notice_reminder_day": (notice, notice | bare | {"free": False}),
        "notice_reminder_soon": (notice, notice | bare),
        "notice_confirmed_by_school": (notice, notice | bare, notice | {"more": 9, "course": "Winter"}),
        "notice_moved_by_school": (
            notice,
            notice | bare,
            notice | shifted,
            notice | shifted | {"more": 9},
            notice | shifted | {"more": 1},
        ),
        "notice_changed_by_school": (notice, notice | bare, notice | {"more": 1}, notice | {"unlike": True}),
        "notice_cancelled_by_school": (
            notice,
            notice | {"not_held": True},
            notice | {"moved": True},
            notice | {"more": 9},
        ),
        "notice_request_approved": (notice, notice | bare),
        "notice_request_declined": (
            notice | {"why": None},
            notice | {"why": None, "reason": written},
            *(notice | {"why": why, "missing": "red Golf"} for why in ("closed", "resource", "teacher")),
        ),
        "notice_request_lapsed": (notice,),
        "notice_lesson_booked": (
            notice,
            notice | {"pickup": "Park Lane 4"},
            notice | bare,
            notice | {"more": 9},
            notice | {"more": 9, "course": "Winter"},
        ),
        "notice_lesson_moved": (notice, notice | shifted | {"pickup": "Park Lane 4"}, notice | shifted | {"more": 1}),
        "notice_missed": (notice | {"missed": FEE}, notice | {"missed": FREE}),
        "notice_attendance_corrected": tuple(
            notice | {"status": status, "missed": FEE, "prepaid": prepaid}
            for status, prepaid in (("completed", False), ("completed", True), ("no_show", False), ("cancelled", False))
        ),
        "notice_lesson_changed": (notice, notice | {"more": 9}),
        "notice_lesson_cancelled": (notice, notice | {"more": 9}),
        "notice_class_given": (of_class, of_class | {"more": 9}, of_class | bare),
        "notice_class_changed": (of_class, of_class | shifted, of_class | shifted | {"more": 9}),
        "notice_class_taken": (of_class, of_class | shifted, of_class | {"more": 9}),
        "notice_class_staffed": (
            of_class | {"who": "Jonas", "back": False, "others": ""},
            of_class | {"who": "Jonas", "back": True, "others": "Jonas & Amina"},
        ),
        "notice_class_cancelled": (of_class, of_class | {"more": 9}),
    }
