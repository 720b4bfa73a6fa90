"""The flags that stand, each with why and the move, weightiest account first."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.db import chunks
from app.domain.policy import Policy
from app.models.assessment import bodies_of
from app.models.flag import flags_of
from app.services.briefs import brief_of
from app.services.every_assessment import weightiest_first
from app.services.flags import show_flag
from app.services.list_assessments import bodies_at, list_in_brief
from app.services.policies import policy_in_force
from app.services.show_records import Caller
from app.services.word_assessment import flag_words, names_in_flags

NEVER_ANSWERED = {
    "version": 0,
    "id": None,
    "status": "open",
    "cleared_on": None,
    "reason": None,
    "snoozed_until_on": None,
    "set_by": None,
}
AT_ONCE = 500
"""Assessments in full in memory."""
Line = dict[str, Any]


def flag_lines(caller: Caller, now: datetime, as_of: datetime | None) -> list[Line]:
    """As stored; or at an instant, where nothing anybody said of a flag is known."""
    if as_of is None:
        return with_words(caller, lines_of(caller, list_in_brief(caller, now), now))
    bodies = bodies_at(caller, as_of)
    items = list_in_brief(caller, now, briefs={number: brief_of(body) for number, body in bodies.items()})
    return _worded(caller, _lines(items, {}, now), bodies, policy_in_force(caller.connection, caller.workspace_id))


def lines_of(caller: Caller, items: Sequence[Mapping[str, Any]], now: datetime) -> list[Line]:
    """The flags of stored assessments that are listed in brief, and what people said of them; not yet why."""
    flagged = [item["leadline_id"] for item in items if item["flags"]]
    rows = flags_of(caller.connection, caller.workspace_id, flagged)
    return _lines(items, {(row["account_id"], row["code"]): row for row in rows if row["status"] != "cleared"}, now)


def with_words(caller: Caller, lines: Sequence[Line]) -> list[Line]:
    """The same with why and the move, by the assessments that are stored."""
    policy, worded = policy_in_force(caller.connection, caller.workspace_id), []
    for some in chunks(lines, AT_ONCE):
        bodies = bodies_of(caller.connection, caller.workspace_id, {line["leadline_id"] for line in some})
        worded += _worded(caller, some, dict(bodies), policy)
    return worded


def _lines(
    items: Iterable[Mapping[str, Any]], said: Mapping[tuple[int, str], Mapping[str, Any]], now: datetime
) -> list[Line]:
    lines = []
    for item in sorted(items, key=weightiest_first):
        for flag in item["flags"]:
            new = NEVER_ANSWERED | {"opened_on": date.fromisoformat(flag["opened_on"])}
            row = said.get((item["leadline_id"], flag["code"])) or new
            lines.append(show_flag({**row, "code": flag["code"], "account_id": item["leadline_id"]}, item, now))
    return lines


def _worded(
    caller: Caller, lines: Sequence[Line], bodies: Mapping[int, Mapping[str, Any]], policy: Policy
) -> list[Line]:
    named = names_in_flags(caller, [bodies[number] for number in {line["leadline_id"] for line in lines}])
    return [{**line, **flag_words(line["code"], bodies[line["leadline_id"]], named, policy)} for line in lines]
