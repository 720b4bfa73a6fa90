"""A person on our side: their accounts, what they started and agreed, what is said about them, and who looked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.domain.policy import Policy
from app.domain.terms import FLAG_CODES
from app.domain.wording.answers import answer_sentence
from app.domain.wording.findings import finding_sentence, posture_words
from app.models.action import list_action_rows
from app.models.assessment import load_assessments
from app.models.flag import flags_of
from app.models.naming import named_records
from app.models.person_records import people_records
from app.models.viewing import held_accounts, managers_of
from app.services.assessments import about_accounts
from app.services.by_owner import is_by_owner
from app.services.flags import show_flag
from app.services.initiative_ledger import read_ledger
from app.services.looks import read_looks
from app.services.policies import policy_in_force
from app.services.read_actions import show_actions, today_of
from app.services.review_parts import weight
from app.services.show_records import Caller
from app.services.telling import told_to
from app.services.viewers import people_seen
from app.services.word_assessment import names_in

MOST_ACCOUNTS, MOST_ACTIONS = 100, 1000
Item = dict[str, Any]


def person_seen(caller: Caller, number: int) -> Mapping[str, Any] | None:
    """The record of a user whose page whoever asks may open: their own, of those below them, or, for admins, any.

    None: there is no such user, or not for them.
    """
    people = people_seen(caller.connection, caller.workspace_id, caller.viewer)
    if people is not None and number not in people:
        return None
    return next(iter(people_records(caller.connection, caller.workspace_id, "user", [number])), None)


def may_export(caller: Caller, number: int) -> bool:
    """The person and admins."""
    return caller.viewer == number or caller.seen is None


def read_person(caller: Caller, number: int, now: datetime) -> Item | None:
    """None as for ``person_seen``. Without grouping by owner, what is ``gathered`` is for the person alone."""
    user = person_seen(caller, number)
    if user is None:
        return None
    is_me, managers = caller.viewer == number, managers_of(caller.connection, caller.workspace_id)
    is_open = is_me or is_by_owner(caller.connection, caller.workspace_id)
    return {
        "id": caller.shown(user["source_id"], user["external_id"]),
        "leadline_id": number,
        "name": user["name"] or user["external_id"],
        "title": user["title"],
        "team": user["team"],
        "manager": next(iter(_people(caller, [user["manager_id"]])), None),
        "reports": _people(caller, [report for report, manager in managers.items() if manager == number]),
        "is_me": is_me,
        "gathered": _gathered(caller, user, now) if is_open else None,
        "looks": read_looks(caller, "user", number) if may_export(caller, number) else None,
    }


def _people(caller: Caller, numbers: Sequence[int | None]) -> list[Item]:
    found = named_records(caller.connection, caller.workspace_id, {"user": filter(None, numbers)})
    people = [{"leadline_id": one, "name": each["name"] or each["external_id"]} for (_, one), each in found.items()]
    return sorted(people, key=lambda each: (each["name"].casefold(), each["leadline_id"]))


def _gathered(caller: Caller, user: Mapping[str, Any], now: datetime) -> Item:
    connection, workspace_id, number = caller.connection, caller.workspace_id, user["leadline_id"]
    held = [each for each in held_accounts(connection, workspace_id) if caller.sees(each.account)]
    own = [each.account for each in held if each.owner == number]
    shared = [each.account for each in held if number in each.shared_with and each.owner != number]
    policy = policy_in_force(connection, workspace_id)
    rows = list_action_rows(
        connection, workspace_id, status=None, account_id=None, user_id=number, after=0, limit=MOST_ACTIONS
    )
    actions = show_actions(caller, [row for row in rows if caller.sees(row["account_id"])], today_of(caller, now))
    return {
        "accounts": _accounts(caller, own, policy),
        "shared": _accounts(caller, shared, policy),
        **read_ledger(caller, user, now),
        "actions": sorted(actions, key=lambda each: (each["status"] == "open", each["due_on"]), reverse=True),
        "flags": _flags(caller, own, policy, now),
    }


def _accounts(caller: Caller, numbers: Sequence[int], policy: Policy) -> Item:
    """What is at stake first, each with one reason for its posture."""
    rows = load_assessments(caller.connection, caller.workspace_id, numbers)
    ordered = sorted(rows, key=lambda number: (-weight(rows[number]["body"]), number))
    bodies = {number: rows[number]["body"] for number in ordered[:MOST_ACCOUNTS]}
    about = about_accounts(caller, list(bodies))
    named = names_in(caller, bodies.values())
    items = [
        {
            **about[number],
            **{name: body[name] for name in ("posture", "aim", "state", "effectiveness")},
            "posture_words": posture_words(body["posture"], body["aim"]),
            "reason": _reason(body, named, policy),
        }
        for number, body in bodies.items()
        if number in about
    ]
    return {"items": items, "more": len(ordered) > MOST_ACCOUNTS}


def _reason(body: Mapping[str, Any], named: Any, policy: Policy) -> str:
    """The weightiest finding; without one what speaks for it, or that too little is known."""
    order = {code: place for place, code in enumerate(FLAG_CODES)}
    found = sorted(body["findings"], key=lambda each: order.get(each["code"], len(order)))
    if found:
        return finding_sentence(found[0], body, named, policy)
    answers = (body["effectiveness"] or {"answers": ()})["answers"]
    told = sorted(answers, key=lambda each: ("yes", "no", "not_known", "does_not_apply").index(each["verdict"]))
    return answer_sentence(told[0], named, policy) if told else ""


def _flags(caller: Caller, accounts: Sequence[int], policy: Policy, now: datetime) -> list[Item]:
    """The flags that stand on a person's accounts, the unanswered first; a new one is theirs before it is others'."""
    told = told_to(caller, now, policy)
    rows = [row for row in flags_of(caller.connection, caller.workspace_id, accounts) if row["status"] != "cleared"]
    about = about_accounts(caller, sorted({row["account_id"] for row in rows}))
    found = [
        show_flag(row, about[row["account_id"]], now)
        for row in rows
        if row["account_id"] in about and told(about[row["account_id"]], row["opened_on"].isoformat())
    ]
    return sorted(found, key=lambda flag: (flag["status"] != "open", flag["opened_on"], flag["id"]))
