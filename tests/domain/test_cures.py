"""Every cure does what it says: it clears its finding, or raises the axis by what it claims."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pytest

from app.demo.company import demo_records
from app.domain.dossier import Dossier, prepare
from app.domain.facts import observe
from app.domain.findings import Case, Finding
from app.domain.judgement import FLAG_RULES, OTHER_RULES, Look, capture_gap, judge_dossier
from app.domain.policy import Policy
from app.domain.state import NOT_JUDGED
from app.domain.surroundings import Surroundings, survey
from app.models.gathering import gather
from app.services.language import titles
from app.services.policies import default_policy
from tests.domain.in_memory import InMemory
from tests.domain.situations import instant, policy_document_of, read_situation, situation_files
from tests.sending import Crm, put

RULES = {rule.CODE: rule for rule in (*FLAG_RULES, *OTHER_RULES, capture_gap)}
FLAGS = {rule.CODE for rule in (*FLAG_RULES, capture_gap)}
TODAY = date(2026, 11, 22)


@dataclass
class World:
    name: str
    dossiers: list[Dossier]
    surroundings: Surroundings
    policy: Policy
    as_of: datetime

    def cases(self) -> Iterator[tuple[Case, tuple[Finding, ...]]]:
        for dossier in self.dossiers:
            look = Look(dossier, self.surroundings, self.policy, self.as_of)
            if look.state not in NOT_JUDGED:
                yield look.case, judge_dossier(dossier, self.surroundings, self.policy, self.as_of).findings

    def after(self, case: Case, code: str, cure: tuple[str, str, int]) -> Case:
        """The account with one step done, judged anew from its rows."""
        steps = RULES[code].steps(case)
        (step,) = [step for step in steps if (step.code, step.type, step.id) == cure]
        rows = step.apply(case.standing.dossier.rows)
        return Look(prepare(rows, self.policy), self.surroundings, self.policy, self.as_of).case


def _world(name: str, rows: list, policy: Policy, as_of: datetime) -> World:
    dossiers = [prepare(each, policy) for each in rows]
    return World(name, dossiers, survey((observe(d, policy) for d in dossiers), policy, as_of), policy, as_of)


@pytest.fixture(scope="module")
def worlds(new_sqlite_database) -> list[World]:
    found = []
    for path in situation_files():
        situation = read_situation(path)
        policy = Policy.from_document(policy_document_of(situation), titles())
        as_of = instant(situation["as_of"])
        assert as_of
        rows = InMemory(situation["records"]).account_rows(instant(situation.get("known_at")))
        found.append(_world(path.stem, rows, policy, as_of))
    as_of = datetime.combine(TODAY, time(8), UTC)
    with new_sqlite_database() as engine, engine.begin() as connection:
        crm = Crm(connection)
        records = ({**record} for record in demo_records(TODAY))
        crm.send(*(put(record.pop("type"), **record) for record in records), at=as_of)
        found.append(_world("demo", list(gather(connection, crm.workspace_id, None, None)), default_policy(), as_of))
    return found


def test_each_cure_clears_or_gains_as_it_says(worlds: list[World]) -> None:
    tried = 0
    for world in worlds:
        for case, findings in world.cases():
            for finding in findings:
                for cure in finding.cures:
                    after = world.after(case, finding.code, (cure.code, cure.type, cure.id))
                    told = (world.name, case.standing.account.key, finding.code, cure)
                    is_gone = RULES[finding.code].find(after) is None
                    before, now = getattr(case, finding.axis), getattr(after, finding.axis)
                    assert is_gone or not cure.clears, told
                    assert now.low - before.low == pytest.approx(cure.gain, abs=1e-6), told
                    assert cure.clears or cure.gain > 0, told
                    tried += 1
    assert tried > 200


def test_cures_come_in_order_of_what_they_do(worlds: list[World]) -> None:
    for world in worlds:
        for _, findings in world.cases():
            for finding in findings:
                weights = [(not cure.clears, -cure.gain) for cure in finding.cures]
                assert weights == sorted(weights), (world.name, finding)
                named = [(cure.code, cure.type, cure.id) for cure in finding.cures]
                assert len(named) == len(set(named)), (world.name, finding)


def test_there_is_something_to_do_about_every_flag(worlds: list[World]) -> None:
    without = [
        (world.name, case.standing.account.key, finding.code)
        for world in worlds
        for case, findings in world.cases()
        for finding in findings
        if finding.code in FLAGS and not finding.cures
    ]
    assert not without


def test_nobody_is_sent_to_an_opponent_a_blocker_or_a_leaver(worlds: list[World]) -> None:
    met = 0
    for world in worlds:
        for case, findings in world.cases():
            people, today = case.standing.dossier.contacts, case.standing.today
            for finding in findings:
                for cure in finding.cures:
                    if cure.type != "contact" or cure.code.startswith("plan_"):
                        continue
                    contact, met = people[cure.id], met + 1
                    assert not (contact.left_on and contact.left_on <= today), (world.name, cure)
                    assert contact.role != "blocker", (world.name, cure)
                    assert contact.stance != "opponent" or cure.code == "sponsor", (world.name, cure)
    assert met > 50


def _cures(worlds: list[World], name: str, code: str) -> list:
    world = next(world for world in worlds if world.name == name)
    found = [finding for _, findings in world.cases() for finding in findings if finding.code == code]
    return list(found[0].cures)


def test_whoever_waits_is_answered_first(worlds: list[World]) -> None:
    assert _cures(worlds, "neglected_flagged", "neglected")[0].code == "answer_all_then"


def test_a_proposal_asks_for_a_sponsor_by_name(worlds: list[World]) -> None:
    first = _cures(worlds, "support_met_on_another_deal", "proposal_without_support")[0]
    assert (first.code, first.type, first.clears) == ("sponsor", "contact", True)


def test_a_promise_of_theirs_is_asked_for(worlds: list[World]) -> None:
    first = _cures(worlds, "support_customer_promise_overdue", "proposal_without_support")[0]
    assert (first.code, first.clears) == ("settle_promise", True)
