"""Looking back over stored records: what was filled in after the win stays unseen, on both databases."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine

from app.db import reading, writing
from app.domain.backtest.looking_back import Period
from app.domain.dossier import prepare
from app.domain.reconstruct import Instant, reconstruct
from app.domain.rows import AccountRows
from app.models.contact_history import contact_changes
from app.models.gathering import gather
from app.models.source import sources_of
from app.services.backtest import read_backtest
from app.services.policies import default_policy
from app.services.show_records import Caller
from tests.sending import CONNECTED, NOON, Crm, patch, put

WON_AT = datetime(2026, 6, 10, 9, tzinfo=UTC)
BEFORE_WIN, AFTER_WIN = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)


def rows_then(connection: Connection, crm: Crm, as_of: datetime) -> AccountRows:
    changes = contact_changes(connection, crm.workspace_id)
    [rows] = gather(connection, crm.workspace_id, None, None)
    rows.field_changes.extend(changes.get(rows.account.id, []))
    connected = {number: source.created_at for number, source in sources_of(connection, crm.workspace_id).items()}
    policy = default_policy()
    found = reconstruct(prepare(rows, policy), policy, Instant(as_of, as_of.date(), connected))
    assert found
    return found


def test_a_role_or_owner_filled_in_after_the_win_is_not_seen_before_it(engine: Engine) -> None:
    made = CONNECTED + timedelta(days=1)
    with writing(engine, None) as connection:
        crm = Crm(connection)
        crm.send(
            put("user", id="kim"),
            put("user", id="luis"),
            put("account", id="acme", created_at=made, owner_id="kim", tier="C", updated_at=made),
            put("contact", id="dana", account_id="acme", role="other", updated_at=made),
            put("opportunity", id="hall", account_id="acme", created_at=made, owner_id="kim", updated_at=made),
            at=made,
        )
        crm.send(
            patch("opportunity", id="hall", is_won=True, is_closed=True, closed_at=WON_AT, updated_at=WON_AT),
            at=WON_AT,
        )
        later = WON_AT + timedelta(days=5)
        crm.send(
            patch("contact", id="dana", role="economic_buyer", title="CFO", updated_at=later),
            patch("account", id="acme", owner_id="luis", tier="A", aim="grow", updated_at=later),
            put("activity", id="m1", kind="meeting", account_id="acme", contact_ids=["dana"], outcome="held",
                status="done", created_at=later, start_at=made),
            at=later,
        )  # fmt: skip
    with reading(engine, crm.workspace_id) as connection:
        before, after = (rows_then(connection, crm, at) for at in (BEFORE_WIN, AFTER_WIN))
    assert [contact.role for contact in before.contacts] == [None]
    assert (before.account.tier, before.account.aim) == (None, None)
    assert not before.field_changes
    assert not before.activities
    assert not before.opportunities[0].is_won
    # Afterwards the same file does know: the change of role is dated.
    assert [contact.role for contact in after.contacts] == ["economic_buyer"]
    assert [contact.title for contact in after.contacts] == [None]
    assert (after.account.tier, after.opportunities[0].is_won) == ("A", True)
    assert [activity.key for activity in after.activities] == ["crm:m1"]


def test_what_we_received_later_was_not_known_once_we_were_connected(engine: Engine) -> None:
    asked = CONNECTED + timedelta(days=10)
    with writing(engine, None) as connection:
        crm = Crm(connection)
        crm.send(put("account", id="acme", created_at=CONNECTED), at=CONNECTED)
        crm.send(put("quote", id="q1", account_id="acme", requested_at=asked), at=AFTER_WIN + timedelta(days=1))
    with reading(engine, crm.workspace_id) as connection:
        assert not rows_then(connection, crm, AFTER_WIN).quotes
        assert rows_then(connection, crm, AFTER_WIN + timedelta(days=2)).quotes


def book(in_time: int, late: int) -> list[Any]:
    """Closed deals, every second one won, with a first quote in time or a week late."""
    asked = datetime(2026, 2, 2, 10, tzinfo=UTC)
    sent: list[Any] = []
    for number in range(in_time + late):
        after = timedelta(hours=1) if number < in_time else timedelta(days=7)
        closed = {"is_closed": True, "is_won": number % 2 == 0, "closed_at": asked + timedelta(days=30)}
        of = {"account_id": f"a{number}", "opportunity_id": f"d{number}"}
        sent += [
            put("account", id=f"a{number}", name=f"Firm {number}"),
            put("opportunity", id=f"d{number}", account_id=f"a{number}", created_at=asked, **closed),
            put("quote", id=f"q{number}", status="sent", requested_at=asked, sent_at=asked + after, **of),
        ]
    return sent


def test_no_percent_is_given_of_seven_cases(engine: Engine) -> None:
    with writing(engine, None) as connection:
        crm = Crm(connection)
        crm.send(*book(in_time=7, late=5))
    with reading(engine, crm.workspace_id) as connection:
        caller = Caller(connection, crm.workspace_id, crm.source_id)
        found = read_backtest(caller, Period(date(2026, 1, 1), date(2026, 3, 1), 30), NOON)
    [measure] = [each for each in found["measures"] if each["code"] == "first_quote"]
    assert measure["outcomes"][0]["group"]["words"] == "too few to say: 7 cases"
    assert "%" not in json.dumps([found["postures"], found["answers"], found["measures"]])


def test_the_same_records_give_the_same_backtest_on_both_databases(engine: Engine) -> None:
    with writing(engine, None) as connection:
        crm = Crm(connection)
        crm.send(*book(in_time=40, late=24))
    with reading(engine, crm.workspace_id) as connection:
        caller = Caller(connection, crm.workspace_id, crm.source_id)
        period = Period(date(2026, 1, 1), date(2026, 3, 1), 30)
        found, again = (read_backtest(caller, period, NOON) for _ in range(2))
    assert found == again
    assert found["basis"] == "reconstructed"
    [measure] = [each for each in found["measures"] if each["code"] == "first_quote"]
    [outcome] = measure["outcomes"]
    assert (outcome["group"]["yes"], outcome["group"]["of"], outcome["group"]["value"]) == (20, 40, 0.5)
    assert outcome["lift"]["low"] < 1 < outcome["lift"]["high"]
    assert outcome["verdict"].startswith("No clear difference")
