"""Publishing: signed, one at a time, and for every account."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine

from app.db import reading, writing
from app.errors import Problem
from app.models.account_mark import marked_accounts
from app.models.assessment import all_assessments
from app.models.assessment_said import bands_said
from app.models.policy_version import add_policy
from app.services.draft_policy import draft_policy, show_draft
from app.services.policies import default_document, policy_in_force, published
from app.services.publish_policy import publish_policy
from app.services.reassess_accounts import settle
from tests.sending import NOON, Crm, put

LATER = NOON + timedelta(minutes=1)


def accounts(engine: Engine, *ids: str) -> int:
    with writing(engine, None) as connection:
        crm = Crm(connection)
        crm.send(*(put("account", id=id_, name=id_, created_at="2025-01-01T00:00:00Z") for id_ in ids))
    settle(engine, crm.workspace_id, NOON)
    return crm.workspace_id


def drafted(engine: Engine, workspace_id: int, **written: Any) -> str:
    with writing(engine, workspace_id) as connection:
        return draft_policy(connection, workspace_id, written, made_by="Ada", now=NOON)


def publish(engine: Engine, workspace_id: int, draft: str, author: str = "Ada", reason: str = "Because.") -> int:
    with writing(engine, workspace_id) as connection:
        return publish_policy(connection, workspace_id, draft, author=author, reason=reason, now=LATER)


def test_every_account_is_judged_again_by_the_new_version(engine: Engine) -> None:
    workspace_id = accounts(engine, "a1", "a2", "a3")
    assert publish(engine, workspace_id, drafted(engine, workspace_id, states={"new_account": 3000})) == 2
    with reading(engine, workspace_id) as connection:
        assert len(marked_accounts(connection, workspace_id)) == 3
    settle(engine, workspace_id, LATER)
    with reading(engine, workspace_id) as connection:
        said = all_assessments(connection, workspace_id)
        assert {(each["state"], each["policy_version"]) for each in said} == {("new", 2)}
        assert not marked_accounts(connection, workspace_id)
        numbers = [each["account_id"] for each in said]
        history = bands_said(connection, workspace_id, numbers)
    assert [(row["account_id"], row["policy_version"]) for row in history] == [
        (number, version) for number in numbers for version in (1, 2)
    ]


def test_of_two_who_publish_at_once_one_is_told_that_the_other_was_first(engine: Engine) -> None:
    workspace_id = accounts(engine, "a1")
    for turn in range(5):
        drafts = [drafted(engine, workspace_id, windows={"won": 300 + 2 * turn + each}) for each in range(2)]
        together = Barrier(2)

        def attempt(draft: str, together: Barrier = together) -> int:
            together.wait()
            try:
                return publish(engine, workspace_id, draft)
            except Problem as problem:
                return problem.status

        with ThreadPoolExecutor(2) as pool:
            versions = list(pool.map(attempt, drafts))
        assert sorted(versions) == [turn + 2, 409]
        with reading(engine, workspace_id) as connection:
            won = published(connection, workspace_id)["body"]["windows"]["won"]["value"]
            assert won == 300 + 2 * turn + versions.index(turn + 2)


def test_nobody_publishes_without_name_and_reason(sqlite_engine: Engine) -> None:
    workspace_id = accounts(sqlite_engine, "a1")
    draft = drafted(sqlite_engine, workspace_id)
    with pytest.raises(Problem) as caught:
        publish(sqlite_engine, workspace_id, draft, author=" ", reason="")
    assert [error.pointer for error in caught.value.errors] == ["/author", "/reason"]
    with reading(sqlite_engine, workspace_id) as connection:
        assert published(connection, workspace_id)["version"] == 1


def test_a_draft_says_what_it_would_change_in_the_policy_in_force_not_in_ours(sqlite_engine: Engine) -> None:
    workspace_id = accounts(sqlite_engine, "a1")
    publish(sqlite_engine, workspace_id, drafted(sqlite_engine, workspace_id, lines={"effectiveness": 65}))
    back = drafted(sqlite_engine, workspace_id, windows={"won": 300})
    with reading(sqlite_engine, workspace_id) as connection:
        changes = show_draft(connection, workspace_id, back)["changes"]
    assert [(each["pointer"], each["before"], each["after"]) for each in changes] == [
        ("/windows/won", 365, 300),
        ("/lines/effectiveness", 65, 60),
    ]


def test_a_policy_from_before_a_number_existed_takes_it_from_ours(sqlite_engine: Engine) -> None:
    workspace_id = accounts(sqlite_engine, "a1")
    old = {name: group for name, group in default_document().items() if name != "proxies"}
    old["lines"] = {**old["lines"], "effectiveness": {**old["lines"]["effectiveness"], "value": 70}}
    with writing(sqlite_engine, workspace_id) as connection:
        add_policy(connection, workspace_id, 2, old, author="Ada", reason="Then.", published_at=NOON)
        policy = policy_in_force(connection, workspace_id)
    assert (policy.version, policy.lines.effectiveness, policy.proxies.starter) == (2, 70, True)
