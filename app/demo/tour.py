"""The first minutes: a demo company set up, judged, and what stands out printed."""

from datetime import datetime
from pathlib import Path

from rich.console import Console
from sqlalchemy import Engine

from app.db import make_engine, writing
from app.demo.company import demo_records
from app.domain.records import RECORD_TYPES
from app.services.every_assessment import every_assessment
from app.services.flag_lines import flag_lines
from app.services.ingest_records import Incoming, ingest_records
from app.services.migrate import migrate
from app.services.reassess_accounts import settle
from app.services.weekly_review import read_review, week_of
from app.services.workspaces import caller_of, ensure_source, ensure_workspace
from app.settings import settings
from app.surfaces.reviews.files import write_review
from app.surfaces.terminal import assessments_table, flags_table, postures_line

WORKSPACE = "demo"
SOURCE = "crm"


def tour(console: Console, folder: Path, now: datetime) -> Engine:
    """Load the demo company into a fresh SQLite file in ``folder``, or into the database the settings name."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = _database(folder)
    migrate(engine)
    workspace_id = _load(engine, now)
    settle(engine, workspace_id, now)
    with writing(engine, workspace_id) as connection:
        caller = caller_of(connection, WORKSPACE)
        review = read_review(caller, week_of(now.date()), now)
        flags = flag_lines(caller, now, None)
        items = every_assessment(caller, None, now)
    console.print(review["opening_line"], style="bold", highlight=False)
    console.print()
    console.print(flags_table(flags))
    console.print()
    console.print(assessments_table(items))
    console.print(f"{len(items)} accounts: {postures_line(items)}", highlight=False)
    for file in write_review(review, folder, settings().public_url):
        console.print(f"Written: {file}", highlight=False, soft_wrap=True)
    return engine


def _database(folder: Path) -> Engine:
    if "database_url" in settings().model_fields_set:
        return make_engine(settings().database_url)
    for old in folder.glob("demo.db*"):
        old.unlink()
    return make_engine(f"sqlite:///{folder / 'demo.db'}")


def _load(engine: Engine, now: datetime) -> int:
    incoming = [
        Incoming(row["type"], RECORD_TYPES[row["type"]].model_validate(row)) for row in demo_records(now.date())
    ]
    with writing(engine, None) as connection:
        workspace_id = ensure_workspace(connection, WORKSPACE)
        source_id = ensure_source(connection, workspace_id, SOURCE, now)
        ingest_records(connection, workspace_id, source_id, incoming, now)
    return workspace_id
