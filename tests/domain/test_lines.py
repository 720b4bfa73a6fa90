"""The lines of evidence: traced to records, never fed by tickets, and one with what the questions say."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from app.domain.dossier import prepare
from app.domain.facts import observe
from app.domain.lines.all_lines import Lines, lines_of
from app.domain.rows import AccountRows
from app.domain.standing import Standing
from app.domain.support import proposals
from app.domain.surroundings import survey
from app.services.policies import default_policy
from tests.domain.in_memory import InMemory
from tests.properties.examples import examples
from tests.properties.workspaces import AS_OF, Json, at, on, surroundings, workspaces

POLICY = default_policy()
ACCOUNT = {
    "type": "account", "id": "a", "name": "Halden Mills", "relationship": "customer", "tier": "A", "employees": 60,
    "created_at": at(900),
}  # fmt: skip
CFO = {"type": "contact", "id": "cfo", "account_id": "a", "name": "Dana Ruiz", "title": "CFO"}
BUYER = {"type": "contact", "id": "buyer", "account_id": "a", "name": "Bo Lind", "title": "Buyer"}


def activity(id_: str, kind: str, days: float, **fields: Any) -> Json:
    return {"type": "activity", "id": id_, "kind": kind, "account_id": "a", "completed_at": at(days), **fields}


def standing_of(records: list[Json]) -> Standing:
    everybody = InMemory(records).account_rows()
    around = survey((observe(prepare(rows, POLICY), POLICY) for rows in everybody), POLICY, AS_OF)
    return Standing(prepare(everybody[0], POLICY), around, POLICY, AS_OF)


def lines(*records: Json) -> Lines:
    return lines_of(standing_of([ACCOUNT, CFO, BUYER, *records, *surroundings(20)]))


def codes(entries: Any) -> list[str]:
    return [entry.code for entry in entries]


def test_tickets_and_complaints_are_no_pull() -> None:
    tickets = [activity(f"t{n}", "ticket", n, contact_ids=["buyer"], subject="Pump broken") for n in range(1, 41)]
    calls = [
        activity(f"c{n}", "call", n, contact_ids=["buyer"], direction="inbound", purpose="service", outcome="spoke")
        for n in range(1, 41)
    ]
    found = lines(*tickets, *calls).pull
    assert (found.now, found.before, found.trend, found.entries) == (0, 0, "same", ())


def test_forty_days_of_planning_they_started_are_pull() -> None:
    calls = [
        activity(f"p{n}", "call", n, contact_ids=["buyer"], direction="inbound", purpose="planning", outcome="spoke")
        for n in range(1, 41)
    ]
    found = lines(*calls).pull
    assert (found.now, found.before, found.trend, set(codes(found.entries))) == (40, 0, "more", {"asked_for_ideas"})


def test_pull_is_meetings_asked_for_introductions_and_requests_for_ideas() -> None:
    found = lines(
        activity("m", "meeting", 10, contact_ids=["buyer"], started_by="customer", outcome="held"),
        activity("i", "email", 20, contact_ids=["buyer", "cfo"], direction="inbound", purpose="scheduling"),
        activity("r", "call", 30, contact_ids=["buyer"], direction="inbound", purpose="planning", outcome="spoke"),
        activity("same day", "email", 30, contact_ids=["buyer"], direction="inbound", purpose="planning"),
        activity("ours", "meeting", 5, contact_ids=["cfo"], started_by="us", outcome="held"),
        activity("old", "meeting", 100, contact_ids=["buyer"], started_by="customer", outcome="held"),
    ).pull
    assert codes(found.entries) == ["asked_to_meet", "introduced", "asked_for_ideas"]
    assert (found.now, found.before, found.trend) == (3, 1, "more")


def test_silence_is_no_missing_pull_where_little_is_logged() -> None:
    found = lines_of(standing_of([ACCOUNT, CFO, BUYER, *surroundings(2)])).pull
    assert (found.now, found.before, found.trend) == (None, None, None)


def test_the_ledger_traces_each_new_thing_to_who_started_it() -> None:
    found = lines(
        {"type": "opportunity", "id": "ours", "account_id": "a", "created_at": at(40), "started_by": "us"},
        {"type": "opportunity", "id": "old", "account_id": "a", "created_at": at(500), "started_by": "us"},
        {
            "type": "opportunity", "id": "asked", "account_id": "a", "created_at": at(30), "started_by": "customer",
            "stage_kind": "proposal",
        },
        {"type": "opportunity", "id": "unknown", "account_id": "a", "created_at": at(25)},
        activity("wrote", "email", 22, contact_ids=["cfo"], direction="outbound"),
        activity("met", "meeting", 20, contact_ids=["cfo", "buyer"], outcome="held"),
        activity("met again", "meeting", 10, contact_ids=["cfo"], started_by="customer", outcome="held"),
    ).initiative  # fmt: skip
    assert codes(found.entries) == [
        "senior_met_started_by_us",
        "deal_started_by_nobody_knows",
        "proposal_started_by_customer",
        "deal_started_by_customer",
        "deal_started_by_us",
    ]
    assert (found.us, found.customer, found.partner, found.not_known) == (2, 2, 0, 1)
    assert found.entries[0].inferred, "nobody recorded who asked for the meeting: we wrote first"
    assert all(entry.ref > 0 and entry.on for entry in found.entries)


@pytest.mark.parametrize(("started_by", "said"), [("us", "us"), (None, "customer")])
def test_asking_for_a_quote_makes_a_proposal_theirs_only_where_no_starter_is_known(
    started_by: str | None, said: str
) -> None:
    found = lines(
        {"type": "opportunity", "id": "o", "account_id": "a", "created_at": at(40), "started_by": started_by},
        {"type": "quote", "id": "q", "account_id": "a", "opportunity_id": "o", "status": "sent", "sent_at": at(20)},
        activity("ask", "email", 21, contact_ids=["buyer"], direction="inbound", quote_id="q"),
    ).initiative
    assert codes(found.entries)[0] == f"proposal_started_by_{said}"


def test_breadth_counts_people_by_rank_against_the_quarter_before() -> None:
    found = lines(
        activity("m1", "meeting", 20, contact_ids=["cfo", "buyer"], outcome="held"),
        activity("m2", "meeting", 120, contact_ids=["buyer"], outcome="held"),
    ).breadth
    assert (found.senior, found.others, found.not_known, found.before) == (1, 1, 0, 1)
    assert codes(found.entries) == ["senior", "others"]


def test_commitments_of_both_sides() -> None:
    def promise(id_: str, who: str, **fields: Any) -> Json:
        return {"type": "commitment", "id": id_, "account_id": "a", "made_by": who, "what": id_, **fields}

    found = lines(
        promise("kept", "us", due_on=on(10), kept_on=on(10)),
        promise("late", "us", due_on=on(10), kept_on=on(9)),
        promise("open", "us", due_on=on(-3)),
        promise("today", "customer", due_on=on(0)),
        promise("broken", "customer", due_on=on(10), broken_on=on(9)),
        promise("overdue", "customer", due_on=on(1)),
        promise("long ago", "customer", due_on=on(500), kept_on=on(500)),
    ).commitments
    assert (found.us.kept, found.us.kept_late, found.us.open) == (1, 1, 1)
    assert (found.customer.open, found.customer.broken, found.customer.overdue, found.customer.kept) == (1, 1, 1, 0)
    assert codes(found.entries)[:3] == ["us_open", "customer_open", "customer_overdue"]


PROPOSAL = {
    "type": "opportunity", "id": "o", "account_id": "a", "created_at": at(40), "stage_kind": "proposal",
    "started_by": "us",
}  # fmt: skip


def test_who_was_gained_and_lost_behind_a_proposal_since_last_week() -> None:
    records = [ACCOUNT, CFO, BUYER, PROPOSAL, *surroundings(20)]
    met = [
        activity("m1", "meeting", 3, contact_ids=["cfo"], outcome="held"),
        activity("m2", "meeting", 20, contact_ids=["buyer"], outcome="held"),
    ]
    left = {**BUYER, "left_on": on(2)}
    (proposal,) = lines_of(standing_of([*records, *met, left])).line_up
    memory = InMemory([*records, left])
    memory.account_rows()
    assert proposal.gained == (memory.id_of("contact", "cfo"),)
    assert proposal.lost == (memory.id_of("contact", "buyer"),)
    assert [each.if_leaves for each in proposal.supporters] == ["no"]


@examples(60)
@given(records=workspaces())
def test_if_this_person_leaves_agrees_with_the_question(records: list[Json]) -> None:
    standing = standing_of(records)
    found = lines_of(standing).line_up
    for proposal, line_up in zip(found, proposals(standing), strict=True):
        stays = [each.if_leaves == "yes" for each in proposal.supporters]
        enough = len(stays) >= proposal.needed and bool(line_up.senior) and not line_up.broken
        assert (proposal.holds == "yes") is (enough and (proposal.needed == 1 or all(stays)))
        for each in proposal.supporters:
            after = _without(standing, each.ref)
            (remaining,) = (left for left in proposals(after) if left.deal.id == proposal.ref)
            assert (each.if_leaves == "yes") is (bool(remaining.senior) and not remaining.broken)


def _without(standing: Standing, person: int) -> Standing:
    """The account as if this person had left today."""
    rows: AccountRows = standing.dossier.rows
    gone = [replace(row, left_on=standing.today) if row.id == person else row for row in rows.contacts]
    dossier = prepare(replace(rows, contacts=gone), POLICY)
    return Standing(dossier, standing.surroundings, POLICY, AS_OF)


@pytest.mark.parametrize("days", [7, 30])
def test_lines_look_at_their_own_instant(days: int) -> None:
    met = activity("m1", "meeting", days - 1, contact_ids=["cfo"], outcome="held")
    standing = standing_of([ACCOUNT, CFO, BUYER, met, *surroundings(20)])
    before = standing.at(AS_OF - timedelta(days=days))
    assert lines_of(standing).breadth.senior == 1
    assert (lines_of(standing).initiative.not_known, before.people) == (1, {})
