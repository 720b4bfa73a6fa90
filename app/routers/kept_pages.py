"""Pages made once and given again, to whom they were made for, while nothing was written anywhere."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from secrets import token_hex

from fastapi import Request
from sqlalchemy import Engine
from starlette.responses import HTMLResponse, Response

from app import clock
from app.models.database_state import state_of
from app.routers.kept_bodies import KeptBodies
from app.services.sign_in import Session
from app.surfaces.texts.reader import reader

STAND_IN = token_hex(32)
"""In place of the form token, which differs from session to session."""
MINUTES = 15
"""A page also tells of days and of hours passed; time zones and working hours begin at these minutes."""


def stored_now(engine: Engine, now: datetime) -> str:
    """A word for what is stored, and for the quarter of an hour: while it is equal, what was made reads the same."""
    return f"{state_of(engine)} {now:%Y-%m-%d %H} {now.minute // MINUTES}"


def kept_page(
    request: Request, engine: Engine, visitor: Session, address: str, make: Callable[[Session], str]
) -> Response:
    """``address`` says what is asked for; ``make`` gives the page as it is for a session."""
    kept: KeptBodies = request.app.state.kept_pages
    tag = stored_now(engine, clock.now())
    name = visitor.workspace_id, visitor.user_id, visitor.level, reader(), address
    body = kept.get(name, tag)
    if body is None:
        body = make(replace(visitor, form_token=STAND_IN)).encode()
        kept.keep(name, tag, body)
    return HTMLResponse(body.replace(STAND_IN.encode(), visitor.form_token.encode()))
