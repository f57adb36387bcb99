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
            "reasons": ["slot_taken"],
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
            "AND kind = 'moved_by_school' AND data->>'led_by' IS NULL",
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


def test_a_day_that_was_closed_later_is_a_conflict_that_can_be_kept_as_it_is(staff: Staff) -> None:
    """Whatever is changed, and however it is asked: listed, tried, and left as it was."""
    series = plans(staff)["series"]["id"]
    staff.posts("/closures", {"first": "2026-12-01", "last": "2026-12-01"})
    refused = staff.patches(f"/series/{series}", {"start": "19:00"}, status=409)
    assert refused["code"] == "series_conflicts"
    assert [(each["day"], each["reasons"]) for each in refused["conflicts"]] == [("2026-12-01", ["closed"])]
    tried = staff.patches(f"/series/{series}", {"start": "19:00", "dry_run": True})
    assert days(tried) == {"2026-11-24": "changed", "2026-12-01": "conflict", "2026-12-08": "changed"}
    for choice in ({"skip_conflicts": True, "dry_run": True}, {"skip": ["2026-12-01"]}):
        changed = staff.patches(f"/series/{series}", {"start": "19:00", **choice})
        assert days(changed) == {"2026-11-24": "changed", "2026-12-01": "kept", "2026-12-08": "changed"}
    starts = {each["occurrence"]: each["start"][11:16] for each in staff.gets("/sessions")["items"]}
    assert starts == {"2026-11-24": "19:00", "2026-12-01": "18:00", "2026-12-08": "19:00"}


def test_evenings_that_a_new_rule_has_not_are_cancelled_under_students_only_if_that_is_chosen(staff: Staff) -> None:
    made = plans(staff)
    series, booked = made["series"]["id"], made["occurrences"][1]["session"]
    staff.posts("/bookings", {"student": staff.anna, "session": booked})
    wednesdays = {"rule": "FREQ=WEEKLY;BYDAY=WE;COUNT=2"}
    refused = staff.patches(f"/series/{series}", wednesdays, status=409)
    assert [(each["day"], each["students"], each["reasons"]) for each in refused["conflicts"]] == [
        ("2026-12-01", [staff.anna], ["places_lost"])
    ]
    tried = staff.patches(f"/series/{series}", wednesdays | {"dry_run": True})
    assert days(tried)["2026-12-01"] == "conflict"
    tried = staff.patches(f"/series/{series}", wednesdays | {"dry_run": True, "cancel_booked": True})
    lost = {each["day"]: each["students"] for each in tried["occurrences"] if each["fate"] == "cancelled"}
    assert lost == {"2026-11-24": [], "2026-12-01": [staff.anna], "2026-12-08": []}
    assert len(staff.gets("/sessions")["items"]) == 3, "only tried"
    kept = staff.patches(f"/series/{series}", wednesdays | {"skip": ["2026-12-01"]})
    assert (days(kept)["2026-12-01"], days(kept)["2026-12-08"]) == ("kept", "cancelled")
    assert staff.gets(f"/sessions/{booked}")["taken"] == 1
    changed = staff.patches(f"/series/{series}", {"rule": "FREQ=WEEKLY;BYDAY=TH;COUNT=2", "cancel_booked": True})
    lost = {each["day"]: each["students"] for each in changed["occurrences"] if each["fate"] == "cancelled"}
    assert lost["2026-12-01"] == [staff.anna]
    assert staff.gets(f"/sessions/{booked}")["cancelled"]


def test_an_evening_that_was_moved_to_a_day_of_the_new_rule_is_not_cancelled_under_its_student(staff: Staff) -> None:
    """It stands for the day it was planned for; who keeps it leaves the other out."""
    made = plans(staff)
    series, moved = made["series"]["id"], made["occurrences"][1]["session"]
    staff.posts("/bookings", {"student": staff.anna, "session": moved})
    staff.patches(f"/sessions/{moved}", {"start": "2026-12-02T18:00:00+01:00"})
    wednesdays = {"rule": "FREQ=WEEKLY;BYDAY=WE;COUNT=2"}
    refused = staff.patches(f"/series/{series}", wednesdays, status=409)
    assert [each["day"] for each in refused["conflicts"]] == ["2026-12-01"]
    refused = staff.patches(f"/series/{series}", wednesdays | {"skip": ["2026-12-01"]}, status=409)
    assert [(each["day"], each["reasons"]) for each in refused["conflicts"]] == [("2026-12-02", ["slot_taken"])]
    kept = staff.patches(f"/series/{series}", wednesdays | {"skip": ["2026-12-01", "2026-12-02"]})
    assert (days(kept)["2026-12-01"], days(kept)["2026-12-02"]) == ("kept", "skipped")
    assert not staff.gets(f"/sessions/{moved}")["cancelled"]


def test_the_end_of_a_series_names_the_students_who_lose_their_places(staff: Staff) -> None:
    made = plans(staff)
    staff.posts("/bookings", {"student": staff.anna, "session": made["occurrences"][1]["session"]})
    ended = staff.posts(f"/series/{made['series']['id']}/cancel", status=200)
    assert [each["students"] for each in ended["occurrences"]] == [[], [staff.anna], []]


def test_a_dry_run_refuses_what_the_real_call_refuses_and_names_no_session_that_is_not(staff: Staff) -> None:
    for dry_run in (True, False):
        refused = plans(staff, branch=1, dry_run=dry_run, status=422)
        assert (refused["code"], refused["field"]) == ("invalid", "branch")
    tried = plans(staff, dry_run=True, status=200)
    assert [each["session"] for each in tried["occurrences"]] == [None, None, None]
    series = plans(staff)["series"]["id"]
    for dry_run in (True, False):
        assert staff.patches(f"/series/{series}", {"branch": 1, "dry_run": dry_run}, status=422)["field"] == "branch"


def test_a_teacher_who_gives_no_such_lessons_is_given_no_class_of_them(staff: Staff) -> None:
    made = plans(staff)
    staff.patches(f"/teachers/{staff.mette}", {"lesson_types": [staff.driving]})
    session, series = made["occurrences"][0]["session"], made["series"]["id"]
    theory = {"lesson_type": "theory", "resources": [staff.room], "teachers": [staff.mette]}
    refusals = [
        staff.posts("/sessions", theory | {"start": at("wed 18:00")}, status=422),
        staff.patches(f"/sessions/{session}", {"teachers": [staff.jonas, staff.mette]}, status=422),
        plans(staff, first="2027-01-05", teachers=[staff.mette], dry_run=True, status=422),
        staff.patches(f"/series/{series}", {"teachers": [staff.mette]}, status=422),
    ]
    for refused in refusals:
        assert (refused["field"], "Mette" in refused["reason"]) == ("teachers", True)


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
