"""Flags as people see and answer them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, get_args

from sqlalchemy import Connection

from app.domain import terms
from app.domain.wording.findings import TITLES
from app.errors import FieldError, does_not_fit
from app.models.flag import change_flag, find_flag, list_flag_rows
from app.models.storing import lock_accounts
from app.services.assessments import about_accounts, status_now
from app.services.expected import ANYTHING, Expected
from app.services.show_records import Caller

WITH_REASON = ("on_purpose", "disagreed")
"""What a person says against a flag needs the reason; it is shown beside it."""


def list_flags(
    caller: Caller, now: datetime, *, status: str | None, code: str | None, after: int, limit: int
) -> tuple[list[dict[str, Any]], int | None]:
    """In order of their opening, and the id after which the next page starts."""
    rows = list_flag_rows(
        caller.connection, caller.workspace_id, status=status, code=code, after=after, limit=limit + 1
    )
    page = rows[:limit]
    about = about_accounts(caller, [row["account_id"] for row in page])
    items = [show_flag(row, about.get(row["account_id"], {}), now) for row in page]
    return items, page[-1]["id"] if len(rows) > limit else None


def read_flag(caller: Caller, flag_id: int, now: datetime) -> dict[str, Any] | None:
    """None: no such flag, or whoever asks may not see its account."""
    row = find_flag(caller.connection, caller.workspace_id, flag_id)
    if row is None or not caller.sees(row["account_id"]):
        return None
    return show_flag(row, about_accounts(caller, [row["account_id"]]).get(row["account_id"], {}), now)


def set_flag(
    connection: Connection,
    workspace_id: int,
    flag_id: int,
    *,
    status: str,
    reason: str | None,
    snoozed_until_on: date | None,
    set_by: str | None,
    now: datetime,
    expected: Expected = ANYTHING,
) -> bool:
    """Lay what a person says on top of a flag. False: no such flag.

    Raises Problem where it does not fit, and 412 where the flag is not as expected.
    """
    row = find_flag(connection, workspace_id, flag_id)
    if row is None:
        return False
    # Judging clears flags too, under the lock of the account.
    lock_accounts(connection, workspace_id, [row["account_id"]])
    row = find_flag(connection, workspace_id, flag_id) or row
    expected.check(row["version"])
    error = _does_not_fit(row, status, reason, snoozed_until_on, now)
    if error:
        raise does_not_fit(error)
    change_flag(
        connection,
        workspace_id,
        flag_id,
        {
            "status": status,
            "reason": reason,
            "snoozed_until_on": snoozed_until_on if status == "snoozed" else None,
            "set_by": set_by,
            "updated_at": now,
        },
    )
    return True


def _does_not_fit(
    row: Mapping[str, Any], status: str, reason: str | None, snoozed_until_on: date | None, now: datetime
) -> FieldError | None:
    if status not in get_args(terms.FlagStatus) or status == "cleared":
        return FieldError(
            pointer="/status",
            code="not_settable",
            detail="A flag clears by itself when its rule failed on two Mondays running; "
            "set open, acknowledged, snoozed, on_purpose or disagreed.",
        )
    if row["status"] == "cleared":
        return FieldError(
            pointer="/status", code="is_cleared", detail="This flag has cleared; there is nothing to answer."
        )
    if status in WITH_REASON and not (reason or "").strip():
        return FieldError(pointer="/reason", code="missing", detail="Say why; the reason is shown beside the flag.")
    if status == "snoozed" and (snoozed_until_on is None or snoozed_until_on <= now.date()):
        return FieldError(
            pointer="/snoozed_until_on", code="missing", detail="Give a day to come on which the flag returns."
        )
    return None


def show_flag(row: Mapping[str, Any], about: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """A flag as the API gives it; ``about`` is its account. One that was never stored has no id."""
    return {
        "id": f"f_{row['id']}" if row["id"] else None,
        "account_id": about.get("account_id"),
        "leadline_id": row["account_id"],
        "name": about.get("name"),
        "owner": about.get("owner"),
        "code": row["code"],
        "title": TITLES[row["code"]],
        "status": status_now(row, now),
        "opened_on": row["opened_on"].isoformat(),
        "cleared_on": row["cleared_on"].isoformat() if row["cleared_on"] else None,
        "reason": row["reason"],
        "snoozed_until_on": row["snoozed_until_on"].isoformat() if row["snoozed_until_on"] else None,
        "set_by": row["set_by"],
        "version": row["version"],
    }
