"""Data of real systems goes in whole, is judged plainly, and what it cannot tell is said to be not known.

The sets lie outside the project; where they are absent these tests skip.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from app import clock
from app.db import reading
from app.models.account_mark import marked_accounts
from app.services.every_assessment import every_assessment
from app.services.import_files import ImportReport, import_paths
from app.services.readiness import read_readiness
from app.services.reassess_accounts import settle
from app.services.workspaces import caller_of
from tests.conftest import NewDatabase

SETS = Path(__file__).parents[3] / "shared" / "data" / "crm"
FOLDERS = sorted(folder for folder in SETS.iterdir() if folder.is_dir()) if SETS.is_dir() else []
NOT_ANSWERABLE = {
    # Nobody is named, nobody writes to us, nothing has a due date, and no starter of a deal is recorded.
    "bpic2012": {"business_created", "right_people", "support_lined_up", "replies_in_time", "promised_work"},
    # Tickets alone.
    "helpdesk": {
        "business_created", "right_people", "support_lined_up", "quotes_in_time", "promised_work", "next_step",
    },
    # No quotes, no due dates, no starters; mails and meetings do not say who wrote.
    "maven_interactions": {"business_created", "quotes_in_time", "replies_in_time", "promised_work"},
    # The mails are undated and the dated meetings name nobody; quotes have no dates, deals no starters.
    "odoo17_demo": {"business_created", "right_people", "support_lined_up", "quotes_in_time", "replies_in_time"},
    # Everything but quotes.
    "suitecrm_demo": {"quotes_in_time"},
}  # fmt: skip
KNOWN = ("yes", "no", "does_not_apply")

if not FOLDERS:
    pytest.skip("../shared/data/crm is not here", allow_module_level=True)


@dataclass
class Imported:
    engine: Engine
    folder: Path
    first: ImportReport
    again: ImportReport
    judged: int
    judged_again: int
    items: list[dict[str, Any]]
    readiness: dict[str, Any]


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda folder: folder.name)
def imported(
    request: pytest.FixtureRequest, new_sqlite_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Imported]:
    folder = request.param
    refused = tmp_path_factory.mktemp("refused")
    with new_sqlite_database() as engine:

        def load() -> tuple[ImportReport, int]:
            report = import_paths(engine, folder.name, "csv", [folder], None, clock.now(), refused_to=refused)
            with reading(engine, None) as connection:
                workspace_id = caller_of(connection, folder.name).workspace_id
                waiting = len(marked_accounts(connection, workspace_id))
            settle(engine, workspace_id, clock.now())
            return report, waiting

        first, judged = load()
        again, judged_again = load()
        with reading(engine, None) as connection:
            caller = caller_of(connection, folder.name)
            items = every_assessment(caller, latest(folder), clock.now())
            readiness = read_readiness(connection, caller.workspace_id)
        yield Imported(engine, folder, first, again, judged, judged_again, items, readiness)


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def latest(folder: Path) -> datetime:
    """The latest instant at which something was completed or created."""
    found = [
        row[field]
        for file in folder.glob("*.csv")
        for row in rows(folder, file.stem)
        for field in ("completed_at", "created_at")
        if row.get(field)
    ]
    return max(map(datetime.fromisoformat, found))


def test_every_row_is_stored_or_named(imported: Imported) -> None:
    sent = sum(len(rows(imported.folder, file.stem)) for file in imported.folder.glob("*.csv"))
    assert imported.first.received == sent
    assert imported.first.stored + imported.first.refused == sent
    assert imported.first.refused == 0, imported.first.refused_files


def test_importing_again_changes_nothing_and_judges_nobody(imported: Imported) -> None:
    assert (imported.again.stored, imported.again.refused) == (0, 0)
    assert imported.again.unchanged == imported.first.received
    assert imported.judged > 0
    assert imported.judged_again == 0


def test_every_account_is_assessed(imported: Imported) -> None:
    assert {item["account_id"] for item in imported.items} == {row["id"] for row in rows(imported.folder, "accounts")}


def test_readiness_is_true_to_the_files(imported: Imported) -> None:
    off = {each["code"] for each in imported.readiness["questions"] if not each["answerable"]}
    assert off == NOT_ANSWERABLE[imported.folder.name]
    for item in imported.items:
        for axis in (item["effectiveness"], item["efficiency"]):
            for answer in axis["answers"] if axis else ():
                if answer["question"] in off:
                    assert answer["verdict"] == "not_known", (item["account_id"], answer)


def test_who_is_only_served_is_not_led(imported: Imported) -> None:
    if imported.folder.name != "helpdesk":
        return
    worked: dict[str, int] = {}
    for row in rows(imported.folder, "activities"):
        worked[row["account_id"]] = worked.get(row["account_id"], 0) + 1
    assert all(item["posture"] != "led" for item in imported.items)
    for item in imported.items:
        if worked.get(item["account_id"], 0) >= 3:
            answers = item["effectiveness"]["answers"] + item["efficiency"]["answers"]
            assert any(answer["verdict"] in KNOWN for answer in answers), item["account_id"]
