"""Plans for what may come: whether the trigger of each has fired, on which day, and whether somebody answered.

What was recorded of firing and answering wins. Else a kind of change fires on the day an open one was noticed,
a count of days on the day it ran out, and a trigger by hand not before somebody says so. Answered is a word
with somebody senior since.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Literal

from app.domain import terms
from app.domain.reactions import covers, talked_on
from app.domain.rows import ScenarioRow
from app.domain.standing import Standing
from app.domain.value import value

GONE_OUT = ("sent", "accepted", "declined", "expired")
Fired = tuple[Literal["yes", "no", "not_known"], datetime | None]
NOT_YET: Fired = ("no", None)
NOT_KNOWN: Fired = ("not_known", None)


@value
class Option:
    """One thing we would do. ``place`` is its place in the record, from 0."""

    place: int
    owner_id: int | None
    accepted_on: date | None


@value
class Scenario:
    ref: int
    trigger: terms.Trigger | None
    """None: a plan for one change that names no trigger, or one that nothing fires."""
    trigger_days: int | None
    fired: Literal["yes", "no", "not_known"]
    fired_on: date | None
    answered: terms.Verdict
    """``does_not_apply`` until it fires."""
    answered_on: date | None
    options: tuple[Option, ...]


def scenarios(standing: Standing) -> tuple[Scenario, ...]:
    """What fired and is not answered first, then what fired, then what waits."""
    found = [_scenario(standing, row) for row in sorted(standing.dossier.rows.scenarios, key=lambda row: row.key)]
    return tuple(sorted(found, key=lambda each: (each.fired != "yes", each.answered == "yes")))


def _scenario(standing: Standing, row: ScenarioRow) -> Scenario:
    fired, fired_at = _fired(standing, row)
    answered, answered_on = _answered(standing, row, fired_at)
    return Scenario(
        ref=row.id,
        trigger=row.trigger,
        trigger_days=row.trigger_days,
        fired=fired,
        fired_on=standing.day_of(fired_at) if fired_at else None,
        answered=answered,
        answered_on=answered_on,
        options=tuple(
            Option(place, owner, accepted_on if accepted_on and accepted_on <= standing.today else None)
            for place, (owner, accepted_on) in enumerate(row.options)
        ),
    )


def _answered(standing: Standing, row: ScenarioRow, fired_at: datetime | None) -> tuple[terms.Verdict, date | None]:
    if row.answered_at and row.answered_at <= standing.as_of:
        return "yes", standing.day_of(row.answered_at)
    if not fired_at:
        return "does_not_apply", None
    talked, on = talked_on(standing, fired_at)
    return "not_known" if talked is None else "yes" if talked else "no", on


def _fired(standing: Standing, row: ScenarioRow) -> Fired:
    if row.fired_at and row.fired_at <= standing.as_of:
        return "yes", row.fired_at
    match row.trigger:
        case "no_quote_in_days":
            return _no_quote(standing, row.trigger_days)
        case "no_contact_in_days":
            return _no_contact(standing, row.trigger_days)
        case "renewal_in_days":
            return _renewal(standing, row.trigger_days)
        case "manual":
            return NOT_YET
    noticed = [change.noticed_on for change in standing.changes if covers(row, change)]
    return ("yes", standing.starts(min(noticed))) if noticed else NOT_YET


def _no_quote(standing: Standing, days: int | None) -> Fired:
    sent = sorted(quote.sent_at for quote in standing.quotes if quote.sent_at and quote.sent_at <= standing.as_of)
    undated = any(quote.status in GONE_OUT and not quote.sent_at for quote in standing.quotes)
    works = bool(sent) or standing.day.fills(standing.account.source_id, "quote_request")
    return _silence(standing, days, sent, works and not undated)


def _no_contact(standing: Standing, days: int | None) -> Fired:
    touches = (touch.at for touch in standing.dossier.touches if touch.settled_at <= standing.as_of)
    return _silence(standing, days, touches, standing.capture_works)


def _silence(standing: Standing, days: int | None, instants: Iterable[datetime], works: bool) -> Fired:
    """When the latest gap of so many days ran out: one that lasts, or that ended in the contact window.

    Counted from the first day the account is known where nothing came before. ``works``: whether nothing on
    file means that nothing happened.
    """
    if days is None:
        return NOT_KNOWN
    known = sorted(instants)
    created_at = standing.account.created_at
    if created_at and created_at <= standing.as_of and (not known or created_at < known[0]):
        known.insert(0, created_at)
    if not known:
        return NOT_KNOWN
    since = standing.since(standing.policy.windows.contact)
    ran_out = [
        start + timedelta(days=days)
        for start, end in _gaps(known, standing.as_of)
        if end >= since and end - start >= timedelta(days=days)
    ]
    if not ran_out:
        return NOT_YET
    return ("yes", ran_out[-1]) if works else NOT_KNOWN


def _gaps(known: list[datetime], as_of: datetime) -> Iterator[tuple[datetime, datetime]]:
    yield from zip(known, [*known[1:], as_of], strict=True)


def _renewal(standing: Standing, days: int | None) -> Fired:
    renewal_on = standing.account.renewal_on
    if renewal_on is None or days is None:
        return NOT_KNOWN
    fires_on = renewal_on - timedelta(days=days)
    return ("yes", standing.starts(fires_on)) if fires_on <= standing.today <= renewal_on else NOT_YET
