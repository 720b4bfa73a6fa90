"""What accounts are chosen by: whose they are, how weighty, and where."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from app.models.assessment import ASSESSMENT
from app.models.records import TABLES

ACCOUNT, USER = TABLES["account"].c, TABLES["user"].c
OWNED_BY = (USER.leadline_id == ACCOUNT.owner_id) & USER.deleted_at.is_(None)
COLUMNS = {"owner_id": ACCOUNT.owner_id, "team": USER.team, "tier": ACCOUNT.tier, "country": ACCOUNT.country}


class Traits(NamedTuple):
    """Of one account that we judge."""

    account: int
    owner: int | None
    team: str | None
    """Its owner's."""
    tier: str | None
    country: str | None


def accounts_with(connection: Connection, workspace_id: int, wanted: Mapping[str, Any]) -> frozenset[int]:
    """Accounts of an owner, team, tier and country, whichever of them are named."""
    query = (
        select(ACCOUNT.leadline_id)
        .outerjoin_from(TABLES["account"], TABLES["user"], OWNED_BY)
        .where(ACCOUNT.workspace_id == workspace_id, ACCOUNT.deleted_at.is_(None))
        .where(*(COLUMNS[name] == value for name, value in wanted.items()))
    )
    return frozenset(connection.scalars(query))


def traits_of_all(connection: Connection, workspace_id: int) -> list[Traits]:
    judged = (ASSESSMENT.c.workspace_id == ACCOUNT.workspace_id) & (ASSESSMENT.c.account_id == ACCOUNT.leadline_id)
    query = (
        select(ACCOUNT.leadline_id, ACCOUNT.owner_id, USER.team, ACCOUNT.tier, ACCOUNT.country)
        .join_from(TABLES["account"], ASSESSMENT, judged)
        .outerjoin(TABLES["user"], OWNED_BY)
        .where(ACCOUNT.workspace_id == workspace_id, ACCOUNT.deleted_at.is_(None))
    )
    return [Traits(*row) for row in connection.execute(query)]
