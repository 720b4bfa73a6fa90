"""Signing in with the people's company account, by OpenID Connect."""

from typing import Annotated, Any

import httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from fastapi import APIRouter, Depends, Request
from joserfc.errors import JoseError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app import clock
from app.errors import Problem
from app.routers.dependencies import Database
from app.routers.page_routes import PageRoute, keep_cookie, keep_session, to_page
from app.services.people import SIGNING_IN_LASTS_S, known_as, seal, unseal
from app.services.sign_in import open_for
from app.settings import Settings
from app.surfaces.texts.catalogues import N_, _

KEPT = "leadline_signing_in"
HERE = "/sign-in/back"
LONGEST_BACK = 1000
AGAIN = "Nothing was changed. Try again; if it happens again, tell whoever looks after Leadline."
router = APIRouter(route_class=PageRoute, include_in_schema=False)


def provider_of(settings: Settings) -> Any:
    """The sign-in service the settings name."""
    return OAuth().register(
        "people",
        server_metadata_url=f"{str(settings.oidc_issuer).rstrip('/')}/.well-known/openid-configuration",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256", "timeout": 10},
    )


async def _provider(request: Request) -> Any:
    return request.app.state.provider


Provider = Annotated[Any, Depends(_provider)]


@router.get("/sign-in/start")
async def start(request: Request, engine: Database, provider: Provider, back: str = "/") -> Response:
    settings: Settings = request.app.state.settings
    request.scope["session"] = {}
    try:
        answer: Response = await provider.authorize_redirect(request, settings.public_url.rstrip("/") + HERE)
    except (httpx.HTTPError, ValueError, RuntimeError) as error:
        raise _not_now() from error
    said = {"session": request.session, "back": back[:LONGEST_BACK]}
    keep_cookie(request, answer, KEPT, await run_in_threadpool(seal, engine, said), SIGNING_IN_LASTS_S)
    return answer


@router.get(HERE)
async def back(request: Request, engine: Database, provider: Provider) -> Response:
    kept = await run_in_threadpool(unseal, engine, request.cookies.get(KEPT, ""))
    request.scope["session"] = kept.get("session", {})
    said = await _said_of_them(request, provider)
    return await run_in_threadpool(_let_in, request, engine, said, kept["back"])


async def _said_of_them(request: Request, provider: Any) -> dict[str, Any]:
    """What the service says of the person, once it is certain that it says it, to us, now."""
    settings: Settings = request.app.state.settings
    issuer = str(settings.oidc_issuer).rstrip("/")
    claims = {
        "iss": {"essential": True, "values": [issuer, f"{issuer}/"]},
        "aud": {"essential": True, "value": settings.oidc_client_id},
    }
    try:
        token = await provider.authorize_access_token(request, claims_options=claims)
        said = dict(token.get("userinfo") or {})
        if said and "email" not in said:
            more = await provider.userinfo(token=token)
            said |= more if more.get("sub") == said["sub"] else {}
    except (OAuthError, JoseError) as error:
        raise _sorry("This sign-in could not be finished.", AGAIN) from error
    except (httpx.HTTPError, ValueError, RuntimeError) as error:
        raise _not_now() from error
    return said


def _let_in(request: Request, engine: Database, said: dict[str, Any], back: str) -> Response:
    email = str(said.get("email") or "")
    if not email or said.get("email_verified") is not True:
        raise _sorry(N_("Your e-mail address is not confirmed."), N_("Ask whoever looks after your company accounts."))
    found = known_as(engine, email, request.app.state.settings.oidc_workspace)
    if not found:
        who = _(
            "Nobody in the CRM has the address %(email)s. Ask whoever looks after the CRM to enter it at your user.",
            email=email,
        )
        raise _sorry(N_("We do not know you yet."), who)
    if len(found) > 1:
        raise _sorry(
            N_("You are in more than one workspace."),
            N_("Ask whoever looks after Leadline to name one of them in LEADLINE_OIDC_WORKSPACE."),
        )
    answer = to_page(back)
    keep_session(request, engine, answer, open_for(engine, *found[0], clock.now()))
    answer.delete_cookie(KEPT)
    return answer


def _sorry(title: str, detail: str) -> Problem:
    return Problem(403, "not-signed-in", title, detail)


def _not_now() -> Problem:
    return Problem(503, "not-signed-in", N_("The sign-in service does not answer."), N_("Try again in a moment."))
