"""Days of contact: mails both ways, calls, meetings and tickets on a desk."""

from datetime import datetime, timedelta
from typing import Any

from app.demo.desk import Desk, Person

TENDING_MAILS = ("service", "service", "delivery", "admin")
CREATING = ("discovery", "reaching", "proposing", "lining_up", "expanding", "planning")


def mail(desk: Desk, at: datetime, direction: str, person: Person, **fields: Any) -> str | None:
    starter = {"inbound": "customer", "outbound": "us"}[direction]
    actor_id = desk.owner_id if direction == "outbound" else None
    return desk.log(
        kind="email", direction=direction, contact_ids=[person.id], user_ids=[desk.owner_id], status="done",
        started_by=None if fields.get("in_reply_to") else starter, created_at=at, start_at=at,
        **({"actor_id": actor_id} | fields),
    )  # fmt: skip


def customer_asks(desk: Desk, ago: int, person: Person, *, answered: bool = True) -> None:
    """A question by mail, and our answer as fast as this desk answers."""
    subject, question, answer = desk.words(desk.rng.choice(TENDING_MAILS), person)
    asked_at = desk.at(ago, 5)
    thread = desk.book.next_id("activity") + "-m"
    first = mail(desk, asked_at, "inbound", person, thread_id=thread, subject=subject, body=question)
    if first is None or not answered:
        return
    late = desk.share("replies", desk.habit["reply_late"])
    answered_at = desk.hours.after(asked_at, desk.rng.uniform(*desk.habit["late_reply" if late else "reply"]))
    subject = f"RE: {subject}"
    again = {"thread_id": thread, "subject": subject}
    reply = mail(desk, answered_at, "outbound", person, body=answer, in_reply_to=first, **again)
    if reply and desk.rng.random() < 0.25:
        (thanks,) = desk.words("thanks", person)
        thanked_at = desk.hours.after(answered_at, desk.rng.uniform(0.1, 1.5))
        mail(desk, thanked_at, "inbound", person, body=thanks, in_reply_to=reply, **again)


def we_write(desk: Desk, ago: int, person: Person, group: str, *, answered: bool = True, **fields: Any) -> None:
    """A mail of ours, answered the same or the next day."""
    subject, text, answer = desk.words(group, person)
    thread = desk.book.next_id("activity") + "-m"
    sent_at = desk.at(ago, 4)
    ours = mail(desk, sent_at, "outbound", person, thread_id=thread, subject=subject, body=text, **fields)
    if ours and answered:
        back_at = desk.hours.after(sent_at, desk.rng.uniform(0.3, 4))
        fields |= {"thread_id": thread, "in_reply_to": ours, "subject": f"RE: {subject}"}
        mail(desk, back_at, "inbound", person, body=answer, **fields)


def call(desk: Desk, ago: int, person: Person, group: str, *, outcome: str = "spoke", **fields: Any) -> None:
    subject, text = desk.words("voicemail" if outcome == "voicemail" else group, person)
    at = desk.at(ago)
    starter = "customer" if desk.rng.random() < 0.3 and outcome == "spoke" else "us"
    desk.log(
        kind="call", contact_ids=[person.id], user_ids=[desk.owner_id], status="done", outcome=outcome,
        direction="inbound" if starter == "customer" else "outbound", started_by=starter, subject=subject, body=text,
        created_at=desk.hours.after(at, desk.rng.uniform(0.2, 1)), start_at=at, **fields,
    )  # fmt: skip


def meeting(desk: Desk, ago: int, people: list[Person], group: str, **fields: Any) -> None:
    """A meeting that was held; only some sellers record who came."""
    subject, text = desk.words(group, people[0])
    at = desk.at(ago, 6)
    ids = [person.id for person in people]
    noted = desk.share("attended", desk.habit["attended"])
    others = [(desk.helper_id, 0.2), (desk.manager_id, 0.12)] if group in CREATING else []
    ours = [desk.owner_id, *(user for user, part in others if desk.rng.random() < part)]
    desk.log(
        kind="meeting", contact_ids=ids, attended_ids=ids if noted else None, outcome="held", status="done",
        user_ids=ours, subject=subject, body=text, start_at=at, updated_at=desk.hours.after(at, desk.rng.uniform(1, 6)),
        created_at=at - timedelta(days=desk.rng.randint(3, 12)), **({"started_by": "us"} | fields),
    )  # fmt: skip


def ticket(desk: Desk, ago: int, person: Person) -> None:
    subject, text = desk.words("ticket", person)
    at = desk.at(ago, 4)
    late = desk.share("replies", desk.habit["reply_late"])
    solved_at = desk.hours.after(at, desk.rng.uniform(*desk.habit["late_reply" if late else "reply"]) * 1.3)
    if solved_at < desk.end:
        desk.log(
            kind="ticket", contact_ids=[person.id], direction="inbound", started_by="customer", status="done",
            subject=subject, body=text, created_at=at, start_at=at, completed_at=solved_at, actor_id=desk.helper_id,
            user_ids=[desk.helper_id],
        )  # fmt: skip


def contact_day(desk: Desk, ago: int, person: Person, creating: float) -> None:
    """One ordinary day of contact in this desk's mix of mail, call, meeting and ticket."""
    kind = desk.rng.choices(list(desk.habit["mix"]), list(desk.habit["mix"].values()))[0]
    if desk.share("creating", creating):
        group = desk.rng.choice(CREATING)
        if kind == "call":
            call(desk, ago, person, group)
        elif kind == "meeting":
            meeting(desk, ago, [person], group, **_live_deal(desk, ago))
        else:
            we_write(desk, ago, person, f"{group}_mail")
    elif kind == "call":
        call(desk, ago, person, "tending")
    elif kind == "meeting":
        meeting(desk, ago, [person], "visit", started_by=desk.rng.choice(["us", "customer"]))
    elif kind == "ticket":
        ticket(desk, ago, person)
    elif desk.rng.random() < 0.35:
        we_write(desk, ago, person, "follow_up")
    else:
        customer_asks(desk, ago, person)


def _live_deal(desk: Desk, ago: int) -> dict[str, str]:
    live = [deal["id"] for deal in desk.deals if deal["made"] >= ago > deal["ended"]]
    return {"opportunity_id": desk.rng.choice(live)} if live and desk.rng.random() < 0.6 else {}
