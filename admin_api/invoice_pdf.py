"""An invoice as a PDF on A4. Its font comes along, so that every name that is written in Latin, Greek or Cyrillic
letters can be printed anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from admin_api.invoice_paper import Paper, Row

if TYPE_CHECKING:
    from fpdf import FPDF

_FONT = "Fira Sans"
_MARGIN = 18
_WIDTH = 210 - 2 * _MARGIN
_COLUMNS = (92, 47, 35)
"""Millimetres: what, when, amount."""

_INK, _GREY, _RULE = (29, 36, 48), (86, 96, 112), (215, 220, 227)


def invoice_pdf(paper: Paper) -> bytes:
    pdf = _document(paper)
    _head(pdf, paper)
    _facts(pdf, paper)
    _table(pdf, paper)
    _total(pdf, paper)
    _notes(pdf, paper)
    return bytes(pdf.output())


def _document(paper: Paper) -> FPDF:
    import fontpkg_fira_sans
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    files = fontpkg_fira_sans.ROOT / "files"
    pdf.add_font(_FONT, "", files / "FiraSans-Regular.ttf")
    pdf.add_font(_FONT, "B", files / "FiraSans-Bold.ttf")
    pdf.set_margin(_MARGIN)
    pdf.set_auto_page_break(True, margin=20)
    pdf.set_title(f"{paper.title} - {paper.seller[0]}")
    pdf.set_lang(paper.language)
    pdf.add_page()
    return pdf


def _ink(pdf: FPDF, size: float, *, bold: bool = False, grey: bool = False) -> None:
    pdf.set_font(_FONT, "B" if bold else "", size)
    pdf.set_text_color(*(_GREY if grey else _INK))


def _head(pdf: FPDF, paper: Paper) -> None:
    top = pdf.get_y()
    for place, line in enumerate(paper.seller):
        _ink(pdf, 12 if place == 0 else 10, bold=place == 0, grey=place > 0)
        pdf.set_x(_MARGIN + _WIDTH / 2)
        pdf.multi_cell(_WIDTH / 2, 5.5, line, align="R", new_x="LMARGIN", new_y="NEXT")
    below = pdf.get_y()
    pdf.set_y(top)
    _ink(pdf, 20, bold=True)
    pdf.multi_cell(_WIDTH / 2, 9, paper.title, align="L", new_x="LMARGIN", new_y="NEXT")
    _ink(pdf, 11)
    pdf.multi_cell(_WIDTH / 2, 6, f"{paper.words['to']} {paper.buyer}", align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_y(max(pdf.get_y(), below) + 8)


def _facts(pdf: FPDF, paper: Paper) -> None:
    for label, value in paper.facts:
        _ink(pdf, 11, grey=True)
        pdf.cell(38, 6, label)
        _ink(pdf, 11)
        pdf.cell(0, 6, value, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(6)


def _table(pdf: FPDF, paper: Paper) -> None:
    _ink(pdf, 10, bold=True, grey=True)
    for width, name in zip(_COLUMNS, ("what", "when", "amount"), strict=True):
        pdf.cell(width, 7, paper.words[name], align="R" if name == "amount" else "L")
    pdf.ln(7)
    _rule(pdf, _INK)
    for row in paper.rows:
        _line(pdf, row)


def _line(pdf: FPDF, row: Row) -> None:
    if pdf.will_page_break(14):
        pdf.add_page()
    top = pdf.get_y() + 1.5
    pdf.set_y(top)
    _ink(pdf, 11)
    pdf.multi_cell(_COLUMNS[0] - 4, 5.5, row.what, align="L", new_x="LMARGIN", new_y="NEXT")
    if row.detail:
        _ink(pdf, 9, grey=True)
        pdf.cell(_COLUMNS[0], 4.5, row.detail, new_x="LMARGIN", new_y="NEXT")
    below = pdf.get_y() + 1.5
    _ink(pdf, 11)
    pdf.set_xy(_MARGIN + _COLUMNS[0], top)
    pdf.cell(_COLUMNS[1], 5.5, row.when)
    pdf.cell(_COLUMNS[2], 5.5, row.amount, align="R")
    pdf.set_xy(_MARGIN, below)
    _rule(pdf, _RULE)


def _rule(pdf: FPDF, colour: tuple[int, int, int]) -> None:
    pdf.set_draw_color(*colour)
    pdf.line(_MARGIN, pdf.get_y(), _MARGIN + _WIDTH, pdf.get_y())


def _total(pdf: FPDF, paper: Paper) -> None:
    if pdf.will_page_break(12 + 6 * len(paper.taxes)):
        pdf.add_page()
    pdf.ln(3)
    _ink(pdf, 13, bold=True)
    pdf.cell(_COLUMNS[0] + _COLUMNS[1], 8, paper.words["total"])
    pdf.cell(_COLUMNS[2], 8, paper.total, align="R", new_x="LMARGIN", new_y="NEXT")
    _ink(pdf, 10, grey=True)
    for label, value in paper.taxes:
        pdf.cell(_COLUMNS[0] + _COLUMNS[1], 5.5, label)
        pdf.cell(_COLUMNS[2], 5.5, value, align="R", new_x="LMARGIN", new_y="NEXT")


def _notes(pdf: FPDF, paper: Paper) -> None:
    if not paper.notes:
        return
    pdf.ln(8)
    _ink(pdf, 11)
    pdf.multi_cell(_WIDTH, 6, "\n".join(paper.notes), align="L", new_x="LMARGIN", new_y="NEXT")
