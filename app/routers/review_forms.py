"""In which form a review is sent: by the suffix of the address, else by what the caller accepts."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, cast

from fastapi import Path, Query
from sqlalchemy import Connection, Engine
from starlette.responses import Response

from app import clock
from app.db import reading
from app.routers.bodies import Json
from app.services.review_scope import WHOLE, Scope
from app.services.show_records import Caller
from app.services.weekly_review import kept_review, make_review
from app.settings import settings
from app.surfaces.reviews.files import MEDIA, Form, review_file
from app.surfaces.reviews.pdf import Paper

WEEK = r"(199[0-9]|20[0-9]{2})-W[0-5][0-9]"
Week = Annotated[
    str, Path(pattern=rf"^{WEEK}(\.(json|html|pdf|xlsx))?$", description="Such as 2026-W47, or 2026-W47.pdf")
]
OnPaper = Annotated[Paper, Query(description="For the PDF")]


def week_and_form(asked: str, accept: str, usual: Form) -> tuple[str, Form]:
    """The week, and the form: the suffix wins, then the first form named in ``Accept``, then the usual one."""
    week, _, suffix = asked.partition(".")
    if suffix:
        return week, cast(Form, suffix)
    wanted = [part.split(";")[0].strip() for part in accept.split(",")]
    forms = {media: form for form, media in MEDIA.items()}
    return week, next((forms[media] for media in wanted if media in forms), usual)


def frozen_review(
    engine: Engine, workspace_id: int, caller_of: Callable[[Connection], Caller], week: str, scope: Scope = WHOLE
) -> dict[str, Any]:
    """The review of a week; the first look at it makes and keeps it, afterwards nothing is written."""
    with reading(engine, workspace_id) as connection:
        kept = kept_review(caller_of(connection), week, scope)
    if kept:
        return kept
    make_review(engine, caller_of, workspace_id, week, clock.now())
    with reading(engine, workspace_id) as connection:
        made = kept_review(caller_of(connection), week, scope)
    assert made
    return made


def sent(review: Mapping[str, Any], form: Form, paper: Paper) -> Response:
    if form == "json":
        return Json(review)
    content = review_file(review, form, settings().public_url, paper)
    name = f"weekly-review-{review['week']}.{form}"
    shown = "attachment" if form == "xlsx" else "inline"
    headers = {"Content-Disposition": f'{shown}; filename="{name}"', "Vary": "Accept"}
    if form == "html":
        headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups"
    return Response(content, media_type=MEDIA[form], headers=headers)
