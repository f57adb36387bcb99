"""A new version of the program meets conversations that the one before has left in the middle of a question."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

import psycopg
import pytest

from bot.dialogs.flows import FLOWS
from tests import database
from tests.chat import Chat, Town
from tests.dialogs.recordings import EVERY, FIRST_ID, Recorded, load, record, recorded
from tests.factories import SmallSchool
from tests.watched_database import WatchedDatabase

RECORD = os.environ.get("RECORD", "")
RECORDED = [pytest.param(kept, id=kept.name) for kept in recorded()]
_LAST = {kept.place: kept for kept in recorded() if kept.state["stack"]}
ONE_A_PLACE = [pytest.param(kept, id=kept.name) for kept in _LAST.values()]
ENGLISH, DANISH = "en", "da"
MEANT = {
    "join/phone": ("not_understood", "ask_phone"),
    "earlier/confirm": ("confirm_move",),
    "late/minutes": ("ask_late_for",),
}
"""Where today's program is meant to answer otherwise than it did."""


@pytest.fixture(scope="module")
def chat_database(database_server: str, migrated_template: str) -> Iterator[WatchedDatabase]:
    """Its ids can be told from all other numbers."""
    with database.new_database(database_server, migrated_template) as url:
        with psycopg.connect(url.replace("+psycopg", "", 1)) as owner:
            owner.execute("SELECT setval('ids', %s)", [FIRST_ID])
        opened = WatchedDatabase(url)
        with opened:
            yield opened


@pytest.mark.skipif(not RECORD, reason="RECORD=<date> records what today's program does")
def test_recording(chat_database: WatchedDatabase) -> None:
    for place in EVERY.values():
        for language in (ENGLISH, DANISH):
            town = Town(chat_database)
            record(town, town.found(), place, language, RECORD)
            town.leave()


def resumed(town: Town, school: SmallSchool, kept: Recorded, state: Mapping[str, Any]) -> Chat:
    """A conversation with today's program that stands where the recorded one stood."""
    chat = EVERY[kept.place].go(town, school, kept.language)
    load(town, school, chat, state)
    return chat.forget()


def knows(state: Mapping[str, Any]) -> bool:
    """Whether today's flows are still those of the state."""
    return all(frame["flow"] in FLOWS and FLOWS[frame["flow"]].version == frame["version"] for frame in state["stack"])


@pytest.mark.parametrize("kept", RECORDED)
def test_a_conversation_of_the_version_before_goes_on_or_begins_afresh(
    town: Town, school: SmallSchool, kept: Recorded
) -> None:
    """Another answer than the recorded one is either meant, then record anew, or the flow's version must be raised."""
    chat = resumed(town, school, kept, kept.state)
    chat.says(kept.said)
    if knows(kept.state):
        assert chat.last.names == MEANT.get(kept.place, kept.answered)
    else:
        assert chat.last.names[0] == "start_over"


@pytest.mark.parametrize("kept", ONE_A_PLACE)
def test_a_flow_whose_version_was_raised_begins_afresh_and_says_so(
    town: Town, school: SmallSchool, kept: Recorded
) -> None:
    *below, top = kept.state["stack"]
    older = {**kept.state, "stack": [*below, {**top, "version": top["version"] - 1}]}
    chat = resumed(town, school, kept, older)
    before = town.bookings()
    chat.says(kept.said).hears(
        "since we last talked, so let's begin afresh", da="siden vi sidst talte sammen, så lad os begynde forfra"
    )
    home = "ask_code" if kept.place.startswith("join/") else "menu_again"
    assert chat.last.names == ("start_over", home)
    assert town.bookings() == before


def test_every_question_was_recorded_in_every_language_it_was_asked_in() -> None:
    asked = {(kept.place, kept.language) for kept in recorded()}
    assert asked >= {(place, language) for place in EVERY for language in (ENGLISH, DANISH)}
