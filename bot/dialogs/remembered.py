"""What a turn leaves for the next ones: the lesson it has booked, the one it has cancelled, the kind that was refused,
that a call was asked for, something signed or the school written to, and the wish that waits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.dialogs.flow import LASTS
from bot.dialogs.talk import LastCancelled, Later, Talk

_IDLE = frozenset({"thanks", "ok", "yes", "no", "bye", "greeting", "moment"})
"""After what is only said to be polite it is still the lesson that is talked of."""


def recall(talk: Talk, state: Mapping[str, Any]) -> None:
    """Give the talk what the state keeps, lessons for a while only."""
    if (booked := state.get("booked")) is not None and _is_lately(talk, booked[1]):
        talk.booked_before = booked[0]
    if (last := state.get("cancelled")) is not None and _is_lately(talk, last[2]):
        talk.cancelled = LastCancelled(last[0], last[1], datetime.fromisoformat(last[2]))
    talk.called_before = "called" in state and _is_lately(talk, state["called"])
    talk.signed_before = "signed" in state and _is_lately(talk, state["signed"])
    talk.wrote_before = "wrote" in state and _is_lately(talk, state["wrote"])
    if (refused := state.get("refused")) is not None and _is_lately(talk, refused[1]):
        talk.refused = refused[0], datetime.fromisoformat(refused[1])
    if (later := state.get("later")) is not None:
        talk.later = Later(later[0], datetime.fromisoformat(later[1]))


def remembered(talk: Talk) -> dict[str, Any]:
    """That part of the state. What was cancelled can be taken back until something else is booked."""
    state: dict[str, Any] = {}
    booked = talk.booked or (talk.booked_before if talk.reading.intent in _IDLE else None)
    if booked is not None:
        state["booked"] = [booked, talk.now.isoformat()]
    elif talk.cancelled is not None:
        state["cancelled"] = [talk.cancelled.booking, talk.cancelled.fee, talk.cancelled.at.isoformat()]
    if talk.called:
        state["called"] = talk.now.isoformat()
    if talk.signed:
        state["signed"] = talk.now.isoformat()
    if talk.wrote:
        state["wrote"] = talk.now.isoformat()
    if talk.refused is not None and talk.booked is None:
        state["refused"] = [talk.refused[0], talk.refused[1].isoformat()]
    if talk.later is not None:
        state["later"] = [talk.later.text, talk.later.at.isoformat()]
    return state


def _is_lately(talk: Talk, at: str) -> bool:
    return talk.now - datetime.fromisoformat(at) < LASTS
