"""A whole workspace judged in processes of their own is judged as in one."""

from sqlalchemy import Engine

from app.db import reading, writing
from app.models.account_mark import mark_accounts, marked_accounts
from app.models.assessment import all_assessments, drop_assessments
from app.services.judge_many import BATCH, judge_many
from app.services.reassess_accounts import settle
from tests.properties.workspaces import AS_OF, at
from tests.sending import Crm, put

ACCOUNTS = BATCH + 5


def said(engine: Engine, workspace_id: int) -> dict[int, dict]:
    with reading(engine, workspace_id) as connection:
        return {row["account_id"]: row["body"] for row in all_assessments(connection, workspace_id)}


def test_many_processes_say_what_one_says_and_leave_alone_what_is_not_marked(engine: Engine) -> None:
    with writing(engine, None) as connection:
        crm = Crm(connection)
        crm.send(*(put("account", id=f"a{n}", relationship="customer", created_at=at(400)) for n in range(ACCOUNTS)))
        about = {"kind": "meeting", "outcome": "held", "status": "done"}
        crm.send(*(put("activity", id=f"v{n}", account_id=f"a{n}", start_at=at(n), **about) for n in range(ACCOUNTS)))
    settle(engine, crm.workspace_id, AS_OF)
    before = said(engine, crm.workspace_id)
    *marked, last = before
    with writing(engine, crm.workspace_id) as connection:
        drop_assessments(connection, crm.workspace_id, list(before))
        mark_accounts(connection, crm.workspace_id, marked, AS_OF)
    judge_many(engine, crm.workspace_id, dict.fromkeys(before, AS_OF), AS_OF)
    with reading(engine, crm.workspace_id) as connection:
        assert not marked_accounts(connection, crm.workspace_id)
    assert said(engine, crm.workspace_id) == {number: before[number] for number in marked}
    assert last not in said(engine, crm.workspace_id)
