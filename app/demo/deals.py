"""Opportunities: made, moved through their stages, put off, won or lost, with their quotes."""

from datetime import timedelta
from typing import Any

from app.demo.desk import Desk
from app.demo.quoting import quote

STAGES = {"Qualified": "open", "Needs confirmed": "open", "Proposal": "proposal", "Negotiation": "commit"}
ENDS = {"won": "Closed won", "lost": "Closed lost"}


def _change(desk: Desk, record_id: str, field: str, move: tuple[Any, Any], *, ago: int, **more: Any) -> None:
    at = desk.at(ago)
    if at < desk.end:
        desk.book.add(
            "field_change", updated_at=at, record_type="opportunity", record_id=record_id, field=field,
            old=str(move[0]), new=str(move[1]), changed_at=at, actor_id=desk.owner_id, **more,
        )  # fmt: skip


def _walk(desk: Desk, deal_id: str, path: list[str], made: int, until: int) -> None:
    """Stage history from ``made`` to ``until`` days ago, the last move exactly then."""
    moves = len(path) - 1
    for step in range(1, moves + 1):
        ago = until if step == moves else made - (made - until) * step // moves + desk.rng.randint(-2, 2)
        kind = STAGES.get(path[step]) or {name: key for key, name in ENDS.items()}[path[step]]
        _change(desk, deal_id, "stage", (path[step - 1], path[step]), ago=min(ago, made), stage_kind=kind)


def _name(desk: Desk) -> str:
    name = f"{desk.phrases.word('product')}, {desk.phrases.word('site')}"
    return name[0].upper() + name[1:]


def deal(desk: Desk, spec: dict[str, Any]) -> None:
    """One opportunity from its story: ages are days ago, ``step`` and ``close`` days ahead."""
    draw = desk.draw
    made, ended = draw(spec["made"]), next((draw(spec[end]) for end in ENDS if end in spec), None)
    end = next((end for end in ENDS if end in spec), None)
    stage = ENDS[end] if end else spec.get("stage", "Proposal")
    since = ended if ended is not None else min(draw(spec.get("since", made)), made)
    amount = round(draw(spec.get("amount", [18_000, 140_000])), -3)
    deal_id = desk.book.next_id("opportunity")
    names = list(STAGES)
    path = [*names, stage] if end else names[: names.index(stage) + 1]
    if since == made:
        path = [stage]
    _walk(desk, deal_id, path, made, since)
    desk.deals.append({"id": deal_id, "made": made, "ended": ended if ended is not None else -1})
    buyer = desk.people[spec.get("contact", 0)] if desk.people else None
    money = {"amount": amount, "currency": spec.get("currency", "EUR"), "amount_home": spec.get("home")}
    open_ = {} if end else _next_step(desk, deal_id, spec, since, made)
    made_at, changed_at = desk.at(made), desk.at(since)
    if changed_at <= made_at:
        changed_at = made_at + timedelta(minutes=7)
    desk.book.add(
        "opportunity", id=deal_id, account_id=desk.account_id, owner_id=desk.owner_id,
        name=spec.get("name") or _name(desk),
        kind=spec.get("kind", "expansion"), stage=stage, stage_kind=end or STAGES[stage],
        started_by=spec.get("starter"), primary_contact_id=buyer.id if buyer else None, created_at=made_at,
        closed_at=changed_at if end else None, is_closed=bool(end), is_won=end == "won",
        updated_at=changed_at if end else desk.hours.at(desk.day(min(since, 3)), 7.9), **money, **open_,
        **({"expected_close_on": desk.day(since)} if end else {}),
    )  # fmt: skip
    for index, role in spec.get("roles", {}).items():
        desk.book.add(
            "opportunity_contact", updated_at=changed_at, opportunity_id=deal_id, contact_id=desk.people[index].id,
            role=role,
        )  # fmt: skip
    if buyer and spec.get("quoted", True) and (end or stage in ("Proposal", "Negotiation")):
        status = {"won": "accepted", "lost": "declined", None: "sent"}[end]
        ago = made - (made - since) // 2 if end else max(since - 1, 1)
        quote(desk, spec.get("quoted_ago", ago), buyer, opportunity_id=deal_id, status=status,
              amount=amount, currency=money["currency"])  # fmt: skip


def _next_step(desk: Desk, deal_id: str, spec: dict[str, Any], since: int, made: int) -> dict[str, Any]:
    step, close = desk.draw(spec.get("step", [4, 18])), desk.draw(spec.get("close", [25, 90]))
    text = desk.words("next_step", desk.person(0))[0]
    due_on = desk.today + timedelta(days=step) if step is not None else None
    if due_on and due_on.weekday() > 4:
        due_on += timedelta(days=2)
    close_on = desk.today + timedelta(days=close)
    if due_on:
        put_off = desk.draw(spec.get("put_off", 0))
        for moved in range(put_off):
            ago, before = 4 + 11 * moved, due_on - timedelta(days=12 * (moved + 1))
            _change(desk, deal_id, "next_step_due_on", (before, before + timedelta(days=12)), ago=ago)
        if since > 12 and not put_off:
            _change(desk, deal_id, "next_step", (desk.words("next_step", desk.person(0))[0], text), ago=since // 2)
    for slip in range(desk.draw(spec.get("slipped", 0)) if made > 50 else 0):
        before = close_on - timedelta(days=35 * (slip + 1))
        _change(desk, deal_id, "expected_close_on", (before, before + timedelta(days=35)), ago=16 + 35 * slip)
    has_text = {"next_step": text} if due_on else {}
    return {"next_step_due_on": due_on, "expected_close_on": close_on, **has_text}
