"""Erase a person: what was said of them is gone everywhere, and the counts they were part of stay true.

What stays is a number without a name, and a keyed hash of the id, so that a late or repeated record of the same id is
refused instead of bringing the person back. Whoever was merged into the person is the same person, and goes too.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from app.db import writing
from app.domain.records import RECORD_TYPES
from app.models.account_mark import mark_accounts
from app.models.belonging import accounts_of, accounts_owned, lock_touched
from app.models.erased_records import drop_history, empty_activities, empty_record, rename_in_history
from app.models.erasure import erased_among, erased_numbers, erased_of, keep_erasure, keep_writers_out, pseudonym
from app.models.import_result import forget_rows
from app.models.kept_answer import erase_answers
from app.models.look import forget_looks_at
from app.models.merging import merges_of
from app.models.name_change import tell_of_new_names
from app.models.scrubbing import Traces, scrub
from app.models.session import end_sessions_of
from app.models.source import sources_of
from app.models.storing import Name, ensure_records, load_records
from app.services.field_history import derive_changes, mend_digests
from app.services.secret import secret_key
from app.services.show_records import Caller


@dataclass(frozen=True, slots=True)
class Erased:
    leadline_id: int
    records: int
    """How many records were erased: the one asked for, and those merged into it. 0: it was erased before."""


def erase_person(
    engine: Engine, workspace_id: int, source_id: int, record_type: str, id_: str, now: datetime
) -> Erased:
    """Erase a contact or user, known or not: one never heard of cannot come later either."""
    with writing(engine, workspace_id) as connection:
        keep_writers_out(connection, workspace_id)
        name = Caller(connection, workspace_id, source_id).name(record_type, id_)
        secret = secret_key(connection)
        before = erased_among(erased_of(connection, workspace_id), secret, [name])
        number = before.get(name) or ensure_records(connection, workspace_id, [name])[name]
        numbers = _same_person(connection, workspace_id, record_type, number)
        lock_touched(connection, workspace_id, {record_type: numbers})
        numbers -= {each for type_, each in erased_numbers(erased_of(connection, workspace_id)) if type_ == record_type}
        if number not in numbers:
            return Erased(number, 0)
        return _erase(connection, workspace_id, record_type, number, numbers, secret, now)


def _same_person(connection: Connection, workspace_id: int, record_type: str, number: int) -> set[int]:
    if record_type != "contact":
        return {number}
    return {number} | merges_of(connection, workspace_id, "contact").below(number)


def _erase(
    connection: Connection,
    workspace_id: int,
    record_type: str,
    number: int,
    numbers: set[int],
    secret: bytes,
    now: datetime,
) -> Erased:
    rows = load_records(connection, workspace_id, record_type, numbers)
    sources = sources_of(connection, workspace_id)
    names: dict[int, Name] = {n: (record_type, row["source_id"], row["external_id"]) for n, row in rows.items()}
    ids: dict[str, str] = {}
    for name in names.values():
        instead, source = pseudonym(secret, name), sources[name[1]].name
        ids |= {name[2]: instead, f"{source}:{name[2]}": f"{source}:{instead}"}
    said = {row[field] for row in rows.values() for field in ("name", "email") if row[field]}
    touched = set(accounts_of(connection, workspace_id, record_type, numbers).values())
    if record_type == "user":
        for each in numbers:
            end_sessions_of(connection, workspace_id, each)
        touched |= accounts_owned(connection, workspace_id, numbers)
    for each, name in names.items():
        keep_erasure(connection, workspace_id, secret, name, each, now)
        empty_record(connection, record_type, each, pseudonym(secret, name), rows[each]["version"], now)
    drop_history(connection, workspace_id, record_type, numbers)
    forget_looks_at(connection, workspace_id, record_type, numbers)
    if record_type == "contact":
        gone = {each for type_, each in erased_numbers(erased_of(connection, workspace_id)) if type_ == "contact"}
        empty_activities(connection, workspace_id, numbers, gone)
    concerned = rename_in_history(connection, workspace_id, _fields_naming(record_type), ids)
    mend_digests(connection, workspace_id, concerned)
    derive_changes(connection, workspace_id, concerned)
    erase_answers(connection, workspace_id)
    for name in names.values():
        forget_rows(connection, workspace_id, name[2])
    scrub(connection, workspace_id, Traces(record_type, frozenset(said), ids))
    tell_of_new_names(connection, workspace_id)
    mark_accounts(connection, workspace_id, touched, now)
    return Erased(number, len(numbers))


def _fields_naming(record_type: str) -> set[str]:
    return {field for each in RECORD_TYPES.values() for field, of in each.references.items() if of == record_type}
