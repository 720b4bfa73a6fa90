"""Everything we hold about a person, for the person: a user or a contact, as one JSON document.

Nothing secret is in it: no hash of a session or key. Of a record on an account that whoever asks may not see stands
only that it names the person, and where.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic_core import to_jsonable_python

from app import clock
from app.domain.records import PLURALS
from app.models.belonging import accounts_of
from app.models.look import looks_by
from app.models.merging import merges_of
from app.models.person_records import kept_of, naming_fields, others_called, people_records, records_naming, said_by
from app.services.looks import by_user, read_looks
from app.services.show_records import Caller, show_rows

KEPT_FOR_A_TIME = (
    "Also held for a time, and reached by an erasure: imports in the background as they were sent, and the first "
    "answers to requests that named themselves (72 hours)."
)
SHARED_NAME = "Left out: what is kept by name alone could be of somebody else with the same name."
Row = Mapping[str, Any]


def export_person(caller: Caller, record_type: str, number: int, now: datetime) -> dict[str, Any] | None:
    """None: there is no such person, or they were erased. Who may ask for it is for the router to see to."""
    connection, workspace_id = caller.connection, caller.workspace_id
    numbers = [number]
    if record_type == "contact":
        numbers = sorted({number} | merges_of(connection, workspace_id, "contact").below(number))
    rows = {row["leadline_id"]: row for row in people_records(connection, workspace_id, record_type, numbers)}
    if number not in rows:
        return None
    kept = kept_of(connection, workspace_id, record_type, numbers)
    hidden = [action for action in kept.get("actions", ()) if not caller.sees(action["account_id"])]
    for action in hidden:
        for words in ("what", "cure", "done_by", "dropped_reason"):
            del action[words]
    found = {
        "made_at": clock.written(now),
        "about": record_type,
        "records": show_rows(caller, record_type, list(rows.values())),
        "named_in": {
            plural: shown
            for plural, type_ in PLURALS.items()
            if (shown := _naming(caller, type_, record_type, numbers))
        },
        **kept,
        **(_said(caller, rows[number]) if record_type == "user" else {}),
        "looked_at_by_others": [each for one in numbers for each in read_looks(caller, record_type, one)],
        "also": KEPT_FOR_A_TIME,
    }
    return dict(to_jsonable_python(found))


def _naming(caller: Caller, record_type: str, of: str, numbers: Sequence[int]) -> list[dict[str, Any]]:
    """The records of a type that name the person; of those on accounts not seen only their ids, and in which fields."""
    connection, workspace_id = caller.connection, caller.workspace_id
    rows = records_naming(connection, workspace_id, record_type, of, numbers)
    accounts = accounts_of(connection, workspace_id, record_type, [row["leadline_id"] for row in rows])
    ends = merges_of(connection, workspace_id, "account")
    fields = {"id", "leadline_id", *naming_fields(record_type, of)}

    def is_theirs(record: Row) -> bool:
        account = accounts.get(record["leadline_id"])
        return caller.seen is None or (record_type != "user" and (account is None or caller.sees(ends.of(account))))

    return [
        # A list names others too.
        each if is_theirs(each) else {name: each[name] for name in fields if not isinstance(each.get(name, []), list)}
        for each in show_rows(caller, record_type, rows)
    ]


def _said(caller: Caller, user: Row) -> dict[str, Any]:
    """What is kept under the user's name or as their own looks. A name that two have tells nothing about either."""
    connection, workspace_id, number = caller.connection, caller.workspace_id, user["leadline_id"]
    shared = not user["name"] or others_called(connection, workspace_id, user["name"], number)
    looks = looks_by(connection, workspace_id, by_user(number))
    shown = ("record_type", "person_id", "what", "looked_at")
    return {
        "kept_by_name": SHARED_NAME if shared else said_by(connection, workspace_id, user["name"]),
        "looked_at": [{name: row[name] for name in shown} for row in looks],
    }
