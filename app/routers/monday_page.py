"""The page on Monday."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Engine
from starlette.responses import Response

from app import clock
from app.db import reading
from app.routers.dependencies import Database
from app.routers.kept_pages import kept_page
from app.routers.page_routes import PageRoute, Visitor
from app.routers.pages import caller_of, frame_of, note_owner
from app.services.by_owner import check_owner
from app.services.choosing import choices_of
from app.services.list_assessments import page_of_assessments
from app.services.read_actions import agreeing
from app.services.sign_in import Session
from app.services.weekly_review import live_review, make_review, week_of
from app.surfaces.pages.filters import PAGE, Filters
from app.surfaces.pages.monday import monday_html

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/")
def monday(request: Request, engine: Database, visitor: Visitor) -> Response:
    filters = Filters.read(request.query_params)
    answer = kept_page(
        request,
        engine,
        visitor,
        filters.address(start=filters.start or None),
        partial(_monday, engine, filters),
    )
    note_owner(engine, visitor, filters.owner, "accounts")
    return answer


def _monday(engine: Engine, filters: Filters, visitor: Session) -> str:
    now = clock.now()
    # The first look of a week makes its review, and so what the page compares with.
    make_review(engine, partial(caller_of, visitor=visitor), visitor.workspace_id, week_of(now.date()), now)
    with reading(engine, visitor.workspace_id) as connection:
        caller = caller_of(connection, visitor)
        check_owner(caller, filters.owner)
        review = live_review(caller, now, filters.wanted)
        items, fitting = page_of_assessments(caller, filters.wanted, filters.sort, filters.start, PAGE)
        agreed = agreeing(caller, [each["leadline_id"] for each in _asked_about(review)], now)
        choices, frame = choices_of(caller), frame_of(connection, visitor, "monday")
    return monday_html(review, items, fitting, choices, filters, frame, agreed)


def _asked_about(review: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*review["accounts"], *review["cannot_see"]["accounts"]]
