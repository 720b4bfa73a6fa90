"""Doing what a request asks at most once: its first answer is kept with its effect, and given again for 72 hours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from app.db import writing
from app.errors import FieldError, Problem
from app.models.kept_answer import Name, claim, forget_all, forget_one, keep, kept
from app.models.workspace import all_workspaces

KEPT_FOR = timedelta(hours=72)
POINTER = "/header/Idempotency-Key"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: tuple[str, ...]
    """Each as ``name: value``."""
    body: bytes
    is_repeated: bool = False


def answer_once(
    engine: Engine, name: Name, request_hash: str, effect: Callable[[Connection], Answer], now: datetime
) -> Answer:
    """Run ``effect`` and keep its answer in the same transaction; under a key that was answered, give that again.

    A twin that comes meanwhile waits for the first. An effect that raises leaves nothing behind, so the key stays free.
    Raises Problem 422 where the key came with another request, 409 where the answer was erased since.
    """
    with writing(engine, name[0]) as connection:
        forget_one(connection, name, now - KEPT_FOR)
        if claim(connection, name, request_hash, now):
            answer = effect(connection)
            keep(connection, name, answer.status, list(answer.headers), answer.body)
            return answer
        found = kept(connection, name)
    if found is None:
        raise Problem(503, "busy", "Please send it again.", headers={"Retry-After": "1"})
    if found["request_hash"] != request_hash:
        detail = "was sent with another request in the last 72 hours; choose a new one for each new request"
        raise Problem(
            422,
            "key-used-before",
            "This Idempotency-Key belongs to another request.",
            "Nothing was done. Send the same request again to read its answer, or this one under a new key.",
            errors=(FieldError(POINTER, "key_used_before", detail),),
        )
    if found["body"] is None:
        said = "Somebody it names was erased since. Nothing was done twice."
        raise Problem(409, "answer-erased", "This was done, and its answer is no longer kept.", said)
    return Answer(found["status"], tuple(found["headers"] or ()), found["body"], is_repeated=True)


def forget_answers(engine: Engine, now: datetime) -> None:
    """Drop every answer that is older than 72 hours."""
    with writing(engine, None) as connection:
        workspaces = all_workspaces(connection)
    for workspace_id in workspaces:
        with writing(engine, workspace_id) as connection:
            forget_all(connection, workspace_id, now - KEPT_FOR)
