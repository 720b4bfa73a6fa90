"""What a CRM's records leave behind: placeholders, tombstones, patches, references, and the answer to each."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from app.db import writing
from app.models.account_mark import marked_accounts, unmark_accounts
from app.models.workspace import save_settings
from app.services.tag_activities import correct_tag
from tests.sending import NOON, Crm, csv_row, delete, patch, put

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def crm(engine: Engine) -> Iterator[Crm]:
    with writing(engine, None) as connection:
        yield Crm(connection)


def touched(crm: Crm) -> set[str]:
    """The accounts marked since it was last asked."""
    marked = marked_accounts(crm.connection, crm.workspace_id)
    unmark_accounts(crm.connection, crm.workspace_id, marked)
    return {id_ for id_, row in crm.rows("account").items() if row["leadline_id"] in marked}


def test_the_answer_says_what_became_of_each_record(crm: Crm) -> None:
    first, second = crm.send(put("account", id="a1", name="Halden"), put("user", id="u1"))
    assert (first.id, first.type, first.status, first.created, first.version) == ("a1", "account", "stored", True, 1)
    assert (second.id, second.type, second.created) == ("u1", "user", True)
    (changed,) = crm.send(put("account", id="a1", name="Halden Rail"), at=LATER)
    assert (changed.status, changed.created, changed.version) == ("stored", False, 2)
    assert changed.leadline_id == first.leadline_id


@pytest.mark.parametrize("stamp", [None, "2026-11-20T09:00:00Z"])
def test_the_same_record_again_is_unchanged(crm: Crm, stamp: str | None) -> None:
    activity = put("activity", id="v1", kind="email", subject="Quote", body="Here is the quote.", updated_at=stamp)
    account = put("account", id="a1", tier="A", fit=70, updated_at=stamp)
    crm.send(activity, account)
    touched(crm)
    before = crm.everything(but=())
    assert [answer.status for answer in crm.send(activity, account, at=LATER)] == ["unchanged", "unchanged"]
    assert crm.everything(but=()) == before
    assert touched(crm) == set()


def test_a_record_without_updated_at_that_went_back_is_stored(crm: Crm) -> None:
    one, other = put("account", id="a1", tier="A"), put("account", id="a1", tier="B")
    crm.send(one)
    crm.send(other, at=LATER)
    (back,) = crm.send(one, at=LATER + timedelta(hours=1))
    assert back.status == "stored"
    assert crm.row("account", "a1")["tier"] == "A"


def test_a_record_named_before_it_comes_is_a_placeholder_that_it_fills(crm: Crm) -> None:
    crm.send(put("contact", id="c1", account_id="a1"))
    waiting = crm.row("account", "a1")
    assert waiting["is_placeholder"]
    (answer,) = crm.send(put("account", id="a1", name="Halden"))
    assert answer.created
    filled = crm.row("account", "a1")
    assert (filled["is_placeholder"], filled["name"]) == (False, "Halden")
    assert filled["leadline_id"] == waiting["leadline_id"]


def test_a_patch_before_its_record_waits_until_the_required_fields_are_there(crm: Crm) -> None:
    crm.send(patch("activity", id="v1", outcome="held", updated_at="2026-11-21T09:00:00Z"))
    assert crm.row("activity", "v1")["is_placeholder"]
    crm.send(put("activity", id="v1", kind="call", outcome="voicemail", updated_at="2026-11-20T09:00:00Z"))
    call = crm.row("activity", "v1")
    assert (call["is_placeholder"], call["kind"], call["outcome"]) == (False, "call", "held")


def test_a_patch_keeps_what_it_does_not_name_and_null_clears(crm: Crm) -> None:
    crm.send(put("contact", id="c1", account_id="a1", name="Dana", title="CFO", updated_at="2026-11-20T09:00:00Z"))
    crm.send(patch("contact", id="c1", title=None, updated_at="2026-11-21T09:00:00Z"))
    contact = crm.row("contact", "c1")
    assert (contact["name"], contact["title"], contact["account_id"]) == ("Dana", None, "a1")


def test_a_put_clears_what_it_leaves_out_but_a_lacking_csv_column_is_left_alone(crm: Crm) -> None:
    crm.send(put("account", id="a1", name="Halden", tier="A"))
    crm.send(csv_row("account", id="a1", name="Halden Rail"), at=LATER)
    assert crm.row("account", "a1")["tier"] == "A"
    crm.send(put("account", id="a1", name="Halden Rail"), at=LATER + timedelta(hours=1))
    assert crm.row("account", "a1")["tier"] is None


def test_a_tombstone_stands_against_older_versions_and_a_newer_put_lifts_it(crm: Crm) -> None:
    crm.send(put("account", id="a1", name="Halden", updated_at="2026-11-20T09:00:00Z"))
    assert crm.send(delete("account", "a1"))[0].status == "stored"
    crm.send(put("account", id="a1", name="Late", updated_at="2026-11-21T09:00:00Z"), at=LATER)
    assert crm.row("account", "a1")["deleted_at"] == NOON
    crm.send(put("account", id="a1", name="Back", updated_at=LATER.isoformat()), at=LATER)
    revived = crm.row("account", "a1")
    assert (revived["deleted_at"], revived["name"]) == (None, "Back")


def test_another_source_is_named_by_its_name_only_when_the_workspace_knows_it(crm: Crm) -> None:
    other = Crm(crm.connection, source="salesforce")
    (account,) = other.send(put("account", id="001", name="Halden"))
    crm.send(put("contact", id="c1", account_id="salesforce:001"), put("contact", id="c2", account_id="hubspot:7"))
    assert crm.row("contact", "c1")["account_id"] == "salesforce:001"
    assert set(crm.rows("account")) == {"salesforce:001", "hubspot:7"}
    (again,) = crm.send(put("account", id="salesforce:001", tier="A"), at=LATER)
    assert again.leadline_id == account.leadline_id


def test_two_workspaces_with_the_same_ids_never_meet(crm: Crm) -> None:
    other = Crm(crm.connection, workspace="zenith")
    crm.send(put("account", id="a1", name="Ours", owner_id="u1"))
    before = crm.everything()
    other.send(put("account", id="a1", name="Theirs", owner_id="u1"), delete("user", "u1"))
    assert crm.everything() == before


def test_options_name_their_owners_by_the_callers_id(crm: Crm) -> None:
    options = [{"what": "Call the board", "owner_id": "u7", "accepted_on": "2026-11-02"}, {"what": "Wait"}]
    crm.send(put("scenario", id="s1", account_id="a1", what_if="The sponsor leaves", options=options))
    assert crm.row("scenario", "s1")["options"] == [options[0], {"what": "Wait", "owner_id": None, "accepted_on": None}]
    assert crm.row("user", "u7")["is_placeholder"]


def test_an_activity_belongs_to_the_account_of_its_deal_or_its_people_whenever_these_come(crm: Crm) -> None:
    crm.send(
        put("activity", id="v1", kind="call", opportunity_id="o1"),
        put("activity", id="v2", kind="email", contact_ids=["c0", "c1"]),
        put("quote", id="q1", opportunity_id="o1"),
    )
    assert crm.row("activity", "v1")["belongs_to"] is None
    crm.send(put("opportunity", id="o1", account_id="a1"), put("contact", id="c1", account_id="a2"))
    belongs = [crm.row("activity", "v1"), crm.row("activity", "v2"), crm.row("quote", "q1")]
    assert [row["belongs_to"] for row in belongs] == ["a1", "a2", "a1"]
    touched(crm)
    crm.send(put("opportunity", id="o1", account_id="a3"), at=LATER)
    assert crm.row("activity", "v1")["belongs_to"] == "a3"
    assert touched(crm) == {"a1", "a3"}


def test_what_arrives_marks_the_accounts_it_touches(crm: Crm) -> None:
    crm.send(
        put("account", id="a1", owner_id="u1"),
        put("account", id="a2"),
        put("opportunity", id="o1", account_id="a2"),
        put("contact", id="c1", account_id="a1"),
        put("activity", id="v1", kind="call", account_id="a1"),
    )
    touched(crm)
    crm.send(put("activity", id="v1", kind="call", account_id="a2"), at=LATER)
    assert touched(crm) == {"a1", "a2"}
    crm.send(put("opportunity_contact", id="r1", opportunity_id="o1", contact_id="c1", role="champion"), at=LATER)
    assert touched(crm) == {"a2"}
    change = {"record_type": "opportunity", "record_id": "o1", "field": "stage", "new": "Won"}
    crm.send(put("field_change", id="f1", changed_at="2026-11-01T09:00:00Z", **change), at=LATER)
    assert touched(crm) == {"a2"}
    crm.send(put("contact", id="c1", account_id="a1", title="CFO"), at=LATER)
    assert touched(crm) == {"a1"}
    crm.send(put("user", id="u1", name="Kim"), at=LATER)
    assert touched(crm) == set()
    crm.send(put("user", id="u1", name="Kim", time_zone="Europe/Berlin"), at=LATER + timedelta(hours=1))
    assert touched(crm) == {"a1"}


def test_a_body_is_read_and_dropped_unless_the_workspace_keeps_bodies(crm: Crm) -> None:
    body = "Please find attached our quotation and the price list."
    crm.send(put("activity", id="v1", kind="email", direction="outbound", body=body))
    mail = crm.row("activity", "v1")
    assert mail["body"] is None
    assert mail["tag"]["purpose"] is not None
    crm.send(patch("activity", id="v1", status="done"), at=LATER)
    assert crm.row("activity", "v1")["tag"] == mail["tag"]
    save_settings(crm.connection, crm.workspace_id, {"keep_bodies": True})
    crm.send(put("activity", id="v2", kind="email", body=body))
    assert crm.row("activity", "v2")["body"] == body


def test_a_persons_correction_of_the_purpose_outlives_new_versions(crm: Crm) -> None:
    (answer,) = crm.send(put("activity", id="v1", kind="email", account_id="a1", subject="Quotation"))
    correct_tag(
        crm.connection,
        crm.workspace_id,
        answer.leadline_id,
        purpose="discovery",
        reason="We explored their plans.",
        made_at=NOON,
    )
    assert crm.row("activity", "v1")["tag"]["purpose"] == "discovery"
    assert touched(crm) == {"a1"}
    crm.send(put("activity", id="v1", kind="email", subject="Quotation 2", purpose="quoting"), at=LATER)
    tag = crm.row("activity", "v1")["tag"]
    assert (tag["purpose"], tag["dimension"], tag["decided_by"]) == ("discovery", "effectiveness", "correction")
