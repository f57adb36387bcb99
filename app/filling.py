"""Offer what was freed: due work, each opening in a transaction of its own. Any number of workers may do it at once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from bot.conversation import again_if_lost
from domain.lessons import Actor
from domain.ports import TryAgain
from domain.services.desk import Desk
from domain.services.offering import fill
from domain.waitlist import Opening
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

PUT_OFF = timedelta(minutes=10)
"""After how long an opening that could not be looked at for a fault of ours is tried again."""

OpenWork = Callable[[], AbstractContextManager[UnitOfWork]]


def fill_openings(open_work: OpenWork, now: datetime, most: int = 500) -> int:
    """Look at up to `most` openings that are due. Returns how many there were."""
    for count in range(most):
        if not again_if_lost(lambda: _fill_one(open_work, now)):
            return count
    return most


def _fill_one(open_work: OpenWork, now: datetime) -> bool:
    opening: Opening | None = None
    try:
        with open_work() as work:
            opening = work.openings.claim(now)
            if opening is not None:
                fill(Desk(work, work.catalogue(opening.school_id), Actor.SYSTEM, now), opening)
            work.commit()
    except TryAgain:
        raise
    except Exception:
        if opening is None:
            raise
        log.exception("an opening could not be offered; it is tried again later", extra={"opening": opening.id})
        with open_work() as work:
            work.openings.put_off(opening, now + PUT_OFF)
            work.commit()
    return opening is not None
