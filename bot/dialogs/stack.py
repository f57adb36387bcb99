"""The flows that are going on, one on top of the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.dialogs.flow import Flow, Step
from bot.dialogs.talk import Frame, Talk

SCHEMA = 1
"""Raise it when the shape of the state changes; conversations with another start over, kindly."""

MAX_DEPTH = 4
HOME, JOIN, SCHOOL, LANGUAGE, SWITCH, INSTEAD = "home", "join", "school", "language", "switch", "instead"
NEXT_MOVE = "next_move"
"""Flows that the engine itself opens."""
_IN_MIND = timedelta(minutes=2)
"""So long nobody needs to be reminded of a question; what is held for it is held for longer."""
TALKING = "talking"
"""The step of the school's flow in which its people are talked with."""


def load(state: Mapping[str, Any], flows: Mapping[str, Flow]) -> list[Frame] | None:
    """None if it was kept by a program with other flows."""
    frames = state.get("stack", [])
    if frames and state.get("schema") != SCHEMA:
        return None
    if not all(_is_known(frame, flows.get(frame["flow"])) for frame in frames):
        return None
    return [_frame(frame) for frame in frames]


def _frame(frame: Mapping[str, Any]) -> Frame:
    asked = datetime.fromisoformat(frame["asked"]) if frame.get("asked") else None
    repeated, trail = frame.get("repeated", False), frame.get("trail", [])
    return Frame(frame["flow"], frame["step"], frame["data"], trail, asked, repeated)


def _is_known(frame: Mapping[str, Any], flow: Flow | None) -> bool:
    return flow is not None and frame["version"] == flow.version and frame["step"] in flow.steps


def _is_talk(frame: Frame) -> bool:
    return frame.flow == SCHOOL and frame.step == TALKING


class Stack:
    """Where it is empty, the person is at home, and a stranger about to join."""

    def __init__(self, frames: Sequence[Frame], talk: Talk, flows: Mapping[str, Flow]) -> None:
        self._frames = list(frames)
        self._talk = talk
        self._flows = flows

    def __len__(self) -> int:
        return len(self._frames)

    def data(self) -> list[dict[str, Any]]:
        return [
            {
                "flow": frame.flow,
                "version": self._flows[frame.flow].version,
                "step": frame.step,
                "data": frame.data,
                "trail": frame.trail,
                **({"asked": frame.asked.isoformat()} if frame.asked is not None else {}),
                **({"repeated": True} if frame.repeated else {}),
            }
            for frame in self._frames
        ]

    @property
    def top(self) -> Frame:
        """The flow that is asking; home where there is none."""
        return self._frames[-1] if self._frames else Frame(HOME, self._flows[HOME].first)

    @property
    def step(self) -> Step:
        """The question that is open."""
        if self._frames:
            return self._flows[self.top.flow].steps[self.top.step]
        flow = self._flows[JOIN if self._talk.speaker.role is None else HOME]
        return flow.steps[flow.first]

    def is_in(self, name: str) -> bool:
        """Whether that flow is on top."""
        return bool(self._frames) and self.top.flow == name

    def has(self, name: str) -> bool:
        return any(frame.flow == name for frame in self._frames)

    def is_asking(self) -> bool:
        """Whether a question is open that waits for its answer."""
        return bool(self._frames) and not self.step.passing

    def is_passing(self) -> bool:
        return bool(self._frames) and self.step.passing

    def is_expired(self) -> bool:
        """Whether the question on top lay open for longer than it can be answered."""
        lasts, asked = self.step.lasts, self.top.asked
        return lasts is not None and asked is not None and self._talk.now - asked >= lasts

    def is_fresh_in_mind(self) -> bool:
        """Whether the question on top was asked once more only just before, so that it isn't behind each answer; those
        that stay until they are answered are."""
        asked = self.top.asked if self.top.repeated and self.step.lasts is not None else None
        return asked is not None and self._talk.now - asked < _IN_MIND

    @property
    def can_wait(self) -> bool:
        """Whether all that lies open are questions that last, or a talk with the school."""
        return all(self._flows[frame.flow].lasting or _is_talk(frame) for frame in self._frames)

    def waiting_talk(self) -> int | None:
        """The thread in which the school's people have answered beneath the open question."""
        waiting = (frame for frame in self._frames[:-1] if _is_talk(frame) and frame.data.get("waits"))
        return next((frame.data["thread"] for frame in waiting), None)

    def push(self, name: str, data: Mapping[str, Any] | None = None) -> None:
        """Onto what is going on; a look at something is over then, and so is what lies too deep."""
        self.drop_passing()
        if len(self._frames) >= MAX_DEPTH:
            self._let_go(self._frames.pop(0))
        self._frames.append(Frame(name, self._flows[name].first, dict(data or {})))

    def lay_beneath(self, name: str, step: str, data: Mapping[str, Any]) -> None:
        """Beneath the question that is open."""
        self._frames.insert(len(self._frames) - 1, Frame(name, step, dict(data)))

    def pop(self) -> None:
        """The flow on top has come to its end."""
        if self._frames:
            self._frames.pop()

    def drop(self) -> None:
        """Leave the flow on top, which lets go of what it holds."""
        self._let_go(self._frames.pop())

    def drop_passing(self) -> None:
        while self.is_passing():
            self.drop()

    def abandon(self) -> None:
        """Let go of all that is going on. Questions that last are asked again after what comes now."""
        kept: list[Frame] = []
        while self._frames:
            frame = self._frames.pop()
            if self._flows[frame.flow].lasting and all(frame.flow != other.flow for other in kept):
                kept.insert(0, frame)
            else:
                self._let_go(frame)
        self._frames = kept

    def go(self, name: str) -> None:
        """To another step of the flow on top, by which "back" can come here again."""
        frame = self.top
        if name in frame.trail:
            del frame.trail[frame.trail.index(name) :]
        elif name != frame.step:
            frame.trail.append(frame.step)
        frame.step = name

    def _let_go(self, frame: Frame) -> None:
        if (leave := self._flows[frame.flow].leave) is not None:
            self._talk.frame = frame
            leave(self._talk)
