"""What a flow is made of: named steps that ask and hear."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard

Ask = Callable[[Talk], Prompt | Go | End | Open]
Hear = Callable[[Talk, Heard], Move]

LASTS = timedelta(hours=12)
"""How long a question lies open, unless its step says otherwise. Who answers later is asked again."""


@dataclass(frozen=True, slots=True)
class Step:
    """
    ask: the question, or a move if it need not be asked.
    hear: what follows from the answer; `Unheard` if the answer is none.
    takes: intents that belong to the answer here; where the step has no use for one, it opens its flow after all.
    free: any words are an answer (a name, a message); only those that say nothing but an intent are not.
    plainly: whether it is the answer, and not for people who are written to meanwhile; of a step that has no choices.
    apart: not even these, but what means the same everywhere: somebody else is being talked to.
    passing: a look at something: nobody needs to come back to it, and words it has no use for are for what lay open
        before.
    lasts: how long the question can be answered; None for as long as it takes.
    fades: nobody waits for the answer: once it can't be given any more, nothing comes back to the question.
    leads: names of the steps that may follow, for the diagram and the check of the wiring.
    """

    ask: Ask
    hear: Hear
    takes: frozenset[str] = frozenset()
    free: bool = False
    plainly: Callable[[Talk, Mapping[str, Any], str], bool] | None = None
    apart: bool = False
    passing: bool = False
    lasts: timedelta | None = LASTS
    fades: bool = False
    leads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """
    name: also the intent that opens it, if `intents` names no others.
    roles: who may be in it; "stranger" is a contact of no school.
    aside: in the middle of another flow, answers in one message, after which the open question is asked again. False if
        that takes more than one message: then the flow opens on top of the other one, which goes on when it is done.
    urgent: whether the words are plainly of this flow, even where any words would do as an answer.
    begin: the data to start with when words opened it, from what was understood of them.
    leave: lets go of what the flow holds when it is abandoned.
    left: what is said to whoever leaves it undone.
    lasting: a question that stays until it is answered: other flows come before it, and then it is asked again.
    version: raise it when steps or data change; conversations in an older one start over, kindly.
    """

    name: str
    first: str
    steps: Mapping[str, Step]
    roles: frozenset[str] = frozenset({"student"})
    intents: frozenset[str] = frozenset()
    aside: Callable[[Talk], bool] | None = None
    urgent: Callable[[Talk], bool] | None = None
    begin: Callable[[Talk], dict[str, Any]] | None = None
    leave: Callable[[Talk], None] | None = None
    left: str = "left"
    lasting: bool = False
    version: int = 1

    def opened_by(self) -> frozenset[str]:
        return self.intents or frozenset({self.name})

    @property
    def is_beside(self) -> bool:
        """Whether the open question stays while it is told or looked at."""
        return self.aside is not None or self.steps[self.first].passing


def check(flows: Mapping[str, Flow]) -> list[str]:
    """What is wrong with the wiring: steps that lead nowhere or that nothing leads to, intents taken twice."""
    wrong: list[str] = []
    intents: dict[tuple[str, str], str] = {}
    for flow in flows.values():
        if flow.first not in flow.steps:
            wrong.append(f"{flow.name}: first step {flow.first!r} does not exist")
        reached, todo = set(), [flow.first]
        while todo:
            name = todo.pop()
            if name in reached:
                continue
            reached.add(name)
            if name not in flow.steps:
                wrong.append(f"{flow.name}: {name!r} is led to but does not exist")
            else:
                todo += flow.steps[name].leads
        wrong += [f"{flow.name}: nothing leads to {name!r}" for name in flow.steps.keys() - reached]
        for intent in flow.opened_by():
            for role in flow.roles:
                if (other := intents.setdefault((intent, role), flow.name)) != flow.name:
                    wrong.append(f"{intent!r} opens both {other} and {flow.name} for a {role}")
    return wrong


def telling(name: str, tell: Callable[[Talk], None], roles: frozenset[str] = frozenset({"student"})) -> Flow:
    """A flow that is one answer."""

    def ask(talk: Talk) -> End:
        tell(talk)
        return End()

    return Flow(name, "tell", {"tell": Step(ask, lambda talk, heard: Unheard())}, roles, aside=told(tell))


def told(tell: Callable[[Talk], None]) -> Callable[[Talk], bool]:
    """An aside that is always one message."""

    def aside(talk: Talk) -> bool:
        tell(talk)
        return True

    return aside
