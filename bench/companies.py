"""The demo company again and again, under ids of its own each time: as many rows of mixed types as are asked for."""

from collections.abc import Iterator
from datetime import date
from itertools import count, islice
from pathlib import Path
from typing import Any

import orjson

from app.demo.company import demo_records
from app.domain.records import RECORD_TYPES

TODAY = date(2026, 11, 23)


def companies(rows: int) -> Iterator[dict[str, Any]]:
    """The first ``rows`` rows of company after company; no two hold the same text."""
    once = [orjson.loads(orjson.dumps(row)) for row in demo_records(TODAY)]
    return islice((_of(company, row) for company in count(1) for row in once), rows)


def write_companies(file: Path, rows: int) -> None:
    with file.open("wb") as lines:
        for row in companies(rows):
            lines.write(orjson.dumps(row) + b"\n")


def _of(company: int, row: dict[str, Any]) -> dict[str, Any]:
    ids = {"id", *RECORD_TYPES[row["type"]].references, *({"record_id"} if row["type"] == "field_change" else ())}
    own = {name: _own(company, value) if name in ids else value for name, value in row.items()}
    if "options" in row:
        own["options"] = [
            option | {"owner_id": _own(company, option["owner_id"])} if option.get("owner_id") else option
            for option in row["options"]
        ]
    for name in ("subject", "body", "thread_id"):
        if row.get(name):
            own[name] = f"{row[name]} {company}"
    return own


def _own(company: int, value: Any) -> Any:
    return [_own(company, one) for one in value] if isinstance(value, list) else f"{company}-{value}"
