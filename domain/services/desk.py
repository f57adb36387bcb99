"""Where use cases are carried out: who acts, in which school, when, in which transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.lessons import Actor
from domain.passing import Passing
from domain.policies import Policy
from domain.ports import Work
from domain.schools import Catalogue
from domain.slots import Slot
from domain.timeslots import to_wall


@dataclass(frozen=True, slots=True)
class Desk:
    """now: the instant (UTC) at which everything at this desk happens. passing: staff pass over the school's rules."""

    work: Work
    catalogue: Catalogue
    actor: Actor
    now: datetime
    passing: Passing | None = None

    @property
    def school_id(self) -> int:
        return self.catalogue.school.id

    @property
    def today(self) -> date:
        """At the school."""
        return to_wall(self.now, self.catalogue.zone).date()

    @property
    def policy(self) -> Policy:
        """The school's own, where neither lesson type nor branch is known."""
        return self.catalogue.school.policy

    def policy_for(self, slot: Slot) -> Policy:
        """The one that a booking of the slot is made under."""
        return self.catalogue.policy_for(slot.lesson_type_id, slot.branch_id)

    def by(self, actor: Actor) -> Desk:
        """The same, with another one acting."""
        return replace(self, actor=actor)
