"""Import CSV, NDJSON and JSON files of any size; refused rows go to a file that can be mended and sent again."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Engine

from app.db import refresh_statistics, writing
from app.domain.records import PLURALS
from app.errors import Problem
from app.services.import_rows import Summary, import_rows
from app.services.policies import policy_in_force
from app.services.read_ahead import PAYS_FROM, reading_ahead
from app.services.read_rows import csv_header, read_rows
from app.services.refused_rows import Write, refused_rows
from app.services.split_rows import Form, csv_rows
from app.services.unpack import unpack
from app.services.workspaces import ensure_source, ensure_workspace

FORMS: dict[str, Form] = {".csv": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson", ".json": "json"}
NO_LIMIT = 2**63
COUNTED_FROM = 10_000
"""Rows after which the database counts its tables anew."""
Progress = Callable[[Path, int, int], None]
"""Told the file, the bytes of all files read so far, and the bytes of all files."""


class NotImportable(Exception):
    """A path that cannot be imported, and why, in words for the person who named it."""


@dataclass
class ImportReport:
    """What became of the rows of all files; ``refused_files`` exist only where rows were refused."""

    summary: Summary = field(default_factory=Summary)
    refused_files: list[Path] = field(default_factory=list)

    @property
    def received(self) -> int:
        return self.summary.total()

    @property
    def stored(self) -> int:
        return self.summary["stored"]

    @property
    def unchanged(self) -> int:
        return self.summary["unchanged"]

    @property
    def refused(self) -> int:
        return self.summary["refused"]


def import_paths(
    engine: Engine,
    workspace: str,
    source: str,
    paths: Iterable[Path],
    zone: tzinfo | None,
    now: datetime,
    on_progress: Progress = lambda *_: None,
    refused_to: Path = Path(),
) -> ImportReport:
    """Import files, and the directories' ``<plural>.csv``, ``.ndjson`` and ``.json`` (``.gz`` too), users first.

    The workspace and the source are made when they are new. Judging is the caller's next step. Refused rows go to
    ``<name>.refused.csv`` or ``.ndjson`` in ``refused_to``. Raises NotImportable before anything is stored when a
    path is missing or of no known kind, and when a file as a whole cannot be read.
    """
    files = [file for path in paths for file in _files(path)]
    with writing(engine, None) as connection:
        workspace_id = ensure_workspace(connection, workspace)
        source_id = ensure_source(connection, workspace_id, source, now)
        words = policy_in_force(connection, workspace_id).mappings.in_our_words
    report, before, total = ImportReport(), 0, sum(file.stat().st_size for file in files)
    for file in sorted(files, key=_users_and_accounts_first):
        try:
            with _Opened(file) as opened, _refusals(file, refused_to, report, files) as refuse:
                asked = (_form(file), _type(file), zone, words)
                transaction = partial(writing, engine, workspace_id)
                ahead = file.stat().st_size > (PAYS_FROM // 8 if file.suffix == ".gz" else PAYS_FROM)
                with reading_ahead(opened, *asked) if ahead else nullcontext(read_rows(opened(), *asked)) as rows:
                    for result in import_rows(transaction, workspace_id, source_id, rows, now):
                        report.summary.add(result)
                        if result.status == "refused":
                            refuse(result.row)
                        if result.row.number % 500 == 0:
                            on_progress(file, before + opened.tell(), total)
        except Problem as problem:
            raise NotImportable(f"{file}: {problem.detail or problem.title}") from problem
        before += file.stat().st_size
        on_progress(file, before, total)
    if report.received >= COUNTED_FROM:
        refresh_statistics(engine)
    return report


class _Opened(ExitStack):
    """A file while it is read, more than once perhaps, and how far it was."""

    _raw: BinaryIO

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def __call__(self) -> BinaryIO:
        self._raw = self.enter_context(self._file.open("rb"))
        return _unpacked(self._file, self._raw)

    def tell(self) -> int:
        return self._raw.tell()


@contextmanager
def _refusals(file: Path, folder: Path, report: ImportReport, files: Collection[Path]) -> Iterator[Write]:
    header = None
    if _form(file) == "csv":
        with file.open("rb") as raw:
            header = csv_header(next(csv_rows(_unpacked(file, raw)), None), _type(file) or "")
    stem, ending = file.name.split(".")[0], "ndjson" if header is None else "csv"
    targets = (folder / f"{stem}.refused{nth}.{ending}" for nth in ("", *(f"-{n}" for n in range(2, 10_000))))
    target = next(target for target in targets if target not in report.refused_files)
    before = report.refused
    with refused_rows(target, header) as refuse:
        yield refuse
    if report.refused > before:
        report.refused_files.append(target)
    elif target.is_file() and not any(target.samefile(read) for read in files):
        # From an earlier import: what it names has gone in since, or is no longer sent.
        target.unlink()


def _unpacked(file: Path, raw: BinaryIO) -> BinaryIO:
    return unpack(raw, NO_LIMIT) if file.suffix == ".gz" else raw


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        known = [file for file in sorted(path.iterdir()) if _suffix(file) in FORMS and ".refused." not in file.name]
        files = [file for file in known if file.is_file() and (_type(file) or _form(file) != "csv")]
        if not files:
            raise NotImportable(f"{path}: holds no file such as accounts.csv or activities.ndjson")
        return files
    if not path.is_file():
        raise NotImportable(f"{path}: there is no such file")
    if _suffix(path) not in FORMS:
        raise NotImportable(f"{path}: is none of .csv, .ndjson, .json (or these with .gz)")
    if _form(path) == "csv" and not _type(path):
        named = f"name a CSV after its records, such as accounts.csv ({', '.join(PLURALS)})"
        raise NotImportable(f"{path}: {named}, or drop a CRM's own export on the page Imports, which reads its columns")
    return [path]


def _suffix(file: Path) -> str:
    return Path(file.name.removesuffix(".gz")).suffix.lower()


def _form(file: Path) -> Form:
    return FORMS[_suffix(file)]


def _type(file: Path) -> str | None:
    return PLURALS.get(file.name.split(".")[0].lower().replace("-", "_"))


def _users_and_accounts_first(file: Path) -> tuple[int, str]:
    kinds = list(PLURALS.values())
    type_ = _type(file)
    return kinds.index(type_) if type_ else len(kinds), file.name
