"""`leadline policy`: shown, checked, tried and published from files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from app.cli import main
from app.cli.commands import cli
from app.db import reading, writing
from app.services.policies import default_document, policy_in_force, published
from app.services.policy_yaml import read_policy_yaml
from app.services.workspaces import caller_of
from app.settings import settings
from tests.sending import Crm, put


@pytest.fixture
def workspace(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    with writing(sqlite_engine, None) as connection:
        Crm(connection).send(put("account", id="a1", name="Tarn Mills", created_at="2025-01-01T00:00:00Z"))
    monkeypatch.setenv("LEADLINE_DATABASE_URL", sqlite_engine.url.render_as_string())
    settings.cache_clear()
    yield sqlite_engine
    settings.cache_clear()


def run(*words: str) -> str:
    result = CliRunner().invoke(cli, ["policy", "--workspace", "acme", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_what_is_shown_can_be_sent_back(workspace: Engine) -> None:
    assert read_policy_yaml(run("show").encode()) == default_document()


def test_a_policy_is_checked_tried_and_published(workspace: Engine, tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("states: {new_account: 3000}")
    assert "new account: 3,000 instead of 90 (days)" in run("check", str(file))
    said = run("impact", str(file), "--backtest")
    assert "No account would be seen differently (1 judged)" in said
    assert "Looking back" in said
    assert "Led, and lost all the same: 0 now, 0 under the draft." in said
    said = run("publish", str(file), "--author", "Ada", "--reason", "We are patient.")
    assert said == "Version 2 is in force; accounts judged by it: 1.\n"
    assert "says what the policy in force says" in run("check", str(file))
    with reading(workspace, None) as connection:
        caller = caller_of(connection, "acme")
        kept = published(connection, caller.workspace_id)
        assert (kept["version"], kept["author"], kept["reason"]) == (2, "Ada", "We are patient.")
        assert policy_in_force(connection, caller.workspace_id).states.new_account == 3000


def test_what_does_not_fit_is_said_line_by_line_with_exit_code_1(
    workspace: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("quotes: {standrad: 2}\nwindows: {contact: 0}")
    monkeypatch.setattr("sys.argv", ["leadline", "policy", "--workspace", "acme", "check", str(file)])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    assert capsys.readouterr().err.splitlines() == [
        "Some fields do not fit.",
        "quotes/standrad: is no name that is known here; there are standard, complex",
        "windows/contact: must be a number from 1 to 3650",
    ]
