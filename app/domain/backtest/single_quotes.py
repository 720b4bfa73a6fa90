"""One quote at a time: was the first quote of a deal in time, and was the deal won?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.backtest.intervals import Case
from app.domain.business_hours import deadline, hours_a_day, zone_or
from app.domain.dossier import Dossier
from app.domain.policy import Policy
from app.domain.rows import QuoteRow


@dataclass(frozen=True, slots=True)
class QuoteCases:
    """The cases in time and late; ``first_on`` and ``last_on`` are the days the first and last were asked for."""

    in_time: list[Case]
    late: list[Case]
    first_on: date | None
    last_on: date | None
    closed_by: date


def quote_cases(dossiers: Iterable[Dossier], policy: Policy, until: datetime) -> QuoteCases:
    """Of every deal closed until then: its first quote, where both its days are recorded.

    Hours are those of the workspace's calendar: owners, and so their calendars, carry no date.
    """
    zone = zone_or(None, policy.calendar.zone)
    in_time: list[Case] = []
    late: list[Case] = []
    days: list[date] = []
    for dossier in dossiers:
        first = _first_quotes(dossier.rows.quotes)
        for file in dossier.opportunities:
            quote, closed_at = first.get(file.row.id), file.closed_at(policy)
            if not (quote and quote.requested_at and file.is_closed_today(policy)) or not closed_at:
                continue
            if quote.sent_at is None or closed_at > until:
                continue
            (in_time if quote.sent_at <= _due_at(quote, quote.requested_at, policy) else late).append(
                (dossier.account.id, file.is_won_today(policy))
            )
            days.append(quote.requested_at.astimezone(zone).date())
    return QuoteCases(in_time, late, min(days, default=None), max(days, default=None), until.astimezone(zone).date())


def _first_quotes(quotes: Iterable[QuoteRow]) -> dict[int, QuoteRow]:
    first: dict[int, QuoteRow] = {}
    for quote in sorted(
        (quote for quote in quotes if quote.requested_at), key=lambda quote: (quote.requested_at, quote.key)
    ):
        if quote.opportunity_id is not None:
            first.setdefault(quote.opportunity_id, quote)
    return first


def _due_at(quote: QuoteRow, requested_at: datetime, policy: Policy) -> datetime:
    days = policy.quotes.complex if quote.complexity == "complex" else policy.quotes.standard
    return deadline(requested_at, days * hours_a_day(policy.calendar), policy.calendar, None)
