"""Do customers hear from us in time?

Principle: doing things right means answering quickly. A case is a customer's message that needs an answer and
has one, or is overdue; a new lead is answered faster. A ticket solved later, with no other answer on
record, is no case: we cannot know when the customer heard.
"""

from datetime import datetime

from app.domain.answers import Answer, Evidence, share
from app.domain.messages import Message
from app.domain.standing import Standing

QUESTION = "replies_in_time"


def ask(standing: Standing) -> Answer:
    cases = reply_cases(standing)
    if not cases or not standing.day.is_on(QUESTION):
        return standing.without_cases(QUESTION)
    return share(
        QUESTION,
        standing.policy.lines.answer_yes,
        yes=sum(case.counts for case in cases),
        of=len(cases),
        evidence=cases,
        inferred=True,
    )


def reply_cases(standing: Standing) -> list[Evidence]:
    since = standing.since(standing.policy.windows.work)
    return [
        case
        for message in standing.dossier.messages
        if message.received_at <= standing.as_of and (case := _case(standing, message, since))
    ]


def _case(standing: Standing, message: Message, since: datetime) -> Evidence | None:
    """``since``: what was answered and is older is no case any more."""
    as_of, replies = standing.as_of, standing.policy.replies
    answered_at = message.answered_at if message.answered_at and message.answered_at <= as_of else None
    solved_at = message.solved_at if message.solved_at and message.solved_at <= as_of else None
    if (answered_at or solved_at) and message.received_at < since:
        return None
    is_lead = message.is_first and not standing.at(message.received_at).is_customer
    due = standing.due_by(
        message.received_at, replies.new_lead if is_lead else replies.customer, standing.account.owner_id
    )
    heard_at = min(
        (at for at in (answered_at, solved_at if solved_at and solved_at <= due else None) if at), default=None
    )
    if heard_at is None and (solved_at or message.solved_some_day or as_of <= due):
        return None
    in_time = heard_at is not None and heard_at <= due
    code = "answered_in_time" if in_time else "answered_late" if heard_at else "not_answered"
    return Evidence("activity", message.activity.id, code, on=standing.day_of(message.received_at), counts=in_time)
