"""The flags of accounts, kept in step with what the looks say; what people said of a flag stays on it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from app.domain.policy import Policy
from app.domain.surroundings import days_looked_at
from app.models.flag import add_flags, change_flag, flags_of


def keep_flags(
    connection: Connection,
    workspace_id: int,
    standing: Mapping[int, Sequence[Mapping[str, Any]]],
    policy: Policy,
    now: datetime,
) -> None:
    """``standing``: account id to the flags ``{code, opened_on}`` that stand now; all others are cleared."""
    known: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in flags_of(connection, workspace_id, sorted(standing)):
        known.setdefault((row["account_id"], row["code"]), []).append(row)
    monday = days_looked_at(now, policy)[1]
    earliest = monday - timedelta(weeks=policy.flags.looks - policy.flags.running)
    fresh: list[dict[str, Any]] = []
    for account_id, flags in standing.items():
        for flag in flags:
            opened_on = date.fromisoformat(flag["opened_on"])
            rows = known.pop((account_id, flag["code"]), [])
            same = _same_flag(rows, opened_on)
            if same is None:
                fresh.append(_opened(workspace_id, account_id, flag["code"], opened_on, now))
                continue
            changed: dict[str, Any] = {}
            # A flag that stands since before the first look keeps the day it was first seen.
            if same["opened_on"] != opened_on and not (opened_on <= earliest and same["opened_on"] < opened_on):
                changed["opened_on"] = opened_on
            if same["status"] == "cleared":
                changed |= {"status": "open", "cleared_on": None}
            if changed:
                change_flag(connection, workspace_id, same["id"], changed | {"updated_at": now})
            known[account_id, flag["code"]] = [other for other in rows if other is not same]
    cleared = {"status": "cleared", "cleared_on": monday, "updated_at": now}
    for passed in (each for rows in known.values() for each in rows if each["status"] != "cleared"):
        change_flag(connection, workspace_id, passed["id"], cleared)
    add_flags(connection, fresh)


def _same_flag(rows: Sequence[dict[str, Any]], opened_on: date) -> dict[str, Any] | None:
    """The flag that is still open, else the one that opened on the same day."""
    still_open = [row for row in rows if row["status"] != "cleared"]
    return next(iter(still_open), None) or next((row for row in rows if row["opened_on"] == opened_on), None)


def _opened(workspace_id: int, account_id: int, code: str, opened_on: date, now: datetime) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "account_id": account_id,
        "code": code,
        "status": "open",
        "opened_on": opened_on,
        "updated_at": now,
    }
