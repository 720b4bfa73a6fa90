"""The server judges by itself what a request left marked, and everybody again when a day has begun."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from app import clock
from app.db import reading, writing
from app.jobs.settling import settle_everything, settling
from app.models.account_mark import marked_accounts
from app.models.assessment import all_assessments
from app.services.reassess_accounts import needs_settling
from tests.sending import Crm, put

TODAY = clock.now()


def _import(engine: Engine) -> int:
    with writing(engine, None) as connection:
        crm = Crm(connection)
        crm.send(
            put("account", id="a1", name="Tarn Mills", created_at=(TODAY - timedelta(days=400)).isoformat()),
            put("contact", id="c1", account_id="a1", name="Ida Moss", title="Owner"),
        )
        return crm.workspace_id


def _wait_until_judged(engine: Engine, workspace_id: int) -> None:
    for _ in range(100):
        with reading(engine, workspace_id) as connection:
            if all_assessments(connection, workspace_id) and not marked_accounts(connection, workspace_id):
                return
        time.sleep(0.1)
    pytest.fail("the marked account was never judged")


def test_marked_accounts_are_judged_in_the_background(engine: Engine) -> None:
    workspace_id = _import(engine)
    with settling(engine, every_s=0.05):
        _wait_until_judged(engine, workspace_id)


def test_a_new_day_judges_everybody_again(engine: Engine) -> None:
    workspace_id = _import(engine)
    settle_everything(engine)
    with reading(engine, workspace_id) as connection:
        assert not needs_settling(connection, workspace_id, clock.now())
        assert needs_settling(connection, workspace_id, clock.now() + timedelta(days=1))
