"""Amounts of money in what is said: "why 250?", "what are the 1.300 kr for"."""

from __future__ import annotations

import re
from decimal import Decimal

_AMOUNT = re.compile(r"(?<![\d:.,/+-])(\d{1,3}(?:[.,' ]\d{3})+|\d+)(?:[.,](\d\d))?(?![\d:/]|[.,]\d)")
_LEAST = 100
"""What is less may be an hour, a length or a day."""


def amount_in(text: str) -> Decimal | None:
    """The first number that is large enough to be one."""
    amounts = (Decimal(f"{re.sub('[^0-9]', '', whole)}.{rest or 0}") for whole, rest in _AMOUNT.findall(text))
    return next((amount for amount in amounts if amount >= _LEAST), None)
