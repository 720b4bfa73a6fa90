"""Close the actions that facts have done; called while their account is judged."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from app.domain.action_facts import done_by
from app.domain.action_parts import Agreed, parts_of
from app.domain.standing import Standing
from app.models.action import change_action

Row = Mapping[str, Any]


def check_actions(connection: Connection, actions: Sequence[Row], standing: Standing, now: datetime) -> None:
    """``actions`` are open ones of this account that came from a cure."""
    for action in actions:
        cure = action["cure"]
        agreed = Agreed(cure["code"], cure["type"], cure["ref"], cure["number"], action["open_since_at"])
        fact = done_by(standing, agreed)
        if fact:
            done_on: date = fact.on or standing.today
            evidence = {name: asdict(fact)[name] for name in ("type", "code", "number")}
            kept = {**evidence, "ref": fact.id, "on": done_on.isoformat()}
            done = {"status": "done", "done_on": done_on, "done_by": kept, "updated_at": now}
            change_action(connection, action["workspace_id"], action["id"], done)
        elif parts := parts_of(standing, agreed):
            progress = {"done": sum(1 for day in parts if day), "of": len(parts)}
            if progress != action["progress"] and (progress["done"] or action["progress"]):
                values = {"progress": progress, "updated_at": now}
                change_action(connection, action["workspace_id"], action["id"], values)
