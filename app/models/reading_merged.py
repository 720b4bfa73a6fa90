"""Rows as judging takes them, with what was merged counted for the record that stands for it now."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from app.domain import rows
from app.models.merging import Merges, merges_of
from app.models.reading_rows import R, RowReader
from app.models.records import TABLES


class MergedReader(RowReader):
    """Reads what ``RowReader`` does; accounts are asked for by the record that stands for them."""

    def __init__(self, connection: Connection, workspace_id: int, known_at: datetime | None) -> None:
        super().__init__(connection, workspace_id, known_at)
        self.accounts = merges_of(connection, workspace_id, "account")
        self.people = merges_of(connection, workspace_id, "contact")

    def read(
        self,
        record_type: str,
        column: str,
        values: Sequence[int],
        row_type: type[R],
        *,
        of_type: str | None = None,
        since: datetime | None = None,
    ) -> Iterator[tuple[int, R]]:
        of_account = bool(self.accounts.into) and column in ("account_id", "belongs_to_id")
        asked = self.accounts.with_losers(values) if of_account else values
        found = super().read(record_type, column, asked, row_type, of_type=of_type, since=since)
        if of_account:
            found = ((self.accounts.of(value), row) for value, row in found)
        if row_type is rows.OpportunityContactRow:
            found = iter(sorted(found, key=self._own_part_last))
        if self.people.into:
            found = _one_person(found, self.people)
        if self.accounts.into and row_type is rows.AccountRow:
            found = self._as_old_as_the_oldest(list(found))
        return found

    def _own_part_last(self, pair: tuple[int, rows.Row]) -> tuple[bool, str]:
        """Of several parts of one person in a deal the last counts: their own before a loser's, whatever came first."""
        part = pair[1]
        return isinstance(part, rows.OpportunityContactRow) and part.contact_id not in self.people.into, part.key

    def _as_old_as_the_oldest(self, found: list[tuple[int, R]]) -> Iterator[tuple[int, R]]:
        """A customer is as old as the oldest of its records, even where that one is deleted since."""
        account = TABLES["account"].c
        losers = set(self.accounts.with_losers(row.id for _, row in found)) & self.accounts.into.keys()
        query = select(account.leadline_id, account.created_at).where(account.leadline_id.in_(losers))
        dates = [
            (self.accounts.of(number), created_at)
            for number, created_at in self._connection.execute(query)
            if created_at is not None
        ]
        oldest = {}
        for number, created_at in sorted(dates, reverse=True):
            oldest[number] = created_at
        for value, row in found:
            created_at = oldest.get(row.id)
            assert isinstance(row, rows.AccountRow)
            if created_at is not None and (row.created_at is None or created_at < row.created_at):
                row.created_at = created_at
            yield value, row


def _one_person(found: Iterable[tuple[int, R]], people: Merges) -> Iterator[tuple[int, R]]:
    """Whoever was merged goes by one number; of contacts only that one is left."""
    for value, row in found:
        match row:
            case rows.ContactRow():
                if row.id in people.into:
                    continue
            case rows.ActivityRow():
                row.contact_ids = tuple(dict.fromkeys(map(people.of, row.contact_ids)))
                row.attended_ids = tuple(dict.fromkeys(map(people.of, row.attended_ids)))
            case rows.OpportunityRow() if row.primary_contact_id is not None:
                row.primary_contact_id = people.of(row.primary_contact_id)
            case rows.CommitmentRow() if row.contact_id is not None:
                row.contact_id = people.of(row.contact_id)
            case rows.OpportunityContactRow():
                row.contact_id = people.of(row.contact_id)
        yield value, row
