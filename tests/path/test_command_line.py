"""The command line as somebody at a terminal or in a script meets it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app import clock
from app.db import reading
from app.services.every_assessment import every_assessment
from app.services.flag_lines import flag_lines
from app.services.workspaces import caller_of
from tests.clients import client_of
from tests.routers.managed_account import ROWS

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs ``leadline`` in an empty folder, on a database of its own."""
    surroundings = {**os.environ, "LEADLINE_DATABASE_URL": f"sqlite:///{tmp_path / 'leadline.db'}"}
    surroundings.pop("COLUMNS", None)
    surroundings["PYTHONPATH"] = str(Path(__file__).parents[2])

    def leadline(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from app.cli import main; main()", *words]
        return subprocess.run(
            command, check=False, capture_output=True, text=True, cwd=tmp_path, env=surroundings, timeout=60
        )

    return leadline


def test_what_cannot_be_done_is_said_in_one_line(run: Run, tmp_path: Path) -> None:
    told = run("assess", "--workspace", "acme")
    assert (told.returncode, told.stderr) == (1, "The database is empty: import something into it first.\n")
    assert run("key", "create", "--workspace", "acme", "--source", "crm", "--scope", "read").returncode == 0
    (tmp_path / "accounts.csv").write_text("id,name\na1,Tarn Mills\n")
    mistakes = {
        "There is no workspace 'other'": ("flags", "--workspace", "other"),
        "there is no such file": ("import", "none", "--workspace", "acme", "--source", "crm"),
        "no time zone": ("import", "accounts.csv", "--workspace", "acme", "--source", "crm", "--zone", "Mars/Base"),
        "no instant": ("assess", "--workspace", "acme", "--as-of", "yesterday"),
        "week such as": ("review", "--workspace", "acme", "--week", "2026-W99", "--to", "out"),
        "not begun": ("review", "--workspace", "acme", "--week", "2099-W01", "--to", "out"),
        "scopes are": ("key", "create", "--workspace", "acme", "--source", "crm", "--scope", "all"),
        "no colon": ("key", "create", "--workspace", "acme", "--source", "a:b", "--scope", "read"),
    }
    for said, words in mistakes.items():
        told = run(*words)
        assert told.returncode != 0, words
        assert said in told.stderr, told.stderr
        assert len([line for line in told.stderr.splitlines() if "Importing" not in line]) == 1, told.stderr


def test_rows_refused_are_mended_and_sent_again(run: Run, tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("id,name,tier,colour\na1,Tarn Mills,A,red\na2,Orbis,Z,\n")
    said = run("import", "accounts.csv", "--workspace", "acme", "--source", "crm").stdout
    assert "1 stored, 0 unchanged, 1 refused" in said
    assert "Not a field of account, left out: colour (rows: 1)" in said
    refused = tmp_path / "accounts.refused.csv"
    assert refused.read_text().splitlines()[1].startswith('3,tier,"tier must be one of A, B or C",a2,Orbis,Z')
    refused.write_text(refused.read_text().replace(",Z,", ",B,"))
    said = run("import", "accounts.refused.csv", "--workspace", "acme", "--source", "crm").stdout
    assert "1 stored, 0 unchanged, 0 refused" in said


def test_what_is_piped_is_one_line_a_row_with_names_as_they_are(run: Run, tmp_path: Path) -> None:
    name = "Tarn Mills [de] of the very long name that no terminal of eighty columns can hold in one cell [/de] :ok:"
    (tmp_path / "accounts.csv").write_text(f"id,name\na1,{name}\n")
    run("import", "accounts.csv", "--workspace", "acme", "--source", "crm")
    shown = run("assess", "--workspace", "acme").stdout.splitlines()
    assert any(line.startswith(name) and "not_known" in line for line in shown)
    items = json.loads(run("assess", "--workspace", "acme", "--format", "json").stdout)["items"]
    assert [item["name"] for item in items] == [name]


def test_json_is_the_body_the_api_gives(sqlite_engine: Engine) -> None:
    client = client_of(sqlite_engine)
    client.post("/v1/imports", json=ROWS)
    with reading(sqlite_engine, None) as connection:
        caller = caller_of(connection, "acme")
        shown = every_assessment(caller, None, clock.now())
        lines = flag_lines(caller, clock.now(), None)
    for each in shown:
        assert client.get(f"/v1/accounts/{each['account_id']}/assessment").json() == json.loads(json.dumps(each))
    flags = client.get("/v1/flags").json()["items"]
    assert flags
    for flag in flags:
        assert flag.items() <= {line["id"]: line for line in lines}[flag["id"]].items()


def test_where_a_crm_opens_records_is_said_in_a_command(run: Run) -> None:
    assert run("key", "create", "--workspace", "acme", "--source", "crm", "--scope", "read").returncode == 0
    say = ("record-address", "--workspace", "acme")
    assert run(*say).stdout == "crm: records are not opened.\n"
    told = run(*say, "--pattern", "https://acme.example/{type}/{id}", "--word", "opportunity=deal")
    assert told.stdout == "crm: https://acme.example/{type}/{id} opportunity=deal\n", told.stderr
    refused = run(*say, "--pattern", "javascript:{id}")
    assert refused.returncode == 1
    assert refused.stderr.startswith("pattern: must begin with https://")
    assert run(*say, "--source", "erp").stderr == "There is no such source.\n"
    assert run(*say, "--pattern", "").stdout == "crm: records are not opened.\n"
