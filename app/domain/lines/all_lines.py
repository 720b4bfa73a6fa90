"""All lines of evidence of an account at an instant, and their stored form."""

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from app.domain.lines.breadth import Breadth, breadth
from app.domain.lines.commitments import Commitments, commitments
from app.domain.lines.initiative import Initiative, initiative
from app.domain.lines.line_up import Proposal, line_ups
from app.domain.lines.news import News, news
from app.domain.lines.pull import Pull, pull
from app.domain.scenarios import Scenario, scenarios
from app.domain.standing import Standing
from app.domain.value import value

MOST_ENTRIES = 50


@value
class Lines:
    initiative: Initiative
    pull: Pull
    breadth: Breadth
    line_up: tuple[Proposal, ...]
    commitments: Commitments
    scenarios: tuple[Scenario, ...]
    news: tuple[News, ...]


def lines_of(standing: Standing) -> Lines:
    return Lines(
        initiative=initiative(standing),
        pull=pull(standing),
        breadth=breadth(standing),
        line_up=line_ups(standing),
        commitments=commitments(standing),
        scenarios=scenarios(standing),
        news=news(standing),
    )


def stored(value: Any) -> Any:
    """Codes, numbers and days as plain values; of a long list its first part."""
    if is_dataclass(value):
        return {each.name: stored(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [stored(each) for each in value[:MOST_ENTRIES]]
    return value.isoformat() if isinstance(value, date) else value
