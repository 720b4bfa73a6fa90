"""Agreeing and answering actions on the pages."""

from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from app import clock
from app.db import writing
from app.errors import FieldError, does_not_fit, not_found
from app.routers.dependencies import Database
from app.routers.page_routes import Form, PageRoute, Visitor, to_page
from app.routers.pages import Number, caller_of
from app.services.agree_action import Agreement, agree_action, set_action
from app.services.choose_person import people_to_choose
from app.services.show_records import Caller, number_of
from app.services.weekly_review import monday_of

MOST_WORDS, MOST_REASON = 500, 2000
router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.post("/accounts/{number}/actions")
def agree(number: Number, engine: Database, visitor: Visitor, form: Form) -> Response:
    """``move`` is flag, code, type and id of the cure that was chosen, with ``|`` between; empty for none."""
    flag, code, record_type, id_ = [*form.get("move", "").split("|", 3), "", "", "", ""][:4]
    week = form.get("review_week")
    if week:
        monday_of(week)
    with writing(engine, visitor.workspace_id) as connection:
        caller = caller_of(connection, visitor)
        account = caller.ids("account", [number]).get(number)
        if account is None or number_of(caller, "account", account) is None:
            raise not_found("account")
        agreement = Agreement(
            account_id=account,
            due_on=_day(form.get("due_on", "")),
            what=form.get("what", "").strip()[:MOST_WORDS] or None,
            user_id=_person(caller, number, form.get("user_id")),
            flag_id=flag or None,
            cure=(code, record_type, id_) if code else None,
            review_week=week,
        )
        agree_action(caller, agreement, visitor.name, clock.now())
    return to_page(form.get("back", "/"))


@router.post("/actions/a_{number}")
def answer(number: Number, engine: Database, visitor: Visitor, form: Form) -> Response:
    status, reason = form.get("status"), form.get("reason", "").strip()[:MOST_REASON]
    if status not in ("open", "done", "dropped"):
        raise does_not_fit(FieldError("/status", "unknown", "An action is open, done or dropped."))
    with writing(engine, visitor.workspace_id) as connection:
        changes = {"status": status, **({"reason": reason} if reason else {})}
        found = set_action(caller_of(connection, visitor), number, changes, clock.now())
    if not found:
        raise not_found("action")
    return to_page(form.get("back", "/"))


def _person(caller: Caller, account: int, said: str | None) -> str | None:
    """The id of who was chosen, or written down by name."""
    if not said or number_of(caller, "user", said):
        return said
    people = people_to_choose(caller, [account])
    number = people.number_of(said)
    if number is None:
        raise does_not_fit(FieldError("/user_id", "unknown", people.unclear(said)))
    return caller.ids("user", [number])[number]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise does_not_fit(FieldError("/due_on", "not_a_day", "Say by when: a day such as 2026-11-27.")) from error
