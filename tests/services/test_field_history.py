"""A field change is the difference between neighbours in time, never a log of arrivals."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from app.db import writing
from tests.sending import NOON, Crm, patch, put

MAY = datetime(2026, 5, 1, 9, tzinfo=UTC)


@pytest.fixture
def crm(engine: Engine) -> Iterator[Crm]:
    with writing(engine, None) as connection:
        yield Crm(connection)


def version(day: int, **fields: Any) -> Any:
    return put("opportunity", id="o1", updated_at=(MAY + timedelta(days=day)).isoformat(), **fields)


def changes(crm: Crm, field: str = "stage") -> list[tuple[int, str | None, str | None]]:
    """Day after 1 May, old and new, in order of time; of all changes that stand."""
    rows = [row for row in crm.rows("field_change").values() if row["field"] == field and not row["is_placeholder"]]
    return sorted(((row["changed_at"] - MAY).days, row["old"], row["new"]) for row in rows)


def test_the_first_version_is_no_change(crm: Crm) -> None:
    crm.send(version(0, stage="New"))
    assert crm.rows("field_change") == {}


def test_a_late_version_splits_the_change_it_lies_in(crm: Crm) -> None:
    crm.send(version(0, stage="New"))
    crm.send(version(9, stage="Won"))
    assert changes(crm) == [(9, "New", "Won")]
    (late,) = crm.send(version(4, stage="Proposal"))
    assert late.status == "stored"
    assert changes(crm) == [(4, "New", "Proposal"), (9, "Proposal", "Won")]
    assert crm.row("opportunity", "o1")["stage"] == "Won"
    assert crm.send(version(4, stage="Proposal"))[0].status == "unchanged"


def test_versions_that_say_the_same_are_no_change(crm: Crm) -> None:
    crm.send(version(0, stage="New"), version(3, stage="New"), patch("opportunity", id="o1", name="Other"))
    assert changes(crm) == []


def test_without_updated_at_the_receipt_dates_the_change(crm: Crm) -> None:
    crm.send(put("opportunity", id="o1", next_step="Call"), at=MAY)
    crm.send(put("opportunity", id="o1", next_step="Visit"), at=MAY + timedelta(days=2))
    assert changes(crm, "next_step") == [(2, "Call", "Visit")]


def test_values_are_text_and_references_the_external_id(crm: Crm) -> None:
    Crm(crm.connection, source="erp")
    crm.send(version(0, owner_id="u1", amount=1000, expected_close_on="2026-06-01"))
    crm.send(version(1, owner_id="erp:u9", amount=1250.5, expected_close_on="2026-07-01"))
    assert changes(crm, "owner_id") == [(1, "u1", "erp:u9")]
    assert changes(crm, "amount") == [(1, "1000", "1250.5")]
    assert changes(crm, "expected_close_on") == [(1, "2026-06-01", "2026-07-01")]


def test_our_change_of_stage_carries_the_kind_of_the_stage(crm: Crm) -> None:
    crm.send(version(0, stage="New", stage_kind="open"), version(1, stage="Quoted", stage_kind="proposal"))
    (change,) = crm.rows("field_change").values()
    assert change["stage_kind"] == "proposal"


@pytest.mark.parametrize("comes_first", ["theirs", "ours"])
@pytest.mark.parametrize(("hours", "standing"), [(20, ["f1"]), (30, ["f1", "ours"])])
def test_the_crms_own_change_within_a_day_stands_for_ours(
    crm: Crm, comes_first: str, hours: int, standing: list[str]
) -> None:
    changed_at = (MAY + timedelta(days=5, hours=hours)).isoformat()
    fact = {"record_type": "opportunity", "record_id": "o1", "field": "stage", "old": "New", "new": "Won"}
    theirs = [put("field_change", id="f1", changed_at=changed_at, **fact)]
    ours = [version(0, stage="New"), version(5, stage="Won")]
    for batch in (theirs, ours) if comes_first == "theirs" else (ours, theirs):
        crm.send(*batch)
    assert sorted(id_.partition("-")[0] for id_ in crm.rows("field_change")) == standing


def test_ours_comes_back_when_the_crm_takes_its_change_away(crm: Crm) -> None:
    fact = {"record_type": "opportunity", "record_id": "o1", "field": "stage", "new": "Won"}
    changed_at = (MAY + timedelta(days=5)).isoformat()
    crm.send(
        version(0, stage="New"),
        version(5, stage="Won"),
        put("field_change", id="f1", changed_at=changed_at, **fact),
    )
    crm.send(put("field_change", id="f1", changed_at=changed_at, **{**fact, "record_id": "o2"}), at=NOON)
    ours = [row for id_, row in crm.rows("field_change").items() if id_ != "f1"]
    assert [(row["record_id"], row["new"]) for row in ours] == [("o1", "Won")]
