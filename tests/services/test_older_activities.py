"""Older activities are read once, and again only when one of them is other than it was."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select

from app.db import reading, writing
from app.models.account_mark import mark_accounts
from app.models.account_past import ACCOUNT_PAST
from app.models.assessment import all_assessments
from app.services.dossiers import read_dossiers
from app.services.policies import policy_in_force
from app.services.reassess_accounts import settle
from app.services.tag_activities import correct_tag
from tests.properties.workspaces import AS_OF, at
from tests.sending import Crm, delete, patch, put

OLD = 80
MET = {"kind": "meeting", "outcome": "held", "status": "done"}
SOON = AS_OF + timedelta(minutes=1)
Change = Callable[[Crm], Any]


@pytest.fixture
def crm(engine: Engine) -> Crm:
    """Met eighty times, years ago, and once last week; an old mail of theirs was never answered."""
    with writing(engine, None) as connection:
        crm = Crm(connection)
        crm.send(
            put("account", id="a", relationship="customer", created_at=at(3000)),
            *(put("contact", id=name, account_id="a", title="CFO") for name in ("one", "same")),
            put("contact", id="elsewhere", title="CFO"),
            *(
                put("activity", id=f"v{n}", account_id="a", contact_ids=["one"], start_at=at(1000 + n), **MET)
                for n in range(OLD)
            ),
            put("activity", id="asked", account_id="a", kind="email", direction="inbound", start_at=at(990)),
            put("activity", id="loose", contact_ids=["elsewhere"], start_at=at(1500), **MET),
            put("activity", id="late", account_id="a", contact_ids=["same"], start_at=at(7), **MET),
            at=AS_OF,
        )
    settle(engine, crm.workspace_id, AS_OF)
    return crm


def change(engine: Engine, what: Change) -> None:
    with writing(engine, None) as connection:
        what(Crm(connection))


def read_to_judge(engine: Engine, crm: Crm) -> set[str]:
    """The activities that judging the account reads."""
    with reading(engine, crm.workspace_id) as connection:
        policy = policy_in_force(connection, crm.workspace_id)
        (dossier,) = read_dossiers(connection, crm.workspace_id, [account(connection, crm)], policy, SOON)
    return {row.key.removeprefix("crm:") for row in dossier.rows.activities}


def account(connection: Connection, crm: Crm) -> int:
    (row, *_) = all_assessments(connection, crm.workspace_id)
    number: int = row["account_id"]
    return number


def said(engine: Engine, crm: Crm) -> Any:
    """The judgement, and what is kept of the older activities."""
    settle(engine, crm.workspace_id, SOON)
    with reading(engine, crm.workspace_id) as connection:
        (row,) = all_assessments(connection, crm.workspace_id)
        past = select(ACCOUNT_PAST.c.body).where(ACCOUNT_PAST.c.account_id == row["account_id"])
        return row["body"], connection.execute(past).scalar_one()


def test_what_is_over_is_left_unread_and_what_is_open_is_not(engine: Engine, crm: Crm) -> None:
    assert read_to_judge(engine, crm) == {"asked", "late"}
    change(engine, lambda crm: crm.send(put("activity", id="new", account_id="a", start_at=at(1), **MET), at=SOON))
    change(engine, lambda crm: crm.send(patch("account", id="a", employees=300), at=SOON))
    assert read_to_judge(engine, crm) == {"asked", "late", "new"}


def correct(crm: Crm) -> None:
    number = crm.rows("activity")["v3"]["leadline_id"]
    correct_tag(crm.connection, crm.workspace_id, number, purpose="proposing", reason=None, made_at=SOON)


@pytest.mark.parametrize(
    "what",
    [
        lambda crm: crm.send(patch("activity", id="v3", outcome="no_show"), at=SOON),
        lambda crm: crm.send(delete("activity", "v3"), at=SOON),
        lambda crm: crm.send(put("activity", id="found", account_id="a", start_at=at(2000), **MET), at=SOON),
        lambda crm: crm.send(patch("contact", id="one", merged_into_id="same"), at=SOON),
        lambda crm: crm.send(patch("contact", id="elsewhere", account_id="a"), at=SOON),
        lambda crm: crm.send(put("account", id="b", merged_into_id="a"), at=SOON),
        correct,
    ],
    ids=["another outcome", "deleted", "found late", "person merged", "person moved", "account merged", "corrected"],
)
def test_a_change_of_the_past_is_judged_as_if_all_had_been_read(engine: Engine, crm: Crm, what: Change) -> None:
    change(engine, what)
    changed = said(engine, crm)
    with writing(engine, crm.workspace_id) as connection:
        mark_accounts(connection, crm.workspace_id, [account(connection, crm)], SOON)
    assert len(read_to_judge(engine, crm)) > OLD
    assert said(engine, crm) == changed
