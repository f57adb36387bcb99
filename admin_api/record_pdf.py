"""The completion record on paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from admin_api.records import RecordedModule, RecordOut
from admin_api.sheet import INK, WIDTH, Align, Sheet
from admin_api.signatures import SignatureOut
from bot.rendering import locale

_COLUMNS = (32, 30, 14, 52, WIDTH - 128)
"""Millimetres: date, time, minutes, lesson, teacher."""


def record_pdf(record: RecordOut, language: str) -> bytes:
    words: Mapping[str, str] = locale(language)["record"]
    foot = f"{record.school} - {record.student.name} - {record.head[:16]}"
    sheet = Sheet(f"{words['title']} - {record.student.name}", language, foot)
    _head(sheet, record, words)
    for module in record.modules:
        _module(sheet, module, words)
    _signatures(sheet, record, words)
    return sheet.bytes()


def _head(sheet: Sheet, record: RecordOut, words: Mapping[str, str]) -> None:
    sheet.ink(20, bold=True)
    sheet.paragraph(words["title"], 10)
    sheet.ink(12)
    sheet.paragraph(record.school, 7)
    sheet.ln(4)
    facts = (
        (words["student"], record.student.name),
        (words["class"], record.licence_class or "-"),
        (words["plan"], record.curriculum or "-"),
        (words["enrolled"], _day(record.enrolled_on)),
        (words["status"], words[record.status.value]),
        (words["issued"], _moment(record.issued_at)),
    )
    for label, value in facts:
        sheet.ink(11, grey=True)
        sheet.cell(38, 6, label)
        sheet.ink(11)
        sheet.paragraph(value, 6, width=WIDTH - 38)
    sheet.ln(3)


def _module(sheet: Sheet, module: RecordedModule, words: Mapping[str, str]) -> None:
    sheet.room_for(24)
    sheet.ln(3)
    sheet.ink(12, bold=True)
    sheet.row(((WIDTH * 0.5, module.title, "L"), (WIDTH * 0.5, _state(module, words), "R")), 7)
    sheet.rule(INK)
    notes = [f"{words['credited']}: {module.credited}"] if module.credited else []
    notes += [module.reason] if module.reason else []
    notes += [f"{words['signed']} {', '.join(map(str, module.signatures))}"] if module.signatures else []
    if notes:
        sheet.ink(9, grey=True)
        sheet.paragraph(". ".join(notes), 5)
    if module.lessons:
        _lessons(sheet, module, words)


def _state(module: RecordedModule, words: Mapping[str, str]) -> str:
    if module.exempt:
        return words["exempt"]
    if module.result is not None:
        return f"{words['passed' if module.result.passed else 'failed']} {_day(module.result.taken_on)}"
    if module.by_result:
        return words["open"]
    return f"{module.completed} {words['of']} {module.required} {words[module.unit.value]}"


def _lessons(sheet: Sheet, module: RecordedModule, words: Mapping[str, str]) -> None:
    names = (words["date"], words["time"], words["min"], f"  {words['lesson']}", words["teacher"])
    aligned: tuple[Align, ...] = ("L", "L", "R", "L", "L")
    sheet.ink(9, grey=True)
    sheet.row(list(zip(_COLUMNS, names, aligned, strict=True)), 5.5)
    sheet.ink(10)
    for lesson in module.lessons:
        sheet.room_for(6)
        times = f"{lesson.start:%H:%M}-{lesson.end:%H:%M}"
        values = (_day(lesson.start), times, str(lesson.minutes), f"  {lesson.lesson_type}", ", ".join(lesson.teachers))
        sheet.row(list(zip(_COLUMNS, values, aligned, strict=True)), 5.5)


def _signatures(sheet: Sheet, record: RecordOut, words: Mapping[str, str]) -> None:
    titles = {module.code: module.title for module in record.modules}
    sheet.room_for(40)
    sheet.ln(5)
    sheet.ink(14, bold=True)
    sheet.paragraph(words["signatures"], 8)
    sheet.rule(INK)
    sheet.ln(1)
    for signature in record.signatures:
        _signature(sheet, signature, titles.get(signature.module, signature.module), words)
    sheet.ln(2)
    sheet.ink(10, bold=record.fault is not None)
    if record.fault is not None:
        sheet.paragraph(f"{words['broken']} {record.fault.number} ({record.fault.reason}).", 5.5)
    elif record.signatures:
        sheet.paragraph(f"{words['fits']} {record.head}.", 5.5)
    else:
        sheet.paragraph(words["none"], 5.5)
    sheet.ink(9, grey=True)
    sheet.paragraph(words["how"], 5)


def _signature(sheet: Sheet, signature: SignatureOut, title: str, words: Mapping[str, str]) -> None:
    sheet.room_for(12)
    sheet.ink(10)
    by = f"{signature.name} ({words[f'by_{signature.signer}']}) {words['for']} {title}"
    sheet.row(
        (
            (10, str(signature.number), "L"),
            (WIDTH - 70, by, "L"),
            (60, f"{_moment(signature.at)}, {signature.channel}", "R"),
        ),
        5.5,
    )
    sheet.ink(8, grey=True)
    sheet.row(((10, "", "L"), (WIDTH - 10, signature.hash, "L")), 4.5)


def _day(moment: date) -> str:
    return f"{moment:%Y-%m-%d}"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
