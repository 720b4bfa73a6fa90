"""Did we create business here?

Principle: an account manager waits for the customer's next idea; an account leader has one.
Counted are the new and expansion deals that are open and moved lately, or won in a year. A third of them
started by us is full marks; below, in proportion. A starter not known is taken both ways.
"""

from collections.abc import Iterable
from datetime import datetime

from app.domain.answers import Answer, Evidence, scored, verdict_of
from app.domain.history import OpportunityThen
from app.domain.standing import Standing

QUESTION = "business_created"


def ask(standing: Standing) -> Answer:
    deals = live_deals(standing)
    if not deals or not standing.day.is_on(QUESTION):
        return _without_deals(standing)
    ours = [deal for deal in deals if standing.starter(deal).who == "us"]
    unknown = [deal for deal in deals if standing.starter(deal).who is None]
    low, high = (
        min(100.0, 100 * count * standing.policy.business_created.one_started_in / len(deals))
        for count in (len(ours), len(ours) + len(unknown))
    )
    return scored(
        QUESTION,
        low,
        high,
        standing.policy.lines.answer_yes,
        yes=len(ours),
        of=len(deals),
        evidence=[_evidence(standing, deal) for deal in deals],
        inferred=any(standing.starter(deal).inferred for deal in deals),
    )


def live_deals(standing: Standing) -> list[OpportunityThen]:
    """New and expansion deals that are open and moved, or won, within the policy's days."""
    won_since = standing.since(standing.policy.windows.won)
    moved_since = standing.since(standing.policy.windows.moved)
    return [
        deal
        for deal in standing.opportunities
        if deal.creates_business
        and (
            (deal.is_won and deal.closed_at is not None and deal.closed_at >= won_since)
            or (deal.is_open and any(at >= moved_since for at in moves(standing, deal)))
        )
    ]


def moves(standing: Standing, deal: OpportunityThen) -> Iterable[datetime]:
    """When it was made or changed stage; our own deals are also moved by a meeting or a kept promise on them."""
    if deal.file.created_at:
        yield deal.file.created_at
    yield from deal.stage_changes
    if standing.starter(deal).who != "us":
        return
    for touch in standing.dossier.touches:
        activity = touch.activity
        if activity.kind == "meeting" and activity.opportunity_id == deal.id and touch.settled_at <= standing.as_of:
            yield touch.at
    for row in standing.commitments:
        kept = row.kept_on if row.made_by == "customer" and row.opportunity_id == deal.id else None
        if kept and kept <= standing.today:
            yield standing.starts(kept)


def _without_deals(standing: Standing) -> Answer:
    answer = standing.without_cases(QUESTION)
    if not answer.applies or answer.verdict == "not_known":
        return answer
    high = 0.0 if standing.capture_works else 100.0
    verdict = verdict_of(0.0, high, standing.policy.lines.answer_yes)
    return Answer(QUESTION, verdict, 0.0, high, reason="no_deal" if standing.capture_works else "no_capture")


def _evidence(standing: Standing, deal: OpportunityThen) -> Evidence:
    starter = standing.starter(deal).who
    state = "won" if deal.is_won else "open"
    at = deal.file.created_at or deal.closed_at
    return Evidence(
        "opportunity",
        deal.id,
        f"{state}_started_by_{starter or 'nobody_knows'}",
        on=standing.day_of(at) if at else None,
        number=deal.row.amount,
        counts=starter == "us",
    )
