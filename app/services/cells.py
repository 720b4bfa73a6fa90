"""Cells of a CSV, which a spreadsheet takes for formulas when they begin like one, whoever wrote them."""

import re

_LIVE = re.compile(r"'*(?![+-]?[\d.,]+$)[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def as_text(cell: str) -> str:
    """The cell as a spreadsheet shows it, but never works it out: with an apostrophe before what would be a formula."""
    return f"'{cell}" if _LIVE.match(cell) else cell


def as_sent(cell: str) -> str:
    """What ``as_text`` was given."""
    return cell[1:] if cell.startswith("'") and _LIVE.match(cell[1:]) else cell
