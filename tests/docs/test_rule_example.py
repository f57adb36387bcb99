"""The rule that CONTRIBUTING.md shows as an example works by its one file alone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from domain.policies import PARAMETERS
from tests import database
from tests.docs.pages import ROOT


@pytest.fixture(scope="module")
def told(database_server: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    found = re.search(
        r"<!-- example: rule -->\n```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.S
    )
    assert found is not None
    folder: Path = tmp_path_factory.mktemp("rules")
    (folder / "rest.py").write_text(found[1], "utf-8")
    with database.new_database(database_server, migrated_template) as url:
        command = [sys.executable, "-m", "tests.docs.rule_story", str(folder), url]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_without_its_file_there_is_no_such_rule() -> None:
    assert "rest_weekday" not in PARAMETERS


def test_the_school_can_set_it_and_the_api_and_the_docs_say_so(told: Any) -> None:
    assert (told["nonsense"], told["set"]) == ("rest_weekday", 2)
    assert told["schema"]["description"] == "no lessons on this day of the week; 0 is Monday"
    assert told["docs"]


def test_it_is_enforced_with_its_code_title_and_the_next_legal_option(told: Any) -> None:
    refused = told["refused"]
    assert (refused["status"], refused["code"], refused["title"]) == (409, "rest_day", "The school rests that day")
    assert refused["next_start"] == "2026-11-26T00:00:00+01:00"
    assert [obstacle["rule"] for obstacle in told["obstacles"]] == ["rest_day"]


def test_nothing_that_it_forbids_is_offered(told: Any) -> None:
    assert told["no slots"] == {"items": [], "reason": "rest_day"}


def test_students_are_told_in_their_language(told: Any) -> None:
    assert told["english"] == "We rest that day. You can book from Thu 26 Nov."
    assert told["danish"] == "Den dag holder vi fri. Du kan booke fra tor 26. nov."


def test_staff_can_pass_over_it_and_the_booking_keeps_it(told: Any) -> None:
    (passed,) = told["passed"]
    assert (passed["rules"], passed["reason"]) == (["rest_day"], "Agreed by phone")
    assert told["kept"] == [2]
