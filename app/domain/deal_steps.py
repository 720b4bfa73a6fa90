"""Getting an open deal going again, as changes of the rows."""

from dataclasses import replace
from datetime import timedelta

from app.domain.findings import Case, Step
from app.domain.history import OpportunityThen
from app.domain.questions.next_step import is_stuck
from app.domain.rows import AccountRows, FieldChangeRow
from app.domain.standing import Standing
from app.domain.steps import NEW_WORK

MOST_DEALS = 3
DATED = ("next_step", "next_step_due_on", "expected_close_on")


def date_deals(case: Case) -> list[Step]:
    """A dated next step for each deal without one; a deal that is stuck moves on too."""
    late = {each.id for each in case.efficiency.answer("next_step").evidence if not each.counts}
    return [get_going(case.standing, deal) for deal in case.standing.open_opportunities if deal.id in late][:MOST_DEALS]


def get_going(standing: Standing, deal: OpportunityThen) -> Step:
    stuck = is_stuck(standing, deal)
    cures, close_on = standing.policy.cures, deal.expected_close_on
    later_on = standing.today + timedelta(days=cures.close_in)
    to_come = close_on if close_on and close_on >= standing.today else later_on
    next_on = standing.today + timedelta(days=cures.next_step_in)

    def going(rows: AccountRows) -> AccountRows:
        opportunities = [
            replace(row, next_step_due_on=next_on, expected_close_on=to_come) if row.id == deal.id else row
            for row in rows.opportunities
        ]
        kept = [
            change
            for change in rows.field_changes
            if change.record_id != deal.id or change.field not in DATED or change.changed_at <= standing.as_of
        ]
        told = [_change(standing, deal, "next_step"), *([_change(standing, deal, "stage")] if stuck else [])]
        return replace(rows, opportunities=opportunities, field_changes=[*kept, *told])

    return Step("move_on" if stuck else "date_next_step", "opportunity", deal.id, going)


def _change(standing: Standing, deal: OpportunityThen, field: str) -> FieldChangeRow:
    is_stage = field == "stage"
    return FieldChangeRow(
        id=NEW_WORK,
        key=f"~{field}",
        source_id=standing.account.source_id,
        record_type="opportunity",
        record_id=deal.id,
        field=field,
        new=deal.stage if is_stage else "~",
        stage_kind=deal.stage_kind if is_stage else None,
        changed_at=standing.as_of,
    )
