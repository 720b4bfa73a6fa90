"""Quotes: asked for by mail, sent as fast as this desk quotes, sometimes sent again."""

from datetime import timedelta
from typing import Any

from app.demo.contact import mail
from app.demo.desk import Desk, Person


def quote(desk: Desk, ago: int, person: Person, **fields: Any) -> None:
    """A quote somebody asked for ``ago`` days back. ``fields`` may name its deal, amount and status."""
    complex_ = "opportunity_id" in fields
    late = desk.share("quotes", desk.habit["quote_late"])
    hours = desk.rng.uniform(*desk.habit["late_quote" if late else "quote"]) * (2 if complex_ else 1)
    asked_at = desk.at(ago, 4)
    sent_at = desk.hours.after(asked_at, hours)
    quote_id = desk.book.next_id("quote")
    subject, question, answer = desk.words("quote", person)
    about = {"thread_id": f"{quote_id}-m", "quote_id": quote_id}
    asked = mail(desk, asked_at, "inbound", person, subject=subject, body=question, **about)
    is_sent = sent_at < desk.end
    answered_at = desk.hours.after(sent_at, desk.rng.uniform(8, 80))
    status = fields.pop("status", None) or desk.rng.choice(["accepted", "accepted", "accepted", "declined", "expired"])
    if not is_sent:
        status = "draft"
    elif answered_at >= desk.end or (status == "expired" and sent_at > desk.end - timedelta(days=60)):
        status = "sent"
    amount = fields.pop("amount", None) or round(desk.rng.lognormvariate(8.3, 0.7), -1)
    closed = status in ("accepted", "declined")
    updated_at = answered_at if closed else sent_at if is_sent else asked_at
    common: dict[str, Any] = {"account_id": desk.account_id, "owner_id": desk.owner_id, "amount": amount} | fields
    desk.book.add(
        "quote", id=quote_id, updated_at=updated_at, status=status, complexity="complex" if complex_ else "standard",
        requested_at=asked_at, sent_at=sent_at if is_sent else None, answered_at=answered_at if closed else None,
        valid_until_on=sent_at.date() + timedelta(days=60) if is_sent else None, **common,
    )  # fmt: skip
    if is_sent and asked:
        again = {"subject": f"RE: {subject}", "in_reply_to": asked}
        mail(desk, sent_at, "outbound", person, body=answer, **about, **again)
    if closed and desk.rng.random() < desk.habit.get("quote_error", 0.03):
        resent_at = desk.hours.after(sent_at, 6)
        if resent_at < desk.end:
            desk.book.add(
                "quote", updated_at=resent_at, status=status, sent_at=resent_at, revises_id=quote_id,
                revision_cause="our_error", complexity="standard", **common,
            )  # fmt: skip
