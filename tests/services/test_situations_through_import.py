"""Every worked situation comes out as its file says when its records come in over HTTP, whatever their order."""

import json
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.domain.records import RECORD_TYPES
from tests.clients import client_of, send
from tests.domain.situations import as_json, differences, read_situation, situation_files

SITUATIONS = pytest.mark.parametrize(
    "path", situation_files(), ids=[f"{path.parent.name}-{path.stem}" for path in situation_files()]
)


@SITUATIONS
def test_in_order(engine: Engine, path: Path) -> None:
    situation = read_situation(path)
    found = differences(situation["expect"], _assessment(engine, situation))
    assert not found, _told(found, situation)


@SITUATIONS
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
    instants = {name: as_json(situation[name]) for name in ("as_of", "known_at") if situation.get(name)}
    account = clients[source_of["account", situation["account"]]]
    answer = account.get(f"/v1/accounts/{situation['account']}/assessment", params=instants)
    assert answer.status_code == 200, answer.text
    got: dict[str, Any] = answer.json()
    return got


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
