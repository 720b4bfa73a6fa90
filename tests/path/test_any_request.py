"""Requests made up from the API document, right ones and wrong ones: the answers are as documented, never our fault,
and never hold a word of another workspace.

``LEADLINE_CASES=2500 pytest tests/path/test_any_request.py`` is the long form, for each database.
"""

import os
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from sqlalchemy import Engine

from app.domain.records import RECORD_TYPES
from app.main import create_app
from tests.clients import client_of
from tests.path.test_nasty import REQUIRED
from tests.sending import NOON

CASES = int(os.environ.get("LEADLINE_CASES", "100"))
CANARY = "canary-4b1d"
"""In every text of the other workspace, and in the ids nobody is told."""
KNOWN = "bait-1"
"""The id of a record of each type in the other workspace, which callers try."""


@pytest.fixture
def other_workspace(engine: Engine) -> list[str]:
    """Another workspace full of canaries; gives the ids by which somebody may try to reach it."""
    caller = client_of(engine, "other", scopes=("read", "ingest", "admin"))
    rows = [
        {**_full(type_), "type": type_, "id": id_} for type_ in RECORD_TYPES for id_ in (KNOWN, f"{CANARY}-{type_}")
    ]
    answer = caller.post("/v1/imports", json=rows)
    assert answer.status_code == 200, answer.text
    stored = answer.json()["summary"]
    assert stored["stored"] == stored["received"], stored
    action = caller.post("/v1/actions", json={"account_id": KNOWN, "what": CANARY, "due_on": "2099-01-01"}).json()
    draft = caller.post("/v1/policy/drafts", json={"document": {}}).json()
    return [KNOWN, f"crm:{KNOWN}", action["id"], draft["id"], "f_1"]


def _full(type_: str) -> dict[str, Any]:
    """A record of the type with the canary wherever text may stand, and all its references to the bait."""
    fields = REQUIRED[type_] | {
        name: CANARY
        for name, field in RECORD_TYPES[type_].model_fields.items()
        if field.annotation == str | None and name not in ("id", "currency", "time_zone", "country")
    }
    references = {name: KNOWN for name in RECORD_TYPES[type_].references if name in ("account_id", "owner_id")}
    return fields | references | ({"start_at": NOON.isoformat(), "outcome": "held"} if type_ == "activity" else {})


def test_any_request_is_answered_as_documented(
    engine: Engine, live_server: Callable[[Engine], SimpleNamespace], other_workspace: list[str]
) -> None:
    headers = {"Authorization": client_of(engine, scopes=("read", "ingest", "admin")).headers["authorization"]}
    schema = schemathesis.openapi.from_dict(create_app(engine).openapi())
    operations = [found.ok() for found in schema.get_all_operations()]
    url = live_server(engine).url
    load_all_checks()
    # What our limits are (no year 1, no NUL) the document cannot say in full: a right request may still be refused.
    checks = [check for check in CHECKS.get_all() if check.__name__ != "positive_data_acceptance"]

    @settings(
        max_examples=CASES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        operation = data.draw(st.sampled_from(operations))
        mode = data.draw(st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE]))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        bait = data.draw(st.sampled_from([None, *other_workspace]))
        if bait and mode == GenerationMode.POSITIVE and "id" in (case.path_parameters or {}):
            case.path_parameters["id"] = bait
        # On the case too: a wrong request whose only fault was its missing key is sent with one.
        case.headers = {**(case.headers or {}), **headers}
        answer = case.call_and_validate(base_url=url, headers=headers, checks=checks)
        said = f"{answer.headers} {answer.content.decode('utf-8', 'replace')}"
        assert CANARY not in said, (operation.label, said[:500])

    ask()
    assert httpx.get(f"{url}/readyz").status_code == 200
