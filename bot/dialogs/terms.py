"""What changing a lesson costs and until when it may be changed, as its messages are told before the yes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.dialogs.wording import wall
from domain.policies import Policy
from domain.rules.changes import CancelCutOff, RescheduleCutOff
from domain.rules.fees import LateFee, NoShowFee, free_until
from domain.rules.parameters import Tier
from domain.schools import Catalogue


def terms_of(policy: Policy, start: datetime, now: datetime, catalogue: Catalogue) -> dict[str, Any]:
    """Of a lesson that starts at `start`. move: None where moving costs what cancelling does. …_until: None where it
    may be done to the end; …_closed: it may be done no more."""
    late = policy[LateFee]
    same = late.for_moving == late.for_cancelling
    cancel_until, move_until = policy[CancelCutOff].latest(start), policy[RescheduleCutOff].latest(start)
    return {
        "cancel": _fees(late.for_cancelling, start, now, catalogue),
        "move": None if same else _fees(late.for_moving, start, now, catalogue),
        "cancel_until": wall(cancel_until, catalogue) if cancel_until is not None else None,
        "cancel_closed": cancel_until is not None and cancel_until < now,
        "move_until": wall(move_until, catalogue) if move_until is not None else None,
        "move_closed": move_until is not None and move_until < now,
    }


def terms_within(policy: Policy, start: datetime, now: datetime, catalogue: Catalogue) -> dict[str, Any]:
    """The same as `terms`, None if changing it is still free and possible. again: the percent that any change costs
    to the end, if there is just one."""
    terms = terms_of(policy, start, now, catalogue)
    cancel, move = terms["cancel"], terms["move"]
    late = any(fees is not None and fees["free_until"] is None for fees in (cancel, move))
    if not late and not terms["cancel_closed"] and not terms["move_closed"]:
        return {"terms": None, "again": None}
    alike = late and move is None and len(cancel["steps"]) == 1
    return {"terms": terms, "again": cancel["steps"][0]["percent"] if alike else None}


def _fees(fees: tuple[Tier, ...], start: datetime, now: datetime, catalogue: Catalogue) -> dict[str, Any]:
    """free_until: None if it costs something already; steps: what it costs from when on, the present fee first."""
    since = [(start - timedelta(hours=tier.hours), tier.percent) for tier in fees]
    begun = [(moment, percent) for moment, percent in since if moment < now]
    steps = begun[-1:] + since[len(begun) :]
    return {
        "free_until": None if begun else wall(free_until(fees, start), catalogue),
        "steps": [{"percent": percent, "since": wall(moment, catalogue)} for moment, percent in steps],
    }


def terms_in_general(policy: Policy) -> dict[str, Any]:
    """The same in hours before the start, of no lesson in particular."""
    late = policy[LateFee]
    same = late.for_moving == late.for_cancelling
    return {
        "fees": _steps(late.for_cancelling),
        "move_fees": None if same else _steps(late.for_moving),
        "cancel_hours": policy[CancelCutOff].cancel_until_hours,
        "move_hours": policy[RescheduleCutOff].reschedule_until_hours,
        "no_show_percent": policy[NoShowFee].no_show_fee_percent,
    }


def _steps(fees: tuple[Tier, ...]) -> list[dict[str, int]]:
    return [{"hours": tier.hours, "percent": tier.percent} for tier in fees]
