"""The backtest on the command line: what each verdict said, against what came after."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.domain.wording.findings import POSTURES

KINDS = (
    ("measures", "Single measures"),
    ("postures", "What we would have called the accounts"),
    ("answers", "Each answer: yes against no"),
)
MOST_SHOWN = 20
INDENT = (0, 0, 0, 2)


def backtest_lines(backtest: Mapping[str, Any]) -> Iterator[RenderableType]:
    """``backtest`` is the body the API gives."""
    yield Text(backtest["sentence"], style="bold")
    yield _months(backtest["months"])
    for kind, title in KINDS:
        yield Text(f"\n{title}", style="bold")
        for group in backtest[kind]:
            yield from _group(group)
        if not backtest[kind]:
            yield Text("Nothing to compare.")
    yield Text("\nLed, and lost all the same", style="bold")
    lost = backtest["false_greens"]
    yield from (Text(each["sentence"]) for each in lost[:MOST_SHOWN])
    if len(lost) > MOST_SHOWN:
        yield Text(f"and {len(lost) - MOST_SHOWN} more; --format json has them all")
    if not lost:
        yield Text("None.")
    yield Text("")
    yield from (Text(note) for note in backtest["notes"])


def _months(months: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("Month start", "Judged", "As", ""):
        table.add_column(column, overflow="fold")
    for month in months:
        postures = ", ".join(f"{number:,} {POSTURES[posture]}" for posture, number in month["postures"].items())
        table.add_row(month["on"], f"{month['judged']:,}", postures, month["sentence"])
    return table


def _group(group: Mapping[str, Any]) -> Iterator[RenderableType]:
    for outcome in group["outcomes"]:
        sides = [(group[f"{side}_label"], outcome[side]) for side in ("group", "others")]
        title = f"{group['title']}: {outcome['title']}"
        if all(rate["value"] is None for _, rate in sides):
            yield Text.assemble((title, "underline"), *(f"; {label}: {rate['words']}" for label, rate in sides))
            continue
        yield Text.assemble((title, "underline"), f" ({group['scope']})")
        table = Table(box=None, show_header=False, pad_edge=False)
        for label, rate in sides:
            table.add_row(label, rate["words"], rate["limits"] or "")
        yield Padding(table, INDENT)
        if outcome["verdict"]:
            yield Padding(Text(outcome["verdict"], style="bold"), INDENT)


def draft_backtest_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """What looking back says now and under a draft, in the lines that matter most."""
    yield f"\n{found['sentence']}"
    yield found["looked_back"]
    for line in main_lines(found):
        yield f"{line['title']}: {line['outcome_title']} ({line['scope']})"
        for label, side in (("now:            ", "before"), ("under the draft:", "after")):
            yield f"  {label} {line[side]['sentence'] if line[side] else 'no case'}"
    lost = found["false_greens"]
    yield f"Led, and lost all the same: {lost['before']:,} now, {lost['after']:,} under the draft."
    yield found["notes"][0]


def main_lines(found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The single measures, what being led came to, and where a draft makes a difference clear, or no longer clear."""
    return [
        line
        for line in found["lines"]
        if line["kind"] == "measure" or line["code"] == "led" or _clear(line["before"]) != _clear(line["after"])
    ]


def _clear(said: Mapping[str, Any] | None) -> int:
    """1 where it happened clearly more often, -1 clearly less often, else 0."""
    difference = said and said["difference"]
    return (difference["low"] > 0) - (difference["high"] < 0) if difference else 0
