"""Who asks for a widget: a program with a key, or a frame with a token that says what it may show."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query, Request, Security
from fastapi.security import HTTPAuthorizationCredentials
from sqlalchemy import Connection, Engine

from app.domain import terms
from app.domain.records.fields import Id, Word
from app.errors import FieldError, Problem, does_not_fit
from app.routers.dependencies import Database, bearer, key_of, lacks
from app.services.by_owner import check_owner
from app.services.choosing import Wanted
from app.services.embed_tokens import Embed, EmbedRing
from app.services.keys import Key
from app.services.show_records import Caller, number_of
from app.services.viewers import accounts_seen

Token = Annotated[str | None, Query(max_length=4000, description="Of `POST /v1/embed-tokens`, in place of a key")]
RAN_OUT = "This view has run out, or was closed. Load the page again to see it."


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as the caller's own ids."""

    account_id: str | None
    owner_id: str | None
    team: str | None
    posture: terms.Posture | None
    aim: terms.Aim | None


NOTHING = Asked(None, None, None, None, None)


async def _asked(
    account_id: Annotated[Id | None, Query(description="For account, trend and lineup")] = None,
    owner_id: Annotated[Id | None, Query()] = None,
    team: Annotated[Word | None, Query()] = None,
    posture: terms.Posture | None = None,
    aim: terms.Aim | None = None,
) -> Asked:
    return Asked(account_id, owner_id, team, posture, aim)


@dataclass(frozen=True, slots=True)
class Access:
    """Whose widget it is: ``account`` and ``wanted`` are as locked in the token, else as asked for."""

    engine: Engine
    workspace_id: int
    embed: Embed | None
    caller_of: Callable[[Connection], Caller]
    asked: Asked
    eyes: tuple[object, ...]
    """Equal for those to whom the same is shown while nothing is written."""

    def account(self, caller: Caller) -> int | None:
        if self.embed:
            return self.embed.account
        return number_of(caller, "account", self.asked.account_id) if self.asked.account_id else None

    def wanted(self, caller: Caller) -> Wanted | None:
        """None where the owner asked for is nobody. Raises Problem 403 where no owner may be asked for."""
        if self.embed:
            check_owner(caller, self.embed.filters["owner_id"])
            return Wanted(**self.embed.filters)
        check_owner(caller, self.asked.owner_id)
        owner = number_of(caller, "user", self.asked.owner_id) if self.asked.owner_id else None
        if self.asked.owner_id and owner is None:
            return None
        return Wanted(self.asked.posture, self.asked.aim, owner, self.asked.team)


async def _reader(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)],
    token: Token = None,
) -> Key | None:
    """The caller's key; none where a token stands in its place. Raises Problem (401, 403)."""
    if token is not None:
        return None
    key = await key_of(request, credentials)
    if "read" not in key.scopes:
        raise lacks("read")
    return key


@dataclass(frozen=True, slots=True)
class Entrance:
    """What was shown to be let in. A token is read in the route's own thread, for it asks the database."""

    engine: Engine
    tokens: EmbedRing
    key: Key | None
    token: str | None
    asked: Asked
    origins: tuple[str | None, str]
    """The page that asks, where a browser says so, and ourselves."""

    def enter(self, widget: str, state: str, now: datetime) -> Access:
        """``state`` is a word for what is stored. Raises Problem (403, 422)."""
        if self.key:
            return _by_key(self.engine, self.key, self.asked)
        embed = self.tokens.find(self.token or "", widget, state, now)
        asking, ours = self.origins
        if embed is None or asking not in (None, ours, *embed.origins):
            raise Problem(403, "not-shown", "Nothing is shown here.", RAN_OUT)
        if self.asked != NOTHING:
            raise does_not_fit(FieldError("/query", "locked", "the token says what is shown; leave the rest out"))
        return _by_token(self.engine, embed)


def _by_key(engine: Engine, key: Key, asked: Asked) -> Access:
    def caller_of(connection: Connection) -> Caller:
        return Caller(connection, key.workspace_id, key.source_id)

    return Access(engine, key.workspace_id, None, caller_of, asked, (key.workspace_id, key.source_id, asked))


def _by_token(engine: Engine, embed: Embed) -> Access:
    def caller_of(connection: Connection) -> Caller:
        seen = accounts_seen(connection, embed.workspace_id, embed.viewer)
        return Caller(connection, embed.workspace_id, embed.source_id, seen, embed.viewer)

    locked = embed.account, *sorted(embed.filters.items())
    eyes = embed.workspace_id, embed.source_id, embed.viewer, locked
    return Access(engine, embed.workspace_id, embed, caller_of, NOTHING, eyes)


async def _entrance(
    request: Request,
    engine: Database,
    asked: Annotated[Asked, Depends(_asked)],
    key: Annotated[Key | None, Depends(_reader)],
    token: Token = None,
) -> Entrance:
    origins = request.headers.get("origin"), str(request.base_url).rstrip("/")
    return Entrance(engine, request.app.state.embeds, key, token, asked, origins)


WidgetEntrance = Annotated[Entrance, Depends(_entrance)]
