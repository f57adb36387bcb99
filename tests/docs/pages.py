"""The project's Markdown, and the parts of it that the program writes itself.

Two kinds of comment mark such a part; readers of the rendered page see neither.

    <!-- generated: settings -->        what follows, up to <!-- /generated -->, is made by `tests.docs.generated`
    <!-- talk: +4520000001 -->          the block of text that follows is a talk on that phone, really held
    <!-- talk: +4520000001 at 2026-11-26T16:46 -->      the same, after moving the clock to that wall time

In a talk, a line after "> " is what the person writes and the rest is what the program answers. Lines before the first
of them are the last message that came by itself. All talks of a page are held with one program, in their order.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = frozenset({"build", "dist"})

_GENERATED = re.compile(r"(<!-- generated: ([a-z_]+) -->\n).*?(<!-- /generated -->)", re.DOTALL)
_TALK = re.compile(r"(<!-- talk: (\+\d+)(?: at (\S+))? -->\n```text\n)(.*?)(```\n)", re.DOTALL)
_REFERENCE = re.compile(r"\([0-9A-Z]{4,8}\)")
_FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)

Talk = Callable[[str, str | None, str], str]
"""(address, wall time to move to, the talk as it stands) -> the talk as it is."""


def pages() -> list[Path]:
    """All Markdown of the project."""
    rooms = [room for room in ROOT.iterdir() if room.is_dir() and room.name[0] != "." and room.name not in SKIPPED]
    return sorted([*ROOT.glob("*.md"), *(page for room in rooms for page in room.rglob("*.md"))])


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def filled(text: str, generate: Callable[[str], str], talk: Talk) -> str:
    """The page with each marked part as the program has it now."""
    text = _GENERATED.sub(lambda part: part[1] + generate(part[2]) + part[3], text)
    return _TALK.sub(lambda part: part[1] + talk(part[2], part[3], part[4]) + part[5], text)


def without_references(text: str) -> str:
    """Booking references come from ids, which any change of the demo shifts; what they are does not matter."""
    return _REFERENCE.sub("(REFERENCE)", text)


def prose(text: str) -> str:
    """The page without its fenced blocks."""
    return _FENCED.sub("", text)
