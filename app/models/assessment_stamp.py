"""Whether an account's assessment still reads as it did: one question by primary keys, without its body."""

from typing import Any

from sqlalchemy import BindParameter, Engine, bindparam, func, select

from app.models.account_mark import ACCOUNT_MARK
from app.models.asking_once import ask_once
from app.models.assessment import ASSESSMENT
from app.models.flag import FLAG
from app.models.name_change import NAME_CHANGE
from app.models.policy_version import POLICY_VERSION
from app.models.records import TABLES

_ACCOUNT = TABLES["account"]
_WORKSPACE: BindParameter[int] = bindparam("workspace_id")
_STAMP = (
    select(
        _ACCOUNT.c.leadline_id,
        ASSESSMENT.c.version,
        ASSESSMENT.c.assessed_at,
        ASSESSMENT.c.fingerprint,
        # A mark, for what arrived and is not judged yet; names are read anew with each answer.
        select(ACCOUNT_MARK.c.token)
        .where(ACCOUNT_MARK.c.workspace_id == _WORKSPACE, ACCOUNT_MARK.c.account_id == _ACCOUNT.c.leadline_id)
        .scalar_subquery(),
        select(func.max(FLAG.c.updated_at))
        .where(FLAG.c.workspace_id == _WORKSPACE, FLAG.c.account_id == _ACCOUNT.c.leadline_id)
        .scalar_subquery(),
        select(func.max(POLICY_VERSION.c.version)).where(POLICY_VERSION.c.workspace_id == _WORKSPACE).scalar_subquery(),
        select(func.count()).where(NAME_CHANGE.c.workspace_id == _WORKSPACE).scalar_subquery(),
    )
    .join(
        ASSESSMENT,
        (ASSESSMENT.c.workspace_id == _WORKSPACE) & (ASSESSMENT.c.account_id == _ACCOUNT.c.leadline_id),
    )
    .where(
        _ACCOUNT.c.workspace_id == _WORKSPACE,
        _ACCOUNT.c.source_id == bindparam("source_id"),
        _ACCOUNT.c.external_id == bindparam("external_id"),
        _ACCOUNT.c.deleted_at.is_(None),
        _ACCOUNT.c.is_placeholder.is_(False),
    )
)


def stamp_of(
    engine: Engine, workspace_id: int, source_id: int, external_id: str
) -> tuple[int, int, tuple[Any, ...]] | None:
    """The account, the version of its stored assessment, and what its answer depends on; None: none is stored."""
    name = {"workspace_id": workspace_id, "source_id": source_id, "external_id": external_id}
    row = ask_once(engine, workspace_id, _STAMP, name)
    return (row[0], row[1], tuple(map(str, row))) if row else None
