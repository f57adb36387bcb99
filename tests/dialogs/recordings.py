"""Conversations as an earlier version of the program left them, kept as data.

Each line of a file in `recorded/` is one conversation: the place where it stood, the language, what was said next and
the names of the texts that answered, and the state that had been stored. Ids differ from one school to the next, so in
the state each stands as its table and its rank there ("@bookings:0").

    RECORD=2026-11-26 make test ARGS=tests/dialogs/test_deploys.py

records what today's program does, under that name. Earlier files stay as long as such conversations may be running.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb

from tests.chat import Chat, Town
from tests.dialogs.places import ANY_WORDS, PLACES, Place
from tests.factories import SmallSchool

FOLDER = Path(__file__).parent / "recorded"
EVERY = {place.name: place for place in (*PLACES, *ANY_WORDS)}
FIRST_ID = 10**12
"""Ids from here on are told from all other numbers of a state."""
ANSWER = "1"

_ID, _NAME = re.compile(r"\b\d{13}\b"), re.compile(r"@[a-z_]+:\d+")


@dataclass(frozen=True, slots=True)
class Recorded:
    """state: when the program had asked. said: what it heard then. answered: with which texts, by name."""

    version: str
    place: str
    language: str
    said: str
    answered: tuple[str, ...]
    state: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.version}-{self.place}-{self.language}"


def recorded() -> Iterator[Recorded]:
    for file in sorted(FOLDER.glob("*.jsonl")):
        for kept in _lines(file):
            yield Recorded(**kept | {"version": file.stem, "answered": tuple(kept["answered"])})


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def record(town: Town, school: SmallSchool, place: Place, language: str, version: str) -> None:
    """Keep what the program does at this place in the file of its version, instead of what was kept there before."""
    chat = place.go(town, school, language)
    names = {id_: name for name, id_ in ids_of(town, school).items()}
    state = _named(state_of(chat), names)
    chat.says(ANSWER)
    kept = {"place": place.name, "language": language, "said": ANSWER, "answered": chat.last.names, "state": state}
    file = FOLDER / f"{version}.jsonl"
    lines = {(line["place"], line["language"]): line for line in (*_lines(file), kept)}
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines.values()), "utf-8")


def load(town: Town, school: SmallSchool, chat: Chat, state: Mapping[str, Any]) -> None:
    """Let the conversation stand where the recorded one stood."""
    set_state(chat, _with_ids(state, ids_of(town, school)))


def ids_of(town: Town, school: SmallSchool) -> dict[str, int]:
    """All that belongs to the school, by table and rank."""
    tables = town.database.execute(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name IN "
        "('id', 'school_id') GROUP BY table_name HAVING count(*) = 2 ORDER BY table_name"
    )
    found = {"@schools:0": school.id}
    for (table,) in tables:
        query = sql.SQL("SELECT id FROM {} WHERE school_id = %(id)s ORDER BY id").format(sql.Identifier(table))
        rows = town.database.execute(query.as_string(), {"id": school.id})
        found |= {f"@{table}:{rank}": id_ for rank, (id_,) in enumerate(rows)}
    return found


def _named(value: Any, names: Mapping[int, str]) -> Any:
    match value:
        case dict():
            return {key: _named(inner, names) for key, inner in value.items()}
        case list():
            return [_named(inner, names) for inner in value]
        case str():
            return _ID.sub(lambda found: names.get(int(found[0]), found[0]), value)
        case int() if value >= FIRST_ID:
            return names.get(value, value)
    return value


def _with_ids(value: Any, ids: Mapping[str, int]) -> Any:
    """What has no rank in today's school any more gets an id that nothing has."""
    match value:
        case dict():
            return {key: _with_ids(inner, ids) for key, inner in value.items()}
        case list():
            return [_with_ids(inner, ids) for inner in value]
        case str() if _NAME.fullmatch(value):
            return ids.get(value, FIRST_ID)
        case str():
            return _NAME.sub(lambda found: str(ids.get(found[0], FIRST_ID)), value)
    return value


def set_state(chat: Chat, state: Mapping[str, Any]) -> None:
    chat.town.database.execute(
        "UPDATE conversations SET state = %s WHERE contact_id = "
        "(SELECT id FROM contacts WHERE channel = %s AND address = %s)",
        [Jsonb(state), chat.channel.value, chat.address],
    )


def state_of(chat: Chat) -> dict[str, Any]:
    ((state,),) = chat.town.database.execute(
        "SELECT v.state FROM conversations v JOIN contacts c ON c.id = v.contact_id "
        "WHERE c.channel = %s AND c.address = %s",
        [chat.channel.value, chat.address],
    )
    found: dict[str, Any] = state
    return found
