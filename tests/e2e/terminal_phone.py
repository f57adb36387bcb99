"""A phone in the terminal: `justdriving chat`, written to and read from by pipes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.e2e.phones import NUMBERED, Phone, Seen
from tests.e2e.program import PATIENCE, PROGRAM, Program, environment

PROMPT = "> "


class TerminalPhone(Phone):
    """What appears between two prompts counts as one message."""

    def __init__(self, program: Program, address: str, folder: Path) -> None:
        self._blocks: list[Seen] = []
        self._process = subprocess.Popen(
            [PROGRAM, "chat", "--url", program.url, "--as", address],
            cwd=folder,
            env=environment({}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=sys.stderr,
            text=True,
        )
        self._take()
        super().__init__()

    def says(self, words: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(words + "\n")
        self._process.stdin.flush()
        self._take()

    def press(self, message: Seen, label: str, data: str) -> None:  # noqa: ARG002
        self.says(data)

    def ends(self) -> int:
        """Ctrl-D, and the exit code."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self._process.wait(PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _screen(self) -> list[Seen]:
        self.says("")
        return self._blocks

    def _take(self) -> None:
        """Read to the next prompt, which ends no line."""
        assert self._process.stdout is not None
        text = ""
        while not (text == PROMPT or text.endswith("\n" + PROMPT)):
            letter = self._process.stdout.read(1)
            assert letter, f"the terminal ended: {text}"
            text += letter
        text = text.removesuffix(PROMPT).strip()
        if text:
            choices = [(label, digit) for digit, label in NUMBERED.findall(text)]
            self._blocks.append(Seen(text, choices, str(len(self._blocks))))
