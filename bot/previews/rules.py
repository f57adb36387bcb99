"""Refusals of rules, and the times that were wished."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.dialogs.wording import refusal_params
from bot.previews.samples import END, START, Params, Previews, Sample
from domain.policies import RULES

_ZONE = ZoneInfo("Europe/Copenhagen")


def asked() -> tuple[Params | None, ...]:
    """All that may be said back of the time that was wished."""
    whole: Params = {"start": START, "exact": None, "opens": None, "until": None, "also": None}
    return (
        None,
        whole,
        whole | {"exact": START},
        whole | {"exact": START, "also": END},
        whole | {"opens": START},
        whole | {"until": END},
        whole | {"opens": START, "until": END},
        whole | {"exact": START, "teacher": "Mette"},
    )


def previews(sample: Sample) -> Previews:
    """The rules' own examples of their refusals, each with all that may be said back."""
    return {
        f"refused_{rule.code}": tuple(
            refusal_params(example, _ZONE, sample.language) | {"asked": time}
            for example in rule.examples
            for time in asked()
        )
        for rule in RULES
        if "{" in "".join(rule.words.values())
    }
