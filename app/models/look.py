"""Who looked at what is gathered about a person: one row for each looker, day and kind of look."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, and_, delete, select
from sqlmodel import Field, SQLModel

from app.db import insert_missing
from app.models.columns import Moment, table_of

What = Literal["page", "accounts", "portfolio", "review", "records", "actions", "export", "log"]


class LookedAt(SQLModel, table=True):
    """`looker` is ``user:`` or ``source:`` and a number, or `link` or `command`: no name, so nothing to take out."""

    __tablename__ = "look"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    record_type: str = Field(primary_key=True)
    person_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    looked_on: date = Field(primary_key=True)
    looker: str = Field(primary_key=True)
    what: str = Field(primary_key=True)
    looked_at: Moment
    """The first time that day (UTC)."""


LOOK = table_of(LookedAt)


@dataclass(frozen=True, slots=True)
class Look:
    """``person_id`` is a user, or a contact where ``record_type`` says so."""

    workspace_id: int
    person_id: int
    looker: str
    what: What
    record_type: str = "user"


def is_noted(connection: Connection, look: Look, at: datetime) -> bool:
    same = (LOOK.c[name] == value for name, value in _row(look, at).items() if name != "looked_at")
    return connection.execute(select(LOOK.c.what).where(*same)).first() is not None


def note(connection: Connection, look: Look, at: datetime) -> None:
    insert_missing(connection, LOOK, [_row(look, at)])


def looks_at(connection: Connection, workspace_id: int, record_type: str, person_id: int) -> list[dict[str, Any]]:
    """All that are kept, the latest first."""
    return _rows(connection, _of(workspace_id, record_type, [person_id]))


def looks_by(connection: Connection, workspace_id: int, looker: str) -> list[dict[str, Any]]:
    return _rows(connection, and_(LOOK.c.workspace_id == workspace_id, LOOK.c.looker == looker))


def forget_looks_at(connection: Connection, workspace_id: int, record_type: str, people: Collection[int]) -> None:
    connection.execute(delete(LOOK).where(_of(workspace_id, record_type, sorted(people))))


def forget_looks_before(connection: Connection, workspace_id: int, day: date) -> None:
    connection.execute(delete(LOOK).where(LOOK.c.workspace_id == workspace_id, LOOK.c.looked_on < day))


def _row(look: Look, at: datetime) -> dict[str, Any]:
    return asdict(look) | {"looked_on": at.astimezone(UTC).date(), "looked_at": at}


def _of(workspace_id: int, record_type: str, people: Sequence[int]) -> ColumnElement[bool]:
    return and_(LOOK.c.workspace_id == workspace_id, LOOK.c.record_type == record_type, LOOK.c.person_id.in_(people))


def _rows(connection: Connection, condition: ColumnElement[bool]) -> list[dict[str, Any]]:
    ordered = (LOOK.c.looked_at.desc(), LOOK.c.looker, LOOK.c.what, LOOK.c.person_id)
    return [dict(row) for row in connection.execute(select(LOOK).where(condition).order_by(*ordered)).mappings()]
