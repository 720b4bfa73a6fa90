"""Rows of which one in a hundred cannot be stored, for thirty different reasons; and the same rows mended.

    python -m bench.poison [--rows 100000] [--url postgresql://...]

Imports them, and then the refused rows, mended. Whatever was sent must be stored or named, and all be in at the end.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.db import make_engine
from app.services.import_files import import_paths
from app.services.migrate import migrate
from bench.companies import companies

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
EVERY = 100
Row = dict[str, Any]


def _with(**fields: Any) -> Callable[[Row], str]:
    return lambda row: json.dumps(row | fields)


KINDS: dict[str, Callable[[Row], str]] = {
    "NUL": _with(name="a\0b"),
    "half a surrogate pair": lambda row: json.dumps(row)[:-1] + r', "name": "\ud800"}',
    "no JSON": lambda row: json.dumps(row)[:-1],
    "a list": lambda row: json.dumps([row]),
    "a text": lambda row: json.dumps(json.dumps(row)),
    "NaN": lambda row: json.dumps(row | {"fit": float("nan")}),
    "beyond a float": lambda row: json.dumps(row)[:-1] + ', "fit": 1e400}',
    "5,000 digits": lambda row: json.dumps(row)[:-1] + f', "employees": {"9" * 5000}}}',
    "over 2^31": _with(employees=2**31),
    "over 2^63": _with(employees=2**63),
    "below nothing": _with(employees=-1),
    "half a person": _with(employees=1.5),
    "true as a number": _with(fit=True),
    "over 100": _with(fit=101),
    "year 1": _with(created_at="0001-01-01T00:00:00+14:00"),
    "year 9999": _with(created_at="9999-12-31T23:59:59-14:00"),
    "no zone": _with(created_at="2026-01-01T10:00:00"),
    "a bare number as an instant": _with(created_at=1767225600),
    "no such day": _with(renewal_on="2026-02-30"),
    "no word of the list": _with(aim="win"),
    "a list as a text": _with(name=["a"]),
    "an object as a text": _with(name={"a": 1}),
    "too long a name": _with(name="n" * 501),
    "too long a currency": _with(currency="EURO"),
    "too many ids": _with(shared_with_ids=[str(n) for n in range(501)]),
    "a slash in an id": _with(owner_id="a/b"),
    "too long an id": _with(owner_id="i" * 201),
    "no type": lambda row: json.dumps({name: value for name, value in row.items() if name != "type"}),
    "an unknown type": _with(type="lead"),
    "named twice": lambda row: json.dumps(row)[:-1] + ', "name": "a", "name": "b"}',
}
"""What can be wrong with an account, as a line of NDJSON."""


def poisoned(rows: int) -> Iterator[tuple[str, str | None]]:
    """Each line, and what is wrong with it: nothing, but for every hundredth."""
    kinds = list(KINDS.items())
    for number, row in enumerate(companies(rows - rows // EVERY)):
        yield json.dumps(row), None
        if number % (EVERY - 1) == EVERY - 2:
            nth = number // (EVERY - 1)
            kind, spoil = kinds[nth % len(kinds)]
            yield spoil(good(nth)), kind


def good(nth: int) -> Row:
    return {"type": "account", "id": f"poison-{nth}", "name": "Northgate"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--url", help="an empty PostgreSQL database; without it, a new SQLite file")
    chosen = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        engine = make_engine(chosen.url or f"sqlite:///{folder / 'bench.db'}")
        migrate(engine)
        sent = list(poisoned(chosen.rows))
        spoilt = [kind for _, kind in sent if kind]
        (folder / "rows.ndjson").write_text("".join(line + "\n" for line, _ in sent), encoding="utf-8")
        first = import_paths(engine, "bench", "crm", [folder / "rows.ndjson"], None, NOW, refused_to=folder)
        named = [json.loads(line) for line in first.refused_files[0].read_text(encoding="utf-8").splitlines()]
        lines = [number for number, (_, kind) in enumerate(sent, 1) if kind]
        assert [row["refused_line"] for row in named] == lines
        assert first.stored + first.unchanged + len(named) == len(sent)
        mended = folder / "mended.ndjson"
        mended.write_text("".join(json.dumps(good(nth)) + "\n" for nth in range(len(named))), encoding="utf-8")
        again = import_paths(engine, "bench", "crm", [mended], None, NOW, refused_to=folder)
        assert (again.stored, again.refused) == (len(named), 0)
        print(f"{len(sent):,} rows sent, {len(spoilt):,} of {len(set(spoilt))} kinds spoilt")
        print(
            f"{first.stored + first.unchanged:,} stored + {len(named):,} named; mended and sent again: {again.stored:,}"
        )
        engine.dispose()


if __name__ == "__main__":
    main()
