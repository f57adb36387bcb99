"""Series over the API."""

from __future__ import annotations

from typing import Any

from tests.admin_api.calling import Staff, at


def plans(staff: Staff, *, status: int = 201, **more: Any) -> Any:
    new = {
        "lesson_type": "theory",
        "rule": "FREQ=WEEKLY;BYDAY=TU;COUNT=3",
        "first": "2026-11-24",
        "start": "18:00",
        "teachers": [staff.jonas],
        "resources": [staff.room],
    }
    return staff.posts("/series", new | more, status=status)


def days(answer: Any) -> dict[str, str]:
    return {each["day"]: each["fate"] for each in answer["occurrences"]}


def test_a_series_is_planned_and_shown(staff: Staff) -> None:
    made = plans(staff, capacity=9)
    series = made["series"]
    assert (series["rule"], series["first"], series["start"], series["duration_minutes"]) == (
        "FREQ=WEEKLY;BYDAY=TU;COUNT=3", "2026-11-24", "18:00", 45,
    )  # fmt: skip
    assert (series["capacity"], series["made_until"], series["left_out"]) == (9, "2026-12-08", {})
    assert days(made) == dict.fromkeys(("2026-11-24", "2026-12-01", "2026-12-08"), "planned")
    shown = staff.gets(f"/series/{series['id']}")
    assert shown == made
    assert staff.gets("/series")["items"] == [series]
    planned = staff.gets("/sessions")["items"]
    assert [session["id"] for session in planned] == [each["session"] for each in made["occurrences"]]
    assert {session["series"] for session in planned} == {series["id"]}


def test_the_conflict_of_one_is_listed_and_can_be_skipped(staff: Staff) -> None:
    theory = {"lesson_type": "theory", "teachers": [staff.jonas], "resources": [staff.room]}
    staff.posts("/sessions", theory | {"start": "2026-12-01T18:15:00+01:00"})
    refused = plans(staff, status=409)
    assert refused["code"] == "series_conflicts"
    assert refused["conflicts"] == [
        {
            "day": "2026-12-01",
            "start": "2026-12-01T18:00:00+01:00",
            "calendar_ids": sorted((staff.jonas, staff.room)),
            "students": [],
        }
    ]
    assert staff.gets("/series")["items"] == []
    tried = plans(staff, dry_run=True, status=200)
    assert (tried["series"], days(tried)["2026-12-01"]) == (None, "conflict")
    assert staff.gets("/series")["items"] == []
    made = plans(staff, skip=["2026-12-01"])
    assert days(made) == {"2026-11-24": "planned", "2026-12-01": "skipped", "2026-12-08": "planned"}
    assert made["series"]["left_out"] == {"2026-12-01": "skipped"}


def test_this_and_following_are_changed_and_a_student_is_told_once(staff: Staff) -> None:
    made = plans(staff)
    booked = [
        staff.posts("/bookings", {"student": staff.anna, "session": each["session"]}) for each in made["occurrences"]
    ]
    series = made["series"]["id"]
    changed = staff.patches(f"/series/{series}", {"since": "2026-12-01", "start": "19:00", "teachers": [staff.mette]})
    assert changed["series"]["id"] != series
    assert days(changed) == {"2026-12-01": "changed", "2026-12-08": "changed"}
    starts = [staff.gets(f"/bookings/{each['id']}")["start"] for each in booked]
    assert starts == [at("tue 18:00"), "2026-12-01T19:00:00+01:00", "2026-12-08T19:00:00+01:00"]
    with staff.api.works() as work:
        told = work.read(
            "SELECT kind, data->>'more' FROM notices WHERE school_id = %(id)s AND role = 'student' "
            "AND kind = 'moved_by_school'",
            {"id": staff.school_id},
        )
    assert told == [("moved_by_school", "1")]


def test_all_that_are_coming_are_cancelled(staff: Staff) -> None:
    made = plans(staff)
    series = made["series"]["id"]
    ended = staff.posts(f"/series/{series}/cancel", {"since": "2026-12-01", "reason": "Snow"}, status=200)
    assert days(ended) == {"2026-12-01": "cancelled", "2026-12-08": "cancelled"}
    assert len(staff.gets("/sessions")["items"]) == 1
    staff.posts(f"/series/{series}/cancel", status=200)
    assert staff.gets("/sessions")["items"] == []
    assert staff.gets("/series")["items"] == []


def test_one_that_was_cancelled_alone_stays_away(staff: Staff) -> None:
    made = plans(staff)
    staff.posts(f"/sessions/{made['occurrences'][1]['session']}/cancel", status=200)
    changed = staff.patches(f"/series/{made['series']['id']}", {"start": "17:00"})
    assert list(days(changed)) == ["2026-11-24", "2026-12-08"]
    assert len(staff.gets("/sessions")["items"]) == 2


def test_what_makes_no_sense_is_refused(staff: Staff) -> None:
    assert plans(staff, rule="every tuesday", status=422)["field"] == "rule"
    assert plans(staff, first="2026-11-25", status=422)["field"] == "first"
    assert plans(staff, lesson_type="driving", status=422)["field"] == "lesson_type"
    assert plans(staff, start="25:00", status=422)["code"] == "invalid"
    assert plans(staff, until="2026-12-24", status=422)["code"] == "invalid"
    assert staff.patches("/series/1", {"start": "17:00"}, status=404)["code"] == "not_found"


def test_a_repeated_request_plans_one_series(staff: Staff) -> None:
    new = {
        "lesson_type": "theory", "rule": "FREQ=WEEKLY;COUNT=2", "first": "2026-11-24", "start": "18:00",
        "teachers": [staff.jonas], "resources": [staff.room],
    }  # fmt: skip
    answers = [staff.ask("POST", "/series", json=new, retry_key="winter") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert len(staff.gets("/sessions")["items"]) == 2
