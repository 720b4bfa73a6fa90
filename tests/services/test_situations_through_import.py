"""Every worked situation comes out as its file says when its records come in over HTTP, whatever their order."""

import json
import random
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.db import writing
from app.domain.records import RECORD_TYPES
from app.models.policy_version import POLICY_VERSION
from app.services.workspaces import ensure_workspace
from tests.clients import client_of, send
from tests.domain.situations import HERE, as_json, differences, policy_document_of, read_situation, situation_files

OURS = [path for path in situation_files() if path.parent == HERE]
SHARED = [path for path in situation_files() if path.parent != HERE]


@pytest.mark.parametrize("path", SHARED, ids=lambda path: path.stem)
def test_in_order(engine: Engine, path: Path) -> None:
    situation = read_situation(path)
    found = differences(situation["expect"], _assessment(engine, situation))
    assert not found, _told(found, situation)


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_cases_of_our_own(sqlite_engine: Engine, path: Path) -> None:
    situation = read_situation(path)
    found = differences(situation["expect"], _assessment(sqlite_engine, situation))
    assert not found, _told(found, situation)


@pytest.mark.parametrize("path", SHARED, ids=lambda path: path.stem)
def test_shuffled(sqlite_engine: Engine, path: Path) -> None:
    situation = read_situation(path)
    random.Random(path.stem).shuffle(situation["records"])
    found = differences(situation["expect"], _assessment(sqlite_engine, situation))
    assert not found, _told(found, situation)


def _assessment(engine: Engine, situation: dict[str, Any]) -> dict[str, Any]:
    records = situation["records"]
    source_of = {(record["type"], record["id"]): record.get("source", "crm") for record in records}
    clients = {source: client_of(engine, source=source) for source in {"crm", *source_of.values()}}
    by_source = defaultdict(list)
    for record in records:
        source = record.get("source", "crm")
        by_source[source].append(_as_sent(record, source, source_of))
    for source, rows in by_source.items():
        _import(clients[source], rows)
    if "policy" in situation:
        _publish(engine, policy_document_of(situation))
    instants = {name: as_json(situation[name]) for name in ("as_of", "known_at") if situation.get(name)}
    account = clients[source_of["account", situation["account"]]]
    answer = account.get(f"/v1/accounts/{situation['account']}/assessment", params=instants)
    assert answer.status_code == 200, answer.text
    got: dict[str, Any] = answer.json()
    return got


def _publish(engine: Engine, document: dict[str, Any]) -> None:
    with writing(engine, None) as connection:
        workspace_id = ensure_workspace(connection, "acme")
        published = {"version": 2, "body": as_json(document), "published_at": datetime(2026, 1, 1, tzinfo=UTC)}
        connection.execute(POLICY_VERSION.insert().values(workspace_id=workspace_id, **published))


def _import(client: TestClient, rows: list[dict[str, Any]]) -> None:
    answer = send(client, "/v1/imports", "\n".join(json.dumps(row) for row in rows)).json()
    refused = [result for result in answer["results"] if result["status"] != "stored"]
    assert not refused
    assert not answer["warnings"]


def _as_sent(record: dict[str, Any], source: str, source_of: dict[tuple[str, str], str]) -> dict[str, Any]:
    """The record as its own system sends it: what lives in another one is named ``system:id``."""

    def named(record_type: str, id_: str) -> str:
        lives_in = source_of.get((record_type, id_), "crm")
        return id_ if lives_in == source else f"{lives_in}:{id_}"

    sent = {name: value for name, value in record.items() if name != "source"}
    for field, target in RECORD_TYPES[record["type"]].references.items():
        value = sent.get(field)
        if value:
            sent[field] = [named(target, each) for each in value] if isinstance(value, list) else named(target, value)
    if record["type"] == "field_change":
        sent["record_id"] = named(record["record_type"], record["record_id"])
    return sent


def _told(found: list[str], situation: dict[str, Any]) -> str:
    return "\n".join([situation["title"], *found, situation["expect"]["because"]])
