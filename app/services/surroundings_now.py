"""The surroundings of today, as they are kept; made from the facts of all accounts where they are not."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from app.domain.facts import Facts, facts_from_json
from app.domain.policy import Policy
from app.domain.surroundings import Surroundings, days_looked_at, surroundings_from_json, survey
from app.models.account_facts import load_facts
from app.models.surroundings import load_surroundings


def facts_of_all(connection: Connection, workspace_id: int) -> Iterator[Facts]:
    for number, body in load_facts(connection, workspace_id):
        yield facts_from_json(number, body)


def surroundings_now(connection: Connection, workspace_id: int, policy: Policy, now: datetime) -> Surroundings:
    kept = load_surroundings(connection, workspace_id)
    if kept and kept[0] == days_looked_at(now, policy)[0]:
        return surroundings_from_json(kept[2])
    return survey(facts_of_all(connection, workspace_id), policy, now)
