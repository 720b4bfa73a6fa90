"""From a CRM's files to what late quotes cost, by the command line; on public records where they are at hand."""

import subprocess
import sys
from collections.abc import Callable
from os import environ
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app import clock
from app.db import reading
from app.domain.backtest.looking_back import records_end
from app.domain.backtest.single_quotes import quote_cases
from app.domain.dossier import prepare
from app.models.gathering import gather
from app.services.import_files import import_paths
from app.services.policies import default_policy
from app.services.workspaces import caller_of

LOANS = Path(__file__).parents[3] / "shared" / "data" / "crm" / "bpic2012"
FILES = ("accounts.csv", "opportunities.csv", "quotes.csv")
pytestmark = pytest.mark.skipif(not LOANS.is_dir(), reason="the public records are not beside the project")


@pytest.fixture
def leadline(sqlite_engine: Engine) -> Callable[..., str]:
    """Runs `leadline` with these words and gives what it printed."""
    url = sqlite_engine.url.render_as_string(hide_password=False)

    def run(*words: str) -> str:
        command = [sys.executable, "-c", "from app.cli import main; main()", *words]
        environment = {**environ, "LEADLINE_DATABASE_URL": url, "COLUMNS": "160"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_first_quotes_in_time_win_clearly_more_often(sqlite_engine: Engine, leadline: Callable[..., str]) -> None:
    import_paths(sqlite_engine, "loans", "csv", [LOANS / file for file in FILES], None, clock.now())
    said = leadline("backtest", "--workspace", "loans", "--from", "2011-11-01", "--to", "2012-02-01")
    lines = [" ".join(line.split()) for line in said.splitlines()]
    start = next(number for number, line in enumerate(lines) if line.startswith("First quote of a deal"))
    assert lines[start + 1 : start + 4] == [
        "sent in time 49 % of 850 cases between 46 and 52 %",
        "sent late 35 % of 110 cases between 26 and 44 %",
        "Clearly more often: 1.42 times as often, between 1.10 and 1.92; +15 points, between +4 and +24.",
    ]

    # By the office hours of Amsterdam, where these quotes were written.
    policy = default_policy()
    hours = policy.calendar.model_copy(update={"zone": "Europe/Amsterdam"})
    policy = policy.model_copy(update={"calendar": hours})
    with reading(sqlite_engine, None) as connection:
        workspace_id = caller_of(connection, "loans").workspace_id
        dossiers = [prepare(rows, policy) for rows in gather(connection, workspace_id, None, None)]
    until = records_end(dossier.rows for dossier in dossiers)
    assert until
    found = quote_cases(dossiers, policy, until)
    assert [(sum(won for _, won in cases), len(cases)) for cases in (found.in_time, found.late)] == [
        (415, 847),
        (40, 113),
    ]
