"""Quiet hours: when the school wants nobody to be disturbed by what can wait."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.policies import Policy
from domain.rules.offering import QuietHours
from domain.timeslots import to_utc, to_wall


def quiet_until(policy: Policy, zone: ZoneInfo, moment: datetime) -> datetime | None:
    """When the quiet hours that `moment` lies in end; None if it lies in none.

    They run from `quiet_from_hour` to `quiet_until_hour` in wall time, so across a clock change too; equal hours are
    no quiet at all.
    """
    hours = policy[QuietHours]
    begins, ends = hours.quiet_from_hour, hours.quiet_until_hour
    wall = to_wall(moment, zone)
    overnight = begins > ends
    quiet = wall.hour >= begins or wall.hour < ends if overnight else begins <= wall.hour < ends
    if not quiet:
        return None
    day = wall.date() + timedelta(days=overnight and wall.hour >= begins)
    return to_utc(datetime.combine(day, time(ends)), zone)
