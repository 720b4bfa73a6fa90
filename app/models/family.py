"""Families of accounts: those with the same ultimate parent."""

from collections import defaultdict

from sqlalchemy import Connection, select

from app.models.merging import Merges
from app.models.records import TABLES


def relatives(connection: Connection, workspace_id: int, merges: Merges) -> dict[int, frozenset[int]]:
    """Account to the other accounts of its family; accounts without one are absent.

    ``merges`` are the accounts'. A child of a merged account is one of the account that stands for it.
    """
    account = TABLES["account"].c
    query = select(account.leadline_id, account.parent_id).where(
        account.workspace_id == workspace_id, account.parent_id.is_not(None), account.deleted_at.is_(None)
    )
    parents: dict[int, int] = {
        row.leadline_id: parent
        for row in connection.execute(query)
        if row.leadline_id not in merges.into and (parent := merges.of(row.parent_id)) != row.leadline_id
    }
    families: dict[int, set[int]] = defaultdict(set)
    for number, parent in parents.items():
        families[_ultimate(number, parents)] |= {number, parent}
    return {number: frozenset(family - {number}) for family in families.values() for number in family}


def _ultimate(number: int, parents: dict[int, int]) -> int:
    """The ultimate parent; where accounts name each other in a circle, the lowest of the circle."""
    line = [number]
    while (parent := parents.get(line[-1])) is not None:
        if parent in line:
            return min(line[line.index(parent) :])
        line.append(parent)
    return line[-1]
