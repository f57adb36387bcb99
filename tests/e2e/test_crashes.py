"""Ended in the middle, the program goes on where it was: what was committed is told, and told once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import twilio_settings
from tests.e2e.phones import TwilioPhone
from tests.e2e.program import Program, eventually, free_port, given_database, still_running
from tests.e2e.story import STUDENT_NUMBER
from tests.standins.server import Slow
from tests.standins.twilio import TwilioStandIn, failure

Settings = dict[str, object]

DEFINITELY_NOT_SENT = failure(20500, "Internal Server Error", 500)


@pytest.fixture
def twilio() -> Iterator[TwilioStandIn]:
    with TwilioStandIn() as standing_in:
        yield standing_in


@pytest.fixture
def settings(twilio: TwilioStandIn) -> Iterator[Settings]:
    """Of the demo, on the same port and database at each start."""
    with given_database() as database:
        yield {"DEMO": 1} | twilio_settings(twilio, free_port()) | database


def phone(program: Program, twilio: TwilioStandIn) -> TwilioPhone:
    return TwilioPhone(twilio, f"{program.url}/webhooks/twilio/messages", STUDENT_NUMBER)


def times_sent(twilio: TwilioStandIn, part: str) -> int:
    return sum(part in sent.body for sent in twilio.sent)


def test_after_kill_9_of_web_between_commit_and_reply_the_reply_still_arrives_once(
    twilio: TwilioStandIn, settings: Settings, fresh_database_url: str, folder: Path
) -> None:
    settings |= {"DATABASE_URL": fresh_database_url}
    with Program.start("web", folder, **settings) as web:  # and no worker: nothing is sent
        student = phone(web, twilio)
        sid = student.send("my lessons")
        web.dies()
    assert twilio.sent == []
    with Program.start("web", folder, **settings), Program.start("worker", folder, **settings):
        student.hears("You have no lessons booked")
        student.send("my lessons", MessageSid=sid)  # as Twilio does when it got no answer
        student.says("what do I owe")
        student.hears("You owe")
    assert times_sent(twilio, "no lessons booked") == 1
    assert len(twilio.sent) == 2


def test_after_kill_9_of_everything_the_next_start_goes_on_and_ctrl_c_ends_it_cleanly(
    twilio: TwilioStandIn, settings: Settings, folder: Path
) -> None:
    with Program.start("run", folder, **settings) as program:
        key, people, first = program.key, program.get("/simulator/people"), program.processes()
        twilio.next(DEFINITELY_NOT_SENT, call="Messages.json")
        student = phone(program, twilio)
        student.says("book a driving lesson next week")  # none of its times grows too soon meanwhile
        eventually(lambda: twilio.requests, "the first try")
        program.dies()
    assert twilio.sent == []
    with Program.start("run", folder, **settings) as program:
        assert not still_running(first)
        assert (program.key, program.get("/simulator/people")) == (key, people)
        file = (folder / ".data" / "admin-key").stat()
        assert (file.st_mode & 0o777, file.st_uid) == (0o600, os.getuid())
        student.hears("Driving lesson")
        student.picks("")
        student.hears("Held 5 min")
        student.picks("Book it")
        student.hears("Booked:")
        second = program.processes()
        assert program.ends() == 0
    assert times_sent(twilio, "with your teacher, Driving lesson") == 1
    assert not still_running(second)
    assert "Traceback" not in program.logged
    assert not re.search(r'"level": "(ERROR|CRITICAL)"', program.logged), program.logged


def test_ctrl_c_lets_a_send_finish_and_only_kill_9_in_the_middle_of_one_repeats_it(
    twilio: TwilioStandIn, settings: Settings, folder: Path
) -> None:
    with Program.start("run", folder, **settings) as program:
        twilio.next(Slow(0.5), call="Messages.json")
        student = phone(program, twilio)
        student.says("what do I owe")
        student.hears("You owe")
        assert program.ends() == 0
    with Program.start("run", folder, **settings) as program:
        student.says("my lessons")
        student.hears("no lessons booked")
        twilio.next(Slow(3600), call="Messages.json")
        student.says("menu")
        student.hears("pick one")
        program.dies()
    assert len(twilio.sent) == 3
    if "DATABASE_URL" in settings:
        return  # others may be at work on it, so the lease is waited out, which takes a minute
    with Program.start("run", folder, **settings):
        eventually(lambda: len(twilio.sent) == 4, "the reply once more")
    assert times_sent(twilio, "pick one") == 2
