"""Do quotes go out in time, and right the first time?

Principle: doing things right means quotes done quickly. A case is a quote asked for in the window, or still
open; it is in time when it was sent within the policy's business days and not sent again for our own error.
"""

from datetime import datetime

from app.domain.answers import Answer, Evidence, share
from app.domain.business_hours import hours_a_day
from app.domain.contact_days import happened_at
from app.domain.messages import received_at
from app.domain.rows import QuoteRow
from app.domain.standing import Standing

QUESTION = "quotes_in_time"
NEVER_DUE = ("cancelled", "expired", "declined")
GONE_OUT = ("sent", "accepted")


def ask(standing: Standing) -> Answer:
    cases = quote_cases(standing)
    if not cases or not standing.day.is_on(QUESTION):
        return standing.without_cases(QUESTION)
    undated = {quote.id for quote in standing.quotes if quote.requested_at is None}
    return share(
        QUESTION,
        standing.policy.lines.answer_yes,
        yes=sum(case.counts for case in cases),
        of=len(cases),
        evidence=cases,
        inferred=any(case.id in undated for case in cases),
    )


def quote_cases(standing: Standing) -> list[Evidence]:
    """Every quote that counts, in time or not, in the order of their keys."""
    spoiled = {
        quote.revises_id
        for quote in standing.quotes
        if quote.revision_cause == "our_error" and quote.sent_at and quote.sent_at <= standing.as_of
    }
    return [case for quote in standing.quotes if (case := _case(standing, quote, spoiled))]


def _case(standing: Standing, quote: QuoteRow, spoiled: set[int | None]) -> Evidence | None:
    asked_at = asked_for_at(standing, quote)
    if not asked_at:
        return None
    sent_at = quote.sent_at if quote.sent_at and quote.sent_at <= standing.as_of else None
    if sent_at is None and (quote.status in NEVER_DUE or (quote.status in GONE_OUT and quote.sent_at is None)):
        return None
    if asked_at < standing.since(standing.policy.windows.work) and sent_at:
        return None
    days = standing.policy.quotes.complex if quote.complexity == "complex" else standing.policy.quotes.standard
    due = standing.due_by(asked_at, days * hours_a_day(standing.policy.calendar), quote.owner_id)
    if sent_at is None and standing.as_of <= due:
        return None
    in_time = sent_at is not None and sent_at <= due
    code = "quote_in_time" if in_time else "quote_late" if sent_at else "quote_not_sent"
    if in_time and quote.id in spoiled:
        code = "quote_sent_again"
    return Evidence("quote", quote.id, code, on=standing.day_of(asked_at), counts=code == "quote_in_time")


def asked_for_at(standing: Standing, quote: QuoteRow) -> datetime | None:
    """When it was asked for: as recorded, else the customer's first message that names the quote."""
    if quote.requested_at or not standing.policy.proxies.quote_request:
        return quote.requested_at
    named = (
        at
        for activity in standing.dossier.rows.activities
        if activity.quote_id == quote.id and (at := received_at(activity)) and at == happened_at(activity)
    )
    return min(named, default=None)
