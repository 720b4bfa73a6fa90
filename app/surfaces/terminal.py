"""What the command line prints: tables a sales leader can read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from app.domain.wording.findings import posture_words


def assessments_table(items: Sequence[Mapping[str, Any]]) -> Table:
    table = _table("Account", "Posture", "Leads", "Basics", "Aim", "Flags")
    for item in items:
        flags = ", ".join(flag["code"] for flag in item["flags"])
        words = posture_words(item["posture"], item["aim"])
        posture = item["posture"] if words == item["posture"].replace("_", " ") else f"{item['posture']}: {words}"
        state = "" if item["state"] == "assessed" else f" ({item['state']})"
        bands = (band(item[axis]) for axis in ("effectiveness", "efficiency"))
        table.add_row(item["name"] or item["account_id"], posture + state, *bands, item["aim"], flags)
    return table


def band(axis: Mapping[str, Any] | None) -> str:
    """17/60, or 7-83/60: points, and the line they are held to."""
    if axis is None:
        return "-"
    low, high, line = (f"{axis[end]:.1f}".removesuffix(".0") for end in ("low", "high", "line"))
    return f"{low if low == high else f'{low}-{high}'}/{line}"


def flags_table(items: Sequence[Mapping[str, Any]]) -> Table:
    table = _table("Account", "Flag", "Why", "The move")
    for item in items:
        said = "" if item["status"] == "open" else f" ({item['status']})"
        table.add_row(
            item["name"] or item["account_id"], item["code"] + said, item["sentence"] or "", item["move"] or ""
        )
    return table


def _table(*columns: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def readiness_table(readiness: Mapping[str, Any]) -> Table:
    table = _table("Question", "Can be asked", "What it stands on")
    for question in readiness["questions"]:
        table.add_row(question["title"], "yes" if question["answerable"] else "no", question["sentence"])
    return table


def postures_line(items: Sequence[Mapping[str, Any]]) -> str:
    counted = Counter(item["posture"] for item in items)
    return ", ".join(f"{number} {posture}" for posture, number in counted.most_common())
