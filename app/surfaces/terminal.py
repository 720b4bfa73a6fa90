"""What the command line prints: tables a sales leader can read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from app.domain.wording.findings import posture_words


def assessments_table(items: Sequence[Mapping[str, Any]]) -> Table:
    table = Table("Account", "Posture", "Leadership", "Basics", "Aim", "State", "Flags", box=None, header_style="bold")
    for item in items:
        flags = ", ".join(flag["code"] for flag in item["flags"])
        words = posture_words(item["posture"], item["aim"])
        posture = item["posture"] if words == item["posture"] else f"{item['posture']} ({words})"
        bands = (band(item[axis]) for axis in ("effectiveness", "efficiency"))
        table.add_row(item["name"] or item["account_id"], posture, *bands, item["aim"], item["state"], flags)
    return table


def band(axis: Mapping[str, Any] | None) -> str:
    """17, or 7 to 83, against the line."""
    if axis is None:
        return "-"
    low, high = (f"{axis[end]:.1f}".removesuffix(".0") for end in ("low", "high"))
    return f"{low if low == high else f'{low} to {high}'} of {axis['line']:.0f} needed"


def flags_table(items: Sequence[Mapping[str, Any]]) -> Table:
    table = Table("Flag", "Account", "Since", "Status", "Why", "The move", box=None, header_style="bold", expand=True)
    for item in items:
        table.add_row(
            item["code"],
            item["name"] or item["account_id"],
            item["opened_on"],
            item["status"],
            item.get("sentence") or "",
            item.get("move") or "",
        )
    return table


def readiness_table(readiness: Mapping[str, Any]) -> Table:
    table = Table("Question", "Can be asked", "What it stands on", box=None, header_style="bold")
    for question in readiness["questions"]:
        table.add_row(question["title"], "yes" if question["answerable"] else "no", question["sentence"])
    return table


def postures_line(items: Sequence[Mapping[str, Any]]) -> str:
    counted = Counter(item["posture"] for item in items)
    return ", ".join(f"{number} {posture}" for posture, number in counted.most_common())
