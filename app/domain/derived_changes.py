"""Changes that records tell by themselves, each noticed on the day of the fact.

A person who left, our own change of owner, a close date that slipped twice, a stage moved back, a renewal
that comes near, a surge of tickets. What somebody noted of the same kind around that day stands for ours.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.domain import terms
from app.domain.history import OpportunityThen, slips
from app.domain.messages import received_at
from app.domain.rows import ChangeRow

if TYPE_CHECKING:
    from app.domain.standing import Standing

STEPS: dict[terms.StageKind, int] = {"open": 0, "proposal": 1, "commit": 2}


def derived_changes(standing: "Standing") -> list[ChangeRow]:
    """The open ones at the instant of the standing; those a person noted are left out."""
    noted = [(change.kind, change.noticed_on) for change in standing.dossier.rows.changes]
    near = timedelta(days=standing.policy.change.same_news)
    return [
        change
        for change in _all(standing)
        if change.noticed_on <= standing.today
        and not any(kind == change.kind and abs(on - change.noticed_on) <= near for kind, on in noted)
    ]


def _all(standing: "Standing") -> Iterator[ChangeRow]:
    yield from _leavers(standing)
    yield from _owner(standing)
    for deal in standing.open_opportunities:
        yield from _slipped(standing, deal)
        yield from _moved_back(standing, deal)
    yield from _renewal(standing)
    yield from _surge(standing)


def _change(
    standing: "Standing",
    news: str,
    kind: terms.ChangeKind,
    on: date,
    told_by: tuple[str, int],
    *,
    weighty: bool = False,
) -> ChangeRow:
    """``weighty``: of a leaver who is senior, champion or economic buyer."""
    numbers = standing.policy.change
    return ChangeRow(
        id=0,
        key=f"~{news}:{on}:{told_by[0]}",
        source_id=standing.account.source_id,
        kind=kind,
        intensity=numbers.derived_serious if weighty else numbers.derived_small,
        noticed_on=on,
        told_by=told_by,
        news=news,
    )


def _leavers(standing: "Standing") -> Iterator[ChangeRow]:
    for contact in sorted(standing.dossier.contacts.values(), key=lambda row: row.key):
        if contact.left_on and contact.left_on <= standing.today:
            weighty = standing.is_champion(contact.id) or standing.is_senior(contact.id)
            told_by = ("contact", contact.id)
            yield _change(standing, "left", "sponsor_left", contact.left_on, told_by, weighty=bool(weighty))


def _owner(standing: "Standing") -> Iterator[ChangeRow]:
    changed_at = standing.owner_changed_at
    if changed_at:
        told_by = ("account", standing.account.id)
        yield _change(standing, "owner_changed", "other", standing.day_of(changed_at), told_by)


def _slipped(standing: "Standing", deal: OpportunityThen) -> Iterator[ChangeRow]:
    """The first slip that made it a pattern, of those that are not too old to count."""
    again = slips(deal.file, standing.as_of)[standing.policy.change.slips - 1 :]
    on = next((on for at in again if _is_recent(standing, on := standing.day_of(at))), None)
    if on:
        yield _change(standing, "slipped", "other", on, ("opportunity", deal.id))


def _is_recent(standing: "Standing", on: date) -> bool:
    return on >= standing.today - timedelta(days=standing.policy.change.longest)


def _moved_back(standing: "Standing", deal: OpportunityThen) -> Iterator[ChangeRow]:
    step = None
    for change in deal.file.stages:
        kind = standing.policy.stage_kind(change.new, change.stage_kind)
        now = STEPS.get(kind) if kind else None
        on = standing.day_of(change.changed_at)
        if step is not None and now is not None and now < step and on <= standing.today and _is_recent(standing, on):
            yield _change(standing, "moved_back", "other", on, ("opportunity", deal.id))
            return
        step = now if now is not None else step


def _renewal(standing: "Standing") -> Iterator[ChangeRow]:
    renewal_on = standing.account.renewal_on
    ahead = timedelta(days=standing.policy.change.renewal_within)
    if renewal_on and standing.today <= renewal_on <= standing.today + ahead:
        yield _change(standing, "renewal", "renewal", renewal_on - ahead, ("account", standing.account.id))


def _surge(standing: "Standing") -> Iterator[ChangeRow]:
    """The first ticket of late at which a month held several times the usual number."""
    numbers = standing.policy.change
    tickets = sorted(
        at
        for activity in standing.activities
        if activity.kind == "ticket" and (at := received_at(activity)) and at <= standing.as_of
    )
    if len(tickets) < numbers.surge_tickets:
        return
    window, before = timedelta(days=numbers.surge_window), timedelta(days=standing.policy.windows.work)
    for at in tickets[bisect_left(tickets, standing.since(standing.policy.windows.contact)) :]:
        starts = at - window
        now = bisect_right(tickets, at) - bisect_right(tickets, starts)
        earlier = bisect_right(tickets, starts) - bisect_right(tickets, starts - before)
        usual = earlier * (window / before)
        if now >= numbers.surge_tickets and earlier and now >= numbers.surge_factor * usual:
            yield _change(standing, "ticket_surge", "other", standing.day_of(at), ("account", standing.account.id))
            return
