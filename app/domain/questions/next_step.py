"""Does every open opportunity have a next step that will happen?

Principle: doing things right means the next move has a date. It counts when it is not overdue, was not put
off three times, the close date has not passed, and the deal is not stuck. What a source never fills in
is not asked of its deals.
"""

from datetime import date, timedelta

from app.domain.answers import Answer, Evidence, share
from app.domain.contact_days import is_planned
from app.domain.history import OpportunityThen
from app.domain.standing import Standing

QUESTION = "next_step"
PARTS = ("next_step_date", "close_date", "stage_dates")


def ask(standing: Standing) -> Answer:
    cases = [case for deal in standing.open_opportunities if (case := _case(standing, deal))]
    if not cases or not standing.day.is_on(QUESTION):
        return standing.without_cases(QUESTION)
    yes = sum(case.counts for case in cases)
    return share(QUESTION, standing.policy.lines.answer_yes, yes=yes, of=len(cases), evidence=cases)


def _case(standing: Standing, deal: OpportunityThen) -> Evidence | None:
    asked = [part for part in PARTS if standing.day.fills(deal.row.source_id, part)]
    if not asked:
        return None
    due_on = _due_on(standing, deal) if "next_step_date" in asked else deal.next_step_due_on
    code = _trouble(standing, deal, asked, due_on) or "next_step_dated"
    if code == "past_close_date":
        on = deal.expected_close_on
    elif code == "stuck":
        on = standing.day_of(deal.in_stage_since) if deal.in_stage_since else None
    else:
        on = due_on
    put_off = deal.times_put_off if code == "next_step_put_off" else None
    return Evidence("opportunity", deal.id, code, on=on, number=put_off, counts=code == "next_step_dated")


def _trouble(standing: Standing, deal: OpportunityThen, asked: list[str], due_on: date | None) -> str | None:
    if "next_step_date" in asked:
        if due_on is None:
            return "no_next_step"
        if due_on < standing.today:
            return "next_step_overdue"
    if deal.times_put_off >= standing.policy.next_step.moved:
        return "next_step_put_off"
    if "close_date" in asked and deal.expected_close_on and deal.expected_close_on < standing.today:
        return "past_close_date"
    return "stuck" if "stage_dates" in asked and is_stuck(standing, deal) else None


def _due_on(standing: Standing, deal: OpportunityThen) -> date | None:
    """The day of the next step; a call, meeting or task on the deal with a day to come is one too."""
    if deal.next_step_due_on and deal.next_step_due_on >= standing.today:
        return deal.next_step_due_on
    ahead = (
        at
        for activity in standing.dossier.rows.activities
        if activity.opportunity_id == deal.id
        and (at := activity.due_at or activity.start_at)
        and at > standing.as_of
        and is_planned(activity, standing.as_of)
    )
    at = min(ahead, default=None)
    return standing.day_of(at) if at else deal.next_step_due_on


def is_stuck(standing: Standing, deal: OpportunityThen) -> bool:
    """Longer in its stage than the policy's days, or than usual for the stage where that is longer."""
    if deal.in_stage_since is None:
        return False
    numbers = standing.policy.next_step
    usual = standing.day.medians.get(deal.stage or "", 0.0) * numbers.stuck_factor
    return standing.as_of - deal.in_stage_since > timedelta(days=max(float(numbers.stuck), usual))
