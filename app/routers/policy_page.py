"""The policy as a page: read it, try another, publish it."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from app import clock
from app.db import reading, writing
from app.errors import Problem
from app.routers.dependencies import Database
from app.routers.page_routes import AdminVisitor, Form, PageRoute, Visitor, to_page
from app.routers.pages import caller_of, frame_of
from app.services.backtest import is_quick
from app.services.draft_policy import draft_policy, show_draft
from app.services.policies import kept_draft, policy_of_draft
from app.services.policy_backtest import policy_backtest
from app.services.policy_impact import policy_impact
from app.services.policy_yaml import read_policy_yaml
from app.services.publish_policy import publish_policy
from app.services.reassess_accounts import settle
from app.services.show_policy import show_policy
from app.services.sign_in import Session
from app.services.store_record import JUDGED_AT_ONCE
from app.surfaces.pages.policy import policy_draft_html, policy_html

router = APIRouter(route_class=PageRoute, include_in_schema=False, prefix="/policy")


@router.get("")
def policy(engine: Database, visitor: Visitor) -> Response:
    with reading(engine, visitor.workspace_id) as connection:
        found, frame = show_policy(connection, visitor.workspace_id), frame_of(connection, visitor, "policy")
    return HTMLResponse(policy_html(found, frame, None))


@router.post("/drafts")
def try_policy(engine: Database, visitor: AdminVisitor, form: Form) -> Response:
    text = form.get("document", "")
    try:
        with writing(engine, visitor.workspace_id) as connection:
            written = read_policy_yaml(text.encode("utf-8", "replace"))
            made = draft_policy(connection, visitor.workspace_id, written, made_by=visitor.name, now=clock.now())
    except Problem as problem:
        if problem.status != 422:
            raise
        with reading(engine, visitor.workspace_id) as connection:
            found, frame = show_policy(connection, visitor.workspace_id), frame_of(connection, visitor, "policy")
        # Shown again to be mended: for a browser that is a page like any other.
        return HTMLResponse(policy_html(found, frame, text, problem.errors))
    return to_page(f"/policy/drafts/{made}")


@router.get("/drafts/{draft_id}")
def draft(draft_id: str, engine: Database, visitor: AdminVisitor, request: Request) -> Response:
    return HTMLResponse(_draft_html(engine, visitor, draft_id, {}, asks_back="back" in request.query_params))


@router.post("/drafts/{draft_id}/publish")
def publish(draft_id: str, engine: Database, visitor: AdminVisitor, form: Form) -> Response:
    author = visitor.name or form.get("author", "").strip()[:200]
    reason, now = form.get("reason", "").strip(), clock.now()
    try:
        with writing(engine, visitor.workspace_id) as connection:
            publish_policy(connection, visitor.workspace_id, draft_id, author=author, reason=reason, now=now)
    except Problem as problem:
        if problem.status not in (409, 422):
            raise
        trouble = " ".join([*(error.detail for error in problem.errors)] or [problem.detail or ""])
        return HTMLResponse(_draft_html(engine, visitor, draft_id, form, trouble))
    settle(engine, visitor.workspace_id, now, at_most=JUDGED_AT_ONCE)
    return to_page("/policy")


def _draft_html(
    engine: Database,
    visitor: Session,
    draft_id: str,
    said: dict[str, str],
    trouble: str = "",
    *,
    asks_back: bool = False,
) -> str:
    with reading(engine, visitor.workspace_id) as connection:
        shown = show_draft(connection, visitor.workspace_id, draft_id)
        tried = policy_of_draft(kept_draft(connection, visitor.workspace_id, draft_id))
        caller, now = caller_of(connection, visitor), clock.now()
        impact = policy_impact(caller, tried, now)
        back = policy_backtest(caller, tried, now) if asks_back or is_quick(caller) else None
        return policy_draft_html(shown, impact, back, frame_of(connection, visitor, "policy"), said, trouble)
