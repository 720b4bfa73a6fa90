"""The web application."""

import gc
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.staticfiles import StaticFiles

from app.db import make_engine
from app.jobs.forgetting import forgetting
from app.jobs.importing import importing
from app.jobs.settling import settling
from app.routers import (
    account_forms,
    action_pages,
    actions,
    assessments,
    backtest,
    backtest_page,
    chart_pages,
    embed_tokens,
    flags,
    health,
    import_jobs,
    import_pages,
    imports,
    mapping_page,
    monday_page,
    page_routes,
    pages,
    people,
    person_page,
    policy,
    policy_page,
    portfolio,
    portfolio_page,
    privacy,
    privacy_page,
    problems,
    readiness,
    readiness_page,
    record_address,
    records,
    review_page,
    reviews,
    search_page,
    seniority,
    sign_in,
    source_page,
    tags,
    trends,
    tries,
    widgets,
)
from app.routers.body_limit import BodyLimit
from app.routers.head import HeadAsGet
from app.routers.kept_bodies import MOST_PAGE_BYTES, KeptBodies
from app.routers.openapi import describe
from app.routers.queries import KnownQuery
from app.routers.rate_limit import RateHeaders, Rates
from app.services.embed_tokens import EmbedRing
from app.services.keys import KeyRing
from app.settings import Settings
from app.settings import settings as installed
from app.surfaces.texts.catalogues import catalogues

ROUTERS = (
    # They are tried in turn: what is asked most comes first.
    assessments,
    records,
    record_address,
    imports,
    import_jobs,
    trends,
    tries,
    tags,
    seniority,
    flags,
    actions,
    readiness,
    policy,
    reviews,
    portfolio,
    backtest,
    widgets,
    embed_tokens,
    people,
    privacy,
    monday_page,
    chart_pages,
    pages,
    person_page,
    review_page,
    search_page,
    portfolio_page,
    action_pages,
    account_forms,
    backtest_page,
    policy_page,
    readiness_page,
    import_pages,
    mapping_page,
    source_page,
    privacy_page,
    sign_in,
    health,
)

COLLECTED_AFTER = 50_000, 20, 20
"""New objects. Looking for circles after every few hundred took half of the time of whatever reads many accounts."""


def create_app(engine: Engine | None = None, settings: Settings | None = None) -> FastAPI:
    """The application on ``engine``; without one, on the database the settings name, closed at the end."""
    chosen = settings or installed()
    catalogues()
    opened = engine or make_engine(chosen.database_url, chosen.database_connections)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        kept_for, looks_kept_for = (timedelta(days=days) for days in (chosen.imports_kept_days, chosen.looks_kept_days))
        with settling(opened), importing(opened, kept_for), forgetting(opened, looks_kept_for):
            yield
        if engine is None:
            opened.dispose()

    app = FastAPI(
        title="Leadline",
        version="1",
        summary="Which accounts are led, which are only managed, and why.",
        lifespan=lifespan,
        redirect_slashes=False,
        # Their pages load scripts from elsewhere; the document itself is enough.
        docs_url=None,
        redoc_url=None,
    )
    app.state.engine = opened
    app.state.settings = chosen
    app.state.provider = None
    app.state.keys = KeyRing(opened)
    app.state.embeds = EmbedRing(opened)
    app.state.kept_bodies = KeptBodies()
    app.state.kept_pages = KeptBodies(MOST_PAGE_BYTES)
    app.state.rates = Rates(chosen.requests_per_minute)
    problems.install(app)
    page_routes.install(app)
    app.add_middleware(BodyLimit, limit=chosen.max_body_bytes, patience_s=chosen.patience_s)
    app.add_middleware(RateHeaders)
    app.add_middleware(HeadAsGet)
    for each in ROUTERS:
        is_api = each.router.include_in_schema
        app.include_router(each.router, dependencies=[KnownQuery] if is_api else [])
    if chosen.oidc_issuer:
        # What speaks OpenID Connect takes long to load, and a server that just started is waited for.
        from app.routers import provider

        app.state.provider = provider.provider_of(chosen)
        app.include_router(provider.router)
    app.mount("/static", StaticFiles(packages=[("app", "static")]))
    describe(
        app,
        tags.TagCorrected,
        seniority.SeniorityCorrected,
        flags.FlagSet,
        actions.ActionAgreed,
        actions.ActionSet,
        policy.PolicyTried,
        policy.PolicyPublished,
        embed_tokens.EmbedWanted,
        embed_tokens.Origins,
        privacy.Privacy,
        record_address.OpenedAt,
    )
    return app


def served() -> FastAPI:
    """The application of a server process."""
    app = create_app()
    # All that was loaded stays, so it is never looked through again.
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    return app


def document() -> str:
    """The API document, as committed."""
    # An engine connects only when it is asked something, so none is needed here.
    return json.dumps(create_app().openapi(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
