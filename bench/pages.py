"""The pages of a large workspace on the real server, as multiples of its hello page in the same run.

    python -m bench.pages [--accounts 10000] [--database FILE]

A database that is there is used again; SQLite, for a page is made from memory and a few rows.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Engine, insert

from app import clock
from app.db import make_engine, reading, writing
from app.models.account_mark import mark_accounts
from app.models.records import TABLES
from app.models.review import is_frozen
from app.models.workspace import workspace_id_of
from app.services.migrate import migrate
from app.services.read_records import read_record
from app.services.reassess_accounts import settle
from app.services.show_records import Caller
from app.services.sign_in import sign_in_link
from app.services.store_record import store_record
from app.services.weekly_review import read_review, week_of
from app.services.workspaces import ensure_source
from bench.load import answer_to, load, request, wait_until_it_answers
from bench.portfolio import NOW, go_on_counting, make_portfolio

MORE_CONTACTS = 4
"""Of each account, beside the two it has."""
TURNS, AT_A_TIME = 9, 20
NAMES = ("Dana", "Renée", "Søren", "Zoë", "Łukasz", "Ana"), ("Ruiz", "Müller", "Åström", "O'Neill", "García", "Lind")
ASKED = ("north", "muller", "account 77", "dana ru", "a", "nobody at all")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--database", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = chosen.database or Path(folder, "pages.db")
        is_new = not file.exists()
        engine = make_engine(f"sqlite:///{file}")
        if is_new:
            _fill(engine, chosen.accounts)
        _freeze(engine)
        with _served(engine) as (port, cookie):
            print(f"{chosen.accounts:,} accounts, load average {os.getloadavg()[0]:.1f}")
            _measure(engine, port, cookie)


def _fill(engine: Engine, accounts: int) -> None:
    migrate(engine)
    workspace_id = make_portfolio(engine, accounts)
    first, last = NAMES
    with writing(engine, workspace_id) as connection:
        source_id = ensure_source(connection, workspace_id, "crm", NOW)
        around = {"workspace_id": workspace_id, "source_id": source_id, "field_stamps": {}, "version": 1}
        rows: list[dict[str, Any]] = [
            {
                **around,
                "external_id": f"more-{number}",
                "is_placeholder": False,
                "account_id": number % accounts + 1,
                "name": f"{first[number % 6]} {last[number // 6 % 6]} {number}",
                "title": "Buyer",
            }
            for number in range(MORE_CONTACTS * accounts)
        ]
        go_on_counting(connection)
        connection.execute(insert(TABLES["contact"]), rows)
        mark_accounts(connection, workspace_id, range(1, accounts + 1), clock.now())
    settle(engine, workspace_id, clock.now())


def _freeze(engine: Engine) -> None:
    """The review of this week, or the server makes it while it is timed."""
    now, workspace_id = clock.now(), _workspace(engine)
    with writing(engine, workspace_id) as connection:
        if not is_frozen(connection, workspace_id, week_of(now.date())):
            read_review(Caller(connection, workspace_id, 1), week_of(now.date()), now)


def _workspace(engine: Engine) -> int:
    with reading(engine, None) as connection:
        found = workspace_id_of(connection, "bench")
    assert found
    return found


def _measure(engine: Engine, port: int, cookie: str) -> None:
    def page(path: str) -> bytes:
        return request("GET", path, Cookie=cookie)

    hello = request("GET", "/healthz")
    first = _seconds(port, page("/"))
    print(f"   Monday, the first ever of this server    {first * 1000:8.1f} ms")
    _touch(engine, 0)
    print(f"   Monday, after an account was judged anew  {_seconds(port, page('/')) * 1000:8.1f} ms")
    for name, path in (
        ("the smallest page, signed in", "/search"),
        ("Monday", "/"),
        ("Monday, of a tier", "/?tier=A"),
        ("the quadrant in it", "/charts/quadrant"),
    ):
        _seconds(port, page(path))
        _compare(port, name, hello, page(path))
    for asked in ASKED:
        _compare(port, f"search {asked!r}", hello, page(f"/search?q={asked.replace(' ', '+')}"))
    slow = []
    for number in range(1, 6):
        _touch(engine, number)
        slow.append(_seconds(port, page("/")))
    print(f"   Monday, each time after another change   {median(slow) * 1000:8.1f} ms")


def _compare(port: int, name: str, hello: bytes, asked: bytes) -> None:
    """One request at a time, in turns with the hello page."""
    turns = []
    for _ in range(TURNS):
        floor, taken = (load(port, [sent] * AT_A_TIME, connections=1) for sent in (hello, asked))
        if set(taken.statuses) != {200}:
            raise SystemExit(f"{name} answered {dict(taken.statuses)}")
        turns.append((median(taken.waits), median(floor.waits)))
    times = median(taken / floor for taken, floor in turns)
    taken_ms, floor_ms = (median(turn[place] for turn in turns) * 1000 for place in (0, 1))
    print(f"   {name:38} {taken_ms:8.1f} ms, hello {floor_ms:5.1f} ms: {times:6.1f} x", flush=True)


def _seconds(port: int, sent: bytes) -> float:
    began = time.perf_counter()
    answer_to(port, sent)
    return time.perf_counter() - began


def _touch(engine: Engine, number: int) -> None:
    workspace_id = _workspace(engine)
    with writing(engine, workspace_id) as connection:
        source_id = ensure_source(connection, workspace_id, "crm")
    about = {"id": f"account-{number + 1}", "name": f"Account anew {clock.now():%H%M%S}{number}", "tier": "A"}
    store_record(engine, workspace_id, source_id, read_record("account", about), clock.now())


@contextmanager
def _served(engine: Engine) -> Iterator[tuple[int, str]]:
    """A port and the cookie of somebody who sees everything."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-c", "from app.cli import main; main()", "serve", "--port", str(port)],
        env={**os.environ, "LEADLINE_DATABASE_URL": str(engine.url)},
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until_it_answers(port)
        with writing(engine, None) as connection:
            link = sign_in_link(connection, _workspace(engine), "", clock.now())
        signed_in, _ = answer_to(port, request("GET", link))
        yield port, signed_in["set-cookie"].partition(";")[0]
    finally:
        server.terminate()
        server.wait(30)
        engine.dispose()


if __name__ == "__main__":
    main()
