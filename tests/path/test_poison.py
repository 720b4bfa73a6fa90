"""Rows spoilt in thirty ways among good ones: every row is stored or named, and goes in once it is mended.

`python -m bench.poison` does the same with 100,000 rows.
"""

import json

from sqlalchemy import Engine

from app.domain.records import RECORD_TYPES
from bench.poison import KINDS, good
from tests.clients import client_of, send


def test_what_is_stored_and_what_is_named_is_what_was_sent(engine: Engine) -> None:
    client = client_of(engine)
    kinds = list(KINDS)
    rows = [json.dumps({"type": kind, "id": "only-an-id"}) for kind in RECORD_TYPES]
    sent = [
        line for nth, kind in enumerate(kinds) for line in (rows[nth % len(rows)], KINDS[kind](good(nth)))
    ]  # fmt: skip
    answer = send(client, "/v1/imports", "\n".join(sent).encode("utf-8", "surrogatepass")).json()
    by_row = {result["row"]: result for result in answer["results"]}
    spoilt = {kind: by_row[2 * nth + 2] for nth, kind in enumerate(kinds)}
    assert {kind: result["status"] for kind, result in spoilt.items()} == dict.fromkeys(kinds, "refused")
    assert all(error["reason"] for result in spoilt.values() for error in result["errors"])
    summary = answer["summary"]
    assert summary["received"] == len(sent) == summary["stored"] + summary["unchanged"] + summary["refused"]
    mended = "\n".join(json.dumps(good(nth)) for nth in range(len(kinds)))
    assert send(client, "/v1/imports", mended).json()["summary"]["stored"] == len(kinds)
    assert send(client, "/v1/imports", mended).json()["summary"]["unchanged"] == len(kinds)
