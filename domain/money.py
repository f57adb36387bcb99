"""Money as a value: an integer of minor units in one currency."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CURRENCY = re.compile("[A-Z]{3}")

MOST_MONEY = 10**12
"""Minor units of one price or payment: far more than any lesson costs, far less than a bigint holds."""


@dataclass(frozen=True, slots=True)
class Money:
    """minor: øre, cents …; may be negative. currency: ISO 4217 code."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise TypeError(f"money is counted in whole minor units, got {self.minor!r}")
        if not _CURRENCY.fullmatch(self.currency):
            raise ValueError(f"not an ISO 4217 currency: {self.currency!r}")

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def percent(self, share: int) -> Money:
        """`share` per cent of it, rounded half away from zero to whole minor units."""
        sign = -1 if self.minor * share < 0 else 1
        return Money(sign * ((abs(self.minor * share) + 50) // 100), self.currency)

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"cannot mix {self.currency} with {other.currency}")
        return other
