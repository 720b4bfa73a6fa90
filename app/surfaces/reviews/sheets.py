"""The weekly review as a workbook: a table for each part. Texts stay texts, whatever they start with."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from app.surfaces.reviews.outline import Outline, Part, Row

# The letters a name of a sheet may not hold never occur in these.
SHEETS = ("Decisions", "Five accounts", "Changes", "Creating work", "Cannot see")
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
Cell = str | float | None


def review_sheets(outline: Outline, made_at: datetime) -> bytes:
    """An XLSX file. The same outline and ``made_at`` give the same bytes."""
    file = BytesIO()
    with Workbook(file, AS_TEXT) as book:
        book.set_properties({"title": outline.over, "author": "Leadline", "created": made_at.replace(tzinfo=None)})
        _front(book, outline)
        amount = f"At stake ({outline.currency})"
        _part(book, 0, outline.decisions, ("Account", "What", "Who, by when", "State", "Kind"), [
            (row.account, row.says, row.beside, row.state, kind or outline.decisions.title)
            for kind, row in _rows(outline.decisions)
        ])  # fmt: skip
        _part(book, 1, outline.five, FIVE, [
            (each.account, _number_or(each.amount, each.money), each.currency, each.posture, ", ".join(each.flags),
             each.why, each.move, each.owner)
            for each in outline.discussed
        ])  # fmt: skip
        _part(book, 2, outline.changed, ("Account", "What changed", "Who", "Kind"), [
            (row.account, row.says, row.beside, kind or "by itself") for kind, row in _rows(outline.changed)
        ])  # fmt: skip
        _part(book, 3, outline.work, ("Accounts by potential", "Accounts", "Share of potential", "Share of work"), [
            (each.part, each.accounts, *map(_number_or, (each.potential, each.creating), each.says))
            for each in outline.bars
        ], shares=(2, 3))  # fmt: skip
        _part(book, 4, outline.unseen, ("Account", "Why", "Whom to ask", amount), [
            (row.account, row.says, row.beside, _number_or(row.amount, row.state)) for row in outline.unseen.rows
        ])  # fmt: skip
    return file.getvalue()


FIVE = ("Account", "At stake", "Currency", "Posture", "Flags", "Why", "A move", "Owner")


def _rows(part: Part) -> Iterator[tuple[str, Row]]:
    """Each with the heading it stands under, if any."""
    for heading, rows in (("", part.rows), *part.more):
        yield from ((heading, row) for row in rows)


def _number_or(number: float | None, words: str) -> Cell:
    """A number to reckon with; where there is none, the words that say so."""
    return words if number is None else number


def _front(book: Workbook, outline: Outline) -> None:
    sheet = book.add_worksheet("Review")
    bold, wrap = book.add_format({"bold": True, "font_size": 14}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 34, wrap)
    sheet.set_column(1, 1, 80, wrap)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, outline.over)
    sheet.write_string(1, 0, outline.headline, bold)
    sheet.write_string(2, 0, outline.basis)
    lines = [*outline.figures, *((part.title, part.sentence) for part in outline.parts), ("", outline.unchanged)]
    for line, (title, says) in enumerate(lines, 4):
        sheet.write_string(line, 0, title, wrap)
        sheet.write_string(line, 1, says, wrap)


def _part(
    book: Workbook,
    place: int,
    part: Part,
    heads: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    shares: Sequence[int] = (),
) -> None:
    sheet = book.add_worksheet(SHEETS[place])
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    share = book.add_format({"num_format": "0%", "valign": "top"})
    money = book.add_format({"num_format": "#,##0", "valign": "top"})
    sheet.write_string(0, 0, f"{part.title}. {part.sentence}".strip())
    columns: list[dict[str, Any]] = [{"header": head, "format": wrap} for head in heads]
    for number in shares:
        columns[number]["format"] = share
    for column in columns:
        if column["header"].startswith("At stake"):
            column["format"] = money
    # A table needs a row even where there is nothing to tell.
    filled = rows or [("Nothing this week.", *[""] * (len(heads) - 1))]
    sheet.add_table(2, 0, 2 + len(filled), len(heads) - 1, {
        "columns": columns, "data": [list(row) for row in filled], "style": "Table Style Light 1",
        "name": SHEETS[place].replace(" ", "_"),
    })  # fmt: skip
    _widths(sheet, heads, filled)


def _widths(sheet: Worksheet, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    for number, head in enumerate(heads):
        longest = max(len(head) + 3, *(len(str(row[number] or "")) for row in rows))
        sheet.set_column(number, number, min(longest + 2, 60))
    sheet.freeze_panes(3, 1)
