"""The policy in force: every number that judging uses."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from app.db import reading
from app.models.policy_version import latest_policy
from app.routers.bodies import Json
from app.routers.dependencies import Database, Reader
from app.routers.problems import documented
from app.services.policies import default_document

router = APIRouter(prefix="/v1", tags=["policy"])


class PolicyAnswer(BaseModel):
    """Each number with its unit, the reason for it and its source. Version 1 is the one we ship."""

    version: int
    policy: dict[str, Any]


@router.get(
    "/policy",
    operation_id="get_policy",
    summary="The policy in force",
    responses={200: {"model": PolicyAnswer}, **documented(401, 403)},
)
def get_policy(key: Reader, engine: Database) -> Json:
    with reading(engine) as connection:
        version, document = latest_policy(connection, key.workspace_id) or (1, default_document())
    return Json({"version": version, "policy": document})
