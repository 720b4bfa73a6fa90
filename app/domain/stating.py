"""What people may put on file by a page, and what of it cannot be so."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from app.domain.records import Record, Scenario
from app.domain.value import value

STATED = ("change", "scenario", "commitment")
"""The records that people state."""
PAST = ("noticed_on", "ended_on", "made_on", "kept_on", "broken_on", "rehearsed_on", "accepted_on")
FUTURE = "has not come yet: today or a day before"
COUNTS_DAYS = ("no_quote_in_days", "no_contact_in_days", "renewal_in_days")


@value
class Fault:
    """``field`` is the path of the field, as in ``options/0/what``."""

    field: str
    code: str
    detail: str


def faults(record: Record, today: date, now: datetime) -> list[Fault]:
    """What a person cannot mean, though a record may hold it. ``today`` is the day where the workspace is."""
    said = record.__dict__
    found = [*_in_the_future(said, "", today)]
    if said.get("noticed_on") and said.get("ended_on") and said["ended_on"] < said["noticed_on"]:
        found.append(Fault("ended_on", "before", "is before the day it was noticed"))
    if said.get("kept_on") and said.get("broken_on"):
        found.append(Fault("broken_on", "both", "A promise is kept or broken: leave one of the two days empty."))
    if isinstance(record, Scenario):
        found += _of_plan(record, today, now)
    return found


def _in_the_future(said: dict[str, Any], before: str, today: date) -> Iterator[Fault]:
    for name in PAST:
        if said.get(name) and said[name] > today:
            yield Fault(f"{before}{name}", "future", FUTURE)


def _of_plan(plan: Scenario, today: date, now: datetime) -> Iterator[Fault]:
    if plan.trigger in COUNTS_DAYS and plan.trigger_days is None:
        yield Fault("trigger_days", "missing", "Say how many days.")
    for name, at in (("fired_at", plan.fired_at), ("answered_at", plan.answered_at)):
        if at and at > now:
            yield Fault(name, "future", FUTURE)
    for place, option in enumerate(plan.options or ()):
        yield from _in_the_future(option.__dict__, f"options/{place}/", today)
        if option.accepted_on and option.owner_id is None:
            yield Fault(f"options/{place}/owner_id", "missing", "Say who accepted.")
