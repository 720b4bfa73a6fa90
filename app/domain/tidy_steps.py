"""The steps that tidy up: what is late is done, and dated again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from app.domain.answers import Evidence
from app.domain.findings import Case, Step
from app.domain.questions.promised_work import work_cases
from app.domain.questions.quotes_in_time import quote_cases
from app.domain.questions.replies_in_time import reply_cases
from app.domain.rows import AccountRows, QuoteRow
from app.domain.standing import Standing
from app.domain.steps import NEW_WORK, meeting, with_activity

MOST = 3
MOST_QUOTES = 12


def tidy_up(case: Case) -> list[Step]:
    """Date the deals, then put the next pieces of work right; what is already late stays late."""
    standing = case.standing
    deals = [_date(standing, each) for each in _late(case, "next_step")]
    return [*deals[:MOST], *_answer(standing), *_finish(standing), *_quotes_in_time(standing)]


def _late(case: Case, question: str) -> list[Evidence]:
    return [each for each in case.efficiency.answer(question).evidence if not each.counts]


def _date(standing: Standing, deal: Evidence) -> Step:
    def dated(rows: AccountRows) -> AccountRows:
        deals = [
            replace(
                row,
                next_step_due_on=standing.today + timedelta(days=14),
                expected_close_on=standing.today + timedelta(days=90),
                created_at=standing.as_of,
            )
            if row.id == deal.id
            else row
            for row in rows.opportunities
        ]
        kept = [change for change in rows.field_changes if change.record_id != deal.id]
        return replace(rows, opportunities=deals, field_changes=kept)

    return Step("date_next_step", "opportunity", deal.id, dated)


def _answer(standing: Standing) -> list[Step]:
    """Answering clears an open message from being overdue; it stays a late answer, so the gain is in the talk."""
    waiting = [each for each in reply_cases(standing) if each.code == "not_answered"]
    return [Step("answer", "activity", each.id, _met(standing, each.id)) for each in waiting[:MOST]]


def _met(standing: Standing, activity_id: int) -> Callable[[AccountRows], AccountRows]:
    people = next(row.contact_ids for row in standing.dossier.rows.activities if row.id == activity_id)
    return lambda rows: with_activity(rows, meeting(standing, people))


def _finish(standing: Standing) -> list[Step]:
    """Finishing what is overdue; once finished, old work leaves the window."""
    overdue = [each for each in work_cases(standing) if each.code == "overdue"]

    def finished(each: Evidence) -> Step:
        return Step(
            "finish",
            "activity",
            each.id,
            lambda rows: replace(
                rows,
                activities=[
                    replace(row, status="done", completed_at=standing.as_of) if row.id == each.id else row
                    for row in rows.activities
                ],
            ),
        )

    return [finished(each) for each in overdue[:MOST]]


def _quotes_in_time(standing: Standing) -> list[Step]:
    """So many more quotes in time bring the basic back to its line."""
    cases = quote_cases(standing)
    good = sum(case.counts for case in cases)
    needed = next(
        (n for n in range(1, MOST_QUOTES) if 100 * (good + n) / (len(cases) + n) >= standing.policy.lines.answer_yes),
        None,
    )
    if good == len(cases) or needed is None:
        return []
    quotes = [
        QuoteRow(
            id=NEW_WORK - n,
            key=f"~quote {n}",
            source_id=standing.account.source_id,
            status="sent",
            requested_at=standing.as_of,
            sent_at=standing.as_of,
        )
        for n in range(needed)
    ]
    return [
        Step(
            "quotes_in_time",
            "account",
            standing.account.id,
            lambda rows: replace(rows, quotes=[*rows.quotes, *quotes]),
            number=needed,
        )
    ]
