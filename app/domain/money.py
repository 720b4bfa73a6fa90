"""Amounts in the home currency. What cannot be converted is shown, never added."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from app.domain.history import OpportunityThen
from app.domain.policy import Policy
from app.domain.rows import AccountRow, OpportunityRow
from app.domain.value import value


def at_home(opportunity: OpportunityRow, account: AccountRow, policy: Policy) -> float | None:
    """The amount in home currency; None where it is absent or has no rate."""
    if opportunity.amount_home is not None:
        return opportunity.amount_home
    if opportunity.amount is None:
        return None
    return converted(opportunity.amount, currency_of(opportunity, account, policy), policy)


def currency_of(opportunity: OpportunityRow, account: AccountRow, policy: Policy) -> str:
    return opportunity.currency or account.currency or policy.money.home_currency


def converted(amount: float, currency: str, policy: Policy) -> float | None:
    """An amount in home currency; None without a rate."""
    if currency == policy.money.home_currency:
        return amount
    rate = policy.money.rates.get(currency)
    return None if rate is None else amount * rate


@value
class Results:
    """What came of it, in home currency, over a year and the year before."""

    won_365d: float
    won_before_365d: float
    lost_365d: float
    open: float
    last_won: float | None
    not_added: tuple[tuple[float, str], ...]
    """(amount, currency) of open and newly won deals without a rate."""


def results(opportunities: Sequence[OpportunityThen], account: AccountRow, as_of: datetime, policy: Policy) -> Results:
    year = timedelta(days=policy.windows.won)
    sums = {"won": 0.0, "before": 0.0, "lost": 0.0, "open": 0.0}
    wins: list[tuple[datetime, str, float]] = []
    not_added: list[tuple[float, str]] = []
    for deal in opportunities:
        counts_as = _counts_as(deal, as_of, year)
        amount = at_home(deal.row, account, policy)
        if counts_as and amount is not None:
            sums[counts_as] += amount
        elif counts_as in ("won", "open") and deal.row.amount is not None:
            not_added.append((deal.row.amount, currency_of(deal.row, account, policy)))
        if deal.is_won and deal.closed_at and amount is not None:
            wins.append((deal.closed_at, deal.row.key, amount))
    return Results(
        won_365d=sums["won"],
        won_before_365d=sums["before"],
        lost_365d=sums["lost"],
        open=sums["open"],
        last_won=max(wins)[2] if wins else None,
        not_added=tuple(not_added),
    )


def _counts_as(deal: OpportunityThen, as_of: datetime, year: timedelta) -> str | None:
    if deal.is_open:
        return "open"
    if not deal.closed_at:
        return None
    if deal.closed_at >= as_of - year:
        return "won" if deal.is_won else "lost"
    return "before" if deal.is_won and deal.closed_at >= as_of - 2 * year else None


def value_at_stake(came: Results, account: AccountRow, today: date, policy: Policy) -> float | None:
    """Money a year that good work here could win or keep; None where nothing tells it."""
    candidates = [came.open] if came.open > 0 else []
    if account.potential is not None:
        potential = converted(account.potential, account.currency or policy.money.home_currency, policy)
        if potential is not None:
            candidates.append(potential - came.won_365d)
    soon = today + timedelta(days=policy.priority.renewal_within)
    if account.renewal_on and today <= account.renewal_on <= soon and came.last_won is not None:
        candidates.append(came.last_won)
    return max(0.0, *candidates) if candidates else None
