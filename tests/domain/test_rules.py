"""Every rule says why it stands, and has a case that it flags and one that it passes."""

from types import ModuleType
from typing import Any

import pytest

from app.domain.dossier import prepare
from app.domain.facts import observe
from app.domain.findings import Case
from app.domain.judgement import FLAG_RULES, OTHER_RULES, Look, capture_gap
from app.domain.steps import worth_meeting
from app.domain.surroundings import survey
from app.services.policies import default_policy
from tests.domain.in_memory import InMemory
from tests.domain.situations import HERE, instant, read_situation

RULES = (*FLAG_RULES, *OTHER_RULES, capture_gap)
EACH_RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.CODE)


def judged(records: list[dict[str, Any]], account: str, as_of: str) -> tuple[InMemory, Case]:
    policy, at = default_policy(), instant(as_of)
    assert at
    world = InMemory(records)
    dossiers = {rows.account.id: prepare(rows, policy) for rows in world.account_rows()}
    surroundings = survey((observe(dossier, policy) for dossier in dossiers.values()), policy, at)
    return world, Look(dossiers[world.id_of("account", account)], surroundings, policy, at).case


@EACH_RULE
def test_a_rule_tells_its_principle_and_its_examples(rule: ModuleType) -> None:
    assert rule.__doc__
    for part in ("Principle: ", "Flagged: ", "Passing: "):
        assert part in rule.__doc__


@EACH_RULE
def test_a_rule_has_a_case_for_each_example(rule: ModuleType) -> None:
    flagged, passing = (read_situation(HERE / f"{rule.CODE}_{end}.yaml")["expect"] for end in ("flagged", "passing"))
    assert rule.CODE in flagged["findings"]
    assert rule.CODE not in passing["findings"]
    assert rule not in (*FLAG_RULES, capture_gap) or rule.CODE in flagged["flags"]


def test_the_economic_buyer_is_met_before_the_most_senior_and_the_never_met_before_others() -> None:
    situation = read_situation(HERE / "no_decision_maker_flagged.yaml")
    about = {"type": "contact", "account_id": "a1"}
    old = {"type": "activity", "id": "v0", "kind": "meeting", "account_id": "a1", "contact_ids": ["c5"],
           "outcome": "held", "start_at": "2026-03-10T09:00:00Z"}  # fmt: skip
    people = [
        {**about, "id": "c3", "title": "Planner"},
        {**about, "id": "c4", "title": "Finance director"},
        {**about, "id": "c5", "title": "Chief executive officer"},
        {**about, "id": "c6", "title": "Purchaser", "role": "economic_buyer"},
        {**about, "id": "c7", "title": "Chief operating officer", "stance": "opponent"},
        {**about, "id": "c8", "title": "Chief financial officer", "left_on": "2026-08-01"},
        {**about, "id": "c9", "title": "Technical director", "role": "blocker"},
    ]
    world, case = judged([*situation["records"], *people, old], "a1", "2026-10-14T12:00:00+00:00")
    found = worth_meeting(case.standing, set(case.standing.people))
    assert [world.names[contact.id] for contact in found] == ["c6", "c4", "c5", "c3"]
