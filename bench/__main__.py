"""How much import and judging cost, as multiples of plain work on the same records in the same run.

Seconds differ from machine to machine; these ratios hardly do, so they can be compared between two versions.
"""

import json
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from app.db import make_engine, reading, writing
from app.demo.company import demo_records
from app.models.gathering import gather
from app.services.import_files import import_paths
from app.services.migrate import migrate
from app.services.reassess_accounts import settle
from app.services.workspaces import ensure_workspace

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ROUNDS = 3


def main() -> None:
    records = demo_records(NOW.date())
    seconds: dict[str, list[float]] = defaultdict(list)
    with TemporaryDirectory() as folder:
        file = Path(folder, "records.ndjson")
        file.write_text("".join(json.dumps(record, default=str) + "\n" for record in records), encoding="utf-8")
        for number in range(ROUNDS):
            for name, work in rounds(file, Path(folder, f"round-{number}")):
                began = time.perf_counter()
                work()
                seconds[name].append(time.perf_counter() - began)
    best = {name: min(taken) for name, taken in seconds.items()}
    print(f"{len(records)} records of the demo company, best of {ROUNDS} rounds; seconds are this machine's\n")
    for name, against in (
        ("import", "plain insert"),
        ("import again", "plain insert"),
        ("judge", "gather"),
        ("judge nothing new", "gather"),
    ):
        print(f"{name:18} {best[name]:8.3f} s = {best[name] / best[against]:6.2f} x {against} ({best[against]:.3f} s)")


def rounds(file: Path, folder: Path) -> list[tuple[str, Callable[[], object]]]:
    """The pieces of work of one round, on new databases of its own, in the order they are done."""
    folder.mkdir()
    engine = make_engine(f"sqlite:///{folder / 'leadline.db'}")
    migrate(engine)
    with writing(engine, None) as connection:
        workspace_id = ensure_workspace(connection, "bench")

    def load() -> None:
        import_paths(engine, "bench", "crm", [file], None, NOW, refused_to=folder)

    def gather_all() -> None:
        with reading(engine, workspace_id) as connection:
            for _ in gather(connection, workspace_id, None, None):
                pass

    return [
        ("plain insert", lambda: insert_plainly(file, folder / "plain.db")),
        ("import", load),
        ("import again", load),
        ("gather", gather_all),
        ("judge", lambda: settle(engine, workspace_id, NOW)),
        ("judge nothing new", lambda: settle(engine, workspace_id, NOW)),
    ]


def insert_plainly(file: Path, database: Path) -> None:
    """Parse every line and store it under its id: the least an import could do."""
    with closing(sqlite3.connect(database)) as connection, file.open(encoding="utf-8") as lines:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE record (type TEXT, id TEXT, body TEXT, PRIMARY KEY (type, id))")
        parsed = (json.loads(line) for line in lines)
        connection.executemany(
            "INSERT INTO record VALUES (?, ?, ?)", ((row["type"], row["id"], json.dumps(row)) for row in parsed)
        )
        connection.commit()


if __name__ == "__main__":
    main()
