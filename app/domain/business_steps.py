"""Creating business and getting ready for change, as changes of the rows, so that what they would do can be tried."""

from dataclasses import replace
from datetime import timedelta

from app.domain.findings import Case, Step
from app.domain.questions.business_created import live_deals
from app.domain.reactions import reaction
from app.domain.rows import ChangeRow, OpportunityRow, ScenarioRow
from app.domain.standing import Standing
from app.domain.steps import NEW_DEAL, NEW_WORK, meet_more, meet_senior, meeting, with_activity


def create_business(standing: Standing) -> list[Step]:
    """Move a deal of ours that stands still, or start one."""
    live = {deal.id for deal in live_deals(standing)}
    resting = [
        deal
        for deal in standing.open_opportunities
        if deal.id not in live and deal.creates_business and standing.starter(deal).who == "us"
    ]
    return [*(_move(standing, deal.id) for deal in resting[:1]), _start(standing)]


def _move(standing: Standing, opportunity_id: int) -> Step:
    done = meeting(standing, (), opportunity_id)
    return Step("move_deal", "opportunity", opportunity_id, lambda rows: with_activity(rows, done))


def _start(standing: Standing) -> Step:
    deal = OpportunityRow(
        id=NEW_DEAL,
        key="~new deal",
        source_id=standing.account.source_id,
        kind="expansion",
        started_by="us",
        stage_kind="open",
        created_at=standing.as_of,
        next_step_due_on=standing.today + timedelta(days=standing.policy.cures.next_step_in),
        expected_close_on=standing.today + timedelta(days=standing.policy.cures.new_deal_closes_in),
    )
    return Step(
        "start_deal",
        "account",
        standing.account.id,
        lambda rows: replace(rows, opportunities=[*rows.opportunities, deal]),
    )


def answer_changes(standing: Standing) -> list[Step]:
    """A word with somebody senior since the oldest change nobody talked about, and a plan for each without one."""
    reactions = [reaction(standing, change) for change in standing.asking_changes]
    silent = [each.change.noticed_on for each in reactions if not each.talked]
    talks = meet_senior(standing, standing.starts(min(silent))) if silent else []
    return [*talks, *(_plan(standing, each.change) for each in reactions if not each.planned)]


def _plan(standing: Standing, change: ChangeRow) -> Step:
    plan = ScenarioRow(
        id=NEW_WORK,
        key=f"~plan {change.key}",
        source_id=standing.account.source_id,
        change_id=change.id if change.told_by is None else None,
        trigger=None if change.told_by is None else change.kind,
        options=((standing.account.owner_id, standing.today),),
    )
    kind, number = change.told_by or ("change", change.id)
    return Step(
        f"plan_{change.news}" if change.news else "plan",
        kind,
        number,
        lambda rows: replace(rows, scenarios=[*rows.scenarios, plan]),
    )


def log_work(standing: Standing) -> list[Step]:
    """As many records as it takes to say something."""
    missing = standing.policy.lines.thin_file - standing.records_of_work
    logged = [replace(meeting(standing, ()), id=NEW_WORK - n, key=f"~logged {n}") for n in range(missing)]
    account = standing.account.id
    return [Step("log_work", "account", account, lambda rows: with_activity(rows, *logged), number=missing)]


def lead_more(case: Case) -> list[Step]:
    """Everything that raises effectiveness, business first."""
    standing = case.standing
    steps = create_business(standing) if case.reached("business_created") != "yes" else []
    steps += [*meet_senior(standing), *answer_changes(standing)]
    if case.reached("right_people") != "yes":
        steps += meet_more(standing)
    return each_once(steps)


def each_once(steps: list[Step]) -> list[Step]:
    return list({(step.code, step.type, step.id): step for step in reversed(steps)}.values())[::-1]
