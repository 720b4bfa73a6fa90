"""Publishing a policy: a new version, signed, by which every account is judged again."""

from datetime import datetime

from sqlalchemy import Connection

from app.errors import FieldError, Problem, does_not_fit
from app.models.account_mark import mark_accounts
from app.models.policy_draft import mark_published
from app.models.policy_version import add_policy
from app.models.reading_rows import account_ids_of
from app.models.workspace import lock_workspace
from app.services.expected import ANYTHING, Expected
from app.services.policies import kept_draft, published

LONGEST_REASON = 2000


def publish_policy(
    connection: Connection,
    workspace_id: int,
    draft_id: str,
    *,
    author: str,
    reason: str,
    now: datetime,
    expected: Expected = ANYTHING,
) -> int:
    """Publish a draft and mark all accounts; gives the new version.

    Raises Problem where there is no such draft, it was published, another policy was published since it was made,
    the policy in force is not as expected, or author or reason is missing.
    """
    lock_workspace(connection, workspace_id)
    draft = kept_draft(connection, workspace_id, draft_id)
    _signed(author, reason)
    in_force = published(connection, workspace_id)["version"]
    expected.check(in_force)
    if draft["published_as"] is not None:
        raise _stale(f"It was published as version {draft['published_as']}.")
    if draft["based_on"] != in_force:
        raise _stale(f"Version {in_force} was published since it was made. Make the draft again, on top of that.")
    version: int = in_force + 1
    add_policy(connection, workspace_id, version, draft["body"], author=author, reason=reason, published_at=now)
    mark_published(connection, workspace_id, draft["id"], version)
    mark_accounts(connection, workspace_id, account_ids_of(connection, workspace_id), now, afresh=())
    return version


def _signed(author: str, reason: str) -> None:
    missing = [
        FieldError(f"/{name}", "missing", f"Say {asked}; it is shown beside the policy.")
        for name, text, asked in (("author", author, "who publishes this"), ("reason", reason, "why"))
        if not text.strip()
    ]
    if missing:
        raise does_not_fit(*missing)
    if len(reason) > LONGEST_REASON:
        raise does_not_fit(FieldError("/reason", "too_long", f"has at most {LONGEST_REASON} characters"))


def _stale(detail: str) -> Problem:
    return Problem(409, "not-in-force", "This draft can no longer be published.", detail)
