"""What the command line reads and prints: tables a sales leader can read."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text

from app.domain.wording.findings import posture_words
from app.surfaces.texts.shown import shown

ONE_ROW_ONE_LINE = 1000
"""Columns of an output that no person looks at: what is piped can be searched line by line."""


class NotUnderstood(ValueError):
    """What somebody typed, and how to write it."""


class Screen(Console):
    """Nothing that is printed moves the cursor, changes a title or writes backwards."""

    def render_str(self, text: str, **how: Any) -> Text:
        return super().render_str(shown(text), **how)


def on_screen() -> Console:
    """Where tables are printed: as wide as the terminal, and never folded where the output is piped."""
    # Names come from the CRM: what looks like markup in them is part of the name.
    console = Screen(markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = ONE_ROW_ONE_LINE
    return console


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


def policy_lines(changes: Sequence[Mapping[str, Any]]) -> list[str]:
    """What a policy says otherwise than the one in force, a line each."""
    return [each["sentence"] for each in changes] or ["It says what the policy in force says."]


def impact_lines(impact: Mapping[str, Any]) -> list[str]:
    """Whom a policy would move, a line each, the sum last."""
    return [*impact["sentences"], impact["sentence"]]


@contextmanager
def progress(title: str) -> Iterator[Callable[..., None]]:
    """A bar; call what it gives with what is going on, and how much of how much is done."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), *Progress.get_default_columns()[1:])
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(title, total=None)

        def show(what: str | Path, done: int | None = None, of: int | None = None) -> None:
            bar.update(task, description=what if isinstance(what, str) else what.name, completed=done, total=of)

        yield show


def instant(text: str | None) -> datetime | None:
    """An instant as somebody types it; without a zone it is UTC."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise NotUnderstood(f"{text} is no instant; write one such as 2026-09-16T12:00:00Z") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def database_url(text: str) -> str:
    """The address of a database as somebody sets it."""
    if not text.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise NotUnderstood("LEADLINE_DATABASE_URL is an address such as sqlite:///leadline.db or postgresql://...")
    return text


def zone(name: str | None) -> ZoneInfo | None:
    """A time zone as somebody types it."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise NotUnderstood(f"{name} is no time zone; write one such as Europe/Berlin") from error


def postures_line(items: Sequence[Mapping[str, Any]]) -> str:
    counted = Counter(item["posture"] for item in items)
    return ", ".join(f"{number} {posture}" for posture, number in counted.most_common())
