"""Callers of the API in tests: the real application on a real database."""

from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.db import writing
from app.main import create_app
from app.services.keys import create_key
from app.services.workspaces import ensure_source, ensure_workspace


def client_of(
    engine: Engine, workspace: str = "acme", source: str = "crm", scopes: tuple[str, ...] = ("read", "ingest")
) -> TestClient:
    """A caller with a key of its own and its `workspace_id`; what the server fails at is answered, not raised."""
    with writing(engine, None) as connection:
        workspace_id = ensure_workspace(connection, workspace)
        token = create_key(connection, workspace_id, ensure_source(connection, workspace_id, source), scopes)
    client = TestClient(create_app(engine), headers={"Authorization": f"Bearer {token}"}, raise_server_exceptions=False)
    client.workspace_id = workspace_id
    return client


def send(client: TestClient, path: str, data: bytes | str, kind: str = "application/x-ndjson", **headers: str) -> Any:
    return client.post(path, content=data, headers={"content-type": kind, **headers})
