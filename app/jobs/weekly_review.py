"""The week's review, made on Monday at six, before anybody asks for it."""

from datetime import datetime

from sqlalchemy import Connection, Engine

from app.db import reading
from app.models.source import sources_of
from app.services.show_records import Caller
from app.services.weekly_review import due_week, make_review


def make_due_review(engine: Engine, workspace_id: int, now: datetime) -> None:
    """Freeze this week's review once its hour has come; on any other day it is made when first asked for."""
    with reading(engine, workspace_id) as connection:
        week = due_week(connection, workspace_id, now)
    if week is None:
        return

    def caller_of(connection: Connection) -> Caller:
        return Caller(connection, workspace_id, min(sources_of(connection, workspace_id)))

    make_review(engine, caller_of, workspace_id, week, now)
