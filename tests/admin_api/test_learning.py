"""Curricula, plans and progress by the API."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from pypdf import PdfReader

from domain.learning import Signer
from domain.lessons import Actor
from domain.services.attendance import Outcome, settle
from domain.services.progress import progress_of
from domain.services.signing import Hand, sign
from domain.signatures import ORIGIN
from tests.admin_api.calling import Staff, at

THEORY = {"code": "theory", "kind": "theory", "titles": {"en": "Theory", "da": "Teori"}, "required": 2}
FIRST_AID = {"code": "first-aid", "kind": "first_aid", "titles": {"en": "First aid"}}
TEST = {"code": "theory-test", "kind": "test", "titles": {"en": "Theory test"}, "requires": ["theory", "first-aid"]}


def road(staff: Staff) -> dict[str, Any]:
    return {
        "code": "road",
        "kind": "road",
        "titles": {"en": "Road"},
        "lesson_types": [staff.driving],
        "required": 3,
        "lesson_minutes": 45,
        "requires": ["theory"],
        "links": [{"title": "Safe traffic", "url": "https://www.sikkertrafik.dk"}],
        "skills": [{"code": "parking", "names": {"en": "Parking"}}],
    }


@pytest.fixture
def curriculum(staff: Staff) -> Any:
    """Theory, road, first aid and a test, on which Anna is."""
    theory = THEORY | {"lesson_types": [staff.theory]}
    modules = [theory, road(staff), FIRST_AID, TEST]
    made = staff.posts("/curricula", {"name": "Category B", "licence_class": "B", "modules": modules})
    staff.patches(f"/students/{staff.anna}", {"curriculum": made["id"]})
    return made


def puts(staff: Staff, path: str, body: Any, status: int = 200) -> Any:
    answer = staff.ask("PUT", path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def drives(staff: Staff, start: str) -> int:
    """A lesson of Anna's with Mette, booked and settled as attended."""
    booking = staff.books(start, teacher=staff.mette)
    with staff.desk(Actor.TEACHER) as desk:
        later = type(desk)(desk.work, desk.catalogue, desk.actor, desk.now + timedelta(days=30))
        settle(later, booking["id"], Outcome.ATTENDED)
    return int(booking["id"])


def progress(staff: Staff) -> dict[str, Any]:
    return {line["code"]: line for line in staff.gets(f"/students/{staff.anna}/progress")["items"]}


def test_a_curriculum_is_made_and_read_back(staff: Staff, curriculum: Any) -> None:
    assert curriculum in staff.gets("/curricula")["items"]
    assert [module["code"] for module in curriculum["modules"]] == ["theory", "road", "first-aid", "theory-test"]
    assert curriculum["modules"][1] == road(staff) | {"unit": "lessons"}


def test_a_changed_curriculum_keeps_what_stands_in_its_modules(staff: Staff, curriculum: Any) -> None:
    path = f"/students/{staff.anna}"
    puts(staff, f"{path}/plan/road", {"credited": 2, "reason": "Driven at Havn"})
    turned = [curriculum["modules"][place] for place in (2, 0, 1)]
    turned[2] = turned[2] | {"required": 5, "code": "road"}
    changed = staff.patches(f"/curricula/{curriculum['id']}", {"name": "B, 2027", "modules": turned})
    assert (changed["name"], [module["code"] for module in changed["modules"]]) == (
        "B, 2027",
        ["first-aid", "theory", "road"],
    )
    assert (progress(staff)["road"]["completed"], progress(staff)["road"]["required"]) == (2, 5)
    without = [module for module in turned if module["code"] != "road"]
    refused = staff.patches(f"/curricula/{curriculum['id']}", {"modules": without}, status=422)
    assert refused["code"] == "invalid", "something was credited in it"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code": "Road!"}, "code"),
        ({"requires": ["theory-test"]}, "before"),
        ({"requires": ["nonsense"]}, "before"),
        ({"lesson_types": [1]}, "lesson type"),
        ({"titles": {"english": "Road"}}, "language"),
        ({"links": [{"title": "x", "url": "http://plain.example"}]}, "https"),
        ({"links": [{"title": "x", "url": "javascript:alert(1)"}]}, "https"),
        ({"kind": "test", "lesson_types": []}, "required must be 1"),
        ({"code": "theory"}, "comes twice"),
        ({"skills": [{"code": "a", "names": {"en": "A"}}] * 2}, "different codes"),
    ],
)
def test_a_module_that_makes_no_sense_is_refused(staff: Staff, change: dict[str, Any], words: str) -> None:
    modules = [THEORY | {"lesson_types": [staff.theory]}, road(staff) | change]
    refused = staff.posts("/curricula", {"name": "B", "licence_class": "B", "modules": modules}, status=422)
    assert refused["field"] == "modules"
    assert words in refused["detail"]


def test_a_curriculum_has_a_name_in_each_language(staff: Staff, curriculum: Any) -> None:
    assert (curriculum["name"], curriculum["names"]) == ("Category B", {"en": "Category B"})
    path = f"/curricula/{curriculum['id']}"
    changed = staff.patches(path, {"name": {"da": "Kategori B", "en": "Car"}})
    assert (changed["name"], changed["names"]) == ("Car", {"da": "Kategori B", "en": "Car"})
    assert staff.gets(f"/students/{staff.anna}/completion-record")["curriculum"] == "Car"
    assert staff.patches(path, {"name": "B"})["names"] == {"en": "B"}
    for name in ("", {"danish": "B"}, {"da": " "}):
        assert staff.patches(path, {"name": name}, status=422)["field"] == "name"
    nothing: list[Any] = [{}, 7]
    for name in nothing:
        refused = staff.patches(path, {"name": name}, status=422)["errors"]
        assert [fault["field"] for fault in refused] == ["body.name.by_language"]


def test_progress_follows_from_what_has_happened(staff: Staff, curriculum: Any) -> None:
    before = staff.gets(f"/students/{staff.anna}/progress")
    assert (before["status"], before["percent"], before["curriculum"]) == ("active", 0, curriculum["id"])
    drives(staff, "mon 08:00")
    staff.books("tue 10:00")
    line = progress(staff)["road"]
    assert line == {
        "code": "road", "title": "Road", "kind": "road", "lesson_type": staff.driving, "unit": "lessons",
        "completed": 1, "required": 3, "missing": 2, "booked": 1, "complete": False, "available": False,
        "exempt": False, "passed": None, "signed_by": [],
    }  # fmt: skip
    assert progress(staff)["theory"]["available"]


def test_a_plan_is_fitted_to_the_student(staff: Staff, curriculum: Any) -> None:
    path = f"/students/{staff.anna}/plan"
    plan = puts(staff, f"{path}/theory", {"credited": 2, "reason": "Transferred from Havn"})
    assert plan["modules"][0] == {
        "code": "theory", "title": "Theory", "required": 2, "unit": "lessons", "credited": 2, "exempt": False,
        "reason": "Transferred from Havn",
    }  # fmt: skip
    assert progress(staff)["road"]["available"]
    puts(staff, f"{path}/first-aid", {"exempt": True, "reason": "Is a nurse"})
    assert progress(staff)["theory-test"]["available"]
    puts(staff, f"{path}/road", {"required": 20, "reason": "Asked for more"})
    assert progress(staff)["road"]["required"] == 20
    assert puts(staff, f"{path}/road", {})["modules"][1]["required"] == 3, "nothing said is as the curriculum has it"
    assert puts(staff, f"{path}/road", {"credited": 2}, 422)["field"] == "reason"
    assert puts(staff, f"{path}/theory-test", {"credited": 1, "reason": "x"}, 422)["field"] == "module"
    assert puts(staff, f"{path}/nonsense", {"exempt": True, "reason": "x"}, 404)["what"] == "module"
    assert staff.patches(path, {"enrolled_on": "2026-08-01"})["enrolled_on"] == "2026-08-01"
    assert staff.gets(path)["enrolled_on"] == "2026-08-01"


def test_results_of_tests_are_entered(staff: Staff, curriculum: Any) -> None:
    path = f"/students/{staff.anna}/results"
    failed = staff.posts(path, {"module": "theory-test", "passed": False, "taken_on": "2026-11-20"})
    assert (failed["passed"], failed["teacher"]) == (False, None)
    assert progress(staff)["theory-test"]["passed"] is False
    again = staff.posts(path, {"module": "theory-test", "passed": False, "taken_on": "2026-11-20"})
    assert again["id"] == failed["id"], "the same again is the same"
    staff.posts(path, {"module": "theory-test", "passed": True, "taken_on": "2026-11-21", "note": "2 faults"})
    assert progress(staff)["theory-test"]["complete"]
    assert [entry["passed"] for entry in staff.gets(path)["items"]] == [False, True]
    assert staff.posts(path, {"module": "road", "passed": True}, status=422)["field"] == "module"
    day = {"module": "theory-test", "passed": True, "taken_on": "2030-01-01"}
    assert staff.posts(path, day, status=422)["field"] == "taken_on"


def test_nobody_sees_another_schools_learning(staff: Staff, curriculum: Any, strangers: Staff) -> None:
    for path in (
        "progress",
        "plan",
        "results",
        "signatures",
        "feedback",
        "next-step",
        "completion-record",
        "completion-record.pdf",
    ):
        assert strangers.ask("GET", f"/students/{staff.anna}/{path}").status_code == 404
    assert strangers.patches(f"/curricula/{curriculum['id']}", {"name": "Mine"}, status=404)["what"] == "curriculum"


def test_signatures_are_shown_with_whether_they_fit(staff: Staff, curriculum: Any) -> None:
    puts(staff, f"/students/{staff.anna}/plan/theory", {"credited": 2, "reason": "Havn"})
    puts(staff, f"/students/{staff.anna}/plan/road", {"required": 1, "reason": "Has driven abroad"})
    drives(staff, "mon 08:00")
    path = f"/students/{staff.anna}/signatures"
    assert staff.gets(path) == {"items": [], "verified": True, "fault": None, "head": ORIGIN}
    with staff.desk(Actor.TEACHER) as desk:
        road = progress_of(desk, staff.anna).modules[1].module
        sign(desk, staff.anna, road.id, Hand(Signer.TEACHER, staff.mette, "Nordlys Mette", "sms"))
    with staff.desk(Actor.STUDENT) as desk:
        sign(desk, staff.anna, road.id, Hand(Signer.STUDENT, staff.anna, "Nordlys Anna", "telegram"))
    shown = staff.gets(path)
    assert [(s["number"], s["module"], s["signer"], s["name"], s["channel"]) for s in shown["items"]] == [
        (1, "road", "teacher", "Nordlys Mette", "sms"),
        (2, "road", "student", "Nordlys Anna", "telegram"),
    ]
    assert (shown["verified"], shown["head"]) == (True, shown["items"][-1]["hash"])
    first, second = shown["items"]
    recomputed = hashlib.sha256(f"{second['previous']}\n{second['content']}".encode()).hexdigest()
    assert (second["previous"], second["hash"]) == (first["hash"], recomputed), "anybody can work it out"
    assert json.loads(first["content"])["lessons"][0]["teachers"][0]["name"] == "Nordlys Mette"
    assert progress(staff)["road"]["signed_by"] == ["teacher", "student"]


def test_marks_and_notes_are_written_and_read(staff: Staff, curriculum: Any) -> None:
    booking = drives(staff, "mon 08:00")
    given = staff.posts(f"/bookings/{booking}/marks", {"skill": "parking", "mark": 3})
    assert (given["module"], given["name"], given["mark"], given["teacher"]) == ("road", "Parking", 3, None)
    staff.posts(f"/bookings/{booking}/marks", {"skill": "parking", "mark": 4})
    staff.posts(f"/bookings/{booking}/notes", {"text": "Looks over the shoulder now"})
    (lesson,) = staff.gets(f"/students/{staff.anna}/feedback")["items"]
    assert (lesson["booking"], [mark["mark"] for mark in lesson["marks"]]) == (booking, [4])
    assert [note["text"] for note in lesson["notes"]] == ["Looks over the shoulder now"]
    assert staff.posts(f"/bookings/{booking}/marks", {"skill": "flying", "mark": 3}, status=404)["what"] == "skill"
    assert staff.posts(f"/bookings/{booking}/marks", {"skill": "parking", "mark": 6}, status=422)["code"] == "invalid"
    open_lesson = staff.books("tue 10:00")["id"]
    assert staff.posts(f"/bookings/{open_lesson}/notes", {"text": "?"}, status=409)["code"] == "not_allowed"


def test_the_next_step_says_what_stands_in_its_way(staff: Staff, curriculum: Any) -> None:
    path = f"/students/{staff.anna}/next-step"
    puts(staff, f"/students/{staff.anna}/plan/theory", {"credited": 2, "reason": "Havn"})
    step = staff.gets(path)
    assert (len(step["proposals"]), step["obstacles"]) == (3, [])
    for rule, off in (({"exam_booked": True}, {"exam_booked": False}), ({"bookable_by": "staff"}, {})):
        staff.patches("/school/policy", rule)
        step = staff.gets(path)
        assert (step["proposals"], [each["rule"] for each in step["obstacles"]]) == ([], [*rule])
        staff.patches("/school/policy", off)


def test_the_next_step_comes_with_what_can_be_booked(staff: Staff, curriculum: Any) -> None:
    path = f"/students/{staff.anna}/next-step"
    step = staff.gets(path)
    assert (step["kind"], step["module"]["code"], step["proposals"]) == ("lesson", "theory", [])
    new = {"lesson_type": "theory", "start": at("mon 10:00"), "teachers": [staff.jonas], "resources": [staff.room]}
    session = staff.posts("/sessions", new)["id"]
    (seat,) = staff.gets(path)["proposals"]
    assert seat["session"] == session
    puts(staff, f"/students/{staff.anna}/plan/theory", {"credited": 2, "reason": "Havn"})
    step = staff.gets(path)
    assert (step["module"]["code"], step["module"]["missing"], len(step["proposals"])) == ("road", 3, 3)
    assert {slot["teacher"]["id"] for slot in step["proposals"]} == {staff.mette}, "her usual teacher"
    for day in ("mon", "tue", "wed"):
        staff.books(f"{day} 12:00")
    assert staff.gets(path)["kind"] == "booked"
    staff.api.now += timedelta(days=7)
    assert staff.gets(path)["kind"] == "teacher", "who has not said yet how they went"
    puts(staff, f"/students/{staff.anna}/plan/road", {"exempt": True, "reason": "Drives at work"})
    assert staff.gets(path)["kind"] == "result"
    assert staff.gets(f"/students/{staff.mikkel}/next-step")["kind"] == "no_plan"


@pytest.fixture
def recorded(staff: Staff, curriculum: Any) -> int:
    """Anna's road module, signed by Mette and by herself; a test passed, theory credited. The id of her lesson."""
    with staff.desk() as desk:
        anna = desk.work.students.get(staff.school_id, staff.anna)
        desk.work.administration.save_student(replace(anna, name="Åse Wójcik-Παππάς"))  # type: ignore[attr-defined]
    puts(staff, f"/students/{staff.anna}/plan/theory", {"credited": 2, "reason": "Moved here from Havn"})
    puts(staff, f"/students/{staff.anna}/plan/road", {"required": 1, "reason": "Has driven abroad"})
    staff.posts(f"/students/{staff.anna}/results", {"module": "theory-test", "passed": True, "taken_on": "2026-11-20"})
    booking = drives(staff, "mon 08:00")
    with staff.desk(Actor.TEACHER) as desk:
        road = progress_of(desk, staff.anna).modules[1].module
        sign(desk, staff.anna, road.id, Hand(Signer.TEACHER, staff.mette, "Nordlys Mette", "sms"))
        sign(desk, staff.anna, road.id, Hand(Signer.STUDENT, staff.anna, "Åse Wójcik-Παππάς", "telegram"))
    return booking


def test_the_completion_record_tells_all_of_the_training(staff: Staff, recorded: int) -> None:
    record = staff.gets(f"/students/{staff.anna}/completion-record")
    assert (record["school"], record["student"]["name"]) == ("Nordlys", "Åse Wójcik-Παππάς")
    assert (record["licence_class"], record["status"], record["verified"]) == ("B", "active", True)
    theory, road, first_aid, test = record["modules"]
    assert (theory["credited"], theory["reason"], theory["complete"]) == (2, "Moved here from Havn", True)
    assert (road["completed"], road["required"], road["signatures"]) == (1, 1, [1, 2])
    assert [(lesson["start"], lesson["minutes"], lesson["teachers"]) for lesson in road["lessons"]] == [
        (at("mon 08:00"), 45, ["Nordlys Mette"])
    ]
    assert first_aid["result"] is None
    assert test["result"] == {"passed": True, "taken_on": "2026-11-20"}
    assert [signature["name"] for signature in record["signatures"]] == ["Nordlys Mette", "Åse Wójcik-Παππάς"]
    assert record["head"] == record["signatures"][-1]["hash"]


def test_the_completion_record_is_printed(staff: Staff, recorded: int) -> None:
    answer = staff.ask("GET", f"/students/{staff.anna}/completion-record.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    pages = PdfReader(io.BytesIO(answer.content)).pages
    text = "\n".join(page.extract_text() for page in pages)
    head = staff.gets(f"/students/{staff.anna}/signatures")["head"]
    for words in (
        "Completion record", "Åse Wójcik-Παππάς", "1 of 1 lessons", "Nordlys Mette", "08:00-08:45", "passed 2026-11-20",
        "of these done elsewhere: 2", "signed: no. 1, 2", "not taken yet", head,
    ):  # fmt: skip
        assert words in text, words


def test_a_long_training_takes_more_pages_and_loses_nothing(staff: Staff, curriculum: Any) -> None:
    starts = [
        f"{day} {hour:02}:00" for day in ("mon", "tue", "wed", "thu", "fri") for hour in (8, 9, 10, 11, 12, 13, 14)
    ]
    for start in starts:
        drives(staff, start)
    answer = staff.ask("GET", f"/students/{staff.anna}/completion-record.pdf")
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) > 1
    assert sum(page.extract_text().count("Nordlys Mette") for page in pages) == len(starts)


def test_a_record_of_a_chain_that_was_changed_says_so(staff: Staff, recorded: int, database_url: str) -> None:
    with psycopg.connect(database_url) as owner:
        owner.execute("ALTER TABLE signatures DISABLE TRIGGER append_only")
        owner.execute("UPDATE signatures SET content = '{}' WHERE student_id = %s AND number = 2", [staff.anna])
        owner.execute("ALTER TABLE signatures ENABLE TRIGGER append_only")
    shown = staff.gets(f"/students/{staff.anna}/signatures")
    assert (shown["verified"], shown["fault"]) == (False, {"number": 2, "reason": "hash"})
    record = staff.gets(f"/students/{staff.anna}/completion-record")
    assert (record["verified"], record["fault"]["number"]) == (False, 2)
    answer = staff.ask("GET", f"/students/{staff.anna}/completion-record.pdf")
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "THE CHAIN DOES NOT FIT. It was changed at number 2 (hash)." in text
