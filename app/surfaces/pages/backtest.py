"""The page that looks back: what the verdicts would have said, against what happened after."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.services.backtest import usual_period
from app.surfaces.charts.drawing import Chart
from app.surfaces.pages.rendering import Frame, render
from app.surfaces.texts.catalogues import _


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; ``first`` and ``last`` are what the form shows."""

    first: str
    last: str
    horizon: str
    policy: str
    """A version, or a draft's id; empty for the policy in force."""
    period: tuple[date, date]
    is_given: bool
    """Whether somebody chose it."""
    trouble: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str], today: date) -> "Asked":
        usual = usual_period(today)
        first, last = query.get("from") or usual.first.isoformat(), query.get("to") or usual.last.isoformat()
        horizon = query.get("horizon") or f"{usual.horizon_days}d"
        horizon = f"{horizon}d" if horizon.isdecimal() else horizon
        policy = query.get("policy", "")
        is_given = bool(query.keys() - {"policy"})
        try:
            return cls(first, last, horizon, policy, (date.fromisoformat(first), date.fromisoformat(last)), is_given)
        except ValueError:
            trouble = _("Write both days as 2026-03-01.")
            return cls(first, last, horizon, policy, (usual.first, usual.last), is_given, trouble)


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart and the same in words. ``chart`` is None where there are too few cases to draw."""

    title: str
    scope: str
    chart: Chart | None
    lines: Sequence[Mapping[str, Any]]
    """``label``, ``side``, ``words``, ``limits``, ``value``, ``low``, ``high``; the last line of a pair has ``so``."""


def backtest_html(found: Mapping[str, Any] | None, asked: Asked, trouble: str, frame: Frame) -> str:
    figures = None
    if found:
        figures = {
            "measures": [_figure(group["title"], [group], group["scope"]) for group in found["measures"]],
            "postures": list(_by_outcome(found["postures"], paired=False)),
            "answers": list(_by_outcome(found["answers"], paired=True)),
        }
    return render("backtest.html", frame=frame, found=found, figures=figures, asked=asked, trouble=trouble)


def _by_outcome(groups: Sequence[Mapping[str, Any]], paired: bool) -> Iterator[Figure]:
    titles = {outcome["outcome"]: outcome["title"] for group in groups for outcome in group["outcomes"]}
    for code, title in titles.items():
        having = [
            {**group, "outcomes": kept}
            for group in groups
            if (kept := [outcome for outcome in group["outcomes"] if outcome["outcome"] == code])
        ]
        scope = having[0]["scope"]
        scope = scope if paired else _("%(scope)s; each against every other posture that is known", scope=scope)
        yield _figure(title, having, scope, named=paired, others=paired)


def _figure(
    title: str, groups: Sequence[Mapping[str, Any]], scope: str, *, named: bool = False, others: bool = True
) -> Figure:
    lines = [
        {
            **outcome[side],
            "label": f"{group['title'].rstrip('?')}: {group[f'{side}_label']}" if named else group[f"{side}_label"],
            "side": side if others else group["code"],
            "so": outcome["verdict"] if side == "others" or not others else "",
        }
        for group in groups
        for outcome in group["outcomes"]
        for side in ("group", "others")
        if others or side == "group"
    ]
    drawn = [line for line in lines if line["value"] is not None]
    fields = ("label", "side", "value", "low", "high")
    chart = Chart("rates", [{name: line[name] for name in fields} for line in drawn]) if drawn else None
    outcome = groups[0]["outcomes"][0]["title"]
    return Figure(f"{title}: {outcome}" if others and not named else title, scope, chart, lines)
