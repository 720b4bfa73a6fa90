"""A key opens its own source of its own workspace; the token is shown once and kept nowhere."""

import pytest
from sqlalchemy import Engine, select

from app.db import writing
from app.models.api_key import API_KEY, revoke
from app.services.keys import create_key, find_key
from tests.sending import NOON, Crm


def test_a_token_is_found_by_its_hash_until_it_is_revoked(engine: Engine) -> None:
    with writing(engine, None) as connection:
        crm = Crm(connection)
        token = create_key(connection, crm.workspace_id, crm.source_id, ["read", "ingest", "read"])
        (kept,) = connection.execute(select(API_KEY)).all()
    key = find_key(engine, token)
    assert key is not None
    assert (key.workspace_id, key.source_id, key.source_name) == (crm.workspace_id, crm.source_id, "crm")
    assert key.scopes == {"read", "ingest"}
    assert token not in str(kept)
    assert find_key(engine, token + "x") is None
    with writing(engine, crm.workspace_id) as connection:
        revoke(connection, kept.token_hash, NOON)
    assert find_key(engine, token) is None


@pytest.mark.parametrize("scopes", [[], ["read", "everything"]])
def test_unknown_scopes_are_refused(sqlite_engine: Engine, scopes: list[str]) -> None:
    with writing(sqlite_engine, None) as connection:
        crm = Crm(connection)
        with pytest.raises(ValueError, match="scopes are"):
            create_key(connection, crm.workspace_id, crm.source_id, scopes)
