"""docs/api.md is true: its tour is taken, its table is complete."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from string import Template
from typing import Any

import pytest

from admin_api.errors import TITLES
from admin_api.routes import PREFIX
from app.demo import seed
from bot.conversation import Conversations
from bot.dialogs.exchange import Channel, Inbound
from domain import errors
from storage.catalogue import CatalogueCache
from storage.engine import Database
from tests.admin_api.calling import NOW, Api

PAGE = Path(__file__).parents[2] / "docs" / "api.md"


def test_the_tour_works_as_written(fresh_database_url: str, tmp_path: Path) -> None:
    commands = [line for block in re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.S) for line in block.splitlines()]
    assert len(commands) >= 10
    known: dict[str, Any] = {"BASE": PREFIX}
    with Database(fresh_database_url) as database:
        known["KEY"] = seed(database, CatalogueCache(), NOW, tmp_path)
        api = Api(database)
        for number, words in enumerate(("talk to the school", "Is there parking at the track?")):
            written = Inbound(Channel.SMS, "+4520000001", f"docs-{number}", text=words, phone="+4520000001")
            Conversations(api.works, lambda: NOW).receive(written, "simulator")
        for command in commands:
            answer = _curl(api, Template(command).substitute(known))
            assert answer.status_code in {200, 201}, (command, answer.text)
            if answer.headers["content-type"] == "application/json":
                _learn(known, Template(command).substitute(known), answer.json())
    assert known["BALANCE"] == 65_000


def _curl(api: Api, command: str) -> Any:
    program, *words = shlex.split(command)
    assert program == "curl"
    method = None
    if words[0] == "-X":
        method, words = words[1], words[2:]
    url = words.pop()
    options = list(zip(words[::2], words[1::2], strict=True))
    headers = dict(value.split(": ", 1) for option, value in options if option == "-H")
    body = [value for option, value in options if option == "-d"]
    return api.ask(method or ("POST" if body else "GET"), url, headers=headers, content=body[0] if body else None)


def _learn(known: dict[str, Any], command: str, said: Any) -> None:
    """What a reader takes from an answer into the next command."""
    if "/students?" in command:
        known["STUDENT"] = said["items"][0]["id"]
    elif "/resources" in command:
        known["ROOM"] = next(resource["id"] for resource in said["items"] if resource["kind"] == "room")
    elif "/slots" in command:
        known["START"], known["LATER"] = said["items"][0]["start"], said["items"][4]["start"]
        known["TEACHER"] = said["items"][0]["teacher"]["id"]
        known["TYPE"] = said["items"][0]["lesson_type"]
    elif command.endswith(f'"{PREFIX}/bookings"'):
        known["BOOKING"] = said["id"]
    elif command.endswith(f'"{PREFIX}/sessions"'):
        known["SESSION"] = said["id"]
    elif "/messages?" in command:
        known["MESSAGE"] = said["items"][0]["id"]
    elif "/balance" in command:
        known["BALANCE"] = said["balance"]["amount_minor"]


@pytest.mark.parametrize("code", TITLES)
def test_every_error_is_in_the_table(code: str) -> None:
    assert f"| {TITLES[code][0]} | `{code}` |" in PAGE.read_text()


def test_every_refusal_of_the_domain_has_its_status() -> None:
    codes = {kind.code for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.Refusal)}
    assert codes - {"refused"} <= set(TITLES)
