"""What the data can answer, in sentences."""

from collections.abc import Sequence

from app.domain.readiness import Missing, Ready
from app.domain.wording.names import count, plural

FEEDS = {
    "opportunity": ("opportunities", "opportunities"),
    "starter": ("who started the deal", "opportunities"),
    "stage_dates": ("when a deal changed stage", "opportunities"),
    "named_contact": (
        "a day and the contacts of calls, meetings and mails that took place",
        "calls, meetings and mails",
    ),
    "title": ("titles of contacts", "contacts"),
    "quote_request": ("when a quote was asked for", "quotes"),
    "message": ("messages of customers with their day", "messages"),
    "due_work": ("due dates of tasks and promises", "tasks and promises"),
    "next_step_date": ("a date for the next step", "opportunities"),
    "close_date": ("the expected close date", "opportunities"),
}
FIELDS = {
    "opportunity": "opportunity",
    "starter": "opportunity.started_by",
    "stage_dates": "field_change of stage",
    "named_contact": "activity.contact_ids",
    "title": "contact.title",
    "quote_request": "quote.requested_at",
    "message": "activity.direction",
    "due_work": "activity.due_at",
    "next_step_date": "opportunity.next_step_due_on",
    "close_date": "opportunity.expected_close_on",
}
"""The field of the records that would feed it."""
MENDS = {
    "opportunity": "Export your opportunities with id, account_id, stage and created_at.",
    "starter": "Keep in the CRM who had the idea, and export it as started_by: us, customer or partner.",
    "stage_dates": "Export the stage history: field_changes with record_id, field stage, new and changed_at.",
    "named_contact": "Log who took part, and export calls, meetings and mails with contact_ids and their time.",
    "title": "Export the job titles of your contacts as title.",
    "quote_request": "Keep when a quote was asked for, and export it as requested_at.",
    "message": "Export mails with direction (inbound or outbound) and their time.",
    "due_work": "Export tasks with due_at and completed_at.",
    "next_step_date": "Keep a date with each next step, and export it as next_step_due_on.",
    "close_date": "Export the close date as expected_close_on.",
}
"""What to do so that it is there."""


def ready_sentence(ready: Ready) -> str:
    if ready.switched_off:
        return "Not asked here: switched off in the policy."
    lacking = "; ".join(_missing(each) for each in ready.missing)
    if not ready.answerable:
        return f"Cannot be asked. It needs {lacking or 'accounts'}."
    whole = f"Can be asked, with records on {plural(ready.accounts, 'account')}."
    return f"{whole} Not asked, because missing: {lacking}." if lacking else whole


def _missing(missing: Missing) -> str:
    what, rows = FEEDS[missing.feed]
    if not missing.rows:
        return f"{what} (none on file)"
    return f"{what} (filled in {count(missing.filled)} of {count(missing.rows)} {rows})"


def whole_sentence(answerable: int, questions: Sequence[Ready]) -> str:
    """``questions``: those that are not switched off."""
    of = len(questions)
    if answerable == of:
        return f"With your data we can answer all {of} questions."
    needed = dict.fromkeys(
        FEEDS[missing.feed][0] for ready in questions if not ready.answerable for missing in ready.missing
    )
    rest = of - answerable
    needs = f"need{'s' if rest == 1 else ''} {', '.join(needed)}" if needed else "waits for the first accounts"
    return f"With your data we can answer {answerable} of {of} questions; the other {rest} {needs}."
