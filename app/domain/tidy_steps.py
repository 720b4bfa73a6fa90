"""Tidying up, as changes of the rows: what is open gets done now, and the next pieces of work in time.

What was late stays late: the share in time rises only by more work in time.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from app.domain.answers import Evidence
from app.domain.deal_steps import date_deals
from app.domain.findings import Case, Step
from app.domain.questions.promised_work import OPEN, work_cases
from app.domain.questions.quotes_in_time import quote_cases
from app.domain.questions.replies_in_time import reply_cases
from app.domain.rows import AccountRows, ActivityRow, QuoteRow
from app.domain.standing import Standing
from app.domain.steps import NEW_WORK, meeting, with_activity

MOST = 3
SHORTLY = timedelta(minutes=30)
Change = Callable[[AccountRows], AccountRows]


def tidy_up(case: Case) -> list[Step]:
    """Answer first, then send, finish and date."""
    line = case.standing.policy.lines.efficiency
    return [*answer(case, line), *send_quotes(case, line), *finish(case, line), *date_deals(case)]


def answer(case: Case, share: float) -> list[Step]:
    """Answer who waits, and the next messages in time until ``share`` percent are."""
    standing = case.standing
    cases = reply_cases(standing)
    waiting = [each.id for each in cases if each.code == "not_answered"]
    coming = _in_time(case, cases, share)
    new = [
        replace(_message(standing, kind), id=NEW_WORK - n, key=f"~{kind} {n}", thread_id=f"~{n}")
        for n in range(coming)
        for kind in ("asked", "answered")
    ]
    people = {row.id: row.contact_ids for row in standing.dossier.rows.activities if row.id in waiting}

    def answered(rows: AccountRows) -> AccountRows:
        replies = [replace(meeting(standing, people[each]), key=f"~answer {each}") for each in waiting]
        return with_activity(rows, *replies, *new)

    def talked(rows: AccountRows, waiting_id: int) -> AccountRows:
        return with_activity(rows, meeting(standing, people[waiting_id]))

    one = [Step("answer", "activity", each, partial(talked, waiting_id=each)) for each in waiting[:MOST]]
    return [*_first(standing, "answer", "activity", waiting, coming, answered), *one]


def _message(standing: Standing, kind: str) -> ActivityRow:
    is_theirs = kind == "asked"
    return ActivityRow(
        id=NEW_WORK,
        key=f"~{kind}",
        source_id=standing.account.source_id,
        kind="email",
        direction="inbound" if is_theirs else "outbound",
        needs_answer=True if is_theirs else None,
        status="done",
        start_at=standing.as_of - SHORTLY if is_theirs else standing.as_of,
    )


def send_quotes(case: Case, share: float) -> list[Step]:
    """Send what was asked for, and the next quotes in time until ``share`` percent are."""
    standing = case.standing
    cases = quote_cases(standing)
    unsent = [each.id for each in cases if each.code == "quote_not_sent"]
    coming = _in_time(case, cases, share)
    new = [
        QuoteRow(
            id=NEW_WORK - n,
            key=f"~quote {n}",
            source_id=standing.account.source_id,
            status="sent",
            requested_at=standing.as_of,
            sent_at=standing.as_of,
        )
        for n in range(coming)
    ]

    def sent(rows: AccountRows, some: Sequence[int], more: Sequence[QuoteRow] = ()) -> AccountRows:
        quotes = [replace(row, status="sent", sent_at=standing.as_of) if row.id in some else row for row in rows.quotes]
        return replace(rows, quotes=[*quotes, *more])

    one = [Step("send", "quote", each, partial(sent, some=[each])) for each in unsent[:MOST]]
    return [*_first(standing, "send", "quote", unsent, coming, lambda rows: sent(rows, unsent, new)), *one]


def finish(case: Case, share: float | None) -> list[Step]:
    """Finish what is overdue and keep our promises; with ``share``, also the next work by its day until so much is."""
    standing = case.standing
    cases = work_cases(standing)
    overdue = [each for each in cases if each.code in OPEN]
    coming = 0 if share is None else _in_time(case, cases, share)
    just_now = standing.as_of - SHORTLY
    new = [
        replace(meeting(standing, ()), id=NEW_WORK - n, key=f"~task {n}", kind="task", outcome=None, start_at=None,
                due_at=just_now, completed_at=just_now)
        for n in range(coming)
    ]  # fmt: skip

    def done(rows: AccountRows, some: Sequence[Evidence]) -> AccountRows:
        ids = {(each.type, each.id) for each in some}
        tasks = [
            replace(row, status="done", completed_at=standing.as_of) if ("activity", row.id) in ids else row
            for row in rows.activities
        ]
        promises = [
            replace(row, kept_on=standing.today) if ("commitment", row.id) in ids else row for row in rows.commitments
        ]
        return replace(rows, activities=tasks, commitments=promises)

    def finished(rows: AccountRows) -> AccountRows:
        return with_activity(done(rows, overdue), *new)

    one = [
        Step(
            "finish" if each.type == "activity" else "keep_promise",
            each.type,
            each.id,
            partial(done, some=[each]),
        )
        for each in overdue[:MOST]
    ]
    first = overdue[0].type if overdue else ""
    code = "keep" if first == "commitment" else "finish"
    return [*_first(standing, code, first, [each.id for each in overdue], coming, finished), *one]


def _in_time(case: Case, cases: Sequence[Evidence], share: float) -> int:
    """How many more cases in time bring the basic to ``share`` percent, or, where it is there, to a yes."""
    good, of = sum(each.counts for each in cases), len(cases)
    if not of or good == of:
        return 0
    policy = case.standing.policy
    wanted = share if 100 * good < share * of else max(share, policy.lines.answer_yes)
    enough = (n for n in range(policy.cures.more_in_time) if 100 * (good + n) >= wanted * (of + n))
    return next(enough, policy.cures.more_in_time)


IN_TIME = {"answer": "replies_in_time", "send": "quotes_in_time", "finish": "work_in_time", "keep": "work_in_time"}


def _first(
    standing: Standing, code: str, kind: str, open_ones: Sequence[int], coming: int, apply: Change
) -> list[Step]:
    """What is open, named by its first record, and then so many in time."""
    if not open_ones:
        return [Step(IN_TIME[code], "account", standing.account.id, apply, number=coming)] if coming else []
    if len(open_ones) == 1 and not coming:
        return []
    then = "then" if coming else "all"
    said = f"{code}_{then}" if len(open_ones) == 1 or not coming else f"{code}_all_then"
    return [Step(said, kind, open_ones[0], apply, number=coming or len(open_ones))]
