"""Whether an account is judged at all: the first state that fits."""

from datetime import datetime, timedelta

from app.domain import terms
from app.domain.contact_days import happened_at, is_planned
from app.domain.messages import received_at
from app.domain.questions.quotes_in_time import quote_cases
from app.domain.standing import Standing

NOT_JUDGED: frozenset[terms.State] = frozenset({"former", "partner", "dormant"})


def state_of(standing: Standing) -> terms.State:
    account, policy = standing.account, standing.policy
    if account.relationship == "former":
        return "former"
    if account.relationship == "partner":
        return "partner"
    if account.paused_until_on and account.paused_until_on >= standing.today:
        return "paused"
    known_since = account.created_at or _earliest(standing)
    if known_since and standing.as_of - known_since < timedelta(days=policy.states.new_account):
        return "new"
    changed_at = standing.owner_changed_at
    if changed_at and standing.as_of - changed_at < timedelta(days=policy.states.new_owner):
        return "new_owner"
    return "dormant" if _is_dormant(standing) else "assessed"


def _earliest(standing: Standing) -> datetime | None:
    dated = [at for row in standing.activities for at in (row.created_at, happened_at(row), received_at(row))]
    dated.append(standing.past.earliest_at if standing.past else None)
    dated += [at for deal in standing.opportunities for at in (deal.file.created_at, deal.closed_at)]
    dated += [at for quote in standing.quotes for at in (quote.requested_at, quote.sent_at)]
    days = [
        *(row.made_on for row in standing.commitments),
        *(change.noticed_on for change in standing.dossier.rows.changes),
    ]
    dated += [standing.starts(day) for day in days if day]
    return min((at for at in dated if at and at <= standing.as_of), default=None)


def _is_dormant(standing: Standing) -> bool:
    """A prospect with nothing open, nothing owed and no word either way for the policy's days."""
    if standing.is_customer or standing.open_opportunities:
        return False
    days = standing.policy.windows.silence
    since = standing.since(days)
    owed = (
        any(row.due_at and is_planned(row, standing.as_of) for row in standing.dossier.rows.activities)
        or any(row.made_by == "us" and not row.kept_on and not row.broken_on for row in standing.commitments)
        or any(case.code == "quote_not_sent" for case in quote_cases(standing))
    )
    asked = any((at := received_at(activity)) and at >= since for activity in standing.activities)
    return not owed and not asked and not standing.touches_within(days)
