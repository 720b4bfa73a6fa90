"""The same rows read and counted with pandas: contact days, late quotes and open money of each account."""

import time
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, text

from app.db import make_engine, reading
from bench.portfolio import NOW

COLUMNS = {
    "activity": "account_id, kind, direction, outcome, status, start_at, due_at, completed_at, contact_ids",
    "quote": "account_id, requested_at, sent_at",
    "opportunity": "account_id, stage_kind, amount, created_at, next_step_due_on, expected_close_on, started_by",
    "contact": "account_id, leadline_id, title, role",
    "account": "leadline_id, tier, employees, potential",
    "field_change": "record_id, field, old, new, changed_at",
}
IN_WINDOWS = f" AND matters_until_at > '{NOW - timedelta(days=730):%Y-%m-%d}'"
"""Of the activities: what is not years old."""
DATES = ("start_at", "due_at", "completed_at", "requested_at", "sent_at", "created_at", "changed_at")


def count_with_pandas(url: str, workspace_id: int, account_ids: Sequence[int]) -> tuple[float, int]:
    import pandas

    began = time.process_time()
    with reading(make_engine(url), workspace_id) as connection:
        frames = {name: _frame(connection, name, account_ids) for name in COLUMNS}
    for frame in frames.values():
        for column in frame.columns.intersection(list(DATES)):
            frame[column] = pandas.to_datetime(frame[column], utc=True, format="ISO8601")
    activities, quotes, deals = frames["activity"], frames["quote"], frames["opportunity"]
    talks = activities[activities.outcome.isin(["held", "spoke"]) & (activities.status == "done")]
    days = talks.assign(day=talks.start_at.dt.floor("D"), person=talks.contact_ids.astype(str))
    late = (quotes.sent_at - quotes.requested_at) > pandas.Timedelta(days=1)
    counted = pandas.DataFrame(
        {
            "contact_days": days.groupby("account_id").day.nunique(),
            "people": days.groupby("account_id").person.nunique(),
            "last": talks.groupby("account_id").start_at.max(),
            "overdue": (activities.due_at < activities.completed_at).groupby(activities.account_id).sum(),
            "late": late.groupby(quotes.account_id).sum(),
            "open": deals.groupby("account_id").amount.sum(),
            "ours": (deals.started_by == "us").groupby(deals.account_id).mean(),
            "senior": frames["contact"]
            .title.isin(["CFO", "Managing director"])
            .groupby(frames["contact"].account_id)
            .sum(),
            "moved": frames["field_change"].groupby("record_id").changed_at.max(),
        }
    )
    judged = frames["account"].join(counted, on="leadline_id")
    return time.process_time() - began, len(judged)


def _frame(connection: Connection, record_type: str, account_ids: Sequence[int]):  # type: ignore[no-untyped-def]
    import pandas

    key = COLUMNS[record_type].split(",", maxsplit=1)[0]
    some = f"{key} BETWEEN {min(account_ids)} AND {max(account_ids)}" + (
        IN_WINDOWS if record_type == "activity" else ""
    )
    return pandas.read_sql(text(f"SELECT {COLUMNS[record_type]} FROM {record_type} WHERE {some}"), connection)
