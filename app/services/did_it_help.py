"""Did it help: what came of the actions done long enough ago, beside like flags nobody acted on."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.actions import FlagLife, Said, Trial, axis_of, got_better, left_alone
from app.domain.business_hours import zone_or
from app.domain.policy import Policy
from app.domain.wording.actions import helped_sentence
from app.models.action import accounts_acted_on, done_until
from app.models.assessment_said import bands_said
from app.models.flag import find_flags, flags_like
from app.services.show_records import Caller

MOST_COMPARED = 200
"""Flags nobody acted on that are looked at, the latest first."""


def did_it_help(caller: Caller, as_of: datetime, policy: Policy) -> dict[str, Any]:
    """Of what was done long enough ago: how often it helped, beside like flags nobody acted on.

    Only the accounts that whoever asks may see count.
    """
    connection, workspace_id = caller.connection, caller.workspace_id
    after, zone = policy.actions.help_after, zone_or(None, policy.calendar.zone)
    rows = done_until(connection, workspace_id, as_of.astimezone(zone).date() - timedelta(days=after))
    rows = [row for row in rows if caller.sees(row["account_id"])]
    flags = {row["id"]: row for row in find_flags(connection, workspace_id, {row["flag_id"] for row in rows} - {None})}
    tried = {row["id"]: trial for row in rows if (trial := _trial(row, flags.get(row["flag_id"]), after, zone))}
    account_of = {row["id"]: row["account_id"] for row in rows}
    results = _results(caller, [(account_of[number], trial) for number, trial in tried.items()])
    by_flag = {row["flag_id"]: tried[row["id"]] for row in rows if row["id"] in tried and row["flag_id"]}
    alone = _results(caller, _alone(caller, by_flag, list(flags.values()), as_of))
    counts = {
        "asked": len(results),
        "helped": sum(results),
        "left_alone": len(alone),
        "better_alone": sum(alone),
    }
    enough = min(len(results), len(alone)) >= policy.actions.few
    return {**counts, "enough": enough, "sentence": helped_sentence(counts, after, policy.actions.few)}


def _trial(row: Mapping[str, Any], flag: Mapping[str, Any] | None, after: int, zone: ZoneInfo) -> Trial | None:
    axis = axis_of(flag["code"] if flag else None, row["cure"]["code"] if row["cure"] else None)
    if axis is None:
        return None
    ends = datetime.combine(row["done_on"] + timedelta(days=after), time(), zone).astimezone(UTC)
    return Trial(axis, row["agreed_at"], ends, flag["cleared_on"] if flag else None)


def _alone(
    caller: Caller, by_flag: Mapping[int, Trial], flags: list[Mapping[str, Any]], as_of: datetime
) -> list[tuple[int, Trial]]:
    if not by_flag:
        return []
    opened = min(flag["opened_on"] for flag in flags)
    quarter_began = opened.replace(month=(opened.month - 1) // 3 * 3 + 1, day=1)
    codes = sorted({flag["code"] for flag in flags})
    rows = flags_like(caller.connection, caller.workspace_id, codes, quarter_began)
    rows = [row for row in rows if caller.sees(row["account_id"])]
    acted_on = accounts_acted_on(caller.connection, caller.workspace_id, sorted({row["account_id"] for row in rows}))
    lives = [FlagLife(row["id"], row["account_id"], row["code"], row["opened_on"], row["cleared_on"]) for row in rows]
    busy = {life.id for life in lives if life.account_id in acted_on}
    account_of = {life.id: life.account_id for life in lives}
    found = left_alone(by_flag, lives, busy, as_of)
    return [(account_of[number], found[number]) for number in sorted(found, reverse=True)[:MOST_COMPARED]]


def _results(caller: Caller, trials: list[tuple[int, Trial]]) -> list[bool]:
    """Whether each got better; those of which too little was said are left out."""
    said = histories(caller, {account for account, _ in trials})
    found = (got_better(trial, said[account]) for account, trial in trials)
    return [better for better in found if better is not None]


def histories(caller: Caller, accounts: set[int]) -> dict[int, list[Said]]:
    """How we said each of these accounts stood, oldest first."""
    found: dict[int, list[Said]] = {number: [] for number in accounts}
    for row in bands_said(caller.connection, caller.workspace_id, sorted(accounts)):
        bands = (
            None if row[f"{axis}_low"] is None else (row[f"{axis}_low"], row[f"{axis}_high"])
            for axis in ("effectiveness", "efficiency")
        )
        found[row["account_id"]].append(Said(row["assessed_at"], row["posture"], *bands))
    return found
