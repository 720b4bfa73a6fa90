"""Agreed actions of several parts: which parts facts have done, each with its day.

What was open when it was agreed is read from the same records, as they stood at that instant.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from app.domain.answers import Evidence
from app.domain.contact_days import happened_at
from app.domain.messages import Message
from app.domain.questions.promised_work import OPEN, work_cases
from app.domain.questions.quotes_in_time import quote_cases
from app.domain.questions.replies_in_time import reply_cases
from app.domain.standing import Standing
from app.domain.support import line_up
from app.domain.value import value


@value
class Agreed:
    """The cure that was agreed. Facts count after ``since``; ``number`` is how many the cure asked for."""

    code: str
    type: str
    ref: int
    number: float | None
    since: datetime

    @property
    def times(self) -> int:
        return max(1, int(self.number or 1))


Parts = list[date | None]
"""Of each part the day it was done; None while it is open."""


def parts_of(standing: Standing, agreed: Agreed) -> Parts:
    """Empty for an action that is one thing, or of which nothing was open."""
    opening, _, rest = agreed.code.partition("_")
    kind = IN_TIME.get(agreed.code, opening)
    if agreed.code in LINE_UP:
        return LINE_UP[agreed.code](standing, agreed)
    if kind not in KINDS or not (rest in ENDINGS or agreed.code in IN_TIME):
        return []
    open_then, good_since = KINDS[kind]
    waiting = [] if agreed.code in IN_TIME else open_then(standing, agreed)
    more = agreed.times if rest.endswith("then") or agreed.code in IN_TIME else 0
    return [*waiting, *_first(good_since(standing, agreed), more)]


def done_together(standing: Standing, parts: Parts) -> Evidence | None:
    """The fact that all parts are done, with the day of the last."""
    days = [day for day in parts if day]
    if not parts or len(days) < len(parts):
        return None
    return Evidence("account", standing.account.id, "all_done", on=max(days), number=len(parts))


def _first(days: Iterable[date], wanted: int) -> Parts:
    found: Parts = [*sorted(days)[:wanted]]
    return [*found, *[None] * (wanted - len(found))]


def _on(standing: Standing, agreed: Agreed, at: datetime | None) -> date | None:
    return standing.day_of(at) if at and agreed.since < at <= standing.as_of else None


def _heard(standing: Standing, agreed: Agreed, message: Message) -> date | None:
    heard = [at for at in (message.answered_at, message.solved_at) if at and at > agreed.since]
    return _on(standing, agreed, min(heard, default=None))


def _messages_waiting(standing: Standing, agreed: Agreed) -> Parts:
    waited = {case.id for case in reply_cases(standing.at(agreed.since)) if case.code == "not_answered"}
    return [_heard(standing, agreed, each) for each in standing.dossier.messages if each.activity.id in waited]


def _answered_in_time(standing: Standing, agreed: Agreed) -> Iterable[date]:
    good = {case.id for case in reply_cases(standing) if case.counts}
    later = (each for each in standing.dossier.messages if each.received_at > agreed.since)
    return (day for each in later if each.activity.id in good and (day := _heard(standing, agreed, each)))


def _quotes_waiting(standing: Standing, agreed: Agreed) -> Parts:
    waited = {case.id for case in quote_cases(standing.at(agreed.since)) if case.code == "quote_not_sent"}
    return [_on(standing, agreed, row.sent_at) for row in standing.dossier.quotes if row.id in waited]


def _sent_in_time(standing: Standing, agreed: Agreed) -> Iterable[date]:
    good = {case.id for case in quote_cases(standing) if case.counts}
    return (day for row in standing.quotes if row.id in good and (day := _on(standing, agreed, row.sent_at)))


def _work_days(standing: Standing, agreed: Agreed, wanted: set[tuple[str, int]]) -> Parts:
    tasks = [row for row in standing.dossier.tasks if ("activity", row.id) in wanted]
    promises = [row for row in standing.dossier.rows.commitments if ("commitment", row.id) in wanted]
    agreed_on = standing.day_of(agreed.since)
    return [
        *(_on(standing, agreed, happened_at(row)) for row in tasks),
        *(row.kept_on if row.kept_on and agreed_on <= row.kept_on <= standing.today else None for row in promises),
    ]


def _work_waiting(standing: Standing, agreed: Agreed) -> Parts:
    waited = {(case.type, case.id) for case in work_cases(standing.at(agreed.since)) if case.code in OPEN}
    return _work_days(standing, agreed, waited)


def _done_in_time(standing: Standing, agreed: Agreed) -> Iterable[date]:
    good = {(case.type, case.id) for case in work_cases(standing) if case.counts}
    return (day for day in _work_days(standing, agreed, good) if day)


def _lined_up(standing: Standing, agreed: Agreed) -> Parts:
    """So many more people behind the proposal than when it was agreed; the last of them makes somebody senior."""
    then = standing.at(agreed.since)
    before = next((line_up(then, deal) for deal in then.opportunities if deal.id == agreed.ref), None)
    now = next((line_up(standing, deal) for deal in standing.opportunities if deal.id == agreed.ref), None)
    if before is None or now is None:
        return []
    both = sorted((*standing.touches, *standing.family_touches), key=lambda touch: touch.at, reverse=True)
    first = {person: touch.at for touch in both if touch.at > agreed.since for person in touch.people}
    gained = [standing.day_of(first[person]) for person in now.supporters if person in first.keys() - before.supporters]
    parts = _first(gained, agreed.times)
    return parts if now.senior or now.rank_not_known else [*parts[:-1], None]


def _settled(standing: Standing, agreed: Agreed) -> Parts:
    """The customer's promises for the proposal that were due: kept since, or with a new day."""
    agreed_on = standing.day_of(agreed.since)
    due = [
        row
        for row in standing.commitments
        if row.made_by == "customer" and row.opportunity_id == agreed.ref and row.due_on
        if not (row.kept_on and row.kept_on < agreed_on) and not (row.made_on and row.made_on > agreed_on)
    ]
    return [
        row.kept_on if row.kept_on else standing.today if row.due_on and row.due_on >= agreed_on else None
        for row in due
    ]


ENDINGS = ("then", "all", "all_then")
IN_TIME = {"replies_in_time": "answer", "quotes_in_time": "send", "work_in_time": "finish"}
Open = Callable[[Standing, Agreed], Parts]
Good = Callable[[Standing, Agreed], Iterable[date]]
KINDS: dict[str, tuple[Open, Good]] = {
    "answer": (_messages_waiting, _answered_in_time),
    "send": (_quotes_waiting, _sent_in_time),
    "finish": (_work_waiting, _done_in_time),
    "keep": (_work_waiting, _done_in_time),
}
LINE_UP: dict[str, Open] = {
    "line_up": _lined_up,
    "settle_all": _settled,
    "line_up_and_settle": lambda standing, agreed: [*_settled(standing, agreed), *_lined_up(standing, agreed)],
}
COMPOSITE = frozenset((*IN_TIME, *LINE_UP, *(f"{kind}_{ending}" for kind in KINDS for ending in ENDINGS)))
"""The cures that are done part by part."""
