"""Holding back from whoever asks what they may not see."""

from collections.abc import Mapping
from typing import Any

from app.models.belonging import accounts_of
from app.models.merging import merges_of
from app.models.naming import named_records
from app.services.show_records import Caller


def sees_record(caller: Caller, record_type: str, number: int) -> bool:
    """Whether the record is there, and belongs to an account that whoever asks may see."""
    connection, workspace_id = caller.connection, caller.workspace_id
    if not named_records(connection, workspace_id, {record_type: [number]}):
        return False
    if caller.seen is None:
        return True
    account = accounts_of(connection, workspace_id, record_type, [number]).get(number)
    return account is not None and caller.sees(merges_of(connection, workspace_id, "account").of(account))


def only_seen(caller: Caller, shown: Mapping[str, Any]) -> dict[str, Any]:
    """A frozen review without the accounts that whoever asks has lost sight of since; counts stay as they were."""
    found: dict[str, Any] = _without(caller, shown)
    return found | {"new_flags": [each for each in found["new_flags"] if each["items"]]}


def _without(caller: Caller, shown: Any) -> Any:
    if isinstance(shown, Mapping):
        return {name: _without(caller, each) for name, each in shown.items()}
    if isinstance(shown, list):
        return [_without(caller, each) for each in shown if not _is_hidden(caller, each)]
    return shown


def _is_hidden(caller: Caller, each: Any) -> bool:
    return isinstance(each, Mapping) and "account_id" in each and not caller.sees(each["leadline_id"])
