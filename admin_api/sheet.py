"""A sheet of A4 for what the school prints.

Its font comes along, so that every name in Latin, Greek or Cyrillic letters can be printed anywhere; one in other
letters is spelled in Latin ones. Nothing is left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Literal

import fontpkg_fira_sans
from fontTools.ttLib import TTFont
from fpdf import FPDF

FONT = "Fira Sans"
MARGIN = 18
WIDTH = 210 - 2 * MARGIN
"""Millimetres."""

INK, GREY, RULE = (29, 36, 48), (86, 96, 112), (215, 220, 227)

Align = Literal["L", "R"]

_FILES = fontpkg_fira_sans.ROOT / "files"
_REGULAR = _FILES / "FiraSans-Regular.ttf"
_UNSEEN = frozenset({"Cf", "Cc", "Mn", "Me"})
"""Categories of what joins or marks other characters and is nothing by itself."""


@cache
def _letters() -> frozenset[int]:
    """What the font can print."""
    with TTFont(_REGULAR, lazy=True) as font:
        return frozenset(font.getBestCmap())


def printable(text: str) -> str:
    """The text in letters of the font. What it lacks is spelled in Latin letters: 陈 is Chen, a smile is :smile:; what
    can't be spelled is a question mark."""
    return "".join(map(_printable, unicodedata.normalize("NFC", text)))


def _printable(character: str) -> str:
    if ord(character) in _letters() or character in "\n\t":
        return character
    from anyascii import anyascii  # its tables are loaded only where somebody needs them

    return anyascii(character) or ("" if unicodedata.category(character) in _UNSEEN else "?")


class Sheet(FPDF):
    """foot: told at the foot of every page, with its number; nothing stands there without it."""

    def __init__(self, title: str, language: str, foot: str = "") -> None:
        super().__init__(format="A4")
        self.add_font(FONT, "", _REGULAR)
        self.add_font(FONT, "B", _FILES / "FiraSans-Bold.ttf")
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, margin=20)
        self.set_title(title)
        self.set_lang(language)
        self._foot = foot
        self.add_page()

    def normalize_text(self, text: str) -> str:
        """What fpdf asks of every text that it measures or prints."""
        normalized: str = super().normalize_text(printable(text))
        return normalized

    def footer(self) -> None:
        if not self._foot:
            return
        self.set_y(-14)
        self.ink(8, grey=True)
        self.cell(WIDTH * 0.8, 5, self._foot)
        self.cell(0, 5, f"{self.page_no()}/{{nb}}", align="R")

    def ink(self, size: float, *, bold: bool = False, grey: bool = False) -> None:
        self.set_font(FONT, "B" if bold else "", size)
        self.set_text_color(*(GREY if grey else INK))

    def paragraph(self, text: str, height: float, *, width: float = WIDTH, align: Align = "L") -> None:
        self.multi_cell(width, height, text, align=align, new_x="LMARGIN", new_y="NEXT")

    def row(self, cells: Sequence[tuple[float, str, Align]], height: float) -> None:
        """Cells of these widths beside each other; what is too long for its cell is cut."""
        for width, text, align in cells:
            self.cell(width, height, self.fitting(text, width), align=align)
        self.ln(height)

    def fitting(self, text: str, width: float) -> str:
        """As much of the text as fits."""
        if self.get_string_width(text) <= width - 2:
            return text
        while text and self.get_string_width(text + "...") > width - 2:
            text = text[:-1]
        return text + "..."

    def rule(self, colour: tuple[int, int, int] = RULE) -> None:
        self.set_draw_color(*colour)
        self.line(MARGIN, self.get_y(), MARGIN + WIDTH, self.get_y())

    def room_for(self, height: float) -> None:
        """Go on to a new page if so many millimetres are not left on this one."""
        if self.will_page_break(height):
            self.add_page()

    def bytes(self) -> bytes:
        return bytes(self.output())
