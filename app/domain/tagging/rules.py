"""What the kind, outcome and links of an activity decide without reading its text.

A rule stands here only when it is decisive. The first that speaks wins.
"""

from collections.abc import Callable, Mapping
from typing import Any

from app.domain.terms import Purpose

Rule = Callable[[Mapping[str, Any]], Purpose | None]


def ticket_is_service(fields: Mapping[str, Any]) -> Purpose | None:
    """A ticket is service, whatever it says: solving a customer's problem tends the account.

    Principle: doing things right is efficiency. Flagged: a ticket "Interested in more licences". Passing: a mail
    with the same words.
    """
    return "service" if fields.get("kind") == "ticket" else None


def quote_going_out(fields: Mapping[str, Any]) -> Purpose | None:
    """A mail of ours that carries a quote is quoting.

    Principle: efficient is who gets quotes out quickly. Flagged: an outbound mail with a ``quote_id``. Passing: a
    meeting with a ``quote_id`` (it may argue the value), a customer's mail about a quote (it may be an objection).
    """
    going_out = fields.get("kind") == "email" and fields.get("direction") == "outbound"
    return "quoting" if going_out and fields.get("quote_id") else None


def nobody_reached(fields: Mapping[str, Any]) -> Purpose | None:
    """A call or meeting in which nobody was met is follow-up: nothing was learned, shown or won.

    Principle: leading needs the other side. Flagged: a call with outcome ``voicemail``. Passing: a call with
    outcome ``spoke``, a mail.
    """
    missed = fields.get("outcome") in ("voicemail", "no_answer", "no_show")
    return "follow_up" if missed and fields.get("kind") in ("call", "meeting") else None


RULES: tuple[Rule, ...] = (ticket_is_service, quote_going_out, nobody_reached)
