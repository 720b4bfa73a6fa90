"""What people did, promised and were told to do."""

from app.domain import terms
from app.domain.records.fields import Body, Day, Id, IdList, Instant, Note, Record, Word


class Activity(Record):
    """A call, mail, meeting, task, note or ticket."""

    references = {
        "account_id": "account",
        "contact_ids": "contact",
        "opportunity_id": "opportunity",
        "user_ids": "user",
        "attended_ids": "contact",
        "actor_id": "user",
        "assigned_by_id": "user",
        "quote_id": "quote",
    }
    kind: terms.Kind
    account_id: Id | None = None
    contact_ids: IdList | None = None
    opportunity_id: Id | None = None
    user_ids: IdList | None = None
    attended_ids: IdList | None = None
    actor_id: Id | None = None
    assigned_by_id: Id | None = None
    started_by: terms.Starter | None = None
    direction: terms.Direction | None = None
    purpose: terms.Purpose | None = None
    outcome: terms.Outcome | None = None
    needs_answer: bool | None = None
    quote_id: Id | None = None
    thread_id: Word | None = None
    in_reply_to: Word | None = None
    subject: Note | None = None
    body: Body | None = None
    status: terms.ActivityStatus | None = None
    created_at: Instant | None = None
    due_at: Instant | None = None
    start_at: Instant | None = None
    completed_at: Instant | None = None


class Commitment(Record):
    """What we or the customer promised."""

    references = {
        "account_id": "account",
        "opportunity_id": "opportunity",
        "contact_id": "contact",
        "user_id": "user",
    }
    account_id: Id
    opportunity_id: Id | None = None
    contact_id: Id | None = None
    user_id: Id | None = None
    made_by: terms.MadeBy
    what: Note
    made_on: Day | None = None
    due_on: Day | None = None
    kept_on: Day | None = None
    broken_on: Day | None = None


class Directive(Record):
    """Work somebody was given, and how."""

    references = {"given_by": "user", "given_to": "user", "account_id": "account"}
    given_by: Id
    given_to: Id
    account_id: Id | None = None
    what: Note
    given_at: Instant
    how_prescribed: bool | None = None
    consulted_first: bool | None = None
    approval_asked_at: Instant | None = None
    approved_at: Instant | None = None
    due_on: Day | None = None
    ended_on: Day | None = None
    way: terms.Way | None = None
    told_us: bool | None = None
    result: terms.DirectiveResult | None = None
