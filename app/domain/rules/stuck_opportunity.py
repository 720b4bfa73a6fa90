"""Stuck opportunities: a third or more of the open deals stand still.

Principle: a deal that does not move is a hope, not business.

Flagged: two open deals, one of them in the same stage since last December.
Passing: four open deals, one of them stuck.
"""

from app.domain.answers import Evidence
from app.domain.deal_steps import MOST_DEALS, get_going
from app.domain.findings import Case, Finding, Step
from app.domain.history import OpportunityThen
from app.domain.questions.next_step import is_stuck
from app.domain.standing import Standing

CODE = "stuck_opportunity"


def find(case: Case) -> Finding | None:
    standing = case.standing
    if not case.efficiency.answer("next_step").applies:
        return None
    deals = _dated(standing)
    stuck = [deal for deal in deals if is_stuck(standing, deal)]
    if not stuck or len(stuck) * standing.policy.findings.one_stuck_in < len(deals):
        return None
    evidence = tuple(
        Evidence(
            "opportunity",
            deal.id,
            "stuck",
            on=standing.day_of(deal.in_stage_since) if deal.in_stage_since else None,
            counts=False,
        )
        for deal in stuck
    )
    return Finding(CODE, "efficiency", evidence, {"stuck": len(stuck), "open": len(deals)})


def _dated(standing: Standing) -> list[OpportunityThen]:
    return [deal for deal in standing.open_opportunities if standing.day.fills(deal.row.source_id, "stage_dates")]


def steps(case: Case) -> list[Step]:
    stuck = [deal for deal in _dated(case.standing) if is_stuck(case.standing, deal)]
    return [get_going(case.standing, deal) for deal in stuck[:MOST_DEALS]]
