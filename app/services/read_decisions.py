"""What was decided in the week before a Monday: how it went, and what moved."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.actions import Said, said_at
from app.domain.business_hours import zone_or
from app.domain.policy import Policy
from app.domain.wording.actions import decided_sentence, moved_words, still_late_sentence
from app.domain.wording.findings import TITLES
from app.domain.wording.review import decisions_sentence
from app.models.action import decided_in
from app.models.flag import answered_since
from app.services.did_it_help import did_it_help, histories
from app.services.read_actions import show_actions
from app.services.show_records import Caller

About = Mapping[int, Mapping[str, Any]]
Bodies = Mapping[int, Mapping[str, Any]]


def read_decisions(
    caller: Caller, monday: date, as_of: datetime, about: About, bodies: Bodies, policy: Policy
) -> dict[str, Any]:
    """Agreed in the week before ``monday``, as it stood at ``as_of``; ``bodies`` are the assessments of then."""
    zone = zone_or(None, policy.calendar.zone)
    since_on = monday - timedelta(weeks=1)
    since, until = (_starts(day, zone) for day in (since_on, monday))
    today = as_of.astimezone(zone).date()
    rows = decided_in(caller.connection, caller.workspace_id, since, since_on, as_of)
    rows = [row for row in rows if row["account_id"] in about]
    said = histories(caller, {row["account_id"] for row in rows})
    items = [
        item | {"moved": _moved(said, row, bodies, as_of)}
        for row, item in zip(rows, show_actions(caller, rows, today), strict=True)
    ]
    dated = [(row["agreed_at"], item) for row, item in zip(rows, items, strict=True)]
    last = [item for at, item in dated if since <= at < until]
    late = [item for at, item in dated if at < since and item["late"] and item["status"] == "open"]
    counts = _counts(last)
    answers = _answers(caller, since, as_of, about)
    helped = did_it_help(caller, as_of, policy)
    sentences = [decided_sentence(**counts), still_late_sentence(len(late))]
    if answers:
        sentences.append(decisions_sentence(len(answers)))
    return {
        **counts,
        "still_late": len(late),
        "answered": len(answers),
        "items": [*last, *late],
        "this_week": [item for at, item in dated if at >= until],
        "answers": answers,
        "helped": helped,
        "sentence": " ".join(filter(None, sentences)),
    }


def _starts(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _counts(items: list[dict[str, Any]]) -> dict[str, int]:
    return {
        "agreed": len(items),
        "done": sum(item["status"] == "done" for item in items),
        "late": sum(item["status"] == "open" and item["late"] for item in items),
        "dropped": sum(item["status"] == "dropped" for item in items),
    }


def _moved(said: Mapping[int, list[Said]], row: Mapping[str, Any], bodies: Bodies, as_of: datetime) -> dict[str, Any]:
    """Posture and bands when it was agreed, and at ``as_of``."""
    then, now = said_at(said[row["account_id"]], row["agreed_at"]), _now(bodies[row["account_id"]], as_of)
    return {"then": _stood(then), "now": _stood(now), "sentence": moved_words(then, now)}


def _now(body: Mapping[str, Any], as_of: datetime) -> Said:
    bands = ((axis["low"], axis["high"]) if (axis := body[name]) else None for name in ("effectiveness", "efficiency"))
    return Said(as_of, body["posture"], *bands)


def _stood(said: Said | None) -> dict[str, Any] | None:
    if said is None:
        return None
    bands = {
        name: band and {"low": band[0], "high": band[1]}
        for name, band in (("effectiveness", said.effectiveness), ("efficiency", said.efficiency))
    }
    return {"posture": said.posture, **bands}


def _answers(caller: Caller, since: datetime, as_of: datetime, about: About) -> list[dict[str, Any]]:
    """What people answered to flags."""
    return [
        {
            **about[row["account_id"]],
            "title": TITLES[row["code"]],
            "status": row["status"],
            "reason": row["reason"],
            "set_by": row["set_by"],
        }
        for row in answered_since(caller.connection, caller.workspace_id, since)
        if row["account_id"] in about and row["updated_at"] <= as_of
    ]
