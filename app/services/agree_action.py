"""Agree an action, and say later that it is done, dropped, or open again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from app.domain.action_facts import FACTS
from app.domain.action_parts import COMPOSITE
from app.domain.wording.actions import agreed_words
from app.domain.wording.names import PLANS
from app.errors import FieldError, does_not_fit
from app.models.action import add_action, change_action, find_action
from app.models.assessment import load_assessments
from app.models.belonging import accounts_of
from app.models.flag import find_flag
from app.models.naming import FIELDS, named_records
from app.models.storing import lock_accounts
from app.services.expected import ANYTHING, Expected
from app.services.read_actions import names_of, today_of
from app.services.show_records import Caller, number_of

CURES = {*FACTS, *COMPOSITE, *(f"plan_{news}" for news in PLANS)}
LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What is agreed, with the caller's own ids. Without ``what`` the cure says it; without a user the owner does it.

    ``cure`` is code, type and id of one of the assessment's cures.
    """

    account_id: str
    due_on: date
    what: str | None = None
    user_id: str | None = None
    flag_id: str | None = None
    cure: tuple[str, str, str] | None = None
    review_week: str | None = None


def agree_action(caller: Caller, wanted: Agreement, agreed_by: str | None, now: datetime) -> int:
    """Keep what was agreed; gives its number. Raises Problem (422) naming each field that does not fit."""
    account = number_of(caller, "account", wanted.account_id)
    if account is None:
        raise does_not_fit(_unknown("/account_id", "account"))
    errors: list[FieldError] = []
    user = _user(caller, account, wanted, errors)
    flag = _flag(caller, account, wanted.flag_id, errors)
    cure = _cure(caller, account, wanted.cure, errors)
    what = (wanted.what or "").strip()
    if not what and wanted.cure is None:
        errors.append(FieldError("/what", "missing", "say what will be done, or name the cure"))
    if wanted.due_on < today_of(caller, now):
        errors.append(FieldError("/due_on", "past", "must be today or a day to come"))
    if errors or user is None:
        raise does_not_fit(*errors)
    if cure and what == agreed_words(cure, names_of(caller, [{"cure": cure, "done_by": None}])):
        what = ""
    values = {
        "workspace_id": caller.workspace_id,
        "account_id": account,
        "what": what or None,
        "user_id": user,
        "due_on": wanted.due_on,
        "flag_id": flag,
        "cure": cure,
        "review_week": wanted.review_week,
        "agreed_at": now,
        "agreed_by": agreed_by,
        "open_since_at": now,
        "status": "open",
        "updated_at": now,
        "version": 1,
    }
    return add_action(caller.connection, values)


def set_action(
    caller: Caller, action_id: int, changes: Mapping[str, Any], now: datetime, expected: Expected = ANYTHING
) -> bool:
    """Lay on an action what a person says: ``status``, ``reason``, ``due_on``, ``what``. False: no such action.

    Raises Problem (422) where it does not fit, and 412 where the action is not as expected.
    """
    connection, workspace_id = caller.connection, caller.workspace_id
    row = find_action(connection, workspace_id, action_id)
    if row is None or not caller.sees(row["account_id"]):
        return False
    # Judging closes actions too, under the lock of the account.
    lock_accounts(connection, workspace_id, [row["account_id"]])
    row = find_action(connection, workspace_id, action_id) or row
    expected.check(row["version"])
    today = today_of(caller, now)
    error = _does_not_fit(row, changes, today)
    if error:
        raise does_not_fit(error)
    values = {name: changes[name] for name in ("due_on", "what") if name in changes}
    status = changes.get("status", row["status"])
    if status != row["status"]:
        values |= _ended(status, changes.get("reason"), today)
        values |= {"open_since_at": now, "progress": None} if status == "open" else {}
    elif status == "dropped" and "reason" in changes:
        values["dropped_reason"] = changes["reason"]
    if values:
        change_action(connection, workspace_id, action_id, values | {"updated_at": now})
    return True


def _ended(status: str, reason: str | None, today: date) -> dict[str, Any]:
    return {
        "status": status,
        "done_on": today if status == "done" else None,
        "done_by": None,
        "dropped_on": today if status == "dropped" else None,
        "dropped_reason": reason if status == "dropped" else None,
    }


def _does_not_fit(row: Mapping[str, Any], changes: Mapping[str, Any], today: date) -> FieldError | None:
    status = changes.get("status", row["status"])
    if status == "dropped" and not (changes.get("reason") or row["dropped_reason"] or "").strip():
        return FieldError("/reason", "missing", "Say why it is dropped; the reason is shown beside it.")
    for name in ("due_on", "what"):
        if name in changes and status != "open":
            return FieldError(f"/{name}", "has_ended", "What is done or dropped is not agreed anew; open it again.")
    if "due_on" in changes and changes["due_on"] < today:
        return FieldError("/due_on", "past", "must be today or a day to come")
    return None


def _user(caller: Caller, account: int, wanted: Agreement, errors: list[FieldError]) -> int | None:
    if wanted.user_id is None:
        owner = named_records(caller.connection, caller.workspace_id, {"account": [account]})
        number: int | None = owner["account", account]["owner_id"]
        if number is None:
            errors.append(FieldError("/user_id", "missing", "say who does it: the account has no owner"))
        return number
    found = number_of(caller, "user", wanted.user_id)
    if found is None:
        errors.append(_unknown("/user_id", "user"))
    return found


def _flag(caller: Caller, account: int, flag_id: str | None, errors: list[FieldError]) -> int | None:
    if flag_id is None:
        return None
    number = number_in(flag_id, "f_")
    row = find_flag(caller.connection, caller.workspace_id, number) if number else None
    if row is None or row["account_id"] != account:
        errors.append(_unknown("/flag_id", "flag on this account"))
        return None
    return number


def _cure(
    caller: Caller, account: int, cure: tuple[str, str, str] | None, errors: list[FieldError]
) -> dict[str, Any] | None:
    if cure is None:
        return None
    code, record_type, id_ = cure
    number = number_of(caller, record_type, id_) if record_type in FIELDS else None
    of = accounts_of(caller.connection, caller.workspace_id, record_type, [number]) if number else {}
    if number is None or of.get(number) != account:
        errors.append(_unknown("/cure/id", "record on this account"))
        return None
    found = _proposed(caller.connection, caller.workspace_id, account, code, record_type, number)
    if found is None and code not in CURES:
        errors.append(_unknown("/cure/code", "cure"))
    return {"code": code, "type": record_type, "ref": number, "number": found and found["number"]}


def _proposed(
    connection: Connection, workspace_id: int, account: int, code: str, record_type: str, number: int
) -> dict[str, Any] | None:
    """The cure as the account's assessment proposes it now."""
    stored = load_assessments(connection, workspace_id, [account]).get(account)
    cures = (cure for finding in (stored["body"]["findings"] if stored else ()) for cure in finding["cures"])
    return next(
        (cure for cure in cures if (cure["code"], cure["type"], cure["ref"]) == (code, record_type, number)), None
    )


def number_in(id_: str, prefix: str) -> int | None:
    """Our number in an id such as ``f_12``; None where it is not one."""
    digits = id_.removeprefix(prefix)
    if not (id_.startswith(prefix) and digits.isascii() and digits.isdecimal() and len(digits) <= 10):
        return None
    return int(digits) if int(digits) <= LARGEST else None


def _unknown(pointer: str, what: str) -> FieldError:
    return FieldError(pointer, "unknown", f"names no {what} that we know")
