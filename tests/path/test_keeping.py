"""What keeps an installation well: stopping, putting every write on the disk, the doctor, and backups."""

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import httpx
import psycopg
import pytest
from sqlalchemy import URL, Engine

from app.cli import main
from app.db import make_engine, reading, writing
from app.models.account_mark import mark_accounts
from app.services.keys import create_key
from app.services.workspaces import ensure_source, ensure_workspace
from app.settings import settings
from tests.clients import client_of
from tests.conftest import IN_CI, NewDatabase
from tests.sending import NOON, Crm, put

Served = Callable[[Engine], SimpleNamespace]
PG_DUMP = next(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"), None) or shutil.which("pg_dump")


Run = Callable[..., SimpleNamespace]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """`run(engine, "doctor", LEADLINE_PUBLIC_URL="...")`: a command on that database; its exit code, what it said."""

    def command(engine: Engine, *words: str, **env: str) -> SimpleNamespace:
        env = {"LEADLINE_DATABASE_URL": engine.url.render_as_string(hide_password=False), **env}
        with monkeypatch.context() as patched:
            patched.setattr(sys, "argv", ["leadline", *words])
            for name, value in env.items():
                patched.setenv(name, value)
            settings.cache_clear()
            with pytest.raises(SystemExit) as ended:
                main()
        told = capsys.readouterr()
        return SimpleNamespace(code=ended.value.code or 0, said=told.out + told.err)

    yield command
    settings.cache_clear()


def key_of(engine: Engine) -> dict[str, str]:
    with writing(engine, None) as connection:
        workspace_id = ensure_workspace(connection, "acme")
        token = create_key(connection, workspace_id, ensure_source(connection, workspace_id, "crm"), ("read", "ingest"))
    return {"Authorization": f"Bearer {token}"}


def names(engine: Engine) -> set[str]:
    with reading(engine, None) as connection:
        return set(Crm(connection).rows("account"))


def test_asked_to_stop_the_server_ends_what_it_began(engine: Engine, live_server: Served) -> None:
    served = live_server(engine)
    rows = [{"type": "account", "id": f"a{number}", "name": "Tarn Mills"} for number in range(800)]
    key, answers = key_of(engine), []
    send = Thread(
        target=lambda: answers.append(httpx.post(f"{served.url}/v1/imports", json=rows, headers=key, timeout=60))
    )
    send.start()
    while send.is_alive() and not names(engine):
        time.sleep(0.01)
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(20) == 0
    send.join()
    assert answers[0].status_code == 200
    assert len(names(engine)) == 800


def test_a_write_is_on_the_disk_before_it_is_answered(
    sqlite_engine: Engine, live_server: Served, tmp_path: Path
) -> None:
    if not shutil.which("strace"):
        line = "No strace: `sudo apt-get install strace`."
        pytest.fail(line) if IN_CI else pytest.skip(line)
    served, calls = live_server(sqlite_engine), tmp_path / "calls"
    watch = ["strace", "-f", "-p", str(served.process.pid), "-e", "trace=fsync,fdatasync,sendto,write,recvfrom"]
    watching = subprocess.Popen([*watch, "-s", "60", "-o", str(calls)], stderr=subprocess.PIPE, text=True)
    assert "attached" in watching.stderr.readline()
    with httpx.Client(base_url=served.url, headers=key_of(sqlite_engine)) as crm:
        for number in range(5):
            assert crm.put(f"/v1/accounts/a{number}", json={"name": "Tarn Mills"}).is_success
    watching.terminate()
    watching.wait(10)
    on_the_disk = None
    answered = []
    for line in calls.read_text(errors="replace").splitlines():
        if '"PUT /v1/accounts/' in line:
            on_the_disk = False
        elif re.search(r"\bf(data)?sync\(|f(data)?sync resumed", line):
            on_the_disk = True
        elif '"HTTP/1.1 20' in line and on_the_disk is not None:
            answered.append(on_the_disk)
            on_the_disk = None
    assert answered == [True] * 5


def test_the_doctor_says_what_waits_and_what_is_silent(run: Run, engine: Engine) -> None:
    with writing(engine, None) as connection:
        crm = Crm(connection)
        crm.send(put("account", id="a1"), at=NOON.replace(year=2024))
        mark_accounts(connection, crm.workspace_id, [1], NOON.replace(year=2024))
    found = run(engine, "doctor", LEADLINE_PUBLIC_URL="nowhere", LEADLINE_SECRET_KEY="abc")
    assert found.code == 1
    for said in (
        r"WRONG  Secret key: It is so short that it can be guessed\.",
        r"WRONG  Public URL: LEADLINE_PUBLIC_URL is no address\.",
        r"ok     Tables: of this version",
        r"WRONG  acme: 1 accounts wait to be judged, the first since 2024-11-23 12:00 UTC",
        r"look   acme, crm: Nothing has arrived since 2024-11-23\.",
    ):
        assert re.search(said, found.said), found.said
    if engine.dialect.name == "postgresql":
        assert "WRONG  Durability: The database may lose what it acknowledged (fsync=off)" in found.said
        assert "ok     Workspaces apart: PostgreSQL keeps them apart" in found.said


def test_the_doctor_finds_nothing_wrong_with_a_new_installation(run: Run, sqlite_engine: Engine) -> None:
    found = run(sqlite_engine, "doctor")
    assert found.code == 0, found.said
    assert "every commit is on the disk before it is acknowledged" in found.said


def test_the_doctor_says_when_there_is_no_database(run: Run, sqlite_engine: Engine) -> None:
    found = run(sqlite_engine, "doctor", LEADLINE_DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    assert found.code == 1
    assert "It cannot be used: connection failed" in found.said


@pytest.mark.postgresql
def test_a_database_that_may_lose_what_it_acknowledged_is_refused(run: Run, new_postgres_database: NewDatabase) -> None:
    with new_postgres_database() as engine:
        refused = run(engine, "serve", LEADLINE_ALLOW_UNSAFE_DATABASE="false")
    assert refused.code == 1
    assert "may lose what it acknowledged (fsync=off)" in refused.said
    assert "Traceback" not in refused.said


def test_a_backup_is_taken_while_others_write_and_put_back(run: Run, sqlite_engine: Engine, tmp_path: Path) -> None:
    client, copy, elsewhere = client_of(sqlite_engine), tmp_path / "copy.db", tmp_path / "elsewhere.db"
    client.put("/v1/accounts/a1", json={"name": "Tarn Mills"})
    with writing(sqlite_engine, None) as connection:
        Crm(connection).send(put("account", id="a2"))
        assert run(sqlite_engine, "backup", str(copy)).code == 0
    again = run(sqlite_engine, "backup", str(copy))
    assert (again.code, "is there already and was left alone" in again.said) == (1, True)
    there = make_engine(f"sqlite:///{elsewhere}")
    assert run(there, "restore", str(copy)).code == 0
    assert names(there) == {"a1"}
    assert run(there, "restore", str(copy)).code == 1
    client.put("/v1/accounts/a3", json={"name": "Tarn Mills"})
    assert names(there) == {"a1"}


def test_what_is_no_whole_backup_is_not_put_back(run: Run, tmp_path: Path) -> None:
    (tmp_path / "torn.db").write_bytes(b"SQLite format 3\x00" + b"\x07" * 5000)
    there = make_engine(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    refused = run(there, "restore", str(tmp_path / "torn.db"))
    assert refused.code == 1
    assert "cannot be read as a database of Leadline" in refused.said
    assert not list(tmp_path.glob("elsewhere*"))


@pytest.mark.postgresql
@pytest.mark.skipif(not PG_DUMP, reason="No pg_dump: `sudo apt-get install postgresql-client`.")
def test_the_drill_with_pg_dump_brings_everything_back(
    run: Run, new_postgres_database: NewDatabase, postgres_url: URL, tmp_path: Path
) -> None:
    """docs/backup.md, step by step."""
    server = postgres_url.set(drivername="postgresql")
    with new_postgres_database() as engine:
        client = client_of(engine)
        assert client.put("/v1/accounts/a1", json={"name": "Tarn Mills"}).is_success
        old, new = (
            server.set(database=name).render_as_string(hide_password=False)
            for name in (engine.url.database, f"{engine.url.database}_again")
        )
        dumped = subprocess.run(
            [PG_DUMP, "--format=custom", f"--file={tmp_path / 'dump'}", old],
            capture_output=True,
            text=True,
            check=False,
        )
        if "server version mismatch" in dumped.stderr:
            pytest.skip("This pg_dump is older than the server; .ci/run tests it on PostgreSQL 15.")
        assert dumped.returncode == 0, dumped.stderr
        with psycopg.connect(server.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {engine.url.database}_again".encode())
        try:
            pg_restore = str(PG_DUMP).replace("pg_dump", "pg_restore")
            subprocess.run([pg_restore, "--exit-on-error", f"--dbname={new}", str(tmp_path / "dump")], check=True)
            again = make_engine(new)
            assert run(again, "migrate").code == 0
            assert names(again) == {"a1"}
            assert "ok     Workspaces apart" in run(again, "doctor").said
            again.dispose()
        finally:
            with psycopg.connect(server.render_as_string(hide_password=False), autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {engine.url.database}_again WITH (FORCE)".encode())
