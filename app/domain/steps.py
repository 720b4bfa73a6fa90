"""The steps that can clear a finding, as changes of the rows, so that their effect can be tried.

Rows that do not exist yet have negative ids.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from app.domain.findings import Case, Step
from app.domain.questions.business_created import live_deals
from app.domain.reactions import reaction
from app.domain.rows import (
    AccountRows,
    ActivityRow,
    ChangeRow,
    ContactRow,
    OpportunityRow,
    ScenarioRow,
)
from app.domain.standing import Standing

NEW_PERSON = -1
NEW_DEAL = -2
NEW_WORK = -3
MOST_PEOPLE = 3


def meeting(standing: Standing, people: tuple[int, ...], opportunity_id: int | None = None) -> ActivityRow:
    return ActivityRow(
        id=NEW_WORK,
        key=f"~meeting {people}",
        source_id=standing.account.source_id,
        kind="meeting",
        contact_ids=people,
        attended_ids=people,
        opportunity_id=opportunity_id,
        outcome="held",
        status="done",
        start_at=standing.as_of,
    )


def with_activity(rows: AccountRows, activity: ActivityRow) -> AccountRows:
    return replace(rows, activities=[*rows.activities, activity])


def not_met(standing: Standing, *, senior: bool | None) -> list[ContactRow]:
    """People on file nobody is in touch with, most senior first; leavers and opponents left out."""
    found = [
        contact
        for contact in standing.dossier.contacts.values()
        if contact.id not in standing.people
        and not (contact.left_on and contact.left_on <= standing.today)
        and contact.stance != "opponent"
        and (senior is None or standing.is_senior(contact.id) is senior)
    ]
    rank = standing.dossier.seniority
    return sorted(found, key=lambda contact: (-(rank[contact.id] or 0), contact.key))[:MOST_PEOPLE]


def meet(standing: Standing, contact: ContactRow) -> Step:
    met_before = any(contact.id in touch.people for touch in standing.dossier.touches if touch.at <= standing.as_of)
    done = meeting(standing, (contact.id,))
    code = "meet_again" if met_before else "meet"
    return Step(code, "contact", contact.id, lambda rows: with_activity(rows, done))


def meet_senior(standing: Standing) -> list[Step]:
    """The senior people on file not met lately; without any, finding one."""
    known = [meet(standing, contact) for contact in not_met(standing, senior=True)]
    if known or any(standing.is_senior(person) for person in standing.people):
        return known
    account = standing.account
    person = ContactRow(id=NEW_PERSON, key="~new person", source_id=account.source_id, seniority=5)
    done = meeting(standing, (NEW_PERSON,))

    def with_new_person(rows: AccountRows) -> AccountRows:
        return with_activity(replace(rows, contacts=[*rows.contacts, person]), done)

    return [Step("find_senior", "account", account.id, with_new_person)]


def meet_more(standing: Standing) -> list[Step]:
    """Anybody else on file; without anybody, finding one."""
    known = [meet(standing, contact) for contact in not_met(standing, senior=None)]
    if known:
        return known
    person = ContactRow(id=NEW_PERSON, key="~new person", source_id=standing.account.source_id, seniority=1)
    done = meeting(standing, (NEW_PERSON,))

    def with_new_person(rows: AccountRows) -> AccountRows:
        return with_activity(replace(rows, contacts=[*rows.contacts, person]), done)

    return [Step("find_second_person", "account", standing.account.id, with_new_person)]


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
        next_step_due_on=standing.today + timedelta(days=14),
        expected_close_on=standing.today + timedelta(days=180),
    )
    return Step(
        "start_deal",
        "account",
        standing.account.id,
        lambda rows: replace(rows, opportunities=[*rows.opportunities, deal]),
    )


def answer_changes(standing: Standing) -> list[Step]:
    """For each open change: a plan somebody accepts, where there is none. The talk is a senior meeting."""
    return [_plan(standing, change) for change in standing.asking_changes if not reaction(standing, change).planned]


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
    return [
        Step(
            "log_work",
            "account",
            standing.account.id,
            lambda rows: replace(rows, activities=[*rows.activities, *logged]),
            number=missing,
        )
    ]


def lead_more(case: Case) -> list[Step]:
    """Everything that raises effectiveness, business first."""
    standing = case.standing
    steps: Sequence[Step] = create_business(standing) if case.reached("business_created") != "yes" else []
    people = meet_senior(standing)
    more = meet_more(standing) if case.reached("right_people") != "yes" else []
    seen = {step.id for step in people}
    return [*steps, *people, *answer_changes(standing), *(step for step in more if step.id not in seen)]
