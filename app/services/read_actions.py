"""Actions as people and callers see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app import clock
from app.domain.actions import Ends, next_friday
from app.domain.business_hours import zone_or
from app.domain.wording.actions import agreed_words, done_by_words, progress_words
from app.domain.wording.names import Named
from app.models.action import actions_of, find_action, list_action_rows
from app.models.naming import FIELDS, named_records
from app.services.assessments import about_accounts
from app.services.choose_person import People, people_to_choose
from app.services.policies import policy_in_force
from app.services.show_records import Caller, number_of
from app.services.word_assessment import names_in

Row = Mapping[str, Any]


def today_of(caller: Caller, now: datetime) -> date:
    """The day it is in the workspace's zone."""
    policy = policy_in_force(caller.connection, caller.workspace_id)
    return now.astimezone(zone_or(None, policy.calendar.zone)).date()


def list_actions(
    caller: Caller,
    now: datetime,
    *,
    status: str | None,
    account_id: str | None,
    user_id: str | None,
    after: int,
    limit: int,
) -> tuple[list[dict[str, Any]], int | None]:
    """In the order they were agreed, and the id after which the next page starts."""
    account = number_of(caller, "account", account_id) if account_id is not None else None
    user = number_of(caller, "user", user_id) if user_id is not None else None
    if (account_id is not None and account is None) or (user_id is not None and user is None):
        return [], None
    rows = list_action_rows(
        caller.connection,
        caller.workspace_id,
        status=status,
        account_id=account,
        user_id=user,
        after=after,
        limit=limit + 1,
    )
    page = rows[:limit]
    return show_actions(caller, page, today_of(caller, now)), page[-1]["id"] if len(rows) > limit else None


def read_action(caller: Caller, action_id: int, now: datetime) -> dict[str, Any] | None:
    row = find_action(caller.connection, caller.workspace_id, action_id)
    return show_actions(caller, [row], today_of(caller, now))[0] if row and caller.sees(row["account_id"]) else None


def account_actions(caller: Caller, accounts: Sequence[int], now: datetime) -> dict[int, list[dict[str, Any]]]:
    """Account to all that was agreed for it: open ones first, those due soonest on top, then the latest."""
    rows = actions_of(caller.connection, caller.workspace_id, accounts)
    found: dict[int, list[dict[str, Any]]] = {number: [] for number in accounts}
    for item in sorted(show_actions(caller, rows, today_of(caller, now)), key=_open_first):
        found[item["leadline_id"]].append(item)
    return found


@dataclass(frozen=True, slots=True)
class Agreeing:
    """What a page needs for agreeing: who can do it, the day proposed, and what is agreed for its accounts."""

    people: list[dict[str, Any]]
    whom: People
    by: date
    actions: dict[int, list[dict[str, Any]]]


def agreeing(caller: Caller, accounts: Sequence[int], now: datetime) -> Agreeing:
    chosen = people_to_choose(caller, accounts)
    ids = caller.ids("user", chosen.near)
    people = [{"leadline_id": number, "id": ids[number], "name": name} for number, name in chosen.near.items()]
    return Agreeing(people, chosen, next_friday(today_of(caller, now)), account_actions(caller, accounts, now))


def _open_first(item: Row) -> tuple[bool, str]:
    return item["status"] != "open", item["due_on"] if item["status"] == "open" else ""


def show_actions(caller: Caller, rows: Sequence[Row], today: date) -> list[dict[str, Any]]:
    """The rows as they stand on a day, with names; ids as the caller knows them."""
    accounts = about_accounts(caller, sorted({row["account_id"] for row in rows}))
    people = {row["user_id"] for row in rows}
    users = named_records(caller.connection, caller.workspace_id, {"user": people})
    ids = caller.ids("user", people)
    named = names_of(caller, rows)
    return [_shown(row, accounts.get(row["account_id"], {}), users, ids, named, today) for row in rows]


def names_of(caller: Caller, rows: Sequence[Row]) -> dict[tuple[str, int], dict[str, Any]]:
    """The names of what the actions' cures and facts speak of."""
    cures = [row["cure"] for row in rows if row["cure"]]
    facts = [row["done_by"] for row in rows if row["done_by"] and row["done_by"]["type"] in FIELDS]
    said = {"effectiveness": None, "efficiency": None, "findings": [{"cures": cures, "evidence": facts}]}
    return names_in(caller, [said])


def _shown(row: Row, account: Row, users: Named, ids: Mapping[int, str], named: Named, today: date) -> dict[str, Any]:
    ends = Ends(row["due_on"], row["done_on"], row["dropped_on"])
    status = ends.status_on(today)
    user = users.get(("user", row["user_id"]), {})
    return {
        "id": f"a_{row['id']}",
        "account_id": account.get("account_id"),
        "leadline_id": row["account_id"],
        "name": account.get("name"),
        "what": row["what"] or agreed_words(row["cure"], named),
        "user_id": ids.get(row["user_id"]),
        "user": {
            "leadline_id": row["user_id"],
            "name": user.get("name") or ids.get(row["user_id"]),
            "team": user.get("team"),
        },
        "due_on": row["due_on"].isoformat(),
        "status": status,
        "late": ends.is_late_on(today),
        "agreed_at": clock.written(row["agreed_at"]),
        "agreed_by": row["agreed_by"],
        "flag_id": f"f_{row['flag_id']}" if row["flag_id"] else None,
        "cure": _cure(row["cure"], named),
        "review_week": row["review_week"],
        "done_on": row["done_on"].isoformat() if status == "done" else None,
        "done_by_fact": _fact(row["done_by"], named) if status == "done" else None,
        "progress": _progress(row["progress"]) if status == "open" else None,
        "dropped_on": row["dropped_on"].isoformat() if status == "dropped" else None,
        "dropped_reason": row["dropped_reason"] if status == "dropped" else None,
        "version": row["version"],
    }


def _progress(progress: Row | None) -> dict[str, Any] | None:
    return {**progress, "says": progress_words(progress)} if progress else None


def _cure(cure: Row | None, named: Named) -> dict[str, Any] | None:
    if cure is None:
        return None
    return {"code": cure["code"], "type": cure["type"], "id": named.get((cure["type"], cure["ref"]), {}).get("id")}


def _fact(fact: Row | None, named: Named) -> dict[str, Any] | None:
    if fact is None:
        return None
    return {
        "type": fact["type"],
        "id": named.get((fact["type"], fact["ref"]), {}).get("id"),
        "leadline_id": fact["ref"],
        "says": done_by_words(fact, named),
        "on": fact["on"],
    }
