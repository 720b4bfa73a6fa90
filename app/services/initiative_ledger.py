"""What a person started: a list with its evidence, never a number.

Work is credited to who did it, not to today's owner: a deal to its first owner, a meeting to who took part.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from app.domain.wording.lines import entry_says
from app.domain.wording.names import NEWS
from app.models.assessment import load_assessments
from app.models.belonging import accounts_of
from app.models.merging import merges_of
from app.models.naming import named_records
from app.models.person_records import (
    accounts_of_deals,
    deals_owned,
    others_called,
    owner_changes,
    records_naming,
    stated_by,
    work_of,
)
from app.services.assessments import about_accounts
from app.services.policies import policy_in_force
from app.services.show_records import Caller

OURS = "_started_by_us"
STATED = {"change": "kind", "scenario": "what_if", "commitment": "what"}
MOST_WORK = 20
Entry = dict[str, Any]


def read_ledger(caller: Caller, user: Mapping[str, Any], now: datetime) -> dict[str, list[Entry]]:
    """``started``: what the person began in a year; ``work``: their latest, with how it was read.

    Both the latest first, on the accounts that whoever asks may see. ``user`` is the person's record.
    """
    connection, workspace_id, number = caller.connection, caller.workspace_id, user["leadline_id"]
    since = now - timedelta(days=policy_in_force(connection, workspace_id).windows.won)
    merged = merges_of(connection, workspace_id, "account")
    work = [
        {**row, "account": merged.of(row["belongs_to_id"])}
        for row in work_of(connection, workspace_id, number, since, now)
        if row["belongs_to_id"] is not None
    ]
    deals = _deals(caller, user)
    accounts = {*(row["account"] for row in work), *map(merged.of, accounts_of_deals(connection, workspace_id, deals))}
    done = {"activity": {row["leadline_id"] for row in work}, "opportunity": set(deals)}
    found = [
        *_from_lines(caller, sorted(filter(caller.sees, accounts)), done),
        *_plans(caller, number, since.date()),
        *_stated(caller, user, since),
    ]
    about = about_accounts(caller, sorted({merged.of(each["account"]) for each in (*found, *work)}))
    started = [
        {**each, "account": about[account]} for each in found if (account := merged.of(each["account"])) in about
    ]
    latest = [_read(row, about[row["account"]]) for row in work if row["account"] in about]
    return {
        "started": sorted(started, key=lambda each: (each["on"], each["says"]), reverse=True),
        "work": latest[:MOST_WORK],
    }


def _deals(caller: Caller, user: Mapping[str, Any]) -> list[int]:
    """The deals whose first owner the person was."""
    connection, workspace_id = caller.connection, caller.workspace_id
    own = deals_owned(connection, workspace_id, user["leadline_id"])
    names = [user["external_id"], caller.shown(user["source_id"], user["external_id"])]
    first: dict[int, str | None] = {}
    for change in owner_changes(connection, workspace_id, names, own):
        first.setdefault(change["record_id"], change["old"])
    taken_over = {deal for deal, owner in first.items() if owner and owner not in names}
    given_away = {deal for deal, owner in first.items() if owner in names}
    return sorted({*own, *given_away} - taken_over)


def _from_lines(caller: Caller, accounts: Sequence[int], done: Mapping[str, set[int]]) -> Iterator[Entry]:
    """What the accounts' own lines say that we started, where the person did it."""
    rows = load_assessments(caller.connection, caller.workspace_id, accounts)
    found = [
        (account, each)
        for account, row in rows.items()
        for each in (row["body"].get("lines") or {"initiative": {"entries": ()}})["initiative"]["entries"]
        if each["code"].endswith(OURS) and each["ref"] in done[each["type"]]
    ]
    wanted = {
        "opportunity": [each["ref"] for _, each in found if each["type"] == "opportunity"],
        "contact": [each["person"] for _, each in found if each["person"]],
    }
    named = named_records(caller.connection, caller.workspace_id, wanted)
    for account, each in found:
        activity = each["ref"] if each["type"] == "activity" else None
        says = entry_says(each, named).rpartition(":")[0]
        yield {**_entry(account, each["on"], says), "inferred": each["inferred"], "activity": activity}


def _plans(caller: Caller, user: int, since: date) -> Iterator[Entry]:
    for row in records_naming(caller.connection, caller.workspace_id, "scenario", "user", [user]):
        for option in row["options"]:
            on = option["accepted_on"]
            if option["owner_id"] == user and on and on >= since.isoformat() and row["account_id"]:
                yield _entry(row["account_id"], on, f"Took on “{option['what']}”, in case: {row['what_if']}")


def _stated(caller: Caller, user: Mapping[str, Any], since: datetime) -> Iterator[Entry]:
    """The changes, plans and promises they put on file; kept by name, so left out where another is called the same."""
    connection, workspace_id, name = caller.connection, caller.workspace_id, user["name"]
    if not name or others_called(connection, workspace_id, name, user["leadline_id"]):
        return
    rows = stated_by(connection, workspace_id, name, since)
    for kind, field in STATED.items():
        some = [row for row in rows if row["record_type"] == kind]
        numbers = [row["record_id"] for row in some]
        accounts = accounts_of(connection, workspace_id, kind, numbers)
        named = named_records(connection, workspace_id, {kind: numbers})
        for row in some:
            fields = named.get((kind, row["record_id"]))
            if fields and row["record_id"] in accounts:
                what = NEWS.get(fields[field], fields[field]) if kind == "change" else f"“{fields[field]}”"
                words = {"change": "Noted a change", "scenario": "Made a plan", "commitment": "Noted a promise"}[kind]
                yield _entry(accounts[row["record_id"]], row["stated_at"].date().isoformat(), f"{words}: {what}")


def _entry(account: int, on: str, says: str) -> Entry:
    return {"account": account, "on": on, "says": says, "inferred": False, "activity": None}


def _read(row: Mapping[str, Any], account: Mapping[str, Any]) -> Entry:
    tag = {name: row[f"tag_{name}"] for name in ("purpose", "dimension", "decided_by")}
    return {
        "leadline_id": row["leadline_id"],
        "on": row["at"],
        "what": row["subject"] or row["kind"],
        "kind": row["kind"],
        "account": account,
        "tag": {**tag, "reasons": row["tag_reasons"] or []},
    }
