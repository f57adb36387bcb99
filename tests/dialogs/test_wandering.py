"""Somebody who says anything at any time never gets stuck, never gets silence, and never gets two lessons for one."""

from __future__ import annotations

import random

import pytest

from bot.dialogs.exchange import Channel, Kind
from tests.chat import Chat, Town
from tests.factories import SmallSchool

SAYS = [
    "hi", "menu", "back", "stop", "help", "yes", "no", "ok", "more", "earlier", "thanks", "xyzzy", "", "🚗", "99",
    "0", "balance", "progress", "language", "dansk", "english", "book", "book wed at 10", "lesson thu",
    "thursday instead", "at 10", "with jonas", "track", "theory", "next week", "same time friday", "mette",
    "my lessons", "move my lesson", "move to friday at 11", "move thu to fri 12", "cancel",
    "cancel my lesson on thursday", "saturday", "31 april", "yesterday", "tomorrow or friday after 3",
    "change school", "talk to the school", "today", "week", "attendance", "no show", "attended",
]  # fmt: skip


def wander(chat: Chat, chance: random.Random) -> str:
    """Do one thing or another; what it was, to be read where it failed."""
    doing = chance.random()
    offered = chat.heard[-1].reply.choices if chat.heard else ()
    menu = chat.heard[-1].reply.menu or 0 if chat.heard else 0
    if offered and doing < 0.45:
        number = chance.randrange(len(offered))
        chat.picks_number(number + 1)
        return f"picked {offered[number].id}"
    if doing < 0.5:
        chat.taps(chance.choice([menu, menu - 1, 0]), chance.randrange(4))
        return "tapped"
    if doing < 0.53:
        kind = chance.choice([Kind.MEDIA, Kind.EDITED, Kind.CONTACT, Kind.FOREIGN_CONTACT])
        chat.does(kind)
        return str(kind)
    said = chance.choice(SAYS)
    chat.says(said)
    return f"said {said!r}"


@pytest.mark.parametrize("seed", range(4))
def test_wandering_students_and_teachers_are_always_answered(town: Town, school: SmallSchool, seed: int) -> None:
    chance = random.Random(seed)
    for day in ("2026-11-25", "2026-11-27", "2026-11-30"):
        school.plans_class(f"{day} 18:30")
    channels = list(Channel)
    people = [town.person(school, school.student(name), chance.choice(channels)) for name in ("Anna Berg", "Bo Lind")]
    people += [town.person(school, school.mette, chance.choice(channels)), town.stranger(chance.choice(channels))]
    path = []
    for _ in range(60):
        chat = chance.choice(people)
        path.append(wander(chat, chance))
        assert len(chat.answers) == 1, path
        assert chat.text.strip(), path
        assert len(chat.labels) == len(set(chat.labels)), (path, chat.labels)
        if chance.random() < 0.1:
            town.passes(minutes=chance.choice([1, 6, 45, 300]))
    seats = town.database.execute(
        "SELECT s.taken, (SELECT count(*) FROM bookings b WHERE b.school_id = s.school_id AND b.session_id = s.id "
        "AND b.status IN ('draft', 'confirmed', 'completed', 'no_show')) FROM sessions s "
        "WHERE s.school_id = %s AND s.capacity > 1",
        [school.id],
    )
    assert all(taken == booked for taken, booked in seats), (path, seats)
    for chat in people:
        chat.says("menu")
        assert chat.last.names[-1] in {"menu", "menu_teacher", "ask_code"}, path
