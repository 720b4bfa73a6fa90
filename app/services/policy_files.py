"""Policies as files: shown, checked, tried and published from the command line."""

from datetime import datetime
from typing import Any

from app.services.draft_policy import check_policy, draft_policy
from app.services.policies import checked, policy_of, published
from app.services.policy_backtest import policy_backtest
from app.services.policy_impact import policy_impact
from app.services.policy_yaml import read_policy_yaml, write_policy_yaml
from app.services.publish_policy import publish_policy
from app.services.show_records import Caller


def policy_file(caller: Caller) -> str:
    """The policy in force, as YAML."""
    return write_policy_yaml(published(caller.connection, caller.workspace_id)["body"])


def check_policy_file(caller: Caller, text: bytes) -> list[dict[str, Any]]:
    """What it says otherwise than the policy in force. Raises Problem naming every number that is wrong."""
    return check_policy(caller.connection, caller.workspace_id, read_policy_yaml(text))


def policy_file_impact(caller: Caller, text: bytes, now: datetime) -> dict[str, Any]:
    """Whom it would move. Nothing is stored."""
    in_force: int = published(caller.connection, caller.workspace_id)["version"]
    return policy_impact(caller, policy_of(checked(read_policy_yaml(text)), in_force), now)


def policy_file_backtest(caller: Caller, text: bytes, now: datetime) -> dict[str, Any]:
    """What looking back says under it, beside the policy in force. Nothing is stored."""
    in_force: int = published(caller.connection, caller.workspace_id)["version"]
    return policy_backtest(caller, policy_of(checked(read_policy_yaml(text)), in_force), now)


def publish_policy_file(caller: Caller, text: bytes, *, author: str, reason: str, now: datetime) -> int:
    """Publish it; gives the new version. Every account is marked to be judged by it."""
    connection, workspace_id = caller.connection, caller.workspace_id
    draft = draft_policy(connection, workspace_id, read_policy_yaml(text), made_by=author, now=now)
    return publish_policy(connection, workspace_id, draft, author=author, reason=reason, now=now)
