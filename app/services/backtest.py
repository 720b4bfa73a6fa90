"""The backtest of a workspace: gather once, look back, and say what was found."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from app.domain.backtest.looking_back import Period, look_back, records_end
from app.domain.backtest.single_quotes import quote_cases
from app.domain.dossier import prepare
from app.domain.policy import Policy
from app.domain.records.fields import EARLIEST, LATEST
from app.domain.rows import AccountRows
from app.errors import FieldError, does_not_fit
from app.models.account_facts import count_facts
from app.models.contact_history import contact_changes
from app.models.gathering import gather
from app.models.source import sources_of
from app.services.policies import policy_in_force
from app.services.show_backtest import shown
from app.services.show_records import Caller

USUAL_HORIZON, USUAL_MONTHS = 90, 12
"""What is looked at where nobody asked for other days and months."""
FEW_ACCOUNTS = 200
"""As many are looked back at while a page opens."""
MOST_MONTHS = 60
MOST_DAYS = 730


@dataclass(frozen=True, slots=True)
class Past:
    """All that is known today, which any policy can look back at."""

    rows: Sequence[AccountRows]
    connected_at: Mapping[int, datetime]
    until: datetime
    """When the records end; never later than now."""


def is_quick(caller: Caller) -> bool:
    """Whether looking back is done in a moment."""
    return 0 < count_facts(caller.connection, caller.workspace_id) <= FEW_ACCOUNTS


def gather_past(caller: Caller, now: datetime) -> Past:
    connection, workspace_id = caller.connection, caller.workspace_id
    of_contacts = contact_changes(connection, workspace_id)
    rows = [
        replace(rows, field_changes=[*rows.field_changes, *of_contacts.get(rows.account.id, ())])
        for rows in gather(connection, workspace_id, None, None)
    ]
    connected_at = {number: source.created_at for number, source in sources_of(connection, workspace_id).items()}
    return Past(rows, connected_at, min(records_end(rows) or now, now))


def read_backtest(caller: Caller, period: Period, now: datetime, policy: Policy | None = None) -> dict[str, Any]:
    """What the verdicts would have said at each month start, against what happened in the horizon after it.

    ``policy``: None is the one in force. Raises Problem when the period holds no month start, or too many.
    """
    policy = policy or policy_in_force(caller.connection, caller.workspace_id)
    check(period, policy)
    return backtest_of(caller, gather_past(caller, now), period, policy)


def backtest_of(caller: Caller, past: Past, period: Period, policy: Policy) -> dict[str, Any]:
    dossiers = [prepare(rows, policy) for rows in past.rows]
    found = look_back(dossiers, policy, period, past.connected_at, past.until)
    last = period.months(policy)[-1] + timedelta(days=period.horizon_days)
    quotes = quote_cases(dossiers, policy, min(last, past.until))
    return shown(caller, found, quotes, policy, period, past.until)


def usual_period(until: date) -> Period:
    """The twelve month starts whose horizon is over on a day."""
    last = (until - timedelta(days=USUAL_HORIZON)).replace(day=1)
    before = last.year * 12 + last.month - USUAL_MONTHS
    return Period(date(before // 12, before % 12 + 1, 1), last, USUAL_HORIZON)


def days_of(horizon: str) -> int:
    """90 of ``90d``. Raises Problem when it is not so written."""
    found = re.fullmatch(r"([0-9]{1,4})d", horizon)
    if not found:
        raise does_not_fit(FieldError("/horizon", "not_days", "write a number of days, such as 90d"))
    return int(found[1])


def check(period: Period, policy: Policy) -> None:
    if not EARLIEST.date() <= period.first or not period.last < LATEST.date():
        raise does_not_fit(FieldError("/from", "out_of_range", "both days must lie between 1990 and 2100"))
    months = len(period.months(policy))
    if not months:
        raise does_not_fit(FieldError("/to", "no_month", "no month starts between from and to"))
    if months > MOST_MONTHS:
        raise does_not_fit(FieldError("/from", "too_long", f"more than {MOST_MONTHS} months; ask for fewer"))
    if not 1 <= period.horizon_days <= MOST_DAYS:
        raise does_not_fit(FieldError("/horizon", "out_of_range", f"must be 1 to {MOST_DAYS} days, such as 90d"))
