"""A person puts a change, a plan or a promise on file by a page, changes it, or deletes it.

Such a record has a source of its own, so that no CRM's record is touched and none touches it.
"""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine

from app.db import reading, writing
from app.errors import FieldError, does_not_fit
from app.models.record_lists import Stored as Row
from app.models.record_lists import find_record
from app.models.records import FIELDS
from app.models.statement import Did, keep_statement
from app.services.batch import Stored
from app.services.expected import ANYTHING, Expected
from app.services.incoming import Incoming
from app.services.read_records import deletion
from app.services.read_statement import Form, read_statement
from app.services.show_records import Caller
from app.services.sign_in import Session
from app.services.stated_records import About
from app.services.store_record import store_record
from app.services.workspaces import ensure_own_source

_ID = re.compile(r"[0-9a-f]{16}")


def state_record(engine: Engine, visitor: Session, type_: str, id_: str, form: Form, about: About) -> int:
    """Store a new record of the account as a person filled the form; gives its number.

    Raises Problem (422) with every field that does not fit.
    """
    with writing(engine, visitor.workspace_id) as connection:
        source_id = ensure_own_source(connection, visitor.workspace_id)
        known = find_record(connection, visitor.workspace_id, (type_, source_id, id_), also_incomplete=True)
        if not _ID.fullmatch(id_) or (known and known["account_id"] != about.account):
            raise does_not_fit(FieldError("/id", "unknown", "This form is none of ours. Open a new one."))
        caller = Caller(connection, visitor.workspace_id, source_id)
        record = read_statement(caller, type_, id_, about.account, form, about)
    return _store(engine, visitor, source_id, Incoming(type_, record), about.now, "stated")


def restate_record(
    engine: Engine, visitor: Session, type_: str, row: Row, form: Form, about: About, expected: Expected
) -> None:
    """Change a record that was stated. Raises Problem: 422 as above, 412 where somebody else changed it meanwhile."""
    with reading(engine, visitor.workspace_id) as connection:
        caller = Caller(connection, visitor.workspace_id, row["source_id"])
        record = read_statement(caller, type_, row["external_id"], row["account_id"], form, about)
    # Of which account it is stays as it is: that one may have been merged into the one it is shown on.
    given = frozenset(FIELDS[type_]) - {"account_id"}
    incoming = Incoming(type_, record, given, is_patch=True)
    _store(engine, visitor, row["source_id"], incoming, about.now, "changed", expected)


def unstate_record(engine: Engine, visitor: Session, type_: str, row: Row, now: datetime) -> None:
    """Delete a record that was stated."""
    _store(engine, visitor, row["source_id"], deletion(type_, row["external_id"]), now, "deleted")


def _store(
    engine: Engine,
    visitor: Session,
    source_id: int,
    incoming: Incoming,
    now: datetime,
    did: Did,
    expected: Expected = ANYTHING,
) -> int:
    def say_who(connection: Connection, stored: Stored, _: dict[str, Any]) -> None:
        if stored.status == "stored":
            record = (stored.type, stored.leadline_id, stored.version)
            keep_statement(connection, visitor.workspace_id, *record, stated_at=now, stated_by=visitor.name, did=did)

    stored, _ = store_record(engine, visitor.workspace_id, source_id, incoming, now, expected, say_who)
    return stored.leadline_id
