"""An invoice as a PDF on A4."""

from __future__ import annotations

from admin_api.invoice_paper import Paper, Row
from admin_api.sheet import INK, MARGIN, WIDTH, Sheet

_COLUMNS = (92, 47, 35)
"""Millimetres: what, when, amount."""


def invoice_pdf(paper: Paper) -> bytes:
    sheet = Sheet(f"{paper.title} - {paper.seller[0]}", paper.language)
    _head(sheet, paper)
    _facts(sheet, paper)
    _table(sheet, paper)
    _total(sheet, paper)
    _notes(sheet, paper)
    return sheet.bytes()


def _head(sheet: Sheet, paper: Paper) -> None:
    top = sheet.get_y()
    for place, line in enumerate(paper.seller):
        sheet.ink(12 if place == 0 else 10, bold=place == 0, grey=place > 0)
        sheet.set_x(MARGIN + WIDTH / 2)
        sheet.paragraph(line, 5.5, width=WIDTH / 2, align="R")
    below = sheet.get_y()
    sheet.set_y(top)
    sheet.ink(20, bold=True)
    sheet.paragraph(paper.title, 9, width=WIDTH / 2)
    sheet.ink(11)
    sheet.paragraph(f"{paper.words['to']} {paper.buyer}", 6, width=WIDTH / 2)
    sheet.set_y(max(sheet.get_y(), below) + 8)


def _facts(sheet: Sheet, paper: Paper) -> None:
    for label, value in paper.facts:
        sheet.ink(11, grey=True)
        sheet.cell(38, 6, label)
        sheet.ink(11)
        sheet.cell(0, 6, value, new_x="LMARGIN", new_y="NEXT")
    sheet.ln(6)


def _table(sheet: Sheet, paper: Paper) -> None:
    sheet.ink(10, bold=True, grey=True)
    for width, name in zip(_COLUMNS, ("what", "when", "amount"), strict=True):
        sheet.cell(width, 7, paper.words[name], align="R" if name == "amount" else "L")
    sheet.ln(7)
    sheet.rule(INK)
    for row in paper.rows:
        _line(sheet, row)


def _line(sheet: Sheet, row: Row) -> None:
    sheet.room_for(14)
    top = sheet.get_y() + 1.5
    sheet.set_y(top)
    sheet.ink(11)
    sheet.paragraph(row.what, 5.5, width=_COLUMNS[0] - 4)
    if row.detail:
        sheet.ink(9, grey=True)
        sheet.cell(_COLUMNS[0], 4.5, row.detail, new_x="LMARGIN", new_y="NEXT")
    below = sheet.get_y() + 1.5
    sheet.ink(11)
    sheet.set_xy(MARGIN + _COLUMNS[0], top)
    sheet.cell(_COLUMNS[1], 5.5, row.when)
    sheet.cell(_COLUMNS[2], 5.5, row.amount, align="R")
    sheet.set_xy(MARGIN, below)
    sheet.rule()


def _total(sheet: Sheet, paper: Paper) -> None:
    sheet.room_for(12 + 6 * len(paper.taxes))
    sheet.ln(3)
    sheet.ink(13, bold=True)
    sheet.cell(_COLUMNS[0] + _COLUMNS[1], 8, paper.words["total"])
    sheet.cell(_COLUMNS[2], 8, paper.total, align="R", new_x="LMARGIN", new_y="NEXT")
    sheet.ink(10, grey=True)
    for label, value in paper.taxes:
        sheet.cell(_COLUMNS[0] + _COLUMNS[1], 5.5, label)
        sheet.cell(_COLUMNS[2], 5.5, value, align="R", new_x="LMARGIN", new_y="NEXT")


def _notes(sheet: Sheet, paper: Paper) -> None:
    if not paper.notes:
        return
    sheet.ln(8)
    sheet.ink(11)
    sheet.paragraph("\n".join(paper.notes), 6)
