"""An account's rows, sorted and read once, before any question is asked of any instant."""

from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain import contact_days, history, messages, terms
from app.domain.policy import Policy
from app.domain.rows import AccountRow, AccountRows, ActivityRow, ContactRow, FieldChangeRow
from app.domain.titles import seniority

FOR_NEW_BUSINESS = terms.CREATING | {"quoting", None}


@dataclass(frozen=True, slots=True)
class Starter:
    """Who started a deal, and whether we worked that out ourselves."""

    who: terms.Starter | None
    inferred: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    rows: AccountRows
    field_changes: tuple[FieldChangeRow, ...]
    opportunities: tuple[history.OpportunityFile, ...]
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
    moves = _moves(rows.activities)
    opportunities = history.opportunity_files(sorted(rows.opportunities, key=lambda row: row.key), changes)
    return Dossier(
        rows=rows,
        field_changes=changes,
        opportunities=tuple(opportunities),
        touches=read.touches if read else tuple(contact_days.touches(rows.activities, pair_days)),
        family_touches=before.family_touches
        if before
        else tuple(contact_days.touches(rows.family_activities, pair_days)),
        messages=read.messages if read else tuple(messages.messages(rows.activities)),
        contacts={contact.id: contact for contact in rows.contacts},
        family={contact.id: contact for contact in rows.family_contacts},
        seniority={contact.id: _seniority(contact, policy) for contact in (*rows.contacts, *rows.family_contacts)},
        starters={file.row.id: _starter(file, moves, policy) for file in opportunities},
    )


def _with_directions_as_recorded(rows: AccountRows) -> AccountRows:
    activities, of_family = (
        [replace(activity, infers_direction=False) for activity in some]
        for some in (rows.activities, rows.family_activities)
    )
    return replace(rows, activities=activities, family_activities=of_family)


Move = tuple[datetime, str, terms.Starter]
"""When somebody asked for, or worked at, new business; the activity's key; and which side."""


def _moves(activities: list[ActivityRow]) -> list[Move]:
    moves = ((contact_days.happened_at(activity), activity.key, _asking_side(activity)) for activity in activities)
    return sorted((at, key, side) for at, key, side in moves if at and side)


def _seniority(contact: ContactRow, policy: Policy) -> int | None:
    if contact.seniority is not None or not policy.proxies.seniority:
        return contact.seniority
    return seniority(contact.title, policy.titles)


def _starter(file: history.OpportunityFile, moves: list[Move], policy: Policy) -> Starter:
    """Who started it as recorded, else whose move came first in the days before it was made."""
    if file.row.started_by or not file.created_at or not policy.proxies.starter:
        return Starter(file.row.started_by, inferred=False)
    since = file.created_at - timedelta(days=policy.windows.starter)
    index = bisect_left(moves, since, key=lambda move: move[0])
    if index < len(moves) and moves[index][0] <= file.created_at:
        return Starter(moves[index][2], inferred=True)
    return Starter(None, inferred=False)


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
