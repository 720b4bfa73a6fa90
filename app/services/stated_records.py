"""The changes, plans and promises of an account, whoever put them on file, and what a form about them offers."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from app.domain.business_hours import zone_or
from app.domain.records import RECORD_TYPES
from app.domain.stating import STATED
from app.domain.terms import OWN_SOURCE
from app.domain.wording.names import NEWS, capitalised, day
from app.models.belonging import accounts_of
from app.models.merging import merges_of
from app.models.naming import named_records
from app.models.record_lists import Stored, find_record, list_records
from app.models.source import sources_of
from app.models.statement import statements_of
from app.models.storing import names_of
from app.services.choose_person import People, people_to_choose
from app.services.policies import policy_in_force
from app.services.show_records import Caller
from app.services.what_is_seen import sees_record

MOST = 200
"""Records of a kind that are read for a page or a form."""
Choices = Mapping[str, Mapping[int, str]]
"""Record type to the records of it that a form may name: number to name."""


@dataclass(frozen=True, slots=True)
class About:
    """What is needed to read and to show a form about an account."""

    account: int
    name: str
    choices: Choices
    people: People
    now: datetime
    zone: tzinfo

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class OnFile:
    about: About
    records: Mapping[str, list[dict[str, Any]]]
    """Record type to the account's records, the latest first, with the names of whom they name."""
    new_ids: Mapping[str, str]
    potential: float | None
    """Money a year, in ``currency``; None: not known."""
    currency: str | None


def new_id() -> str:
    """For a form that makes a record: sent twice, it makes one."""
    return secrets.token_hex(8)


def read_on_file(caller: Caller, account: int, now: datetime) -> OnFile | None:
    """None as for ``form_about``."""
    about = form_about(caller, account, now)
    if about is None:
        return None
    name = names_of(caller.connection, caller.workspace_id, "account", [account])[account]
    row = find_record(caller.connection, caller.workspace_id, ("account", *name)) or {}
    new_ids = {kind: new_id() for kind in STATED}
    return OnFile(about, _records(caller, account), new_ids, row.get("potential"), row.get("currency"))


def form_about(caller: Caller, account: int, now: datetime) -> About | None:
    """None: there is no such account for whoever asks, or another stands for it."""
    named = named_records(caller.connection, caller.workspace_id, {"account": [account]})
    accounts = merges_of(caller.connection, caller.workspace_id, "account")
    if not caller.sees(account) or not named or accounts.of(account) != account:
        return None
    fields = named["account", account]
    policy = policy_in_force(caller.connection, caller.workspace_id)
    zone = zone_or(None, policy.calendar.zone)
    people = people_to_choose(caller, [account])
    return About(account, fields["name"] or fields["external_id"], _choices(caller, account, people), people, now, zone)


def _choices(caller: Caller, account: int, people: People) -> Choices:
    return {
        "user": people.everybody,
        "contact": {row["leadline_id"]: _person(row) for row in _rows(caller, "contact", account)},
        "opportunity": {
            row["leadline_id"]: row["name"] or row["external_id"] for row in _rows(caller, "opportunity", account)
        },
        "change": {row["leadline_id"]: change_words(row) for row in _rows(caller, "change", account)},
    }


def _person(row: Stored) -> str:
    return ", ".join(filter(None, (row["name"] or row["external_id"], row["title"])))


def change_words(row: Stored) -> str:
    """Merger, noticed 3 Nov 2026."""
    return f"{capitalised(NEWS.get(row['kind'], str(row['kind'])))}, noticed {day(row['noticed_on'])}"


def _rows(caller: Caller, record_type: str, account: int) -> list[Stored]:
    accounts = merges_of(caller.connection, caller.workspace_id, "account").with_losers([account])
    where: dict[str, Sequence[int]] = {"account_id": accounts}
    return list_records(caller.connection, caller.workspace_id, record_type, where, 0, MOST)


def stated_by_people(caller: Caller, record_type: str, number: int) -> tuple[int, Stored] | None:
    """The account and the row of a record that people put on file, where whoever asks may see it."""
    connection, workspace_id = caller.connection, caller.workspace_id
    name = names_of(connection, workspace_id, record_type, [number]).get(number)
    if name is None or not sees_record(caller, record_type, number):
        return None
    row = find_record(connection, workspace_id, (record_type, *name))
    of = accounts_of(connection, workspace_id, record_type, [number]).get(number)
    if row is None or of is None or sources_of(connection, workspace_id)[name[0]].name != OWN_SOURCE:
        return None
    return merges_of(connection, workspace_id, "account").of(of), row


def _records(caller: Caller, account: int) -> dict[str, list[dict[str, Any]]]:
    found = {kind: _rows(caller, kind, account)[::-1] for kind in STATED}
    wanted: dict[str, set[int]] = {"user": set(), "contact": set(), "opportunity": set()}
    for kind, rows in found.items():
        for row in rows:
            for _, target, number in _names(kind, row):
                wanted[target].add(number)
    named = named_records(caller.connection, caller.workspace_id, wanted)
    sources = sources_of(caller.connection, caller.workspace_id)
    shown: dict[str, list[dict[str, Any]]] = {kind: [] for kind in found}
    for kind, rows in found.items():
        said = statements_of(caller.connection, caller.workspace_id, kind, [row["leadline_id"] for row in rows])
        for row in rows:
            source = sources[row["source_id"]].name
            about = {"type": kind, "id": caller.shown(row["source_id"], row["external_id"]), "source": source}
            names = {field: _name(named.get((target, number), {})) for field, target, number in _names(kind, row)}
            statements = said.get(row["leadline_id"], [])
            ours = {"is_stated": source == OWN_SOURCE, "names": names, "statements": statements}
            shown[kind].append({**row, **about, **ours})
    return shown


def _names(kind: str, row: Stored) -> Iterator[tuple[str, str, int]]:
    """Field, record type and number of the people and deals that a record names."""
    for field, target in RECORD_TYPES[kind].references.items():
        if target in ("user", "contact", "opportunity") and row[field]:
            yield field, target, row[field]
    for place, option in enumerate(row.get("options") or ()):
        if option["owner_id"]:
            yield f"options/{place}", "user", option["owner_id"]


def _name(fields: Mapping[str, Any]) -> str:
    return str(fields.get("name") or fields.get("external_id") or "somebody who is not on file")
