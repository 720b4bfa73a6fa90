"""Everything judging needs of an account, read for some hundred accounts at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from app.db import chunks
from app.domain import rows
from app.domain.past import Past, Reach
from app.models.account_past import load_pasts
from app.models.contact_correction import seniority_said
from app.models.family import relatives
from app.models.reading_merged import MergedReader
from app.models.reading_rows import RowReader, account_ids_of

BATCH = 400
"""Accounts read at a time."""
T = TypeVar("T")


def gather(
    connection: Connection,
    workspace_id: int,
    account_ids: Sequence[int] | None,
    known_at: datetime | None,
    reach: Reach | None = None,
) -> Iterator[rows.AccountRows]:
    """The rows of these accounts (None: of all), in order of account id.

    Placeholders, tombstones and what was merged into another are left out, and with ``known_at`` what was learned
    after it; what the merged ones had counts to who stands for them. An activity or quote without an account counts to
    its opportunity's, an activity also to its contacts'. With a ``reach``, older
    activities are left unread where what is kept of them stands for them.
    """
    reader = MergedReader(connection, workspace_id, known_at)
    ids = sorted(set(account_ids)) if account_ids is not None else account_ids_of(connection, workspace_id)
    ids = [number for number in ids if number not in reader.accounts.into]
    families = relatives(connection, workspace_id, reader.accounts)
    said = seniority_said(connection, workspace_id, reader.people, known_at)
    for some in chunks(ids, BATCH):
        around = {other for number in some for other in families.get(number, ())}
        pasts = load_pasts(connection, workspace_id, sorted({*some, *around}), reach) if reach else {}
        yield from _gather_some(reader, some, families, said, pasts)


def _gather_some(
    reader: RowReader,
    account_ids: Sequence[int],
    families: Mapping[int, frozenset[int]],
    said: Mapping[int, int],
    pasts: Mapping[int, Past],
) -> Iterator[rows.AccountRows]:
    accounts = {row.id: row for _, row in reader.read("account", "leadline_id", account_ids, rows.AccountRow)}
    ids = sorted(accounts)
    around = sorted({other for number in ids for other in families.get(number, ())} - set(ids))
    contacts = _grouped(_as_said(reader.read("contact", "account_id", [*ids, *around], rows.ContactRow), said))
    opportunities = _grouped(reader.read("opportunity", "account_id", ids, rows.OpportunityRow))
    quotes = _grouped(reader.read("quote", "belongs_to_id", ids, rows.QuoteRow))
    activities = _activities(reader, [*ids, *around], pasts)
    commitments = _grouped(reader.read("commitment", "account_id", ids, rows.CommitmentRow))
    changes = _grouped(reader.read("change", "account_id", ids, rows.ChangeRow))
    scenarios = _grouped(reader.read("scenario", "account_id", ids, rows.ScenarioRow))
    account_of = {row.id: account for account, some in opportunities.items() for row in some}
    roles = _grouped(
        (account_of[opportunity], row)
        for opportunity, row in reader.read(
            "opportunity_contact", "opportunity_id", sorted(account_of), rows.OpportunityContactRow
        )
    )
    field_changes = _grouped(
        [
            *reader.read("field_change", "record_id", ids, rows.FieldChangeRow, of_type="account"),
            *(
                (account_of[opportunity], row)
                for opportunity, row in reader.read(
                    "field_change", "record_id", sorted(account_of), rows.FieldChangeRow, of_type="opportunity"
                )
            ),
        ]
    )
    owners = {
        account: {
            accounts[account].owner_id,
            *(row.owner_id for row in opportunities[account]),
            *(row.owner_id for row in quotes[account]),
        }
        for account in ids
    }
    zones = reader.time_zones({owner for some in owners.values() for owner in some if owner is not None})
    for account in ids:
        yield rows.AccountRows(
            account=accounts[account],
            contacts=contacts[account],
            opportunities=opportunities[account],
            opportunity_contacts=roles[account],
            quotes=quotes[account],
            activities=activities[account],
            past=pasts.get(account),
            commitments=commitments[account],
            changes=changes[account],
            scenarios=scenarios[account],
            field_changes=field_changes[account],
            family_contacts=[row for other in sorted(families.get(account, ())) for row in contacts[other]],
            family=[rows.Relative(activities[other], pasts.get(other)) for other in sorted(families.get(account, ()))],
            time_zones={owner: zones[owner] for owner in owners[account] if owner in zones},
        )


def _activities(
    reader: RowReader, account_ids: Sequence[int], pasts: Mapping[int, Past]
) -> dict[int, list[rows.ActivityRow]]:
    """All, or those since an account's past began with the messages then open."""
    whole = [number for number in account_ids if number not in pasts]
    found = _grouped(reader.read("activity", "belongs_to_id", whole, rows.ActivityRow))
    since: dict[datetime, list[int]] = defaultdict(list)
    for number in account_ids:
        if number in pasts:
            since[pasts[number].reach.rows_from].append(number)
    for rows_from, some in since.items():
        for number, row in reader.read("activity", "belongs_to_id", some, rows.ActivityRow, since=rows_from):
            found[number].append(row)
    waiting = {
        message: number
        for some in since.values()
        for number in some
        for message in pasts[number].open_messages - {row.id for row in found[number]}
    }
    for message, row in reader.read("activity", "leadline_id", sorted(waiting), rows.ActivityRow):
        found[waiting[message]].append(row)
    return found


def _as_said(
    contacts: Iterable[tuple[int, rows.ContactRow]], said: Mapping[int, int]
) -> Iterator[tuple[int, rows.ContactRow]]:
    """With the seniority that people gave them."""
    for account, contact in contacts:
        contact.seniority = said.get(contact.id, contact.seniority)
        yield account, contact


def _grouped(pairs: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    grouped: dict[int, list[T]] = defaultdict(list)
    for account, row in pairs:
        grouped[account].append(row)
    return grouped
