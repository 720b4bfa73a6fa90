"""A server killed in the middle of an import: the next one goes on, and every row is stored once."""

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import httpx
import orjson
from sqlalchemy import Engine, func, select, update

from app import clock
from app.db import reading, writing
from app.models.import_job import IMPORT_JOB
from app.models.records import TABLES
from app.models.row_security import as_owner
from app.services.keys import create_key
from app.services.workspaces import ensure_source, ensure_workspace
from bench.companies import companies

ROWS = 12_000
Serve = Callable[[Engine], SimpleNamespace]


def test_the_next_server_goes_on_and_every_row_is_stored_once(engine: Engine, live_server: Serve) -> None:
    rows = list(companies(ROWS))
    with writing(engine, None) as connection:
        workspace_id = ensure_workspace(connection, "acme")
        key = create_key(connection, workspace_id, ensure_source(connection, workspace_id, "crm"), ["read", "ingest"])
    caller = httpx.Client(headers={"Authorization": f"Bearer {key}"}, timeout=30)
    server = live_server(engine)
    body = b"".join(orjson.dumps(row) + b"\n" for row in rows)
    kind = {"content-type": "application/x-ndjson", "prefer": "respond-async"}
    answer = caller.post(f"{server.url}/v1/imports", content=body, headers=kind)
    assert answer.status_code == 202, answer.text
    path = answer.headers["location"]
    begun = when(caller, server.url + path, lambda job: job["summary"]["received"] > 0)
    server.process.kill()
    server.process.wait(20)
    assert begun["summary"]["received"] < ROWS, "it was killed too late to tell"
    with writing(engine, None) as connection:
        as_owner(connection)
        connection.execute(update(IMPORT_JOB).values(leased_until=clock.now()))
    server = live_server(engine)
    done = when(caller, server.url + path, lambda job: job["state"] not in ("queued", "running"))
    assert (done["state"], done["summary"]["received"], done["summary"]["refused"]) == ("done", ROWS, 0)
    results = [orjson.loads(line) for line in caller.get(f"{server.url}{path}/results").text.splitlines()]
    assert [each["row"] for each in results] == list(range(1, ROWS + 1))
    assert {each["status"] for each in results} == {"stored"}
    with reading(engine, workspace_id) as connection:
        stored = connection.scalar(select(func.count()).select_from(TABLES["activity"]))
    assert stored == sum(row["type"] == "activity" for row in rows)


def when(caller: httpx.Client, address: str, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    give_up_at = time.monotonic() + 120
    while time.monotonic() < give_up_at:
        job: dict[str, Any] = caller.get(address).json()
        if is_so(job):
            return job
        time.sleep(0.05)
    raise AssertionError(f"still {job}")
