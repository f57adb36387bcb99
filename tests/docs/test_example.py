"""The flow that docs/dialogs.md shows as an example works as it is written there."""

from __future__ import annotations

import re
import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bot.dialogs import engine
from bot.dialogs.exchange import Channel, Inbound, Reply
from bot.dialogs.flow import Flow, check
from bot.dialogs.flows import FLOWS
from bot.dialogs.talk import Speaker, Talk
from bot.understanding.reading import Reading
from domain.lessons import Actor
from domain.policies import Policy
from domain.schools import Catalogue, School, Student
from domain.services.desk import Desk
from tests.docs.pages import ROOT

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SCHOOL = School(1, "NORD", "Nordlys", ZoneInfo("Europe/Copenhagen"), "en", "DKK", Policy())
ANNA = Student(2, SCHOOL.id, "Anna Berg", "+4520000001", "en")


@dataclass
class SchoolsInbox:
    """The part of a directory that the example needs."""

    told: list[str] = field(default_factory=list)

    def tell_school(self, school_id: int, contact_id: int, person_id: int | None, text: str, now: datetime) -> None:
        assert (school_id, contact_id, person_id, now) == (SCHOOL.id, 3, ANNA.id, NOW)
        self.told.append(text)


@pytest.fixture(scope="module")
def flow() -> Flow:
    page = (ROOT / "docs/dialogs.md").read_text("utf-8")
    found = re.search(r"<!-- example: flow -->\n```python\n(.*?)```", page, re.DOTALL)
    assert found is not None
    module = types.ModuleType("eyesight")
    exec(compile(found[1], "docs/dialogs.md", "exec"), module.__dict__)
    return cast(Flow, module.FLOW)


def test_the_example_flow_is_asked_for_and_answered(flow: Flow) -> None:
    inbox = SchoolsInbox()
    state, reply = hear({}, Reading("I need an eye test", intent="eye_test"), inbox, flow)
    assert reply is not None
    assert [say.message for say in reply.says] == ["ask_eye_test"]
    assert [choice.label for choice in reply.choices] == ["choice_eye_test_morning", "choice_eye_test_afternoon"]

    _, reply = hear(state, Reading("1", number=1), inbox, flow)
    assert reply is not None
    assert [say.message for say in reply.says] == ["eye_test_wished"]
    assert inbox.told == ["An eye test, please, in the morning."]


def test_the_flows_and_the_example_are_wired_soundly(flow: Flow) -> None:
    assert check({**FLOWS, flow.name: flow}) == []


def hear(
    state: Mapping[str, Any], reading: Reading, inbox: SchoolsInbox, flow: Flow
) -> tuple[dict[str, Any], Reply | None]:
    nothing = cast(Any, None)
    catalogue = Catalogue(SCHOOL, 1, {}, {}, {}, {}, {})
    talk = Talk(
        inbound=Inbound(Channel.SMS, "+4520000001", "1", text=reading.text),
        reading=reading,
        work=nothing,
        directory=cast(Any, inbox),
        contact_id=3,
        now=NOW,
        clock=lambda: NOW,
        language="en",
        speaker=Speaker(SCHOOL.id, "student", ANNA.id, ANNA),
        catalogue=catalogue,
        desk=Desk(nothing, catalogue, Actor.STUDENT, NOW),
    )
    return engine.step(state, talk, {**FLOWS, flow.name: flow})
