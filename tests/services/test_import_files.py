"""Files of any kind and size are imported; what is refused can be mended and sent again."""

import csv
import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.services.import_files import ImportReport, NotImportable, import_paths

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


def load(engine: Engine, folder: Path, *paths: Path) -> ImportReport:
    return import_paths(engine, "acme", "crm", paths or (folder,), None, NOW, refused_to=folder)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.received, report.stored, report.unchanged, report.refused


def test_a_directory_imports_as_a_whole_and_again_is_unchanged(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "activities.csv").write_text("id,kind,account_id\n1,call,a\n2,email,a\n")
    (tmp_path / "accounts.csv.gz").write_bytes(gzip.compress(b"id,name\na,Northgate\n"))
    (tmp_path / "contacts.json").write_text('[{"id": "c", "account_id": "a"}]')
    (tmp_path / "more.ndjson").write_text('{"type": "user", "id": "u"}\n')
    (tmp_path / "notes.txt").write_text("not ours")
    assert counts(load(engine, tmp_path)) == (5, 5, 0, 0)
    assert counts(load(engine, tmp_path)) == (5, 0, 5, 0)


def test_refused_csv_rows_are_written_with_line_field_and_reason_and_can_be_mended(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    (tmp_path / "accounts.csv").write_bytes(b'id,name,aim\na,Good,grow\nb,"two\nlines",win\nc,caf\xe9,\n')
    report = load(sqlite_engine, tmp_path)
    assert counts(report) == (3, 1, 0, 2)
    (file,) = report.refused_files
    assert file == tmp_path / "accounts.refused.csv"
    rows = list(csv.DictReader(file.open(encoding="utf-8", errors="surrogateescape", newline="")))
    assert [(row["refused_line"], row["refused_field"], row["id"]) for row in rows] == [
        ("3", "aim", "b"), ("5", "name", "c")
    ]  # fmt: skip
    assert rows[0]["refused_reason"] == "aim must be one of grow, keep or exit"
    file.write_bytes(file.read_bytes().replace(b",win", b",keep").replace(b"\xe9", "é".encode()))
    assert counts(load(sqlite_engine, tmp_path, file)) == (2, 2, 0, 0)


def test_refused_json_rows_are_written_whole(sqlite_engine: Engine, tmp_path: Path) -> None:
    lines = ['{"type":"account","id":"a","fit":101}', "nonsense", '{"type":"account","id":"b"}']
    (tmp_path / "crm.ndjson").write_text("\n".join(lines))
    (file,) = load(sqlite_engine, tmp_path).refused_files
    first, second = map(json.loads, file.read_text().splitlines())
    assert (first["id"], first["fit"], first["refused_line"], first["refused_field"]) == ("a", 101, 1, "fit")
    assert (second["refused_row"], second["refused_line"]) == ("nonsense", 2)
    file.write_text(file.read_text().replace("101", "99"))
    assert counts(load(sqlite_engine, tmp_path, file)) == (2, 1, 0, 1)


def test_nothing_refused_leaves_no_file(sqlite_engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_text("id\nu\n")
    assert load(sqlite_engine, tmp_path).refused_files == []
    assert [file.name for file in tmp_path.iterdir()] == ["users.csv"]


def test_a_clean_import_takes_the_refused_rows_of_an_earlier_one_away(sqlite_engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text("id,aim\na,win\nb,grow\n")
    (refused,) = load(sqlite_engine, tmp_path).refused_files
    assert refused.is_file()
    refused.write_text(refused.read_text().replace(",win", ",keep"))
    assert counts(load(sqlite_engine, tmp_path, refused)) == (1, 1, 0, 0)
    assert refused.is_file(), "what somebody mended is theirs while they import it"
    file.write_text("id,aim\na,keep\nb,grow\n")
    assert load(sqlite_engine, tmp_path).refused == 0
    assert not refused.exists()


def test_batches_split_a_file_without_changing_its_end(
    sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.import_rows.BATCH_ROWS", 2)
    (tmp_path / "accounts.csv").write_text("id,aim\n" + "".join(f"{n},{'win' if n == 3 else ''}\n" for n in range(7)))
    assert counts(load(sqlite_engine, tmp_path)) == (7, 6, 0, 1)
    assert counts(load(sqlite_engine, tmp_path)) == (7, 0, 6, 1)


def test_progress_ends_at_the_whole(sqlite_engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_text("id\nu\n")
    told: list[tuple[int, int]] = []
    import_paths(sqlite_engine, "acme", "crm", [tmp_path], None, NOW, lambda _, done, of: told.append((done, of)))
    assert told[-1] == (5, 5)


@pytest.mark.parametrize(
    ("name", "text"),
    [("deals.csv", "id\n1"), ("accounts.txt", "id\n1"), ("accounts.csv", "name\nx"), ("accounts.json", "{}")],
)
def test_a_file_that_cannot_serve_is_named_with_the_reason(
    sqlite_engine: Engine, tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(NotImportable, match=name):
        load(sqlite_engine, tmp_path, tmp_path / name)


def test_a_path_that_is_not_there_or_holds_nothing_is_named(sqlite_engine: Engine, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.csv"):
        with pytest.raises(NotImportable, match=path.name):
            load(sqlite_engine, tmp_path, path)
