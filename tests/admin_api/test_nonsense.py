"""What makes no sense for a school is refused, and what is in use is not taken away unseen."""

from __future__ import annotations

from typing import Any

import pytest

from domain.languages import LANGUAGES
from tests.admin_api.calling import Staff, at
from tests.admin_api.test_classes import plans

NEW_TYPE: dict[str, Any] = {
    "code": "night",
    "names": {"en": "Night drive"},
    "duration_minutes": 45,
    "price": {"amount_minor": 65_000, "currency": "DKK"},
}


def refused(staff: Staff, path: str, body: dict[str, Any], *, method: str = "PATCH") -> str:
    """What the 422 says of the field."""
    answer = staff.ask(method, path, json=body)
    assert answer.status_code == 422, answer.text
    return str(answer.json()["detail"])


def test_a_rule_names_lesson_types_that_are_there(staff: Staff) -> None:
    wish = {"lessons_before": {"theroy": 4}}
    assert "lessons_before names lesson types that the school has not: theroy" in refused(staff, "/school/policy", wish)
    of_type = {"lesson_type": staff.driving, "policy": wish}
    assert "theroy" in refused(staff, "/school/policy/overrides", of_type, method="PUT")
    staff.patches("/school/policy", {"lessons_before": {"theory": 4}})
    staff.patches(f"/lesson-types/{staff.theory}", {"code": "evening"})
    staff.patches("/school/policy", {"horizon_days": 20})  # what is set already is not judged by another change


@pytest.mark.parametrize(
    "rule",
    [
        {"late_fee_percent": 101},
        {"no_show_fee_percent": 1_000},
        {"cancellation_fees": [{"hours": 24, "percent": 200}]},
    ],
)
def test_no_fee_is_more_than_the_price(staff: Staff, rule: dict[str, Any]) -> None:
    assert "100" in refused(staff, "/school/policy", rule)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"requires": ["spaceship"]}, "requires names kinds that you have not entered: spaceship"),
        ({"wishes": {"car": {"transmission": "automatic"}}}, "wishes is of car, which `requires` does not name"),
        ({"requires": ["car"], "wishes": {"car": {"wings": "two"}}}, "wishes is as no car of yours is"),
        ({"duration_minutes": 47}, "duration_minutes"),
        ({"duration_minutes": 0}, "duration_minutes"),
        ({"buffer_after_minutes": 7}, "buffer_after_minutes"),
        ({"buffer_before_minutes": 125}, "buffer_before_minutes"),
    ],
)
def test_a_lesson_type_that_could_never_be_given_is_refused(staff: Staff, wrong: dict[str, Any], said: str) -> None:
    assert said in refused(staff, "/lesson-types", NEW_TYPE | wrong, method="POST")


def test_a_lesson_type_may_need_what_is_there_and_rooms_and_cars_that_are_to_come(staff: Staff) -> None:
    staff.posts("/resources", {"kind": "simulator", "name": "Sim 1", "attributes": {"seats": "2"}})
    of_sim = {"requires": ["simulator", "room"], "wishes": {"simulator": {"seats": "2"}}}
    made = staff.posts("/lesson-types", NEW_TYPE | of_sim)
    assert "spaceship" in refused(staff, f"/lesson-types/{made['id']}", {"requires": ["spaceship"]})


def test_a_student_speaks_a_language_of_ours_and_is_born(staff: Staff) -> None:
    path = f"/students/{staff.anna}"
    assert "language" in refused(staff, path, {"language": "klingon"})
    assert "language" in refused(staff, "/students", {"name": "Bo Lind", "language": "xx"}, method="POST")
    assert "birth_date must not be in the future" in refused(staff, path, {"birth_date": "2026-11-23"})
    assert "birth_date" in refused(staff, "/students", {"name": "Bo", "birth_date": "2030-01-01"}, method="POST")
    staff.patches(path, {"birth_date": "2026-11-22", "language": "da"})


@pytest.mark.parametrize("code", ["xx", "fr", "DA", "klingon"])
def test_things_are_named_in_languages_of_ours(staff: Staff, code: str) -> None:
    """Nobody would ever read the others."""
    names, said = {"names": {code: "Nordhavn"}}, f"must be by language, of which we speak {', '.join(LANGUAGES)}"
    evening = plans(staff)["id"]
    package = {"lesson_types": [staff.driving], "lessons": 5, "price": {"amount_minor": 100, "currency": "DKK"}}
    for path, made in {
        "/branches": names | {"address": ""},
        "/lesson-types": NEW_TYPE | names,
        "/package-products": package | names,
        "/courses": names | {"sessions": [evening]},
        "/closures": {"first": "2026-12-24", "last": "2026-12-25", "reason": {code: "jul"}},
        "/curricula": {"name": {code: "Kategori B"}, "licence_class": "B", "modules": []},
    }.items():
        assert said in refused(staff, path, made, method="POST"), path
    branch = staff.gets("/branches")["items"][0]
    assert said in refused(staff, f"/branches/{branch['id']}", names)


@pytest.mark.parametrize("day", ["1950-01-01", "2100-01-01"])
def test_training_begins_within_reach(staff: Staff, day: str) -> None:
    assert "enrolled_on must be within" in refused(staff, f"/students/{staff.anna}/plan", {"enrolled_on": day})


@pytest.mark.parametrize("day", ["1999-12-31", "2201-01-01", "9999-12-31"])
def test_the_school_has_no_days_out_of_reach(staff: Staff, day: str) -> None:
    said = "must be between the years"
    assert said in refused(staff, "/closures", {"first": day, "last": day}, method="POST")
    assert said in refused(staff, f"/teachers/{staff.mette}/days/{day}", {"hours": []}, method="PUT")
    series = {"lesson_type": "theory", "rule": "FREQ=DAILY;COUNT=2", "start": "18:00", "teachers": [staff.jonas]}
    assert said in refused(staff, "/series", series | {"first": day}, method="POST")


@pytest.mark.parametrize("name", ["Bob\u202eevil", "Bob\u2066", "Bob\x1b[2J", "\u200b", " \u2060"])
def test_names_show_what_they_are_and_nothing_else(staff: Staff, name: str) -> None:
    assert "name" in refused(staff, "/students", {"name": name}, method="POST")
    assert "name" in refused(staff, f"/teachers/{staff.mette}", {"name": name})


def test_names_may_be_written_in_any_script(staff: Staff) -> None:
    for name in ("Zoë 👩\u200d🚒", "محمد", "Ana\u00a0Sá"):
        staff.patches(f"/students/{staff.anna}", {"name": name})


def test_a_course_has_classes(staff: Staff) -> None:
    assert "sessions must be classes" in refused(staff, "/courses", {"names": {"en": "Empty"}}, method="POST")


@pytest.mark.parametrize("what", ["teacher", "car"])
def test_what_lessons_are_planned_with_is_not_taken_out_of_use_unseen(staff: Staff, what: str) -> None:
    booked = staff.books("mon 09:00", teacher=staff.mette, resources=[staff.golf])
    path = f"/teachers/{staff.mette}" if what == "teacher" else f"/resources/{staff.golf}"
    answer = staff.patches(path, {"active": False}, status=409)
    assert answer["code"] == "still_needed"
    assert [(each["session"], each["start"]) for each in answer["sessions"]] == [(booked["session"], at("mon 09:00"))]
    assert staff.patches(path, {"name": "Another name"})["active"]
    assert not staff.patches(path, {"active": False, "despite_lessons": True})["active"]
    assert staff.gets(f"/bookings/{booked['id']}")["status"] == "confirmed"


def test_who_has_no_lessons_to_come_is_taken_out_of_use_at_once(staff: Staff) -> None:
    booked = staff.books("mon 09:00", teacher=staff.mette)
    staff.posts(f"/bookings/{booked['id']}/cancel", status=200)
    assert not staff.patches(f"/teachers/{staff.mette}", {"active": False})["active"]
