"""Amounts of money in what is said: "why 250?", "what are the 1.300 kr for"."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.understanding.lexicon import Lexicon
from bot.understanding.phrases import Phrase
from bot.understanding.tokens import begins_with_one

_AMOUNT = re.compile(r"(?<![\d:.,/+-])(\d{1,3}(?:[.,' ]\d{3})+|\d+)(?:[.,](\d\d))?(?![\d:/]|[.,]\d)")
_LEAST = 100
"""What is less may be an hour, a length or a day."""
_ASKED = {"asks_why": "charged", "what_for": "charged", "is_it": "terms"}
"""The intents of these words with an amount."""
_DATED = frozenset({"weekday", "weekday_weak", "relday"})


def amount_in(text: str) -> Decimal | None:
    """The first number that is large enough to be one."""
    amounts = (Decimal(f"{re.sub('[^0-9]', '', whole)}.{rest or 0}") for whole, rest in _AMOUNT.findall(text))
    return next((amount for amount in amounts if amount >= _LEAST), None)


def asked_of_an_amount(text: str, said: Phrase, words: Lexicon) -> str | None:
    """Why so much is charged, or whether something costs so much, where no day makes a clock time of it."""
    asked = next((each for each in _ASKED if begins_with_one(said, words.listened_for[each])), None)
    if asked is None or amount_in(text) is None:
        return None
    dated = any(not _DATED.isdisjoint(words.knows((word,))) for word in said)
    return None if dated and asked == "is_it" else _ASKED[asked]
