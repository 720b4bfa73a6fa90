"""Did we create business here?

Principle: an account manager waits for the customer's next idea; an account leader has one.
Counted are the new and expansion deals that are open and moved lately, or won in a year. A third of them
started by us is full marks; below, in proportion. A starter not known is taken both ways, and so is a deal of
which nobody recorded when it moved or was won.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from app.domain.answers import Answer, Evidence, scored, verdict_of
from app.domain.history import OpportunityThen
from app.domain.standing import Standing

QUESTION = "business_created"


def ask(standing: Standing) -> Answer:
    live, undated = live_deals(standing), undated_deals(standing)
    deals = [*live, *undated]
    whose = [standing.starter(deal).who for deal in deals]
    if not (live or {"us", None} & set(whose)) or not standing.day.is_on(QUESTION):
        return _without_deals(standing)
    surely, perhaps = (Counter(some) for some in (whose[: len(live)], whose[len(live) :]))
    low = _points(standing, surely["us"], len(deals) - perhaps["us"])
    ours_at_most = perhaps["us"] + perhaps[None]
    high = _points(standing, surely["us"] + surely[None] + ours_at_most, len(live) + ours_at_most)
    return scored(
        QUESTION,
        low,
        high if live or standing.capture_works else 100.0,
        standing.policy.lines.answer_yes,
        yes=whose.count("us"),
        of=len(deals),
        evidence=[_evidence(standing, deal, is_dated=deal in live) for deal in deals],
        inferred=any(standing.starter(deal).inferred for deal in deals),
    )


def _points(standing: Standing, ours: int, of: int) -> float:
    return min(100.0, 100 * ours * standing.policy.business_created.one_started_in / of) if of else 0.0


def live_deals(standing: Standing) -> list[OpportunityThen]:
    """New and expansion deals that are open and moved, or won, within the policy's days."""
    return [deal for deal in standing.opportunities if deal.creates_business and _is_live(standing, deal)]


def undated_deals(standing: Standing) -> list[OpportunityThen]:
    """Those that may be live, and nobody recorded when they were won, made or moved."""
    return [deal for deal in standing.opportunities if deal.creates_business and _is_live(standing, deal) is None]


def _is_live(standing: Standing, deal: OpportunityThen) -> bool | None:
    made_at = deal.file.created_at
    if deal.is_won:
        won_since = standing.since(standing.policy.windows.won)
        if deal.closed_at:
            return deal.closed_at >= won_since
        return True if made_at and made_at >= won_since else None
    moved_since = standing.since(standing.policy.windows.moved)
    if not deal.is_open or any(at >= moved_since for at in moves(standing, deal)):
        return deal.is_open
    return False if made_at and standing.day.fills(deal.row.source_id, "stage_dates") else None


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


def _evidence(standing: Standing, deal: OpportunityThen, *, is_dated: bool) -> Evidence:
    starter = standing.starter(deal).who
    state = "undated" if not is_dated else "won" if deal.is_won else "open"
    at = deal.file.created_at or deal.closed_at
    return Evidence(
        "opportunity",
        deal.id,
        f"{state}_started_by_{starter or 'nobody_knows'}",
        on=standing.day_of(at) if at else None,
        number=deal.row.amount,
        counts=starter == "us",
    )
