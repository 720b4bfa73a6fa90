"""An account's rows, sorted and read once, before any question is asked of any instant."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import field, replace
from datetime import datetime, timedelta

from app.domain import contact_days, history, messages, terms
from app.domain.policy import Policy
from app.domain.rows import AccountRow, AccountRows, ActivityRow, ContactRow, FieldChangeRow, QuoteRow, Relative
from app.domain.value import value

FOR_NEW_BUSINESS = terms.CREATING | {"quoting", None}


@value
class Starter:
    """Who started a deal, and whether we worked that out ourselves."""

    who: terms.Starter | None
    inferred: bool


@value
class Dossier:
    rows: AccountRows
    field_changes: tuple[FieldChangeRow, ...]
    opportunities: tuple[history.OpportunityFile, ...]
    quotes: tuple[QuoteRow, ...]
    """In order of their keys."""
    activities: tuple[tuple[datetime | None, ActivityRow], ...]
    """Each with the instant since which it is known; None where nothing tells."""
    tasks: tuple[ActivityRow, ...]
    """Our own work that has a due date, in order of the keys."""
    touches: tuple[contact_days.Touch, ...]
    family_touches: tuple[contact_days.Touch, ...]
    """With people of the family; they count as people and as support, never as this account's business."""
    messages: tuple[messages.Message, ...]
    contacts: dict[int, ContactRow]
    family: dict[int, ContactRow]
    """People of the family who are not this account's own."""
    seniority: dict[int, int | None]
    """Contact id to 0-5; None where neither a number nor a title is recorded."""
    starters: dict[int, Starter]
    deadlines: dict[tuple[datetime, float, int | None], datetime] = field(default_factory=dict, compare=False)
    """Start, business hours and owner to the deadline, as far as they were asked for: each look asks for the same."""

    @property
    def account(self) -> AccountRow:
        return self.rows.account


def prepare(rows: AccountRows, policy: Policy, before: Dossier | None = None) -> Dossier:
    """``before`` is the same account read before its rows were changed: what it did is not read twice."""
    read = before if before and rows.activities is before.rows.activities else None
    if not policy.proxies.direction and read is None:
        rows = _with_directions_as_recorded(rows)
    pair_days = policy.windows.mail_pair
    changes = tuple(sorted(rows.field_changes, key=lambda change: (change.changed_at, change.key)))
    opportunities = history.opportunity_files(sorted(rows.opportunities, key=lambda row: row.key), changes)
    touches = read.touches if read else tuple(contact_days.touches(rows.activities, pair_days, rows.past))
    return Dossier(
        rows=rows,
        field_changes=changes,
        opportunities=tuple(opportunities),
        quotes=tuple(sorted(rows.quotes, key=lambda row: row.key)),
        activities=read.activities if read else tuple((known_since(row), row) for row in rows.activities),
        tasks=read.tasks if read else _tasks(rows.activities),
        touches=touches,
        family_touches=before.family_touches if before else _family_touches(rows.family, pair_days),
        messages=read.messages
        if read
        else tuple(messages.messages(rows.activities, policy.windows.contact, rows.past)),
        contacts={contact.id: contact for contact in rows.contacts},
        family={contact.id: contact for contact in rows.family_contacts},
        seniority={contact.id: _seniority(contact, policy) for contact in (*rows.contacts, *rows.family_contacts)},
        starters=_starters(opportunities, rows, touches, policy),
        deadlines=before.deadlines if before else {},
    )


def known_since(activity: ActivityRow) -> datetime | None:
    """When an activity was known of; None where nothing tells."""
    return contact_days.happened_at(activity) or messages.received_at(activity) or activity.created_at


def _family_touches(family: Iterable[Relative], pair_days: int) -> tuple[contact_days.Touch, ...]:
    found = (touch for each in family for touch in contact_days.touches(each.activities, pair_days, each.past))
    return tuple(sorted(found, key=lambda touch: (touch.at, touch.activity.key)))


def _tasks(activities: Iterable[ActivityRow]) -> tuple[ActivityRow, ...]:
    owed = (row for row in activities if row.due_at and row.status != "cancelled")
    return tuple(sorted((row for row in owed if contact_days.direction(row) != "inbound"), key=lambda row: row.key))


def _with_directions_as_recorded(rows: AccountRows) -> AccountRows:
    def recorded(activities: Iterable[ActivityRow]) -> list[ActivityRow]:
        return [replace(activity, infers_direction=False) for activity in activities]

    family = [replace(each, activities=recorded(each.activities)) for each in rows.family]
    return replace(rows, activities=recorded(rows.activities), family=family)


Move = tuple[datetime, str, terms.Starter, datetime]
"""When somebody asked for, or worked at, new business; the activity's key; which side; and from when it counts."""


def _moves(activities: Iterable[ActivityRow], touches: Iterable[contact_days.Touch]) -> list[Move]:
    """Whatever the customer asked; of ours only what was two-way: a mail nobody answered started nothing."""
    ours = ((touch.at, touch.activity, touch.settled_at) for touch in touches)
    theirs = ((at, activity, at) for activity in activities if (at := contact_days.happened_at(activity)))
    sides: tuple[tuple[terms.Starter, Iterable[tuple[datetime, ActivityRow, datetime]]], ...]
    sides = ("us", ours), ("customer", theirs)
    return sorted(
        (at, activity.key, side, counts_from)
        for side, moves in sides
        for at, activity, counts_from in moves
        if _asking_side(activity) == side
    )


def _seniority(contact: ContactRow, policy: Policy) -> int | None:
    if contact.seniority is not None or not policy.proxies.seniority:
        return contact.seniority
    return policy.seniority_of(contact.title)


def _starters(
    files: Iterable[history.OpportunityFile],
    rows: AccountRows,
    touches: Iterable[contact_days.Touch],
    policy: Policy,
) -> dict[int, Starter]:
    """Who started each as recorded, else whose move came first in the days before it was made."""
    found = {file.row.id: Starter(file.row.started_by, inferred=False) for file in files}
    asked = [(file.row.id, at) for file in files if not file.row.started_by and (at := file.created_at)]
    before = rows.past.starters if rows.past else {}
    found |= {id_: before[id_][1] for id_, at in asked if id_ in before and before[id_][0] == at}
    moves = _moves(rows.activities, touches) if asked and policy.proxies.starter else []
    for id_, made_at in asked if moves else []:
        if id_ in before:
            continue
        since = made_at - timedelta(days=policy.windows.starter)
        side = _first_side(moves[bisect_left(moves, since, key=lambda move: move[0]) :], made_at)
        if side:
            found[id_] = Starter(side, inferred=True)
    return found


def _first_side(moves: Iterable[Move], made_at: datetime) -> terms.Starter | None:
    for at, _, side, counts_from in moves:
        if at > made_at:
            return None
        if counts_from <= made_at:
            return side
    return None


def _asking_side(activity: ActivityRow) -> terms.Starter | None:
    """Whose move for new business this was; a ticket, an order or a reminder is nobody's."""
    if activity.kind in ("ticket", "task", "note", "other"):
        return None
    side = contact_days.direction(activity)
    started_by = activity.started_by or {"inbound": "customer", "outbound": "us"}.get(side or "")
    if started_by == "us" or (started_by is None and activity.kind == "meeting"):
        return "us" if activity.purpose in terms.CREATING else None
    if started_by == "customer":
        return "customer" if activity.purpose in FOR_NEW_BUSINESS else None
    return None
