"""One customer organisation of Leadline, and its settings."""

from typing import Any

from sqlalchemy import Connection, select, update
from sqlmodel import Field, SQLModel

from app.db import insert_missing
from app.models.columns import Document, table_of


class Workspace(SQLModel, table=True):
    """`settings`: `keep_bodies` (default false) keeps the text of activities."""

    __tablename__ = "workspace"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    settings: Document = {}


WORKSPACE = table_of(Workspace)


def workspace_id_of(connection: Connection, name: str) -> int | None:
    found: int | None = connection.scalar(select(WORKSPACE.c.id).where(WORKSPACE.c.name == name))
    return found


def settings_of(connection: Connection, workspace_id: int) -> dict[str, Any]:
    found: dict[str, Any] | None = connection.scalar(select(WORKSPACE.c.settings).where(WORKSPACE.c.id == workspace_id))
    return found or {}


def add_workspace(connection: Connection, name: str) -> None:
    """Does nothing when the name is taken."""
    insert_missing(connection, WORKSPACE, [{"name": name, "settings": {}}])


def save_settings(connection: Connection, workspace_id: int, settings: dict[str, Any]) -> None:
    connection.execute(update(WORKSPACE).where(WORKSPACE.c.id == workspace_id).values(settings=settings))


def lock_workspace(connection: Connection, workspace_id: int) -> None:
    """Wait until nobody else looks over the whole workspace; writers of single records are not held up."""
    connection.execute(
        select(WORKSPACE.c.id).where(WORKSPACE.c.id == workspace_id).with_for_update(key_share=True)
    ).all()


def all_workspaces(connection: Connection) -> list[int]:
    return list(connection.scalars(select(WORKSPACE.c.id).order_by(WORKSPACE.c.id)))


def workspace_name(connection: Connection, workspace_id: int) -> str:
    return str(connection.scalar(select(WORKSPACE.c.name).where(WORKSPACE.c.id == workspace_id)))
